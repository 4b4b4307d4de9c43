package e2e

import (
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"salesforce_exporter/internal/demo"
)

// TestSmallBudgets has a half and a quarter of the calls that a day needs. Figures
// age evenly: over three days, everything is there nearly always.
func TestSmallBudgets(t *testing.T) {
	t.Parallel()
	need, all := needOfADay(t)
	for _, part := range []int{2, 4} {
		t.Run(strconv.Itoa(part), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				r := newBoundRig(t, need/part, rigOptions{demo: demo.Options{Users: 10, Frozen: true}})
				scrapesFor(r, time.Hour)
				missing := map[string]int{}
				scrapes := 0
				for range 3 * 24 * 6 {
					scrapesFor(r, 10*time.Minute)
					m := r.scrape(10)
					scrapes++
					for name := range all {
						if !m.has(name) {
							missing[name]++
						}
					}
					if spent := m.series["salesforce_exporter_budget_spent"]; spent > float64(need/part) {
						t.Fatalf("%v calls are spent, of %d", spent, need/part)
					}
				}
				for name, n := range missing {
					if n*20 > scrapes {
						t.Errorf("%s is missing in %d of %d scrapes", name, n, scrapes)
					}
				}
				stretch := r.scrape(10).series["salesforce_exporter_interval_stretch_ratio"]
				if stretch < float64(part) || stretch > 1.4*float64(part) {
					t.Errorf("intervals are %v times as long, want a little more than %d", stretch, part)
				}
				t.Logf("%d of %d calls a day, intervals %.2f times as long, missing %v", need/part, need, stretch, missing)
			})
		})
	}
}

// needOfADay is what a day costs without a budget, and which metrics there are.
func needOfADay(t *testing.T) (calls int, names map[string]bool) {
	names = map[string]bool{}
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, rigOptions{demo: demo.Options{Users: 10, Frozen: true}})
		scrapesFor(r, 24*time.Hour)
		before := r.demo.Calls()
		scrapesFor(r, 24*time.Hour)
		calls = r.demo.Calls() - before
		for name := range r.scrape(10).families {
			if !strings.HasPrefix(name, "salesforce_exporter_") && !strings.HasPrefix(name, "salesforce_collector_") {
				names[name] = true
			}
		}
	})
	return calls, names
}

// scrapesFor scrapes once a minute.
func scrapesFor(r *rig, long time.Duration) {
	for end := time.Now().Add(long); time.Now().Before(end); time.Sleep(time.Minute) {
		scrapeOnce(r)
	}
}
