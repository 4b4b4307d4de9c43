package e2e

import (
	"slices"
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
		sent := r.demo.Statements()
		if n := len(slices.Compact(slices.Sorted(slices.Values(sent)))); n != len(sent) || n > statements*2/3 {
			t.Errorf("twenty concurrent first scrapes sent %d statements, %d of them distinct, want two thirds of the %d and each once",
				len(sent), n, statements)
		}
		first := r.demo.Calls()
		const rounds = 2 // before the time zone is known, and after
		if most := schema + (len(sent)+4)/5 + rounds - 1; first > most {
			t.Errorf("twenty concurrent first scrapes cost %d calls, want %d at most: a fifth of %d statements and %d for the schema",
				first, most, len(sent), schema)
		}

		time.Sleep(14 * time.Minute)
		r.scrape(0)
		if got := r.demo.Calls(); got != first {
			t.Errorf("a scrape inside the interval cost %d calls, want none", got-first)
		}

		time.Sleep(13 * time.Hour) // all answers but the daily ones are too old
		before := r.demo.Calls()
		r.scrape(0)
		again := len(r.demo.Statements()) - len(sent)
		if got, want := r.demo.Calls()-before, (again+4)/5; got != want || again < 20 {
			t.Errorf("a later full refresh of %d statements cost %d calls, want %d", again, got, want)
		}
	})
}
