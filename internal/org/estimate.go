package org

import (
	"math"
	"slices"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/salesforce"
)

// CallsADay predicts how many API calls a day of frequent scrapes costs, from the
// intervals as they are set and from the pages that answers took so far. It plays two days
// through, minute by minute, with the rules that refreshes follow, and counts the second: on
// the first, statements find the places that they keep.
func (o *Org) CallsADay() int {
	readings := 1.0
	if o.doubtful() {
		readings = float64(schemaMaxAge / mostDoubtAge)
	}
	play := o.rehearse()
	calls := 0
	for now := time.Duration(0); now < 48*time.Hour; now += time.Minute {
		if cost := play.at(now); now >= 24*time.Hour {
			calls += cost
		}
	}
	return calls + int(math.Round(o.schema.calls*readings))
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

// aboutPeople reports whether the query reads the User table for the join.
func (o *Org) aboutPeople(q collector.Query) bool {
	return slices.ContainsFunc(o.schema.people.Queries(peopleMaxAge),
		func(p collector.Query) bool { return p.String() == q.String() })
}
