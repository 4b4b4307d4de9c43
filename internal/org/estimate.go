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
	day := rehearsal{at: o.moment(time.Now()), lines: map[string]*line{}}
	people := o.rolesOf(day, o.schema.people.Queries(peopleMaxAge), o.joined.pages > 1)
	roles := make([][]role, len(o.collectors))
	started := make([]time.Duration, len(o.collectors))
	for i, c := range o.collectors {
		roles[i] = o.rolesOf(day, o.schema.asSet[c.Name()].Queries, false)
		started[i] = -c.Interval()
	}
	for now := time.Duration(0); now < 24*time.Hour; now += time.Minute {
		var due []role
		for i, c := range o.collectors {
			if now-started[i] >= c.Interval() {
				started[i] = now
				due = append(due, roles[i]...)
			}
		}
		if len(due) > 0 {
			calls += salesforce.Price(asked(append(due, people...), now))
		}
	}
	return calls
}

// A rehearsal is a day that is played through: what its statements cost, by their text.
type rehearsal struct {
	at    collector.Moment
	lines map[string]*line
}

// A line is a statement in a rehearsal.
type line struct {
	first, again salesforce.Expected // what it costs the first time, and later
	asked        bool
	last         time.Duration
}

// A role is a query of a collector: its line, which it may share, and how old the answer may get.
type role struct {
	*line
	maxAge time.Duration
}

// rolesOf returns the roles of those of the queries that are asked at all. Queries
// about changes read one page once they were asked.
func (o *Org) rolesOf(day rehearsal, queries []collector.Query, changes bool) []role {
	var all []role
	for _, q := range queries {
		if _, said := q.At(day.at); !said || o.answers.of(q).attempt == hidden {
			continue
		}
		text := q.String()
		if day.lines[text] == nil {
			l := &line{first: salesforce.Expected{Statement: q.Statement, Pages: o.pagesOf(q, false)}}
			l.again = l.first
			l.again.Pages = o.pagesOf(q, changes)
			day.lines[text] = l
		}
		all = append(all, role{day.lines[text], q.MaxAge})
	}
	return all
}

// asked are those of the roles whose answers are too old. From now on they are new.
func asked(roles []role, now time.Duration) []salesforce.Expected {
	var all []salesforce.Expected
	for _, r := range roles {
		switch {
		case !r.asked:
			all = append(all, r.first)
		case now-r.last >= r.maxAge:
			all = append(all, r.again)
		default:
			continue
		}
		r.asked, r.last = true, now
	}
	return all
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
