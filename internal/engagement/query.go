package engagement

import (
	"context"
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const (
	// pageSize is the largest page ([v5]).
	pageSize = 1000
	// chainSize is after how many records a chain of page tokens ends. The query
	// goes on behind the last id ([v5], Pagination; header Pardot-Warning 203).
	chainSize = 100_000
	// maxPages bounds what one query may cost.
	maxPages = 2000
)

// A query asks for rows of a collection.
type query struct {
	object  string
	fields  string
	filters url.Values
}

// between adds the condition that a time lies within [from, to).
func (q query) between(field string, from, to time.Time) query {
	filters := url.Values{}
	for name, values := range q.filters {
		filters[name] = values
	}
	filters.Set(field+"AfterOrEqualTo", isoTime(from))
	if !to.IsZero() {
		filters.Set(field+"Before", isoTime(to))
	}
	q.filters = filters
	return q
}

// isoTime is ISO 8601 with an offset, whose plus sign has to be encoded ([v5]).
func isoTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05-07:00") }

// errManyPages ends a query that brought more than one page where only one was
// wanted.
var errManyPages = &Error{Code: CodeBadAnswer, Message: "the answer has more pages than are of use"}

// each asks for all rows, in order of their ids, and hands them over page by
// page.
func (c *Client) each(ctx context.Context, q query, most int, take func(*row)) error {
	last, inChain := uint64(0), 0
	address := c.address(q.object, q.params(0))
	for pages := 1; ; pages++ {
		p, err := c.page(ctx, q.object, address)
		if err != nil {
			return err
		}
		if p.next != nil && pages >= most {
			return errManyPages
		}
		for i := range p.rows {
			take(&p.rows[i])
			last = max(last, uint64(p.rows[i].ID))
		}
		inChain += len(p.rows)
		switch {
		case p.next != nil:
			address = p.next
		case len(p.rows) > 0 && (p.chainEnded || inChain >= chainSize):
			address, inChain = c.address(q.object, q.params(last)), 0
		default:
			return nil
		}
	}
}

func (q query) params(after uint64) url.Values {
	params := url.Values{"fields": {q.fields}, "limit": {strconv.Itoa(pageSize)}, "orderBy": {"id ASC"}}
	for name, values := range q.filters {
		params[name] = values
	}
	if after > 0 {
		params.Set("idGreaterThan", strconv.FormatUint(after, 10))
	}
	return params
}

// A page is a part of an answer.
type page struct {
	rows       []row
	next       *url.URL // nil on the last one
	chainEnded bool     // there are more rows than page tokens lead to
}

func (c *Client) page(ctx context.Context, object string, address *url.URL) (page, error) {
	a, err := c.get(ctx, address)
	if err != nil {
		return page{}, err
	}
	var body struct {
		Values []row  `json:"values"`
		Next   string `json:"nextPageUrl"`
	}
	if err := json.Unmarshal(a.body, &body); err != nil {
		return page{}, badAnswer("%v", err)
	}
	if body.Values == nil {
		return page{}, badAnswer("it has no values")
	}
	c.mu.Lock()
	c.rows += len(body.Values)
	c.mu.Unlock()
	p := page{rows: body.Values, chainEnded: strings.HasPrefix(strings.TrimSpace(a.header.Get("Pardot-Warning")), "203")}
	if body.Next != "" {
		p.next, err = c.next(object, body.Next)
	}
	return p, err
}

// A Quota is what the business unit may ask in a day, and has asked.
type Quota struct {
	Used, Limit int
}

// Quota asks for it. The user needs the ability to edit account settings
// ([account]).
func (c *Client) Quota(ctx context.Context) (Quota, error) {
	a, err := c.get(ctx, c.address("account", url.Values{"fields": {"maximumDailyApiCalls,apiCallsUsed"}}))
	if err != nil {
		return Quota{}, err
	}
	var body struct {
		Limit int `json:"maximumDailyApiCalls"`
		Used  int `json:"apiCallsUsed"`
	}
	if err := json.Unmarshal(a.body, &body); err != nil {
		return Quota{}, badAnswer("%v", err)
	}
	return Quota{Used: body.Used, Limit: body.Limit}, nil
}
