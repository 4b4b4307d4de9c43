package engagementtest

import (
	"database/sql"
	"testing"
	"time"

	"salesforce_exporter/internal/demo/generate"
	"salesforce_exporter/internal/demo/generate/generatetest"
	"salesforce_exporter/internal/demo/schema"
	"salesforce_exporter/internal/demo/store"
)

var now = time.Date(2026, time.March, 11, 12, 0, 0, 0, time.UTC)

func company(t *testing.T) *store.Store {
	t.Helper()
	s, err := schema.Company()
	if err != nil {
		t.Fatal(err)
	}
	st, err := store.Open(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	if _, err := generate.Fill(t.Context(), st, generate.Options{Users: 15, Seed: 2, Now: now}); err != nil {
		t.Fatal(err)
	}
	return st
}

func number(t *testing.T, db *sql.DB, query string, args ...any) (n int64) {
	t.Helper()
	if err := db.QueryRowContext(t.Context(), query, args...).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

func TestRowsAgreeAfterChanges(t *testing.T) {
	st := company(t)
	db := st.DB()
	visit := number(t, db, `SELECT MAX(id) FROM ae_visit WHERE prospectId IS NOT NULL`)
	into := number(t, db, `SELECT prospectId FROM ae_visit WHERE id = ?`, visit)
	from := number(t, db, `SELECT MIN(prospectId) FROM ae_visit WHERE prospectId != ?`, into)
	both := number(t, db, `SELECT COUNT(*) FROM ae_visit WHERE prospectId IN (?, ?)`, into, from)
	pages := number(t, db, `SELECT COUNT(*) FROM ae_visitor_page_view WHERE visitId = ?`, visit)

	later := now.Add(10 * time.Minute)
	Grow(t, db, visit, later)
	Grow(t, db, visit, later.Add(time.Minute))
	Merge(t, db, into, from, later.Add(2*time.Minute))
	generatetest.Contradictions(t, st, later.Add(4*time.Minute))
	for query, want := range map[string]int64{
		`SELECT COUNT(*) FROM ae_visitor_page_view WHERE visitId = ?1`:                                            pages + 2,
		`SELECT COUNT(*) FROM ae_visit WHERE prospectId = ?2`:                                                     both,
		`SELECT COUNT(*) FROM ae_visit WHERE prospectId = ?3`:                                                     0,
		`SELECT isDeleted FROM ae_prospect WHERE id = ?3`:                                                         1,
		`SELECT lastVisitorPageViewAt FROM ae_visit WHERE id = ?1`:                                                later.Add(time.Minute).Unix(),
		`SELECT updatedAt FROM ae_visit WHERE id = ?1`:                                                            later.Add(time.Minute).Unix(),
		`SELECT durationInSeconds - (lastVisitorPageViewAt - firstVisitorPageViewAt) FROM ae_visit WHERE id = ?1`: 0,
	} {
		if got := number(t, db, query, visit, into, from); got != want {
			t.Errorf("%s: %d, want %d", query, got, want)
		}
	}
}

func TestRowsAgreeAfterACrowd(t *testing.T) {
	st := company(t)
	db := st.DB()
	visits, pages := number(t, db, `SELECT COUNT(*) FROM ae_visit`), number(t, db,
		`SELECT COUNT(*) FROM ae_visitor_page_view`)
	Crowd(t, db, 2000, now, now.Add(2000*time.Second), true)
	later := now.Add(time.Hour)
	generatetest.Contradictions(t, st, later)
	Crowd(t, db, 100_000, later, later.Add(24*time.Hour), false)
	for query, want := range map[string]int64{
		`SELECT COUNT(*) FROM ae_visit`:                                                            visits + 102_000,
		`SELECT COUNT(*) FROM ae_visitor_page_view`:                                                pages + 3000,
		`SELECT COUNT(*) FROM ae_visit WHERE createdAt >= ?1`:                                      100_000,
		`SELECT COUNT(*) FROM ae_visit WHERE createdAt >= ?1 + 3600 AND createdAt < ?1 + 2 * 3600`: 4167, // a 24th
		`SELECT MAX(createdAt) FROM ae_visit`:                                                      later.Add(24*time.Hour - time.Second).Unix(),
		`SELECT COUNT(*) FROM ae_visit WHERE createdAt >= ?1 AND campaignParameter IS NOT NULL`:    50_000,
		`SELECT COUNT(*) FROM ae_visit WHERE createdAt >= ?1 AND durationInSeconds = 60`:           50_000,
	} {
		if got := number(t, db, query, later.Unix()); got != want {
			t.Errorf("%s: %d, want %d", query, got, want)
		}
	}
}
