package main

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"testing"
)

// TestSettings: the fast form is measured with the thresholds that ship.
func TestSettings(t *testing.T) {
	text, err := os.ReadFile("../thresholds.yml")
	if err != nil {
		t.Fatal(err)
	}
	shippedThreshold := func(name string) float64 {
		m := regexp.MustCompile(`salesforce:threshold:` + name + `, expr: vector\(([0-9.]+)\)`).FindSubmatch(text)
		if m == nil {
			t.Fatalf("thresholds.yml has no %s", name)
		}
		v, err := strconv.ParseFloat(string(m[1]), 64)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	st := shipped()
	want := map[string]float64{
		"team_people": st.people, "baseline_weeks": float64(st.weeks), "working_days": st.workingDays,
		"alone_share": st.aloneShare,
		"goes_on":     st.goesOn, "others_work": st.comparable, "activity_drop": st.activityShare,
		"activity_spread":     st.activitySpread,
		"activities_expected": st.activitiesUsual, "import_activities": st.importGrowth,
	}
	for beside, by := range map[string]signs{"others": st.beside, "nobody": st.alone} {
		for use, s := range map[string]sign{"logins_7d": by.stopped, "logins_14d": by.fewer, "logins_30d": by.away} {
			if beside == "others" && use == "logins_30d" {
				continue // there is no such sign
			}
			want[fmt.Sprintf(`missing_share, labels: {use: %s, beside: %s}`, use, beside)] = s.share
			want[fmt.Sprintf(`missing_spread, labels: {use: %s, beside: %s}`, use, beside)] = s.spread
		}
	}
	for name, v := range want {
		if got := shippedThreshold(name); got != v {
			t.Errorf("%s: thresholds.yml has %v, the fast form %v", name, got, v)
		}
	}
}

// TestTargets: in a few companies, which are the same every time, the alerts are
// as good as docs/alerts.md says they are.
func TestTargets(t *testing.T) {
	if testing.Short() {
		t.Skip("takes half a minute of processor time; make bench-alerts runs it")
	}
	tally, st := newTally(), shipped()
	falseAlarms(tally, st, 30, nil)
	power(tally, st, 30, nil)
	for key, most := range map[string]float64{"team": 0.04, "alone": 0.15, "company": 0.05, "region": 0.05,
		"activities": 0.05} {
		r := tally.rates[ours+"|"+key]
		if got := r.alarms / r.years; got > most {
			t.Errorf("%s: %.3f false alarms a year, want at most %.3f", key, got, most)
		}
	}
	for key, least := range map[string]float64{"50 % at once, team of 20": 0.9, "30 % at once, team of 50": 0.75,
		"50 % in 8 weeks, team of 20": 0.75} {
		o := tally.odds[ours+"|"+key]
		if got := o.found / o.tries; got < least {
			t.Errorf("%s: %.3f are found, want at least %.3f", key, got, least)
		}
	}
}

func TestQuantile(t *testing.T) {
	for _, c := range []struct {
		of   []float64
		q    float64
		want float64
	}{{[]float64{3, 1, 2}, 0.5, 2}, {[]float64{4, 1, 2, 3}, 0.5, 2.5}, {[]float64{7}, 0.5, 7}} {
		if got := quantile(c.of, c.q); got != c.want {
			t.Errorf("quantile %v of %v: got %v, want %v", c.q, c.of, got, c.want)
		}
	}
}
