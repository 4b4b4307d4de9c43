package salesforce

import (
	"context"
	"net/url"
	"sync"

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
	var cursors []*cursor
	room := mostKept
	var beside sync.WaitGroup
	defer beside.Wait()
	for i, s := range statements {
		if s.Resource != "" {
			c.askLimits(ctx, &beside, &results[i])
			continue
		}
		q := &cursor{statement: s, result: &results[i], room: &room, next: c.queryPath(s.String())}
		c.paused.resume(q)
		cursors = append(cursors, q)
	}
	c.paused.forget()
	for {
		open, paths, alone := unfinished(cursors)
		if len(open) == 0 {
			break
		}
		read := func(i int, answer document) (func() error, error) { return open[i].fetch(answer) }
		for i, p := range c.getAll(ctx, paths, alone, maxQueries, read) {
			open[i].take(p, &c.paused, c.queryPath)
		}
	}
	for _, q := range cursors {
		q.result.Pages = max(q.pages, q.expected)
	}
	return results
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

// unfinished returns the cursors that have a page to fetch, and its paths. Those
// that need calls of their own come first, and are so many.
func unfinished(cursors []*cursor) (open []*cursor, paths []string, alone int) {
	for _, first := range []bool{true, false} {
		for _, q := range cursors {
			if q.next != "" && q.statement.Alone == first {
				open = append(open, q)
				paths = append(paths, q.next)
			}
		}
		if first {
			alone = len(open)
		}
	}
	return open, paths, alone
}
