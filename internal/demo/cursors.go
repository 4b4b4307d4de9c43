package demo

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	// cursorLife is how long Salesforce keeps a query cursor.
	cursorLife = 48 * time.Hour
	// maxCursors and maxCursorRows bound the memory that clients can fill by
	// not reading on. The oldest cursors go first.
	maxCursors    = 100
	maxCursorRows = 2_000_000
)

// A cursor keeps a whole result for the pages that follow the first.
type cursor struct {
	session string
	object  string // named in FROM
	opened  time.Time
	size    int // rows a page
	records []json.RawMessage
}

// page returns the rows from an offset on.
func (c *cursor) page(version, locator string, offset, size int) queryAnswer {
	end := min(offset+size, len(c.records))
	a := queryAnswer{TotalSize: len(c.records), Done: end == len(c.records), Records: c.records[offset:end]}
	if !a.Done {
		a.NextRecordsURL = fmt.Sprintf("/services/data/v%s/query/%s-%d", version, locator, end)
	}
	return a
}

// cursors are the results that clients may still read on.
type cursors struct {
	mu     sync.Mutex
	opened int
	rows   int
	known  map[string]*cursor
	order  []string // locators, oldest first
}

func newCursors() *cursors { return &cursors{known: map[string]*cursor{}} }

// open keeps a cursor and returns its locator.
func (s *cursors) open(c *cursor) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.forget(c.opened)
	for len(s.order) > 0 && (len(s.order) >= maxCursors || s.rows+len(c.records) > maxCursorRows) {
		s.dropOldest()
	}
	s.opened++
	locator := numberedID("01g", s.opened)
	s.known[locator] = c
	s.order = append(s.order, locator)
	s.rows += len(c.records)
	return locator
}

// find returns the cursor of a locator, if it belongs to the session and is
// young enough.
func (s *cursors) find(locator, session string, now time.Time) (*cursor, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.forget(now)
	c, ok := s.known[locator]
	if !ok || c.session != session {
		return nil, false
	}
	return c, true
}

// objectOf returns the object that a further page is of.
func (s *cursors) objectOf(page string) string {
	locator, _, _ := splitLocator(page)
	s.mu.Lock()
	defer s.mu.Unlock()
	if c, ok := s.known[locator]; ok {
		return c.object
	}
	return ""
}

// lose makes a cursor unknown to whoever opened it.
func (s *cursors) lose(page string) {
	locator, _, _ := splitLocator(page)
	s.mu.Lock()
	defer s.mu.Unlock()
	if c, ok := s.known[locator]; ok {
		c.session = ""
	}
}

func (s *cursors) forget(now time.Time) {
	for len(s.order) > 0 && now.Sub(s.known[s.order[0]].opened) >= cursorLife {
		s.dropOldest()
	}
}

func (s *cursors) dropOldest() {
	oldest := s.order[0]
	s.rows -= len(s.known[oldest].records)
	delete(s.known, oldest)
	s.order = s.order[1:]
}

// splitLocator takes "01g...-2000" apart.
func splitLocator(text string) (locator string, offset int, ok bool) {
	locator, number, dashed := strings.Cut(text, "-")
	offset, err := strconv.Atoi(number)
	return locator, offset, dashed && err == nil && offset >= 0
}
