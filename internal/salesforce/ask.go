package salesforce

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"sync"
	"sync/atomic"

	"salesforce_exporter/internal/circuit"
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
// fails spoils no other. An answer whose end could not be read, for a reason that is not
// the statement's, goes on from there when it is asked for again soon. Limits are asked
// beside the rest.
func (c *Client) Ask(ctx context.Context, statements []soql.Statement) []Result {
	results := make([]Result, len(statements))
	c.AskEach(ctx, statements, func(i int, r Result) { results[i] = r })
	return results
}

// AskEach is Ask for who wants each result as soon as it is there. It calls ended once for
// each statement, one after the other, with the statement's place.
func (c *Client) AskEach(ctx context.Context, statements []soql.Statement, ended func(i int, r Result)) {
	open, limits := c.begin(statements)
	var beside sync.WaitGroup
	results := make([]Result, len(limits))
	for i := range limits {
		c.askLimits(ctx, &beside, &results[i])
	}
	for len(open) > 0 {
		asked, paths, alone := inOrder(open)
		read := func(i int, answer document) (func() error, error) { return asked[i].fetch(answer) }
		open = nil
		for i, p := range c.getAll(ctx, paths, alone, maxQueries, read) {
			q := asked[i]
			q.take(p, &c.paused, c.queryPath)
			if q.next != "" {
				open = append(open, q)
				continue
			}
			q.result.Pages = max(q.pages, q.expected)
			ended(q.place, q.result)
		}
	}
	beside.Wait()
	for i, place := range limits {
		ended(place, results[i])
	}
}

// begin makes a cursor of each statement but those for limits, whose places it returns.
func (c *Client) begin(statements []soql.Statement) (cursors []*cursor, limits []int) {
	var room atomic.Int64
	room.Store(mostKept)
	for i, s := range statements {
		if s.Resource != "" {
			limits = append(limits, i)
			continue
		}
		q := &cursor{statement: s, place: i, room: &room, next: c.queryPath(s.String())}
		c.paused.resume(q)
		cursors = append(cursors, q)
	}
	c.paused.forget()
	return cursors, limits
}

// askLimits asks for the limits beside other calls; where one call has to find out
// whether the org is back, it is this one.
func (c *Client) askLimits(ctx context.Context, beside *sync.WaitGroup, result *Result) {
	if c.outages.circuit.Status().State == circuit.Trial {
		*result = c.limits(ctx)
		return
	}
	beside.Go(func() { *result = c.limits(ctx) })
}

func (c *Client) queryPath(text string) string {
	return c.resource("query") + "?q=" + url.QueryEscape(text)
}

// inOrder returns cursors as their pages are asked for: in the order of the statements,
// those first that need calls of their own, and how many these are.
func inOrder(cursors []*cursor) (ordered []*cursor, paths []string, alone int) {
	slices.SortFunc(cursors, func(a, b *cursor) int { return cmp.Compare(a.place, b.place) })
	for _, first := range []bool{true, false} {
		for _, q := range cursors {
			if q.statement.Alone == first {
				ordered = append(ordered, q)
				paths = append(paths, q.next)
			}
		}
		if first {
			alone = len(ordered)
		}
	}
	return ordered, paths, alone
}
