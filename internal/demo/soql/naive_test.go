package soql_test

import (
	"cmp"
	"context"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"salesforce_exporter/internal/demo/soql"
	"salesforce_exporter/internal/demo/store"
)

// The naive evaluator answers statements a second time: in plain Go, row by
// row, over what it reads from SQLite, sharing nothing with the engine. It
// takes statements as trees of Go functions, never as text.

// record is a stored row: nil, int64, float64 or string by field.
type record map[string]any

// naive has all rows of an org.
type naive struct {
	rows   map[string][]record
	byID   map[string]record
	object map[string]string // of the record with that id
	rank   map[string]int    // of a stage
	zone   *time.Location
	now    time.Time
	fiscal time.Month
}

func newNaive(t testing.TB, s *soql.Session, objects ...string) *naive {
	t.Helper()
	n := &naive{
		rows: map[string][]record{}, byID: map[string]record{}, object: map[string]string{}, rank: map[string]int{},
		zone: s.Zone, now: s.Now(), fiscal: s.FiscalYearStartMonth,
	}
	for _, object := range objects {
		n.read(t, s.Store, object)
	}
	for _, stage := range n.rows["OpportunityStage"] {
		n.rank[strings.ToLower(stage["ApiName"].(string))] = int(stage["SortOrder"].(int64))
	}
	return n
}

func (n *naive) read(t testing.TB, st *store.Store, object string) {
	t.Helper()
	rows, err := st.DB().QueryContext(context.Background(), "SELECT * FROM "+store.Quote(object))
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		cells, pointers := make([]any, len(columns)), make([]any, len(columns))
		for i := range cells {
			pointers[i] = &cells[i]
		}
		if err := rows.Scan(pointers...); err != nil {
			t.Fatal(err)
		}
		r := record{}
		for i, c := range columns {
			r[c] = cells[i]
		}
		id := r["Id"].(string)
		n.rows[object] = append(n.rows[object], r)
		n.byID[id], n.object[id] = r, object
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}

// kind is a type of values in the naive evaluator.
type kind int

const (
	text    kind = iota // string, without case
	ranked              // a stage: string, by rank
	listed              // a value of another picklist: string, shorter ones first
	number              // float64
	boolean             // bool
	date                // time.Time, midnight in UTC
	instant             // time.Time
	id                  // string, with case
)

// field is a path that the test statements use.
type field struct {
	path                    string
	kind                    kind
	groupable, aggregatable bool
}

// lookups are the fields behind relationship names.
var lookups = map[string]string{
	"Owner": "OwnerId", "Account": "AccountId", "Manager": "ManagerId", "UserRole": "UserRoleId", "Who": "WhoId",
}

// value reads a field of a row, over lookups. Nil is null; a checkbox that is
// not there is false.
func (n *naive) value(r record, f field) any {
	raw := n.raw(r, strings.Split(f.path, "."), false)
	if raw == nil && f.kind == boolean {
		return false
	}
	switch v := raw.(type) {
	case nil:
		return nil
	case int64:
		switch f.kind {
		case boolean:
			return v != 0
		case instant:
			return time.Unix(v, 0).UTC()
		}
		return float64(v)
	case string:
		if f.kind == date {
			day, err := time.Parse(time.DateOnly, v)
			if err != nil {
				panic(err)
			}
			return day
		}
	}
	return raw
}

func (n *naive) raw(r record, path []string, polymorphic bool) any {
	if len(path) == 1 {
		if path[0] == "Type" && polymorphic {
			return n.typeName(r)
		}
		return r[path[0]]
	}
	id, _ := r[lookups[path[0]]].(string)
	next, ok := n.byID[id]
	if !ok {
		return nil
	}
	return n.raw(next, path[1:], true)
}

// typeName is the Type of a record seen as a Name.
func (n *naive) typeName(r record) any {
	object := n.object[r["Id"].(string)]
	if object == "Group" {
		return r["Type"]
	}
	return object
}

// shown is a value as its JSON reads.
func (n *naive) shown(v any, k kind) any {
	switch v := v.(type) {
	case time.Time:
		if k == date {
			return v.Format(time.DateOnly)
		}
		return v.Format("2006-01-02T15:04:05.000+0000")
	case int:
		return float64(v)
	}
	return v
}

// shownRecord puts the fields of a row where the JSON has them.
func (n *naive) shownRecord(r record, fields []field) map[string]any {
	out := map[string]any{}
	for _, f := range fields {
		n.put(out, r, strings.Split(f.path, "."), n.shown(n.value(r, f), f.kind))
	}
	return out
}

func (n *naive) put(out map[string]any, r record, path []string, v any) {
	if len(path) == 1 {
		out[path[0]] = v
		return
	}
	id, _ := r[lookups[path[0]]].(string)
	next, ok := n.byID[id]
	if !ok {
		out[path[0]] = nil
		return
	}
	inner, ok := out[path[0]].(map[string]any)
	if !ok {
		inner = map[string]any{}
		out[path[0]] = inner
	}
	n.put(inner, next, path[1:], v)
}

// compare orders two values of a kind, neither of which is null.
func (n *naive) compare(a, b any, k kind) int {
	switch a := a.(type) {
	case float64:
		return cmp.Compare(a, b.(float64))
	case bool:
		return cmp.Compare(oneIf(a), oneIf(b.(bool)))
	case time.Time:
		return a.Compare(b.(time.Time))
	case string:
		b := b.(string)
		if k == id {
			return strings.Compare(a, b)
		}
		return strings.Compare(strings.ToLower(a), strings.ToLower(b))
	}
	panic("no such value")
}

func oneIf(b bool) int {
	if b {
		return 1
	}
	return 0
}

// compareRanked orders values as their picklist does, for MIN, MAX and ORDER BY.
func (n *naive) compareRanked(a, b any, k kind) int {
	switch k {
	case listed:
		if c := cmp.Compare(utf8.RuneCountInString(a.(string)), utf8.RuneCountInString(b.(string))); c != 0 {
			return c
		}
	case ranked:
		if c := cmp.Compare(n.rankOf(a.(string)), n.rankOf(b.(string))); c != 0 {
			return c
		}
	}
	return n.compare(a, b, k)
}

func (n *naive) rankOf(stage string) int {
	if rank, ok := n.rank[strings.ToLower(stage)]; ok {
		return rank
	}
	return 1 << 30
}

// visible are the rows of an object that a statement sees.
func (n *naive) visible(object string, all bool) []record {
	var out []record
	for _, r := range n.rows[object] {
		deleted, _ := r["IsDeleted"].(int64)
		archived, _ := r["IsArchived"].(int64)
		if all || deleted == 0 && archived == 0 {
			out = append(out, r)
		}
	}
	return out
}

// like matches a LIKE pattern, both in lower case.
func like(s, pattern string) bool {
	if pattern == "" {
		return s == ""
	}
	switch c := pattern[0]; {
	case c == '%':
		return like(s, pattern[1:]) || s != "" && like(s[1:], pattern)
	case s == "":
		return false
	case c == '_':
		return like(s[1:], pattern[1:])
	case c == '\\':
		return s[0] == pattern[1] && like(s[1:], pattern[2:])
	default:
		return s[0] == c && like(s[1:], pattern[1:])
	}
}
