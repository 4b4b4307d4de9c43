package demo

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// A call asks one resource of the data API: as an HTTP request of its own, or
// as a part of a composite one.
type call struct {
	method   string
	version  string   // "62.0"
	path     []string // what follows the version
	params   url.Values
	header   http.Header
	body     io.Reader // nil in a part
	session  string
	instance string
	done     []partAnswer // of a composite: the subrequests that are answered
	failing  int          // of a composite: every so many subrequests fail
	hidden   string       // a field that this call finds missing
}

// newCall takes a URL under /services/data/vXX.X apart.
func newCall(method string, u *url.URL) (*call, error) {
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	if len(parts) < 3 || parts[0] != "services" || parts[1] != "data" {
		return nil, notFound()
	}
	version, err := checkVersion(parts[2])
	if err != nil {
		return nil, err
	}
	return &call{method: method, version: version, path: parts[3:], params: u.Query()}, nil
}

// A resource answers a call with a value that becomes JSON.
type resource func(ctx context.Context, c *call) (any, error)

// answer routes a call.
func (o *Org) answer(ctx context.Context, c *call) (any, error) {
	ask, allowed := o.resource(c)
	if ask == nil {
		return nil, notFound()
	}
	if !slices.Contains(strings.Split(allowed, ","), c.method) {
		return nil, methodNotAllowed(c.method, allowed)
	}
	if err := o.failResource(c); err != nil {
		return nil, err
	}
	return ask(ctx, c)
}

// resource finds what answers a path and the methods that it takes.
func (o *Org) resource(c *call) (ask resource, allowed string) {
	const reading = "GET,HEAD"
	path := c.path
	switch {
	case len(path) == 0:
		return o.resources, reading
	case isQuery(path):
		return o.query, reading
	case path[0] == "composite":
		return o.compositeResource(c)
	case path[0] == "limits" && len(path) == 1:
		return o.limits, reading
	case path[0] == "sobjects" && len(path) == 1:
		return o.describeGlobal, reading
	case path[0] == "sobjects" && len(path) == 2:
		return o.objectInfo, reading
	case path[0] == "sobjects" && len(path) == 3:
		return o.ofObject(path[2]), reading
	}
	return nil, ""
}

// The oldest versions that have these resources (REST API Developer Guide,
// Composite and Batch).
const (
	firstComposite = 38
	firstBatch     = 34
)

func (o *Org) compositeResource(c *call) (ask resource, allowed string) {
	version := major(c.version)
	switch {
	case len(c.path) == 1 && version >= firstComposite:
		return o.composite, http.MethodPost
	case len(c.path) == 2 && c.path[1] == "batch" && version >= firstBatch:
		return o.batch, http.MethodPost
	}
	return nil, ""
}

// ofObject finds what answers below /sobjects/X.
func (o *Org) ofObject(name string) resource {
	switch name {
	case "describe":
		return o.describe
	case "deleted":
		return o.deletedRecords
	case "updated":
		return o.updatedRecords
	}
	return o.record
}

// isQuery tells queries and their further pages from other resources.
func isQuery(path []string) bool {
	return (len(path) == 1 || len(path) == 2) && (path[0] == "query" || path[0] == "queryAll")
}
