package e2e

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/builtin"
	"salesforce_exporter/internal/demo"
)

// TestCostOfPeople counts what the collectors about people cost beside the others, by the demo org's bill: with the
// default configuration, which names no features, ten calls a day at most; people none, onboarding one.
func TestCostOfPeople(t *testing.T) {
	t.Parallel()
	var others []string
	for _, f := range builtin.Collectors() {
		if !slices.Contains([]string{collector.WebName, "people", "habits", "onboarding", "features"}, f.Name) {
			others = append(others, f.Name)
		}
	}
	without := callsADay(t, others...)
	for _, c := range []struct {
		added []string
		most  float64
	}{
		{[]string{"people"}, 0},
		{[]string{"onboarding"}, 1.5}, // a statement more can need a call more
		{[]string{"people", "habits", "onboarding"}, 10},
	} {
		cost := callsADay(t, append(slices.Clone(others), c.added...)...) - without
		t.Logf("%v: %.1f calls a day more than the %.1f of the others", c.added, cost, without)
		if cost > c.most {
			t.Errorf("%v cost %.1f calls a day, want %v at most", c.added, cost, c.most)
		}
	}
}

// callsADay is the bill of three days, after a first one.
func callsADay(t *testing.T, names ...string) (mean float64) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, rigOptions{demo: demo.Options{Users: 10, Frozen: true},
			make: func(s *setup) []collector.Collector { return s.only(t, names...) }})
		const days, scrapeInterval = 3, 3 * time.Hour
		scrape := func(until time.Duration) {
			for start := time.Now(); time.Since(start) < until; time.Sleep(scrapeInterval) {
				r.get("/metrics", 10)
			}
		}
		scrape(24 * time.Hour)
		before := r.demo.Calls()
		scrape(days * 24 * time.Hour)
		mean = float64(r.demo.Calls()-before) / days
	})
	return mean
}
