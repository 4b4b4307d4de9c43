package e2e

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"salesforce_exporter/internal/budget"
	"salesforce_exporter/internal/demo"
	"salesforce_exporter/internal/org"
)

// newBoundRig is a rig that may make so many calls a day.
func newBoundRig(t *testing.T, callsADay int, o rigOptions) *rig {
	t.Helper()
	b := budget.New(budget.Options{CallsADay: callsADay})
	o.gate, o.tune = b, func(o *org.Options) { o.Budget = b }
	return newRig(t, o)
}

// TestLongAnswers has a refresh of more calls than may be spent at once. It
// comes to its end in one go, when nobody knows yet how long it is and when
// that is known.
func TestLongAnswers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newBoundRig(t, 60, rigOptions{demo: demo.Options{Users: 5, Frozen: true}})
		hireThousands(t, r.demo)
		first := r.scrape(0)
		cost := r.demo.Calls()
		if cost <= 60/3 || cost > 60 {
			t.Fatalf("the first refresh cost %d calls, which tells nothing about more than %d", cost, 60/3)
		}
		if !first.has("salesforce_users") || !first.has("salesforce_activities_closed_7d") {
			t.Errorf("the first refresh was cut short after %d calls:\n%s", cost, r.log)
		}
		for range 4 * 36 {
			time.Sleep(15 * time.Minute)
			before := r.demo.Calls()
			m := r.scrape(0)
			if m.series["salesforce_exporter_budget_spent"] > 60 {
				t.Fatalf("%v calls are spent", m.series["salesforce_exporter_budget_spent"])
			}
			if strings.Contains(r.log.String(), "level=error") {
				t.Fatalf("a refresh of %d calls was cut short:\n%s", r.demo.Calls()-before, r.log)
			}
		}
		if m := r.scrape(0); m.sum("salesforce_exporter_budget_put_off_total") == 0 || !m.has("salesforce_users") {
			t.Errorf("a budget that is too small puts nothing off, or shows nothing:\n%s", r.log)
		}
		if lines := r.log.lines("refresh is put off"); len(lines) > 2 ||
			!strings.Contains(lines[0], "unless calls_a_day is raised") {
			t.Errorf("want a line of log a day that says what to do:\n%s", r.log)
		}
	})
}

// TestMoreThanTheCap has an org that cannot be asked within the budget. It says
// so, and does not spend the budget each day on answers that are cut short.
func TestMoreThanTheCap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newBoundRig(t, 10, rigOptions{demo: demo.Options{Users: 5, Frozen: true}, make: usersOnly(t)})
		e := &editor{t: t, demo: r.demo}
		e.exec(`INSERT INTO User (Id, Name, Username, IsActive, UserType)
			WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 25000)
			SELECT printf('005z%011dAAA', n), 'Person ' || n, n || '@example.com', 1, 'Standard' FROM number`)
		for range 24 * 5 {
			if r.scrape(0).has("salesforce_users") {
				t.Fatal("10 calls a day were enough: the test tells nothing")
			}
			time.Sleep(time.Hour)
		}
		if n := r.demo.Calls(); n > 10+4*2 { // the schema is read once a day
			t.Errorf("in five days %d calls were spent on nothing", n)
		}
		if got := r.log.lines("raise calls_a_day"); len(got) < 1 || len(got) > 5 ||
			!strings.Contains(got[0], "13 calls are needed at once, more than the 10 that may be made in 24 hours") {
			t.Errorf("want a line of log a day that says what to do, got %d:\n%s", len(got), r.log)
		}
		if strings.Contains(r.log.String(), "level=error") {
			t.Errorf("what is put off counts as an error:\n%s", r.log)
		}
	})
}
