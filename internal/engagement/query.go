package engagement

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"salesforce_exporter/internal/api"
)

const (
	// pageSize is the largest page ([v5]).
	pageSize = 1000
	// chainSize is after how many records a chain of page tokens ends. The query
	// goes on behind the last id ([v5], Pagination; header Pardot-Warning 203).
	chainSize = 100_000
	// maxPages bounds what one query may cost.
	maxPages = 2000
	// byID is the order of rows that a query can go on behind.
	byID = "id ASC"
)

// A query asks for rows of a collection.
type query struct {
	object  string
	fields  string
	filters url.Values
	order   string // byID unless it says so
	limit   int    // rows of a page; pageSize unless it says so

	// by is the time that rows are asked by, from and to its bounds.
	by       string
	from, to time.Time

	// read is told of how many rows there were, and how many cannot be read.
	read func(rows, unread int)
}

// between adds the condition that a time lies within [from, to).
func (q query) between(field string, from, to time.Time) query {
	filters := url.Values{}
	maps.Copy(filters, q.filters)
	filters.Set(field+"AfterOrEqualTo", isoTime(from))
	if !to.IsZero() {
		filters.Set(field+"Before", isoTime(to))
	}
	q.filters, q.by, q.from, q.to = filters, field, from, to
	return q
}

// isoTime is ISO 8601 with a numeric offset, as Z is refused, whose plus sign has
// to be encoded ([v5]).
func isoTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05-07:00") }

// errManyPages ends a query that brought more pages than are wanted.
var errManyPages = &api.Error{Code: api.CodeBadAnswer, Message: "the answer has more pages than are of use"}

// slack is how far outside of its bounds the time of a row may be.
const slack = time.Minute

// applied reports whether the rows of a page are those that were asked for: a
// filter that a collection does not have may be ignored. A row is no evidence
// where it does not have the field.
func (q query) applied(rows []row) bool {
	from, to := stampOf(q.from.Add(-slack)), stampOf(q.to.Add(slack))
	inside, outside := 0, 0
	for i := range rows {
		switch at := rows[i].at(q.by); {
		case at == 0:
		case at < from || !q.to.IsZero() && at > to:
			outside++
		default:
			inside++
		}
	}
	return outside <= inside
}

// each asks for all rows and hands them over page by page, in order of their ids
// unless the query has another.
func (c *Client) each(ctx context.Context, q query, most int, take func(*row)) error {
	q.order = cmp.Or(q.order, byID)
	at := chain{query: q, address: c.address(q.object, q.params(0))}
	for pages := 1; ; pages++ {
		p, err := c.page(ctx, q, at.address)
		if at.lost(c, err) {
			continue
		}
		if err != nil {
			return err
		}
		if !q.applied(p.rows) {
			return ignored(q.by)
		}
		if q.read != nil {
			q.read(len(p.rows)+p.unread, p.unread)
		}
		for i := range p.rows {
			take(&p.rows[i])
		}
		switch more := at.follow(c, p); {
		case !more:
			return nil
		case pages >= most || at.cut:
			return errManyPages
		}
	}
}

func ignored(filter string) error {
	return &api.Error{Code: CodeIgnored, Message: "the filter " + filter + " is ignored: rows come that were not asked for"}
}

// A chain is where a query has come to.
type chain struct {
	query   query
	address *url.URL // of the next page
	last    uint64   // the largest id so far
	rows    int      // of this chain of page tokens
	cut     bool     // there is no way to go on
}

// follow goes on to the next page, if there is one.
func (n *chain) follow(c *Client, p page) (more bool) {
	for i := range p.rows {
		n.last = max(n.last, uint64(p.rows[i].ID))
	}
	n.rows += len(p.rows)
	switch {
	case p.next != nil:
		n.address = p.next
	case len(p.rows) > 0 && (p.chainEnded || n.rows >= chainSize):
		n.restart(c)
		n.cut = n.query.order != byID // the last id is not the largest one
	default:
		return false
	}
	return true
}

// restart begins another chain of page tokens behind the last id.
func (n *chain) restart(c *Client) {
	n.address, n.rows = c.address(n.query.object, n.query.params(n.last)), 0
}

// lost begins another chain where a page token is refused, or has expired.
func (n *chain) lost(c *Client, err error) bool {
	if e := api.AsError(err); e == nil || numberOf(e) != 210 && numberOf(e) != 211 || n.rows == 0 ||
		n.query.order != byID {
		return false
	}
	n.restart(c)
	return true
}

func (q query) params(after uint64) url.Values {
	limit := cmp.Or(q.limit, pageSize)
	params := url.Values{"fields": {q.fields}, "limit": {strconv.Itoa(limit)}, "orderBy": {q.order}}
	maps.Copy(params, q.filters)
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
	unread     int      // rows that cannot be read
}

// page asks for one. A call that hangs is sent once more: in some units one of a
// hundred does (code-dot-org/code-dot-org#13918).
func (c *Client) page(ctx context.Context, q query, address *url.URL) (page, error) {
	a, err := c.get(ctx, address)
	if api.Code(err) == api.CodeTimeout && ctx.Err() == nil {
		a, err = c.get(ctx, address)
	}
	if err != nil {
		return page{}, err
	}
	return c.readPage(q, a.Body, a.Header)
}

// readPage reads a page. A row that cannot be read is left out
// and counted; no rows at all may be null, or missing.
func (c *Client) readPage(q query, text []byte, header http.Header) (page, error) {
	var body struct {
		Values []json.RawMessage `json:"values"`
		Token  string            `json:"nextPageToken"`
		Next   string            `json:"nextPageUrl"`
	}
	if err := json.Unmarshal(text, &body); err != nil {
		return page{}, api.BadAnswer(err)
	}
	p := page{chainEnded: strings.HasPrefix(strings.TrimSpace(header.Get("Pardot-Warning")), "203")}
	for _, value := range body.Values {
		var r row
		if json.Unmarshal(value, &r) != nil || r.ID == 0 {
			p.unread++
			continue
		}
		p.rows = append(p.rows, r)
	}
	c.noteAnswer(len(body.Values))
	p.next = c.next(q, body.Token, body.Next)
	return p, nil
}

// next is the address of the next page, nil for none. It is always made here, of
// the base that is asked: behind a gateway, the API says its own, where the token
// of the session has no business. Page tokens are plain base64, with + and /, and
// stand in the API's address as they are.
func (c *Client) next(q query, token, address string) *url.URL {
	if token != "" {
		return c.address(q.object, url.Values{"fields": {q.fields}, "nextPageToken": {token}})
	}
	if _, text, found := strings.Cut(address, "?"); found {
		text, _, _ = strings.Cut(text, "#")
		if params, err := url.ParseQuery(strings.ReplaceAll(text, "+", "%2B")); err == nil {
			return c.address(q.object, params)
		}
	}
	return nil
}
