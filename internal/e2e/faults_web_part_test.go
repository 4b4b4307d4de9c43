package e2e

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"salesforce_exporter/internal/budget"
	"salesforce_exporter/internal/demo"
)

// A webPartTest is a fault that takes a part of web engagement, or none of it.
type webPartTest struct {
	fault   demo.Fault
	missing []string // beginnings of the metrics that are not shown
	coarse  bool     // campaigns of visits are not the best there are
	named   string   // a part of the reason that is told; empty for none
}

// webPartTests has the faults that the documentation of the API does not tell of.
func webPartTests() []webPartTest {
	const hour = time.Hour
	goals, lengths, conversions := []string{"salesforce_web_goals"}, []string{"salesforce_web_visit_seconds"},
		[]string{"salesforce_web_conversions"}
	return []webPartTest{
		{fault: demo.Fault{Kind: demo.EngagementGateway, Delay: 2 * hour, Object: "visits"}, coarse: true,
			named: "would cost too many calls"},
		{fault: demo.Fault{Kind: demo.EngagementTimeout, Delay: 6 * hour, Object: "visitor-activities"}},
		{fault: demo.Fault{Kind: demo.EngagementGateway, Object: "visitor-activities"}, missing: goals,
			named: "visitor-activities: HTTP 504"},
		{fault: demo.Fault{Kind: demo.EngagementGateway, Object: "prospects"}, missing: conversions,
			named: "prospects: HTTP 504"},
		{fault: demo.Fault{Kind: demo.EngagementGateway, Object: "visitor-page-views"}, coarse: true,
			named: "visitor-page-views: HTTP 504"},
		{fault: demo.Fault{Kind: demo.EngagementByID}},
		{fault: demo.Fault{Kind: demo.EngagementNoCode, Every: 20}},
		{fault: demo.Fault{Kind: demo.EngagementField, Field: "visits.durationInSeconds"}, missing: lengths,
			named: "refuses the field durationInSeconds"},
		{fault: demo.Fault{Kind: demo.EngagementIgnored, Field: "visitors.updatedAt"}, coarse: true,
			named: "the filter updatedAt is ignored"},
		{fault: demo.Fault{Kind: demo.EngagementIgnored, Field: "prospects.deleted"}},
		{fault: demo.Fault{Kind: demo.EngagementLoose}},
		{fault: demo.Fault{Kind: demo.Latency, Delay: 10 * time.Minute, Path: "engagement", Share: 0.01}},
	}
}

// unassignedTest is about prospects that the user is not shown, which only check can
// tell from there being few.
func unassignedTest() webPartTest {
	return webPartTest{fault: demo.Fault{Kind: demo.EngagementUnassigned}, missing: []string{"salesforce_web_conversions"},
		named: "the user is shown none"}
}

// TestWebParts lets faults meet parts of the API of Account Engagement: whatever
// does not depend on them is shown within the hour and right, what does is named,
// and nobody else notices.
func TestWebParts(t *testing.T) {
	t.Parallel()
	for _, f := range append(webPartTests(), unassignedTest()) {
		t.Run(f.fault.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { f.check(t) })
		})
	}
}

func (f webPartTest) check(t *testing.T) {
	r := newBoundRig(t, 500, rigOptions{
		unit: true, calls: budget.New(budget.Options{CallsADay: 2500}), demo: demo.Options{Users: 10, Frozen: true},
		make: usersAndLeads(t),
	})
	setFaults(t, r, f.fault)
	scrapeFor(r, time.Hour)
	m := r.scrapeWeb()
	f.checkFigures(t, m.web(), webOracle(t, r.demo.DB(), r.demo.Now(), time.UTC, !f.coarse))
	var reasons []string
	for series := range m.series {
		if strings.HasPrefix(series, `salesforce_collector_skipped{collector="web"`) {
			reasons = append(reasons, series)
		}
	}
	if told := strings.Join(reasons, "\n"); (f.named == "") != (told == "") || !strings.Contains(told, f.named) {
		t.Errorf("told is %q, want %q", told, f.named)
	}
	checkOthers(t, r, m)
	if n := len(r.log.lines("level=error")); n > 3 {
		t.Errorf("%d errors are logged", n)
	}
	if t.Failed() {
		t.Logf("the log:\n%s", r.log)
	}
}

// told are the figures that are compared: those that are not zero or, where
// campaigns are coarse, and those with most visits others, their sums.
func (f webPartTest) told(figures map[string]float64) map[string]float64 {
	all := map[string]float64{}
	for series, value := range figures {
		metric, _, _ := strings.Cut(series, "{")
		switch {
		case f.coarse && !strings.Contains(series, "goal="):
			all[metric] += value
		case !f.coarse && value != 0:
			all[series] = value
		}
	}
	return all
}

// checkFigures holds what is shown against the rows.
func (f webPartTest) checkFigures(t *testing.T, got, want map[string]float64) {
	t.Helper()
	got, want = f.told(got), f.told(want)
	for series, value := range want {
		is, ok := got[series]
		missing := false
		for _, prefix := range f.missing {
			missing = missing || strings.HasPrefix(series, prefix)
		}
		if ok == missing || ok && is != value {
			t.Errorf("%s is %v (shown: %v), want %v (shown: %v)", series, is, ok, value, !missing)
		}
	}
	for series, value := range got {
		if _, ok := want[series]; !ok {
			t.Errorf("%s is %v, and the rows do not make it", series, value)
		}
	}
}
