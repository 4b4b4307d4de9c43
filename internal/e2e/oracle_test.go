package e2e

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/demo"
)

// TestOracle compares every series of all collectors with a computation over the
// rows of the demo org, most of it in SQL. A metric that the oracle does not know
// fails it: see figures.
func TestOracle(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		options demo.Options
		awkward bool // rows on the edges of all rules
	}{
		{name: "as shipped", options: demo.Options{Frozen: true}},
		{name: "edges", options: demo.Options{Users: 80, Frozen: true, Seed: 2, Now: at(t, "2026-03-04T09:00:00Z")},
			awkward: true},
		{name: "five people", options: demo.Options{Users: 5, Frozen: true}},
		// Noon in UTC lies on the same day there, but days begin at another hour.
		{name: "California", options: demo.Options{Users: 80, Frozen: true, TimeZone: "America/Los_Angeles",
			Now: at(t, "2026-11-22T09:00:00Z")}, awkward: true},
		{name: "India", options: demo.Options{Users: 80, Frozen: true, TimeZone: "Asia/Kolkata",
			Now: at(t, "2026-11-22T09:00:00Z")}, awkward: true},
		// Here it is another day than in UTC, and summer time begins or ends
		// inside the windows.
		{name: "California, still yesterday",
			options: demo.Options{Users: 80, TimeZone: "America/Los_Angeles", Now: at(t, "2026-11-20T06:30:00Z")},
			awkward: true},
		{name: "California, spring",
			options: demo.Options{Users: 80, TimeZone: "America/Los_Angeles", Now: at(t, "2026-03-20T19:30:00Z")},
			awkward: true},
		{name: "India, already tomorrow",
			options: demo.Options{Users: 80, TimeZone: "Asia/Kolkata", Now: at(t, "2026-03-04T20:00:00Z")}, awkward: true},
		// Summer time began at midnight seven days ago: that day has none.
		{name: "Chile", options: demo.Options{Users: 80, TimeZone: "America/Santiago", Now: at(t, "2026-09-13T15:00:00Z")},
			awkward: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			zone := orElse(c.options.TimeZone, "UTC")
			r := newRig(t, rigOptions{demo: c.options, make: everyOf(t)})
			if c.awkward {
				makeAwkward(t, r.demo, zone)
			}
			m := r.scrape(0)
			want := truth(t, r.demo, zone, m)
			report(t, differences(want, measured(m)))
			if n := want[`salesforce_field_value_variants{field="BillingCountry",object="Account"}`]; c.awkward && n < 3 {
				t.Errorf("%v variants of countries, want those made here at least", n)
			}
		})
	}
}

// TestOracleCoversTheCatalogue has a company that did some of everything in the
// month before this day, so that no metric by kind is absent: each metric that ships
// is shown, and the oracle knows it.
func TestOracleCoversTheCatalogue(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{make: everyOf(t), demo: demo.Options{Frozen: true, Now: at(t, "2026-03-04T09:00:00Z")}})
	m := r.scrape(0)
	known := map[string]bool{}
	for series := range truth(t, r.demo, "UTC", m) {
		name, _, _ := strings.Cut(series, "{")
		known[name] = true
	}
	elsewhere := []string{
		"salesforce_limit_max", "salesforce_limit_remaining", // TestOracleOfTheOrg
		"salesforce_leaderboard_target", "salesforce_leaderboard_person_target", "salesforce_leaderboard_elimination_order",
		"salesforce_leaderboard_period_end_timestamp_seconds", // of boards that do not ship: TestLeaderboardsOverAQuarter
	}
	for _, c := range every(t,
		newSetup(&collector.PeopleSource{Dimensions: collector.DefaultDimensions(), Naming: collector.Naming{Name: true}})) {
		for _, metric := range c.Plan(collector.OpenSchema()).Metrics() {
			switch {
			case slices.Contains(elsewhere, metric.Name):
			case !known[metric.Name] && !known[metric.Name+"_count"]:
				t.Errorf("the oracle does not compute %s", metric.Name)
			case !m.has(metric.Name):
				t.Errorf("/metrics has no %s", metric.Name)
			}
		}
	}
}

// TestOracleOfManyOwners compares an org whose grouped answers are longer than
// the 2,000 groups that Salesforce gives at once.
func TestOracleOfManyOwners(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{make: everyOf(t), demo: demo.Options{Users: 30, Frozen: true}})
	hireThousands(t, r.demo)
	m := r.scrape(0)
	report(t, differences(truth(t, r.demo, "UTC", m), measured(m)))
	for _, page := range []string{"FROM LoginHistory WHERE LoginTime = LAST_N_DAYS:7",
		"FROM Lead WHERE IsConverted = false AND OwnerId > '", "FROM Task WHERE OwnerId > '",
		"FROM Opportunity WHERE IsClosed = false AND OwnerId >= '",
		"FROM LightningUsageByPageMetrics WHERE MetricsDate = LAST_N_DAYS:7 AND MetricsDate >= 2"} {
		if !slices.ContainsFunc(r.demo.Statements(), func(s string) bool { return strings.Contains(s, page) }) {
			t.Errorf("no statement asked for a further page of groups with %s…", page)
		}
	}
}

// TestOracleNotices checks that one wrong row, and one series too many or too
// few, do not go unnoticed.
func TestOracleNotices(t *testing.T) {
	r := newRig(t, rigOptions{demo: demo.Options{Users: 30, Frozen: true}, make: everyOf(t)})
	m := r.scrape(0)
	got := measured(m)
	want := truth(t, r.demo, "UTC", m)
	report(t, differences(want, got))

	result, err := r.demo.DB().Exec(`UPDATE Opportunity SET IsDeleted = 1 WHERE Id = (
		SELECT Id FROM Opportunity WHERE IsDeleted = 0 AND IsClosed = 0 AND Amount > 0 ORDER BY Id LIMIT 1)`)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := result.RowsAffected(); n != 1 || err != nil {
		t.Fatalf("deleted %d opportunities (%v), want 1", n, err)
	}
	found := strings.Join(differences(truth(t, r.demo, "UTC", m), got), "\n")
	for _, name := range []string{"salesforce_open_opportunities{", "salesforce_open_opportunities_amount{",
		`salesforce_records_created_total{object="Opportunity"`} {
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

// TestOracleOfTheOrg compares the limits, which change with each call.
func TestOracleOfTheOrg(t *testing.T) {
	r := newRig(t, rigOptions{make: everyOf(t), demo: demo.Options{Users: 30, Frozen: true}})
	m := r.scrape(0)
	const limit = `salesforce_limit_max{limit="DailyApiRequests"}`
	if m.series[limit] == 0 || m.series[limit] != m.series["salesforce_api_requests_limit"] {
		t.Errorf("%s is %v, and the usage header says %v", limit, m.series[limit], m.series["salesforce_api_requests_limit"])
	}
	used := m.series[limit] - m.series[`salesforce_limit_remaining{limit="DailyApiRequests"}`]
	if used <= 0 || used > m.series["salesforce_api_requests_used"] {
		t.Errorf("the limits say that %v requests were used, the later usage header %v", used,
			m.series["salesforce_api_requests_used"])
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
