package salesforce

import (
	"context"
	"fmt"
	"net/url"

	"salesforce_exporter/internal/soql"
)

// A Result is the outcome of one statement.
type Result struct {
	Answer soql.Answer
	// Calls is what the statement cost: calls that it shared with others count by share.
	Calls float64
	// Pages is how many rounds of calls it took; after an error, how many it would
	// take at least.
	Pages int
	Err   error
}

// Ask sends the statements, five to a call, and reads their answers to the
// end. The results stand in the order of the statements; a statement that
// fails spoils no other.
func (c *Client) Ask(ctx context.Context, statements []soql.Statement) []Result {
	cursors := make([]*cursor, len(statements))
	known := newTexts()
	for i, s := range statements {
		cursors[i] = &cursor{statement: s, keep: known.columns(len(s.Columns)), next: c.queryPath(s.String())}
	}
	for {
		open, paths := unfinished(cursors)
		if len(open) == 0 {
			break
		}
		for i, p := range c.getAll(ctx, paths, calls(open)) {
			open[i].take(p, c.queryPath)
		}
	}
	results := make([]Result, len(cursors))
	for i, q := range cursors {
		results[i] = q.result
		results[i].Pages = max(q.pages, q.expected)
	}
	return results
}

func (c *Client) queryPath(text string) string {
	return c.resource("query") + "?q=" + url.QueryEscape(text)
}

// unfinished returns the cursors that have a page to fetch, and its paths. Those
// that need calls of their own come first.
func unfinished(cursors []*cursor) (open []*cursor, paths []string) {
	for _, alone := range []bool{true, false} {
		for _, q := range cursors {
			if q.next != "" && q.statement.Alone == alone {
				open = append(open, q)
				paths = append(paths, q.next)
			}
		}
	}
	return open, paths
}

// calls says how many statements go into each call.
func calls(open []*cursor) (sizes []int) {
	rest := len(open)
	for rest > 0 && open[len(open)-rest].statement.Alone {
		sizes = append(sizes, 1)
		rest--
	}
	return append(sizes, evenly(rest, maxQueries)...)
}

// A cursor reads the answer to one statement page by page: rows along
// nextRecordsUrl, groups along their first key.
type cursor struct {
	statement soql.Statement
	keep      []columnTexts
	next      string // path of the next page; empty at the end
	pages     int
	expected  int // by the number of rows that the first page says there are
	result    Result
}

func (q *cursor) take(p part, queryPath func(string) string) {
	q.next = ""
	q.pages++
	q.result.Calls += p.cost
	if p.err != nil {
		q.fail(p.err)
		return
	}
	page, err := decodePage(q.statement, p.body, q.keep)
	if err != nil {
		bad := badAnswer(err)
		bad.partial = true
		q.fail(bad)
		return
	}
	if q.result.Answer.At.IsZero() {
		q.result.Answer.At = p.at
	}
	if err := q.add(page, queryPath); err != nil {
		q.fail(err)
	}
}

func (q *cursor) add(page page, queryPath func(string) string) error {
	rows := &q.result.Answer.Rows
	if len(*rows)+len(page.rows) > maxRows {
		return truncated("more than %d rows", maxRows)
	}
	if !q.statement.Grouped() {
		*rows = append(*rows, page.rows...)
		q.next = page.next
		if q.pages == 1 && len(page.rows) > 0 {
			q.expected = (page.total + len(page.rows) - 1) / len(page.rows)
		}
	} else {
		keep, key, more, stuck := q.statement.Keep(page.rows)
		if stuck {
			return truncated("more than %d groups of one %s", soql.MaxGroups, q.statement.GroupBy[0])
		}
		*rows = append(*rows, page.rows[:keep]...)
		if more {
			q.next = queryPath(q.statement.After(key))
		}
	}
	most := maxPages
	if q.statement.MaxPages > 0 {
		most = q.statement.MaxPages
	}
	if q.next != "" && q.pages >= most {
		return truncated("more than %d pages", most)
	}
	return nil
}

func (q *cursor) fail(err error) {
	q.next = ""
	q.result.Answer = soql.Answer{}
	q.result.Err = err
}

func truncated(format string, args ...any) *Error {
	return &Error{Code: CodeTruncated, Message: "the answer has " + fmt.Sprintf(format, args...) + ", which is not read"}
}
