package salesforce

import (
	"context"
	"net/http"
	"strings"
)

// maxQueryPath is how long the path of a query may be. Salesforce advises to keep
// addresses below 2,000 characters, and refuses them together with the headers
// from 16,384 bytes on (Salesforce Help 000386264). In a composite call the
// statement is in the body.
const maxQueryPath = 1900

// query fetches one page of the answer to a statement that travels alone.
func (c *Client) query(ctx context.Context, paths []string) []part {
	path := paths[0]
	if len(path) > maxQueryPath || !strings.HasPrefix(path, dataPath) {
		return c.composite(ctx, paths)
	}
	p := part{cost: 1}
	p.err = c.queryInto(ctx, path, &p)
	return []part{p}
}

func (c *Client) queryInto(ctx context.Context, path string, p *part) (err error) {
	defer recovered(&err)
	r, err := c.call(ctx, request{method: http.MethodGet, path: path, query: true, own: aboutStatement})
	p.body, p.at = r.Body, r.At()
	return err
}

// aboutStatement tells the refusal of a statement from one that any call would
// get. Both have the same form where the statement travels alone.
func aboutStatement(e *Error) bool {
	switch {
	case e.SignIn, e.Code == CodeOther, strings.HasPrefix(e.Code, "HTTP_"), e.Code == "NOT_FOUND",
		e.Code == "METHOD_NOT_ALLOWED":
		return false
	case e.Status == http.StatusInternalServerError:
		return true // Salesforce answers some statements with it, each time
	}
	return e.Status >= 400 && e.Status != http.StatusUnauthorized && ClassOf(e) == ClassAnswer
}
