package engagement

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"salesforce_exporter/internal/api"
)

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
