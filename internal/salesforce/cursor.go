package salesforce

import (
	"fmt"
	"maps"
	"slices"
	"sync/atomic"
	"time"

	"salesforce_exporter/internal/soql"
)

// A cursor reads the answer to one statement page by page: rows along
// nextRecordsUrl, groups along their first key.
type cursor struct {
	statement soql.Statement
	place     int    // of the statement among those that are asked together
	next      string // path of the next page; empty at the end
	pages     int
	expected  int // by the number of rows that the first page says there are
	result    Result
	page      *page // that was read last

	size    int             // of what was read, in bytes of memory
	room    *atomic.Int64   // bytes that are left for all statements
	total   int             // rows that the first page says there are
	read    int             // rows so far, those that are left out included
	bad     int             // rows that are left out
	visited map[string]bool // paths of pages
	after   string          // the first key that the last page of groups ended with
	paused  time.Time       // when its reading ended before its end
}

// mostKept bounds what is kept of the answers to all statements that are asked
// together, and mostAnswer of one, in bytes of memory. Of an org with 100,000 users, a
// row of User takes some 90 and a group of an owner some 10.
const (
	mostKept   = 72 << 20
	mostAnswer = 64 << 20
)

// fetch reads a page, which is taken if there is room for it.
func (q *cursor) fetch(answer document) (take func() error, err error) {
	page, err := decodePage(q.statement, answer)
	if err != nil {
		return nil, err
	}
	if err := q.groups(&page); err != nil {
		return nil, err
	}
	page.pack()
	page.kept, page.rows = page.some.Len(), nil
	return func() error { return q.keep(page) }, nil
}

// keep takes a page in, if there is room for it.
func (q *cursor) keep(page page) error {
	if q.result.Answer.Rows.Len()+page.kept > maxRows {
		return truncated("more than %d rows, which is not read", maxRows)
	}
	size := page.some.Size()
	if q.size+size > mostAnswer {
		return truncated("more than %d MiB, which is not read", mostAnswer>>20)
	}
	if q.room.Load() < int64(size) {
		return &Error{Code: CodeTooLarge, Partial: true,
			Message: fmt.Sprintf("the answers that are asked together have more than %d MiB, which is not read", mostKept>>20)}
	}
	q.size += size
	q.room.Add(-int64(size))
	q.result.Answer.Rows.Join(page.some)
	page.some = soql.Rows{}
	q.page = &page
	return nil
}

// groups leaves of a page of groups those that are complete.
func (q *cursor) groups(page *page) error {
	if !q.statement.Grouped() {
		return nil
	}
	keys := make([]string, len(page.rows))
	for i, row := range page.rows {
		keys[i] = string(row[0])
	}
	keep, key, more, err := q.statement.Keep(keys)
	if err != nil {
		return truncated("%v", err)
	}
	if (more || q.after != "") && !q.statement.InOrder(keys, q.after) {
		return badPart(fmt.Errorf("page %d is not in the order of %s", q.pages+1, q.statement.GroupBy[0]))
	}
	page.rows = page.rows[:keep]
	if more {
		page.after = key
	}
	return nil
}

func (q *cursor) take(p part, left *pauser, queryPath func(string) string) {
	here := q.next
	q.next = ""
	q.pages++
	q.result.Calls += p.cost
	if p.err != nil {
		left.keep(q, here, p.err)
		q.fail(p.err)
		return
	}
	page := *q.page
	q.page = nil
	if err := q.follows(page, here); err != nil {
		q.fail(badPart(err))
		return
	}
	if q.result.Answer.At.IsZero() {
		q.result.Answer.At = p.at
	}
	q.note(page)
	if err := q.add(page, queryPath); err != nil {
		q.fail(err)
		return
	}
	if q.next == "" {
		if err := q.whole(); err != nil {
			q.fail(badPart(err))
		}
	}
}

// follows returns why a page cannot be the one after those that were read.
func (q *cursor) follows(page page, here string) error {
	if q.statement.Grouped() || q.statement.Count() {
		return nil
	}
	if q.pages == 1 {
		q.total, q.visited = page.total, map[string]bool{}
	}
	q.visited[here] = true
	switch {
	case page.total != q.total:
		return fmt.Errorf("page %d has a totalSize of %d, and the first has %d", q.pages, page.total, q.total)
	case q.read+page.read > q.total:
		return fmt.Errorf("it has %d records or more and a totalSize of %d", q.read+page.read, q.total)
	case q.visited[page.next]:
		return fmt.Errorf("page %d names a page as the next that was read before", q.pages)
	}
	return nil
}

// note adds up what the pages say of themselves.
func (q *cursor) note(page page) {
	q.read += page.read
	q.bad += page.bad
	flaws := &q.result.Answer.Flaws
	if *flaws == nil {
		*flaws = page.flaws
		return
	}
	for flaw, n := range page.flaws {
		(*flaws)[flaw] += n
	}
}

// whole returns why the answer is not all that was asked for. A few rows may be
// left out; where they are many, nobody knows what the rest is worth.
func (q *cursor) whole() error {
	const tolerated = 10 // one row in so many, and always one
	switch {
	case q.statement.Grouped() || q.statement.Count():
		return nil
	case q.read != q.total:
		return fmt.Errorf("it has %d records and a totalSize of %d", q.read, q.total)
	case q.bad == 0, q.bad < q.read && q.bad <= max(1, q.read/tolerated):
		return nil
	}
	flaws := slices.Sorted(maps.Keys(q.result.Answer.Flaws))
	return fmt.Errorf("%d of %d records cannot be read: %s", q.bad, q.read, flaws[0])
}

func (q *cursor) add(page page, queryPath func(string) string) error {
	switch {
	case page.after != "":
		q.next, q.after = queryPath(q.statement.After(page.after)), page.after
	case !q.statement.Grouped():
		q.next = page.next
		if q.pages == 1 && page.kept > 0 && !q.statement.Count() {
			q.expected = (page.total + page.kept - 1) / page.kept
		}
	}
	most := maxPages
	if q.statement.MaxPages > 0 {
		most = q.statement.MaxPages
	}
	if q.next != "" && max(q.pages, q.expected-1) >= most { // not read in part for nothing
		return truncated("more than %d pages, which is not read", most)
	}
	return nil
}

func (q *cursor) fail(err error) {
	q.room.Add(int64(q.size))
	q.next, q.size = "", 0
	q.result.Answer = soql.Answer{}
	q.result.Err = err
}

func truncated(format string, args ...any) *Error {
	return &Error{Code: CodeTruncated, Message: "the answer has " + fmt.Sprintf(format, args...)}
}
