package e2e

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/demo"
)

// TestCost counts, by the demo org's own bill, what scrapes cost.
func TestCost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, rigOptions{demo: demo.Options{Users: 20, Frozen: true}})
		statements := 0
		seen := map[string]bool{}
		for _, c := range firstCollectors(t, newSetup(&collector.PeopleSource{Dimensions: collector.DefaultDimensions()})) {
			for _, q := range c.Plan(collector.OpenSchema()).Queries {
				if !seen[q.String()] {
					seen[q.String()] = true
					statements++
				}
			}
		}
		const schema = 2 // describes: the objects, then those that they refer to

		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() { r.scrape(0) })
		}
		wg.Wait()
		if got := len(r.demo.Statements()); got != statements {
			t.Errorf("twenty concurrent first scrapes sent %d statements, want each of the %d once", got, statements)
		}
		want := schema + (statements+4)/5
		if got := r.demo.Calls(); got != want {
			t.Errorf("twenty concurrent first scrapes cost %d calls, want %d: a fifth of %d statements and %d for the schema",
				got, want, statements, schema)
		}

		time.Sleep(14 * time.Minute)
		r.scrape(0)
		if got := r.demo.Calls(); got != want {
			t.Errorf("a scrape inside the interval cost %d calls, want none", got-want)
		}

		time.Sleep(13 * time.Hour) // all answers but the daily ones are too old
		before := r.demo.Calls()
		daily := 2 // the sales cycle, and the stages that deals were entered in
		r.scrape(0)
		if got, want := r.demo.Calls()-before, (statements-daily+4)/5; got != want {
			t.Errorf("a later full refresh cost %d calls, want %d", got, want)
		}
	})
}
