package e2e

import (
	"testing"
	"testing/synctest"
	"time"

	"salesforce_exporter/internal/demo"
)

// TestScrapeAnswersBeforeItsDeadline has an org that takes 3 s for each call
// and a scraper that waits 1 s.
func TestScrapeAnswersBeforeItsDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, rigOptions{demo: demo.Options{Users: 20, Frozen: true, Latency: 3 * time.Second}})
		start := time.Now()
		first := r.scrape(1)
		if took := time.Since(start); took >= time.Second {
			t.Errorf("the scrape took %v, longer than its timeout of 1s", took)
		}
		if first.has("salesforce_users") || first.has("salesforce_up") {
			t.Errorf("the first scrape shows what nobody knows yet:\n%s", first.text)
		}

		time.Sleep(time.Minute)
		start = time.Now()
		later := r.scrape(1)
		if took := time.Since(start); took != 0 {
			t.Errorf("a scrape of fresh data took %v", took)
		}
		for _, name := range []string{"salesforce_users_logged_in_7d", "salesforce_records_created_total",
			"salesforce_overdue_opportunities", "salesforce_activities_closed_7d"} {
			if later.sum(name) == 0 {
				t.Errorf("a minute later %s is still absent or zero", name)
			}
		}
		if later.series["salesforce_up"] != 1 {
			t.Errorf("salesforce_up: got %v, want 1", later.series["salesforce_up"])
		}

		time.Sleep(time.Hour) // users are due again
		start = time.Now()
		if again := r.scrape(1); again.sum("salesforce_users") != later.sum("salesforce_users") {
			t.Error("a scrape during a refresh does not show the last good data")
		}
		if took := time.Since(start); took >= time.Second {
			t.Errorf("the scrape during a refresh took %v", took)
		}
	})
}
