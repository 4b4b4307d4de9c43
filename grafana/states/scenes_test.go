package states

import (
	"slices"
	"time"
)

// noon is the present of all states: a Thursday.
var noon = time.Date(2026, time.November, 26, 12, 7, 0, 0, time.UTC)

func ago(d time.Duration) int64 { return ms(noon.Add(-d)) }

const (
	day   = 24 * time.Hour
	never = 1 << 60
)

// always is since long before the first of the 30 days.
func always() []span { return []span{{ago(200 * day), never}} }

// acme is an org that has been measured for long: three teams and a small one.
func acme() org {
	return org{
		instance: "acme.example:10733", name: "Acme", id: "00D1", scraped: always(), targeted: always(),
		teams: []team{
			{"Sales EMEA", "Sales User", "Germany", 40, 36, 38, 80, 40, 20},
			{"Sales APAC", "Sales User", "Japan", 20, 8, 18, 20, 2, 8},
			{"Support", "Support User", "Germany", 30, 28, 0, 0, 0, 0},
			{"Board", "Standard User", "Germany", 2, 1, 2, 0, 0, 0},
		},
	}
}

// scenes are the states in which dashboards are looked at.
func scenes() map[string][]org {
	down := func(d time.Duration) org {
		o := acme()
		o.scraped = []span{{ago(200 * day), ago(d)}}
		return o
	}
	silent := acme()
	silent.answers = func(t int64) float64 {
		if t >= ago(8*time.Hour) {
			return 0
		}
		return 1
	}
	fresh := acme()
	fresh.scraped = []span{{ago(40 * time.Minute), never}}
	fresh.targeted = fresh.scraped
	backfilled := fresh
	backfilled.scraped = []span{{ago(5 * time.Minute), never}} // since the newest point of a graph of 30 days
	backfilled.targeted = backfilled.scraped
	backfilled.past = everyHalfHour(14)
	backfilled.teams = slices.Clone(fresh.teams)
	backfilled.teams[0].inBefore = 38
	young := acme()
	young.scraped = []span{{ago(3 * day), never}}
	young.targeted = young.scraped
	globex := acme()
	globex.instance, globex.name, globex.id = "globex.example:10733", "Globex", "00D2"
	gone := globex
	gone.scraped = []span{{ago(200 * day), ago(2 * day)}}
	gone.targeted = gone.scraped
	dry := acme()
	for i := range dry.teams {
		dry.teams[i].deals, dry.teams[i].late, dry.teams[i].idle = 0, 0, 0
	}
	alone := acme()
	alone.teams = alone.teams[:1]
	nameless := acme()
	for i := range nameless.teams {
		nameless.teams[i].role = "none"
	}
	hidden := acme()
	hidden.without = []string{"licenses", "limit", "duplicate", "habits", "people", "onboarding", "logins_by_hour"}
	hidden.bad = map[string]float64{"opportunities": 3}
	hidden.missing = map[string]float64{"licences": 4, "quality": 2}
	return map[string][]org{
		"well": {acme()}, "down_2m": {down(2 * time.Minute)}, "down_5d": {down(5 * day)}, "silent": {silent},
		"installed_now": {fresh}, "no_history": {young}, "backfilled": {backfilled},
		"one_of_two_gone": {acme(), gone}, "no_deals": {dry}, "one_role": {alone}, "role_none": {nameless},
		"hidden": {hidden}, "nothing": {},
	}
}

// everyHalfHour is when backfill repeats values of some days, until the last midnight.
func everyHalfHour(days int) []span {
	midnight := ms(noon.Truncate(day))
	var moments []span
	for at := midnight - int64(days)*day.Milliseconds(); at <= midnight; at += (30 * time.Minute).Milliseconds() {
		moments = append(moments, span{at, at + 1})
	}
	return moments
}

func (o org) in(s *store) { s.add(o.series(noon)...) }
