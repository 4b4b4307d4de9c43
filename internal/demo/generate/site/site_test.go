package site

import (
	"testing"
	"time"

	"salesforce_exporter/internal/demo/engagement/model"
	"salesforce_exporter/internal/demo/generate/record"
	"salesforce_exporter/internal/demo/schema"
	"salesforce_exporter/internal/demo/store"
)

var noon = time.Date(2026, time.March, 11, 12, 0, 0, 0, time.UTC)

// watched opens the site of a company of nobody but itself.
func watched(t *testing.T, visits float64) (*store.Store, *Site) {
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
	tables, err := model.Tables()
	if err != nil {
		t.Fatal(err)
	}
	if err := st.AddTables(t.Context(), tables); err != nil {
		t.Fatal(err)
	}
	site := New(Options{Seed: 3, Now: noon, Visits: visits, IDs: record.NewIDs(), Author: "005000000000001AAA"})
	keep(t, st, site, noon)
	return st, site
}

func keep(t *testing.T, st *store.Store, site *Site, now time.Time) {
	t.Helper()
	batch, err := st.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer batch.Rollback()
	if err := site.Keep(batch, now); err != nil {
		t.Fatal(err)
	}
	if err := batch.Commit(); err != nil {
		t.Fatal(err)
	}
}

func count(t *testing.T, st *store.Store, query string, args ...any) (n int) {
	t.Helper()
	if err := st.DB().QueryRowContext(t.Context(), query, args...).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

// However large the company is, the website has about as many visits as were
// asked for, with the rhythm of a week.
func TestVisitsADay(t *testing.T) {
	for _, visits := range []float64{20, 300} {
		st, _ := watched(t, visits)
		total := count(t, st, `SELECT COUNT(*) FROM ae_visit`)
		if mean := float64(total) / History; mean < visits*0.85 || mean > visits*1.2 {
			t.Errorf("%.1f visits a day, want about %v", mean, visits)
		}
		weekend := count(t, st, `SELECT COUNT(*) FROM ae_visit WHERE strftime('%w', createdAt, 'unixepoch') IN ('0', '6')`)
		if share := float64(weekend) / float64(total); share < 0.05 || share > 0.2 {
			t.Errorf("%.2f of the visits are at weekends, want some", share)
		}
		if night := count(t, st, `SELECT COUNT(*) FROM ae_visit WHERE strftime('%H', createdAt, 'unixepoch') < '06'`); night == 0 || night*8 > total {
			t.Errorf("%d of %d visits are at night, want some", night, total)
		}
	}
}

// Visits that are there grow, and what was told of them before is a part of what
// is told later.
func TestVisitsGrow(t *testing.T) {
	st, site := watched(t, 900) // some of which are under way
	db := st.DB()
	_, err := db.ExecContext(t.Context(),
		`CREATE TABLE before AS SELECT id, visitorPageViewCount AS pages, IFNULL(durationInSeconds, 0) AS seconds, updatedAt FROM ae_visit`)
	if err != nil {
		t.Fatal(err)
	}
	keep(t, st, site, noon.Add(20*time.Minute))
	const grown = `SELECT COUNT(*) FROM ae_visit v JOIN before b ON b.id = v.id WHERE v.visitorPageViewCount > b.pages AND v.durationInSeconds > b.seconds AND v.updatedAt > ?`
	if n := count(t, st, grown, noon.Unix()); n == 0 {
		t.Error("no visit has grown")
	}
	if n := count(t, st, `SELECT COUNT(*) FROM ae_visit v JOIN before b ON b.id = v.id WHERE v.visitorPageViewCount < b.pages OR v.updatedAt < b.updatedAt`); n > 0 {
		t.Errorf("%d visits have shrunk", n)
	}
	if n := count(t, st, `SELECT COUNT(*) FROM before WHERE id NOT IN (SELECT id FROM ae_visit)`); n > 0 {
		t.Errorf("%d visits are gone", n)
	}
	if n := count(t, st, `SELECT COUNT(*) FROM ae_visit WHERE createdAt > ?`, noon.Unix()); n < 10 {
		t.Errorf("%d new visits in 20 minutes of a working day, want 10 or more", n)
	}
}

// Looking often or once comes to the same.
func TestLookingChangesNothing(t *testing.T) {
	sums := func(looks int) [3]int {
		st, site := watched(t, 100)
		for i := range looks {
			keep(t, st, site, noon.Add(time.Hour*time.Duration(i+1)/time.Duration(looks)))
		}
		return [3]int{count(t, st, `SELECT SUM(id * updatedAt % 1000003) FROM ae_visit`),
			count(t, st, `SELECT SUM(id * type * createdAt % 1000003) FROM ae_visitor_activity`),
			count(t, st, `SELECT SUM(id * IFNULL(durationInSeconds, 1) % 1000003) FROM ae_visitor_page_view`)}
	}
	if once, often := sums(1), sums(600); once != often {
		t.Errorf("rows after one look: %v, after 600: %v", once, often)
	}
}
