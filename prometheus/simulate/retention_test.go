package main

import (
	"strings"
	"testing"
	"time"

	"github.com/prometheus/prometheus/rules"
)

// TestRetention: with the 15 days that Prometheus keeps by default the rules
// cannot find a team that stops, and say why; with 120 days they find it.
func TestRetention(t *testing.T) {
	const stops, until = 30, 42 // days, before the company closes for the holidays
	c := newCompany(5, shape{{"Sales", "Germany", 20}, {"Support", "Germany", 20}, {"Sales West", "United States", 20}})
	stop(c, c.teams[0], stops, 1, 0)
	measured := c.series()
	for name, r := range map[string]struct {
		keeps  time.Duration
		drop   bool
		reason string // of a past that is too short, at the end
	}{
		"15 days": {15 * 24 * time.Hour, false, "The reason is the retention of Prometheus: its oldest figures are of 15 days " +
			"ago. Start it with --storage.tsdb.retention.time=120d or more; the default is 15 days."},
		"120 days": {120 * 24 * time.Hour, true, ""},
	} {
		t.Run(name, func(t *testing.T) {
			e, err := newEngine(t.Context(), t.TempDir(), "..", groupOrder())
			if err != nil {
				t.Fatal(err)
			}
			defer e.db.Close()
			e.keeps = r.keeps
			all, firing := exported(measured), map[string]bool{}
			for day := range until {
				at := c.start.AddDate(0, 0, day)
				if err := e.scrape(t.Context(), at, all, day*perDay, false); err != nil {
					t.Fatal(err)
				}
				firing = e.evaluate(t.Context(), at)
			}
			if got := firing[teamAlert+"Sales"]; got != r.drop {
				t.Errorf("twelve days after the team stopped its alert fires: %v, want %v", got, r.drop)
			}
			if got := e.description("SalesforceHistoryTooShort"); r.reason == "" && got != "" ||
				!strings.HasSuffix(got, r.reason) {
				t.Errorf("the rule about a past that is too short says %q, want %q", got, r.reason)
			}
		})
	}
}

// description is what an alert says that fires; empty while it does not.
func (e *engine) description(alert string) string {
	for _, g := range e.groups {
		for _, r := range g.AlertingRules() {
			for _, a := range r.ActiveAlerts() {
				if r.Name() == alert && a.State == rules.StateFiring {
					return a.Annotations.Get("description")
				}
			}
		}
	}
	return ""
}
