package soql_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"salesforce_exporter/internal/demo/schema"
	"salesforce_exporter/internal/demo/soql"
	"salesforce_exporter/internal/demo/store"
)

// noon is the clock of the test org: a Wednesday, summer time in New York.
var noon = time.Date(2026, time.July, 15, 12, 0, 0, 0, time.UTC)

// row is one row of the test org by column.
type row map[string]any

// newOrg makes a session on an org with the given rows.
func newOrg(t testing.TB, rows map[string][]row) *soql.Session {
	t.Helper()
	s, err := schema.Standard()
	if err != nil {
		t.Fatal(err)
	}
	return newOrgOf(t, s, rows)
}

func newOrgOf(t testing.TB, s *schema.Schema, rows map[string][]row) *soql.Session {
	t.Helper()
	st, err := store.Open(context.Background(), s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	b, err := st.Begin(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer b.Rollback()
	for object, all := range rows {
		for _, r := range all {
			var columns []string
			var values []any
			for c, v := range r {
				columns, values = append(columns, c), append(values, v)
			}
			if err := b.Insert(object, columns, values...); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := b.Commit(); err != nil {
		t.Fatal(err)
	}
	return &soql.Session{Schema: s, Store: st, Zone: time.UTC, Now: func() time.Time { return noon }, Version: "62.0"}
}

// query runs a statement that must succeed.
func query(t testing.TB, s *soql.Session, text string) *soql.Result {
	t.Helper()
	r, err := s.Query(context.Background(), text, false)
	if err != nil {
		t.Fatalf("%s\n%v", text, err)
	}
	return r
}

// refusal runs a statement that must be refused.
func refusal(t testing.TB, s *soql.Session, text string) *soql.Error {
	t.Helper()
	r, err := s.Query(context.Background(), text, false)
	if err == nil {
		t.Fatalf("%s\nwas answered with %d rows, want a refusal", text, r.TotalSize)
	}
	var refused *soql.Error
	if !errors.As(err, &refused) {
		t.Fatalf("%s\nfailed, want a refusal: %v", text, err)
	}
	return refused
}

// lines joins the records of a result, one a line, without attributes where
// asked.
func lines(t testing.TB, r *soql.Result, attributes bool) string {
	t.Helper()
	var out []string
	for _, record := range r.Records {
		if !json.Valid(record) {
			t.Fatalf("not JSON: %s", record)
		}
		line := string(record)
		if !attributes {
			line = withoutAttributes(t, line)
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

func withoutAttributes(t testing.TB, record string) string {
	t.Helper()
	for {
		start := strings.Index(record, `"attributes":{`)
		if start < 0 {
			break
		}
		end := start + strings.Index(record[start:], "}") + 1
		rest := strings.TrimPrefix(record[end:], ",")
		record = record[:start] + rest
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, []byte(record)); err != nil {
		t.Fatalf("%s: %v", record, err)
	}
	return compact.String()
}

// seconds is the stored form of a dateTime.
func seconds(t testing.TB, s string) int64 {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at.Unix()
}
