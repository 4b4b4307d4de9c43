package backfill

import (
	"time"

	"salesforce_exporter/collector/past"
	"salesforce_exporter/internal/soql"
)

// first is when the statements of flows begin: early enough for the longest window of
// the first moment.
func (b *Backfill) first() time.Time {
	return daysLater(b.options.Since, -b.plan.longest(), b.zone)
}

// spanEnd is where the statements end that begin at a moment.
func (b *Backfill) spanEnd(from time.Time) time.Time {
	to := daysLater(from, daysAStatement, b.zone)
	if to.After(b.options.Until) {
		return b.options.Until
	}
	return to
}

// reach is since when the login history can be relied on.
func (b *Backfill) reach() time.Time { return midnight(b.options.Now().Add(-LoginReach), b.zone) }

// statements are all that is asked.
func (b *Backfill) statements() []soql.Statement {
	all := b.common()
	for from := b.first(); from.Before(b.options.Until); from = b.spanEnd(from) {
		all = append(all, b.inTime(from)...)
	}
	return all
}

// common are the statements about no time.
func (b *Backfill) common() []soql.Statement {
	var all []soql.Statement
	for _, q := range b.options.Plans.People.Queries(0) {
		all = append(all, q.Statement)
	}
	all = append(all, births())
	if b.plan.deals {
		all = append(all, stages(), deals(b.plan.others), histories())
	}
	if len(b.plan.changed) > 0 {
		all = append(all, changes(b.plan.changed, b.options.Since))
		for _, f := range b.plan.cases {
			all = append(all, changedCases(f, b.plan.changed, b.options.Since))
		}
	}
	for _, n := range b.plan.flows {
		if s, asked := b.early(n); asked {
			all = append(all, s)
		}
	}
	return all
}

// early is what is asked of a flow about the time before the first moment, or about all
// time.
func (b *Backfill) early(n need) (s soql.Statement, asked bool) {
	switch {
	case n.Once:
		return once(n.Flow, b.first()), true
	case n.window == past.AllBefore && n.Statement.Object != loginHistory:
		return before(n.Flow, b.first()), true
	}
	return soql.Statement{}, false
}

const loginHistory = "LoginHistory"

// inTime are the statements of the flows from a moment on.
func (b *Backfill) inTime(from time.Time) []soql.Statement {
	var all []soql.Statement
	for _, n := range b.plan.flows {
		if b.tells(n.Flow, from) {
			all = append(all, between(n.Flow, from, b.spanEnd(from), b.hourly))
		}
	}
	return all
}

// tells reports whether the org keeps what a flow reads from a moment on.
func (b *Backfill) tells(f past.Flow, from time.Time) bool {
	return !f.Once && (f.Statement.Object != loginHistory || b.spanEnd(from).After(b.reach()))
}
