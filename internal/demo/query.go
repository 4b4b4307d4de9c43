package demo

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
)

// The rows that one answer may have (REST API Developer Guide, Query Options
// Header).
const (
	minBatch = 200
	maxBatch = 2000
)

type queryAnswer struct {
	TotalSize      int               `json:"totalSize"`
	Done           bool              `json:"done"`
	NextRecordsURL string            `json:"nextRecordsUrl,omitempty"`
	Records        []json.RawMessage `json:"records"`
}

// query answers /query and /queryAll: a statement, or a further page of one.
func (o *Org) query(ctx context.Context, c *call) (any, error) {
	if len(c.path) == 2 {
		return o.nextPage(c)
	}
	statement, err := statementOf(c)
	if err != nil {
		return nil, err
	}
	o.remember(statement)
	session := o.engine(c.version)
	session.Schema = o.schemaFor(c)
	result, err := session.Query(ctx, statement, c.path[0] == "queryAll")
	if err != nil {
		return nil, err
	}
	if err := o.tooLarge(ctx, result.Object); err != nil {
		return nil, err
	}
	size := batchSize(c.header)
	if size == 0 {
		size = maxBatch
	}
	// Grouped answers have no further pages: the engine refuses what would
	// need them.
	if result.Aggregate || len(result.Records) <= size {
		return queryAnswer{TotalSize: result.TotalSize, Done: true, Records: orEmpty(result.Records)}, nil
	}
	cur := &cursor{session: c.session, object: result.Object, opened: o.clock.wall(), size: size, records: result.Records}
	return cur.page(c.version, o.cursors.open(cur), 0, size), nil
}

func statementOf(c *call) (string, error) {
	if !c.params.Has("q") {
		return "", refuse(http.StatusBadRequest, "MALFORMED_QUERY", "A query string has to be specified")
	}
	statement := c.params.Get("q")
	if strings.TrimSpace(statement) == "" {
		return "", refuse(http.StatusBadRequest, "MALFORMED_QUERY", "SOQL statements cannot be empty or null")
	}
	return statement, nil
}

// nextPage follows a nextRecordsUrl.
func (o *Org) nextPage(c *call) (any, error) {
	locator, offset, ok := splitLocator(c.path[1])
	if !ok {
		return nil, invalidLocator()
	}
	cur, ok := o.cursors.find(locator, c.session, o.clock.wall())
	if !ok || offset >= len(cur.records) {
		return nil, invalidLocator()
	}
	size := batchSize(c.header)
	if size == 0 {
		size = cur.size
	}
	return cur.page(c.version, locator, offset, size), nil
}

func invalidLocator() *refusal {
	return refuse(http.StatusBadRequest, "INVALID_QUERY_LOCATOR", "invalid query locator")
}

// batchSize reads Sforce-Query-Options: batchSize=N, brought within bounds; 0
// where there is none.
func batchSize(h http.Header) int {
	for _, option := range strings.Split(h.Get("Sforce-Query-Options"), ",") {
		name, value, _ := strings.Cut(option, "=")
		if !strings.EqualFold(strings.TrimSpace(name), "batchSize") {
			continue
		}
		if n, err := strconv.Atoi(strings.TrimSpace(value)); err == nil {
			return min(max(n, minBatch), maxBatch)
		}
	}
	return 0
}

// orEmpty keeps "records" an array where there are none.
func orEmpty(records []json.RawMessage) []json.RawMessage {
	if records == nil {
		return []json.RawMessage{}
	}
	return records
}
