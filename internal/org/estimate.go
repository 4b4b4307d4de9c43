package org

import (
	"math"
	"slices"
	"time"

	"salesforce_exporter/collector"
)

// perCall is how many statements share one API call.
const perCall = 5

// CallsADay predicts how many API calls a day of frequent scrapes costs, from the
// intervals and from the pages that answers took so far. It plays the day
// through, minute by minute, with the rules that refreshes follow.
func (o *Org) CallsADay() int {
	calls := int(math.Round(o.schema.calls))
	started := map[string]time.Duration{}
	asked := map[string]time.Duration{}
	for now := time.Duration(0); now < 24*time.Hour; now += time.Minute {
		var due []collector.Query
		for _, c := range o.collectors {
			last, ran := started[c.Name()]
			if ran && now-last < c.Interval() {
				continue
			}
			started[c.Name()] = now
			due = append(due, o.schema.plans[c.Name()].Queries...)
		}
		if len(due) == 0 {
			continue
		}
		due = append(due, o.schema.people.Queries(peopleMaxAge)...)
		calls += o.callsFor(due, asked, now)
	}
	return calls
}

// callsFor counts the calls for those of the queries whose answers are too old,
// and notes when they were asked.
func (o *Org) callsFor(queries []collector.Query, asked map[string]time.Duration, now time.Duration) int {
	calls := 0
	at := o.moment(time.Now())
	var rounds rounds
	for _, q := range queries {
		text := q.String()
		last, before := asked[text]
		if before && now-last < q.MaxAge {
			continue
		}
		cached := o.answers[text]
		if _, said := q.At(at); !said || cached != nil && cached.final {
			continue
		}
		asked[text] = now
		if q.Limits {
			calls++
			continue
		}
		pages := 1
		if cached != nil && cached.pages > 0 {
			pages = cached.pages
		}
		if whole := o.joined.pages; whole > 1 && o.aboutPeople(q) {
			pages = 1
			if !before {
				pages = whole
			}
		}
		rounds.add(pages)
	}
	return calls + rounds.calls()
}

// aboutPeople reports whether the query reads the User table for the join.
// Beyond the first time of a day, only changes are asked for.
func (o *Org) aboutPeople(q collector.Query) bool {
	return slices.ContainsFunc(o.schema.people.Queries(peopleMaxAge), func(p collector.Query) bool { return p.String() == q.String() })
}
