package main

import (
	"testing"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
)

// TestPeopleStayQuiet: over years in which nothing happens the alerts about people are quiet, whatever the holidays,
// vacations and leavers; and they find teams that stop, and people who never begin.
func TestPeopleStayQuiet(t *testing.T) {
	const companies = 60
	got := newTally()
	quietPeople(got, companies)
	for alert, most := range map[string]float64{stoppedAlert: 0.01, lostAlert: 0.03, beginAlert: 0.05} {
		r := got.rates[ours+"|"+alert]
		if r == nil || r.years < companies {
			t.Fatalf("%s was looked at over %v years", alert, r)
		}
		t.Logf("%s: %.0f false alarms in %.0f years", alert, r.alarms, r.years)
		if r.alarms/r.years > most {
			t.Errorf("%s fires %.3f times a year in which nothing happens, %v at most", alert, r.alarms/r.years, most)
		}
	}
	losePeople(got, companies)
	for key, least := range map[string]float64{
		stoppedAlert + ", 100 % of 20 stop": 0.95, lostAlert + ", 100 % of 20 stop": 0.95,
		stoppedAlert + ", 60 % of 50 stop": 0.9, lostAlert + ", 30 % of 50 stop": 0.9,
		beginAlert + ", 10 join, and nobody begins": 0.95,
	} {
		o := got.odds[ours+"|"+key]
		if o == nil || o.tries < companies/2 {
			t.Fatalf("%s was tried %v times", key, o)
		}
		t.Logf("%s: %.2f of %.0f, half of them within %s days", key, o.found/o.tries, o.tries, o.median())
		if o.found/o.tries < least {
			t.Errorf("%s: found are %.2f, %v at least", key, o.found/o.tries, least)
		}
	}
}

// TestPeopleEngine: the fast form fires when Prometheus does.
func TestPeopleEngine(t *testing.T) {
	c := newCompany(3, shape{{"Sales", "Germany", 20}, {"Support", "Germany", 30}, {"Small", "France", 4},
		{"Sales", "France", 6}})
	stop(c, c.teams[0], before, 1, 0)
	stop(c, c.teams[1], before+10, 0.3, 0)
	joinLate(c, before-20, 10)
	parts := c.habits()
	from, to := (before-10)*perDay, (before+70)*perDay
	want := firePeople(shippedPeople(), parts, from, to)
	e, err := newEngine(t.Context(), t.TempDir(), "..", []string{"salesforce_thresholds", "salesforce_ratios_by_role",
		"salesforce_adoption"})
	if err != nil {
		t.Fatal(err)
	}
	defer e.db.Close()
	got, err := e.fire(t.Context(), c.start, exportedPeople(parts), (before-70)*perDay, to)
	if err != nil {
		t.Fatal(err)
	}
	for name, w := range want {
		fires := 0
		for s := from + 20; s < to; s++ {
			if g := got[name] != nil && got[name][s]; g != w[s] {
				t.Errorf("%s at step %d: Prometheus says %v, the fast form %v", name, s, g, w[s])
			}
			if w[s] {
				fires++
			}
		}
		if quiet := name == stoppedAlert+" Support" || name == stoppedAlert+" Small" || name == lostAlert+" Small"; quiet !=
			(fires == 0) {
			t.Errorf("%s fires at %d steps", name, fires)
		}
	}
}

func exportedPeople(parts []*habitPart) []series {
	var all []series
	for _, p := range parts {
		for name, values := range map[string][]float64{"users": p.users, "people_working_30d": p.working,
			"people_lost_30d": p.lost, "people_joined_90d": p.joined, "people_joined_working_90d": p.begun} {
			all = append(all, series{labels.FromStrings(model.MetricNameLabel, "salesforce_"+name, "job", "salesforce",
				"instance", "crm", "role", p.role, "region", p.region), values, 0})
		}
	}
	return all
}
