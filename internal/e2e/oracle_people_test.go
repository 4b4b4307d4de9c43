package e2e

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/demo"
)

// TestOracleOfPeople compares the figures about people, habits, onboarding and features of 5,000 people: of an org that
// shows everything, of one that has no Lightning usage, where logins tell, and of one that hides those, too, where
// their absence is told.
func TestOracleOfPeople(t *testing.T) {
	t.Parallel()
	synctest.Test(t, oracleOfPeople)
}

func oracleOfPeople(t *testing.T) {
	time.Sleep(10*24*time.Hour + 9*time.Hour) // a Tuesday morning
	d, err := demo.New(t.Context(), demo.Options{Users: 5000, Frozen: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	for _, c := range []struct {
		hidden, source string
		without        []string // collectors that say that it is hidden
	}{
		{"", byUsage, nil},
		{"LightningUsageByAppTypeMetrics", byLogins, nil},
		{"LoginHistory", "", []string{"habits", "onboarding"}},
	} {
		if c.hidden != "" {
			if err := d.Hide(c.hidden); err != nil {
				t.Fatal(err)
			}
		}
		r := newRigOn(t, d, rigOptions{make: func(s *setup) []collector.Collector {
			return s.only(t, "people", "habits", "onboarding", "features")
		}})
		m := r.scrape(0)
		got := map[string]float64{}
		for series, value := range measured(m) {
			if aboutUse(series) {
				got[series] = value
			}
		}
		want := truthOfUse(t, d, c.source)
		if len(want) < 1000 {
			t.Errorf("%s: %d series are compared, which is too few", c.source, len(want))
		}
		report(t, differences(want, got))
		if t.Failed() {
			t.Fatalf("hidden: %q, the log is:\n%s", c.hidden, r.log)
		}
		for _, name := range c.without {
			skip := fmt.Sprintf("salesforce_collector_skipped{collector=%q,reason=\"object %s is hidden or does not exist\"}",
				name, c.hidden)
			if m.series[skip] == 0 {
				t.Errorf("there is no %s", skip)
			}
		}
	}
}

// aboutUse tells the figures of people, habits, onboarding and features.
func aboutUse(series string) bool {
	for _, prefix := range []string{"people_", "habits_", "onboarding_", "feature_", "logins_by_hour_"} {
		if strings.HasPrefix(series, "salesforce_"+prefix) {
			return true
		}
	}
	return false
}

// truthOfUse computes these figures. Without a source, nobody can tell who signed in when.
func truthOfUse(t *testing.T, d *demo.Org, source string) map[string]float64 {
	t.Helper()
	o := newOracle(t, d, "UTC")
	o.readTeams()
	for _, list := range [][]figure{peopleFigures(), onboardingFigures(), featureFigures()} {
		for _, f := range list {
			o.sum(f)
		}
	}
	o.onboarding()
	if source != "" {
		o.habitsBy(source)
		o.hours()
		o.leaveOutZeros()
		return o.want
	}
	o.leaveOutZeros()
	for series := range o.want {
		if strings.HasPrefix(series, "salesforce_onboarding_first_login_") {
			delete(o.want, series)
		}
	}
	return o.want
}
