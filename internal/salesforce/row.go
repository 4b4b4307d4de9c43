package salesforce

import (
	"encoding/json"
	"fmt"
	"strings"

	"salesforce_exporter/internal/soql"
)

// A rowReader turns records into rows in the order of a statement's columns.
type rowReader struct {
	paths [][]string
}

func newRowReader(s soql.Statement) rowReader {
	r := rowReader{paths: make([][]string, len(s.Columns))}
	for i, c := range s.Columns {
		switch {
		case c.Alias != "":
			r.paths[i] = []string{c.Alias}
		default:
			r.paths[i] = strings.Split(c.Expr, ".")
		}
	}
	return r
}

func (r rowReader) row(record json.RawMessage) ([]string, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(record, &fields); err != nil {
		return nil, err
	}
	row := make([]string, len(r.paths))
	for i, path := range r.paths {
		text, err := value(fields, path)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", strings.Join(path, "."), err)
		}
		row[i] = text
	}
	return row, nil
}

// value reads a field along a path of relationships. A null on the way makes
// the field null.
func value(fields map[string]json.RawMessage, path []string) (string, error) {
	raw, ok := find(fields, path[0])
	if !ok {
		return "", fmt.Errorf("the record has no %s", path[0])
	}
	if string(raw) == "null" {
		return "", nil
	}
	if len(path) > 1 {
		var related map[string]json.RawMessage
		if err := json.Unmarshal(raw, &related); err != nil {
			return "", err
		}
		return value(related, path[1:])
	}
	if len(raw) > 0 && raw[0] == '"' {
		var text string
		err := json.Unmarshal(raw, &text)
		return text, err
	}
	return string(raw), nil
}

// find ignores case, as SOQL does: an answer spells names as the org does, not as
// the statement did.
func find(fields map[string]json.RawMessage, name string) (json.RawMessage, bool) {
	if raw, ok := fields[name]; ok {
		return raw, true
	}
	for key, raw := range fields {
		if strings.EqualFold(key, name) {
			return raw, true
		}
	}
	return nil, false
}
