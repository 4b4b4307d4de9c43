package salesforce

import (
	"context"
	"net/http"
	"strings"

	"salesforce_exporter/internal/api"
)

// maxQueryPath is how long the path of a query may be. Salesforce advises to keep
// addresses below 2,000 characters, and refuses them together with the headers
// from 16,384 bytes on (Salesforce Help 000386264). In a composite call the
// statement is in the body.
const maxQueryPath = 1900

// query fetches one page of the answer to a statement that travels alone.
func (c *Client) query(ctx context.Context, paths []string, read reader) []part {
	path := paths[0]
	if len(path) > maxQueryPath || !strings.HasPrefix(path, dataPath) {
		return c.composite(ctx, paths, read)
	}
	parts := []part{{cost: 1}}
	if err := c.queryInto(ctx, path, parts, read); err != nil {
		parts[0].err = err
	}
	return parts
}

func (c *Client) queryInto(ctx context.Context, path string, parts []part, read reader) (err error) {
	defer recovered(&err)
	ctx, end := api.HoldLarge(ctx)
	defer end()
	r, err := c.call(ctx, request{method: http.MethodGet, path: path, query: true, own: aboutStatement, inWidth: true})
	if err != nil {
		return err
	}
	parts[0].body, parts[0].at = r.Body, r.At()
	read.readAll(parts)
	return nil
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
