package e2e

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"salesforce_exporter/internal/demo"
)

// TestOracle compares every series of the four collectors with a computation
// in SQL over the rows of the demo org.
func TestOracle(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		options demo.Options
		awkward bool // rows on the edges of all rules
	}{
		{name: "as shipped", options: demo.Options{Frozen: true}},
		{name: "edges", options: demo.Options{Users: 80, Frozen: true, Seed: 2, Now: at(t, "2026-03-04T09:00:00Z")}, awkward: true},
		{name: "five people", options: demo.Options{Users: 5, Frozen: true}},
		// Noon in UTC lies on the same day there, but days begin at another hour.
		{name: "California", options: demo.Options{Users: 80, Frozen: true, TimeZone: "America/Los_Angeles", Now: at(t, "2026-11-22T09:00:00Z")}, awkward: true},
		{name: "India", options: demo.Options{Users: 80, Frozen: true, TimeZone: "Asia/Kolkata", Now: at(t, "2026-11-22T09:00:00Z")}, awkward: true},
		// Here it is another day than in UTC, and summer time begins or ends
		// inside the windows.
		{name: "California, still yesterday", options: demo.Options{Users: 80, TimeZone: "America/Los_Angeles", Now: at(t, "2026-11-20T06:30:00Z")}, awkward: true},
		{name: "California, spring", options: demo.Options{Users: 80, TimeZone: "America/Los_Angeles", Now: at(t, "2026-03-20T19:30:00Z")}, awkward: true},
		{name: "India, already tomorrow", options: demo.Options{Users: 80, TimeZone: "Asia/Kolkata", Now: at(t, "2026-03-04T20:00:00Z")}, awkward: true},
		// Summer time began at midnight seven days ago: that day has none.
		{name: "Chile", options: demo.Options{Users: 80, TimeZone: "America/Santiago", Now: at(t, "2026-09-13T15:00:00Z")}, awkward: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			zone := orElse(c.options.TimeZone, "UTC")
			r := newRig(t, rigOptions{demo: c.options})
			if c.awkward {
				makeAwkward(t, r.demo, zone)
			}
			report(t, differences(truth(t, r.demo, zone), measured(r.scrape(0))))
		})
	}
}

// TestOracleCoversTheCatalogue holds the oracle's list against the names that
// users rely on, and those against what the demo org shows.
func TestOracleCoversTheCatalogue(t *testing.T) {
	t.Parallel()
	names := catalogueNames()
	defined := []string{"sales_cycle_seconds_90d", "sales_cycle_opportunities_90d", "opportunities_won_before_created_90d"}
	for _, f := range figures() {
		defined = append(defined, f.metric)
	}
	slices.Sort(defined)
	slices.Sort(names)
	if got := slices.Compact(defined); !slices.Equal(got, names) {
		t.Errorf("the oracle computes\n%s\nwant\n%s", strings.Join(got, " "), strings.Join(names, " "))
	}
	// Metrics by kind are absent where there is nothing of any kind. In the
	// month before this day the company did some of everything.
	m := newRig(t, rigOptions{demo: demo.Options{Frozen: true, Now: at(t, "2026-03-04T09:00:00Z")}}).scrape(0)
	for _, name := range names {
		if !m.has("salesforce_" + name) {
			t.Errorf("/metrics has no salesforce_%s", name)
		}
	}
}

// catalogueNames lists the metrics of the four collectors.
func catalogueNames() []string {
	return strings.Fields(`
		users users_never_logged_in managers managers_logged_in_7d licenses licenses_used licensed_users_not_logged_in_30d
		users_logged_in_today users_logged_in_1d users_logged_in_7d users_logged_in_14d users_logged_in_30d users_logged_in_90d
		users_not_logged_in_7d users_not_logged_in_14d users_not_logged_in_30d users_not_logged_in_90d

		records_created_total records_created_7d records_created_30d records_updated_7d records_updated_30d
		accounts_created_30d leads_created_30d opportunities_created_30d contacts_created_30d campaigns_created_30d activities_created_30d

		activities_closed_7d activities_closed_30d events_held_7d events_held_30d
		open_tasks overdue_tasks emails_sent_30d list_emails_sent_30d

		overdue_opportunities overdue_opportunities_amount open_opportunities open_opportunities_amount
		stale_opportunities_30d neglected_opportunities_30d opportunities_without_products opportunities_entered_30d
		won_opportunities_30d won_opportunities_90d won_opportunities_amount_30d won_opportunities_amount_90d
		lost_opportunities_30d lost_opportunities_90d sales_cycle_seconds_90d sales_cycle_opportunities_90d opportunities_won_before_created_90d
		new_customers_90d retained_customers_90d neglected_accounts_60d`)
}

// TestOracleOfManyOwners compares an org whose grouped answers are longer than
// the 2,000 groups that Salesforce gives at once.
func TestOracleOfManyOwners(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{make: everyOf(t), demo: demo.Options{Users: 30, Frozen: true}})
	hireThousands(t, r.demo)
	want := truth(t, r.demo, "UTC")
	maps.Copy(want, catalogueTruth(t, r.demo, "UTC"))
	maps.Copy(want, qualityTruth(t, r.demo, "UTC"))
	got := withoutPopulation(r.scrape(0))
	maps.DeleteFunc(got, func(series string, _ float64) bool { // of the org itself
		return strings.HasPrefix(series, "salesforce_limit_") || strings.HasPrefix(series, "salesforce_organization_")
	})
	report(t, differences(want, got))
	for _, page := range []string{"FROM LoginHistory WHERE LoginTime = LAST_N_DAYS:7", "FROM Lead WHERE IsConverted = false AND OwnerId > '", "FROM Task WHERE OwnerId > '", "FROM Opportunity WHERE IsClosed = false AND OwnerId >= '"} {
		if !slices.ContainsFunc(r.demo.Statements(), func(s string) bool { return strings.Contains(s, page) }) {
			t.Errorf("no statement asked for a further page of groups with %s…", page)
		}
	}
}

// TestOracleNotices checks that one wrong row, and one series too many or too
// few, do not go unnoticed.
func TestOracleNotices(t *testing.T) {
	r := newRig(t, rigOptions{demo: demo.Options{Users: 30, Frozen: true}})
	got := measured(r.scrape(0))
	want := truth(t, r.demo, "UTC")
	report(t, differences(want, got))

	result, err := r.demo.DB().Exec(`UPDATE Opportunity SET IsDeleted = 1 WHERE Id = (
		SELECT Id FROM Opportunity WHERE IsDeleted = 0 AND IsClosed = 0 AND Amount > 0 ORDER BY Id LIMIT 1)`)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := result.RowsAffected(); n != 1 || err != nil {
		t.Fatalf("deleted %d opportunities (%v), want 1", n, err)
	}
	found := strings.Join(differences(truth(t, r.demo, "UTC"), got), "\n")
	for _, name := range []string{"salesforce_open_opportunities{", "salesforce_open_opportunities_amount{", `salesforce_records_created_total{object="Opportunity"`} {
		if !strings.Contains(found, name) {
			t.Errorf("an opportunity was deleted and no difference in %s…} was found, only:\n%s", name, found)
		}
	}

	spoiled := maps.Clone(want)
	delete(spoiled, "salesforce_new_customers_90d")
	spoiled["salesforce_records_created_total"] = 7
	spoiled["salesforce_retained_customers_90d"]++
	if n := len(differences(want, spoiled)); n != 3 {
		t.Errorf("one series missing, one too many and one wrong: %d differences found, want 3", n)
	}
}

// at is a clock that stands still.
func at(t *testing.T, moment string) func() time.Time {
	t.Helper()
	now, err := time.Parse(time.RFC3339, moment)
	if err != nil {
		t.Fatal(err)
	}
	return func() time.Time { return now }
}

// report fails the test with the first few of many differences.
func report(t *testing.T, differences []string) {
	t.Helper()
	const most = 40
	if n := len(differences); n > most {
		t.Errorf("%d series differ, of which the first %d:", n, most)
		differences = differences[:most]
	}
	for _, d := range differences {
		t.Error(d)
	}
}
