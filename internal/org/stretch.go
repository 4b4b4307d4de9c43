package org

import (
	"maps"
	"slices"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/refresh"
)

const (
	// planned is the part of the budget that is planned with: from nine tenths on,
	// calls come back more slowly.
	planned = 0.9
	// mostStretch bounds how old figures get. Beyond it, refreshes are put off.
	mostStretch = 8
	// stretchEvery is how often the price of a day is looked at.
	stretchEvery = time.Hour
)

// A stretch is how many times longer all intervals are than they are set, because
// the budget is too small for a day of them. Then figures age evenly, instead of
// some that end while others are young.
type stretch struct {
	by    float64 // zero for 1
	since time.Time
}

// of is how long an interval becomes.
func (s stretch) of(interval time.Duration) time.Duration {
	if s.by <= 1 {
		return interval
	}
	return time.Duration(s.by * float64(interval)).Round(time.Second)
}

// stretchFor is how long intervals have to be, if a day of them as they are set takes
// so many calls. What little is missing is left to the pace of the budget.
func stretchFor(need, limit int) float64 {
	by := float64(need) / (planned * float64(max(1, limit)))
	if by < 1.05 {
		return 1
	}
	return min(by, mostStretch)
}

// fitIntervals stretches all intervals as far as the budget has it. The price of a
// day depends on how many pages answers have, so it is looked at again.
func (o *Org) fitIntervals(now time.Time) {
	if o.budget == nil || !o.stretch.since.IsZero() && refresh.Since(o.stretch.since, now) < stretchEvery {
		return
	}
	o.stretch = stretch{by: stretchFor(o.CallsADay(), o.budget.Status(now).Limit), since: now}
	o.schema.plans = o.stretched(o.schema.asSet)
	for _, c := range o.collectors {
		o.scheduler.Every(c.Name(), o.stretch.of(c.Interval()))
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.state.stretch = o.stretch.by
}

// stretched are plans whose queries may get older.
func (o *Org) stretched(plans map[string]collector.Plan) map[string]collector.Plan {
	if o.stretch.by <= 1 {
		return plans
	}
	longer := maps.Clone(plans)
	for name, plan := range longer {
		plan.Queries = slices.Clone(plan.Queries)
		for i := range plan.Queries {
			plan.Queries[i].MaxAge = o.stretch.of(plan.Queries[i].MaxAge)
		}
		longer[name] = plan
	}
	return longer
}

// peopleQueries are those that the join table is made of.
func (o *Org) peopleQueries() []collector.Query {
	return o.schema.people.Queries(o.stretch.of(peopleMaxAge))
}
