package load

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"salesforce_exporter/internal/demo/schema"
)

// A scan is what one reading of a file tells about its columns.
type scan struct {
	columns  []scanned // by position of the cell
	newest   time.Time // at which somebody did something
	rows     int
	empty    bool // some cell is empty
	null     bool // some cell of text is "null"
	nullElse bool // some other cell is
	bits     bool // some check box is "0" or "1"
	words    bool // some check box is "true" or "false"
	currency currencyCensus
}

// scanned is what a scan tells about one column.
type scanned struct {
	seen  bool
	guess guess
}

// scan reads all rows of a file once.
func (t *table) scan(ctx context.Context, f *tableFile, zone *time.Location, count *counter) (*scan, error) {
	s := &scan{columns: make([]scanned, len(f.columns))}
	for i := range s.columns {
		s.columns[i].guess = newGuess()
	}
	if f.header == nil {
		count.finish()
		return s, nil
	}
	rows, err := f.open(count)
	if err != nil {
		return nil, err
	}
	defer rows.close()
	s.currency = newCurrencyCensus(t, f)
	for {
		cells, line, err := rows.next()
		if errors.Is(err, io.EOF) {
			return s, nil
		}
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, err
		}
		s.rows++
		for i, cell := range cells {
			if c := f.columns[i]; c != nil {
				if err := s.see(i, c, cell, zone); err != nil {
					return nil, fmt.Errorf("%s:%d: %s: %w", f.path, line, c.name, err)
				}
			}
		}
		s.currency.see(cells)
	}
}

func (s *scan) see(i int, c *column, cell string, zone *time.Location) error {
	if cell == "" {
		s.empty = true
		s.columns[i].guess.bits = false
		return nil
	}
	if isNull(cell) {
		s.seeNull(&s.columns[i], c)
		return nil
	}
	s.columns[i].seen = true
	switch {
	case c.field == nil:
		s.columns[i].guess.see(cell)
	case c.field.Type == schema.TypeBoolean:
		bit := len(cell) == 1
		s.bits, s.words = s.bits || bit, s.words || !bit
	}
	if !c.dates {
		return nil
	}
	at, err := parseDateTime(cell, zone)
	if err == nil && at.After(s.newest) {
		s.newest = at
	}
	return err
}

// seeNull takes a cell "null" into account, which is text in text only.
func (s *scan) seeNull(seen *scanned, c *column) {
	seen.seen, seen.guess.bits = true, false
	if c.field != nil && !isText(c.field.Type) {
		s.nullElse = true
		return
	}
	s.null = true
}

// nulls reports whether the file writes "null" for empty in text, too: where it
// does so elsewhere, or where nothing is empty.
func (s *scan) nulls() bool { return s.nullElse || s.null && !s.empty }

// merge takes the scan of a file to what is known of its columns.
func (t *table) merge(f *tableFile, s *scan) {
	f.nulls, f.rows = s.nulls(), s.rows
	for i, c := range f.columns {
		if c != nil {
			c.seen = c.seen || s.columns[i].seen
			c.guess = c.guess.and(s.columns[i].guess)
		}
	}
	for _, c := range t.columns {
		if s.rows > 0 && !slices.Contains(f.columns, c) {
			c.guess.bits = false // empty in these rows
		}
	}
	t.bits, t.words = t.bits || s.bits, t.words || s.words
	t.currency.plus(s.currency)
}

// datesActivity reports whether a column tells when somebody did something.
func datesActivity(name string) bool {
	switch strings.ToLower(name) {
	case "createddate", "lastmodifieddate", "lastlogindate", "logintime":
		return true
	}
	return false
}

// guessTypes gives each unknown column the type of its cells.
func (t *table) guessTypes() {
	for _, c := range t.columns {
		if c.field == nil {
			c.field = c.guess.field(c.name, t.bits && !t.words)
		}
	}
}

// commonField returns the field of that name which custom objects have as
// well as standard ones, or nil.
func commonField(all *schema.Schema, name string) *schema.Field {
	from := "Account"
	switch strings.ToLower(name) {
	case "ownerid":
		from = "Lead" // as there, queues may own records
	case "id", "name", "isdeleted", "createddate", "createdbyid", "lastmodifieddate", "lastmodifiedbyid", "systemmodstamp",
		"lastactivitydate", "lastvieweddate", "lastreferenceddate", "currencyisocode":
	default:
		return nil
	}
	o, ok := all.Object(from)
	if !ok {
		return nil
	}
	f, _ := o.Field(name)
	return f
}
