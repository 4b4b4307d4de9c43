package org

import (
	"math"
	"slices"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/salesforce"
)

// CallsADay predicts how many API calls a day of frequent scrapes costs, from the
// intervals as they are set and from the pages that answers took so far. It plays the day
// through, minute by minute, with the rules that refreshes follow.
func (o *Org) CallsADay() int {
	readings := 1.0
	if o.doubtful() {
		readings = float64(schemaMaxAge / mostDoubtAge)
	}
	calls := int(math.Round(o.schema.calls * readings))
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
			due = append(due, o.schema.asSet[c.Name()].Queries...)
		}
		if len(due) == 0 {
			continue
		}
		due = append(due, o.schema.people.Queries(peopleMaxAge)...)
		calls += o.callsFor(due, asked, now)
	}
	return calls
}

// callsADayFor predicts what some queries cost a day, among others.
func (o *Org) callsADayFor(queries []collector.Query) float64 {
	calls := 0.0
	for _, q := range queries {
		e := salesforce.Expected{Statement: q.Statement, Pages: o.answers.of(q).pages}
		calls += e.PriceOf(float64(24*time.Hour) / float64(q.MaxAge))
	}
	return calls
}

// callsFor counts the calls for those of the queries whose answers are too old,
// and notes when they were asked.
func (o *Org) callsFor(queries []collector.Query, asked map[string]time.Duration, now time.Duration) int {
	at := o.moment(time.Now())
	var all []salesforce.Expected
	for _, q := range queries {
		text := q.String()
		last, before := asked[text]
		if before && now-last < q.MaxAge {
			continue
		}
		if _, said := q.At(at); !said || o.answers.of(q).attempt == hidden {
			continue
		}
		asked[text] = now
		pages := o.pagesOf(q, before && o.joined.pages > 1 && o.aboutPeople(q))
		all = append(all, salesforce.Expected{Statement: q.Statement, Pages: pages})
	}
	return salesforce.Price(all)
}

// aboutPeople reports whether the query reads the User table for the join.
func (o *Org) aboutPeople(q collector.Query) bool {
	return slices.ContainsFunc(o.schema.people.Queries(peopleMaxAge),
		func(p collector.Query) bool { return p.String() == q.String() })
}
