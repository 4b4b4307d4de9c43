package e2e

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"salesforce_exporter/internal/demo"
)

// TestWholeCatalogueADay lets all collectors run for two days at frequent scrapes
// and counts the calls. What check predicts has to be near the second day.
func TestWholeCatalogueADay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, rigOptions{make: everyOf(t), demo: demo.Options{Users: 30, Frozen: true}})
		report, err := r.org.Try(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		const introduction = 1 // the call that asks who the user is
		if full := r.demo.Calls() - introduction; full > 32 {
			t.Errorf("one refresh of everything cost %d calls, want at most 32", full)
		}
		first := billOfADay(r)
		billed := billOfADay(r)
		if billed > 230 {
			t.Errorf("a day cost %d calls, want at most 230", billed)
		}
		if off := float64(report.CallsADay-billed) / float64(billed); off < -0.1 || off > 0.1 {
			t.Errorf("check predicted %d calls a day, the org billed %d", report.CallsADay, billed)
		}
		t.Logf("predicted %d calls a day, billed %d on the first and %d on the second", report.CallsADay, first, billed)
	})
}

// billOfADay scrapes for a day and returns the calls that the org billed.
func billOfADay(r *rig) int {
	const scrapeInterval = 5 * time.Minute
	before := r.demo.Calls()
	for range 24 * time.Hour / scrapeInterval {
		time.Sleep(scrapeInterval)
		for line := range strings.Lines(r.get("/metrics", 10)) {
			if strings.HasPrefix(line, "salesforce_collector_success{") && strings.HasSuffix(line, " 0\n") {
				r.t.Error(line)
			}
		}
	}
	return r.demo.Calls() - before
}

// TestLimitedUser has an integration user that lacks much: the rest is
// complete, and no call is wasted.
func TestLimitedUser(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		hidden := []string{"LoginHistory", "FeedItem", "FeedComment", "LightningUsageByAppTypeMetrics",
			"LightningUsageByPageMetrics",
			"LightningToggleMetrics", "Opportunity.NextStep", "Case"}
		full := newRig(t, rigOptions{make: everyOf(t), demo: demo.Options{Users: 30, Frozen: true}}).scrape(0)
		r := newRig(t, rigOptions{make: everyOf(t), demo: demo.Options{Users: 30, Frozen: true, Hidden: hidden,
			Faults: []demo.Fault{{Kind: demo.InsufficientAccess, Path: "limits"}}}})
		limited := r.scrape(0)
		for series, value := range full.series {
			if aboutHidden(series) || strings.HasPrefix(series, "salesforce_collector_") ||
				strings.HasPrefix(series, "salesforce_exporter_") ||
				strings.HasPrefix(series, "salesforce_api_requests_") || strings.Contains(series, "DailyApiRequests") ||
				strings.HasPrefix(series, "salesforce_leaderboard_") ||
				addsUp(series) {
				continue
			}
			if got, ok := limited.series[series]; !ok || got != value {
				t.Errorf("%s: got %v (%v), want %v as without hidden objects", series, got, ok, value)
			}
		}
		for series := range limited.series {
			if aboutHidden(series) && !strings.HasPrefix(series, "salesforce_leaderboard_") {
				t.Errorf("%s is about what is hidden", series)
			}
		}
		for _, object := range []string{"LoginHistory", "FeedItem", "LightningUsageByAppTypeMetrics", "Case"} {
			reason := "object " + object + " is hidden or does not exist"
			if !strings.Contains(limited.text, `reason="`+reason+`"`) {
				t.Errorf("no metric says that %s", reason)
			}
			if n := len(r.log.lines(reason)); n == 0 || n > 6 { // Case is missed by six collectors
				t.Errorf("%d lines of log say that %s, want one a collector", n, reason)
			}
		}
		const limits = `collector="org",reason="/limits: INSUFFICIENT_ACCESS`
		if !strings.Contains(limited.text, limits) || len(r.log.lines("/limits: INSUFFICIENT_ACCESS")) != 1 {
			t.Errorf("no metric, or not one line of log, says that /limits is refused:\n%s", r.log)
		}
		_ = r.demo.SetFaults() // an administrator grants the permission
		time.Sleep(14 * time.Minute)
		if r.scrape(0).has("salesforce_limit_max") {
			t.Error("/limits was asked again before the schema was read again")
		}
		time.Sleep(13 * time.Hour)
		if !r.scrape(0).has("salesforce_limit_max") {
			t.Error("/limits was not asked again when the schema was read again")
		}
		for _, s := range r.demo.Statements() {
			if slices.ContainsFunc(hidden, func(h string) bool { return strings.Contains(s, "FROM "+h+" ") }) {
				t.Errorf("a call was wasted on %s", s)
			}
		}
	})
}

// addsUp tells the series that are about whatever is there.
func addsUp(series string) bool {
	return slices.ContainsFunc([]string{
		"people_working_", "people_joined_working_", "onboarding_first_record_", "feature_people_"},
		func(part string) bool { return strings.HasPrefix(series, "salesforce_"+part) })
}

// aboutHidden tells the series that TestLimitedUser's user cannot get.
func aboutHidden(series string) bool {
	if strings.HasPrefix(series, "salesforce_collector_") {
		return false
	}
	return slices.ContainsFunc([]string{"salesforce_login", "salesforce_limit_", "salesforce_chatter_",
		"salesforce_lightning_", "salesforce_habits_", "salesforce_people_active_", "salesforce_people_kept_",
		"salesforce_people_new_", "salesforce_people_lost_", "salesforce_people_returned_", "salesforce_onboarding_first_login_", "case", `object="Case"`,
		`field="NextStep"`, `rule="opportunities_without_key_fields"`, `data_quality_score_ratio{object="Opportunity"`},
		func(part string) bool { return strings.Contains(series, part) })
}
