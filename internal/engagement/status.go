package engagement

import (
	"context"
	"maps"
	"time"

	"salesforce_exporter/internal/budget"
	"salesforce_exporter/internal/source"
)

// A Status is what metrics tell of a unit.
type Status struct {
	source.Costs               // of following changes, without the first reading
	Calls                      int
	Errors                     map[string]int // by code
	Interval                   time.Duration  // from the last reading to the next
	Sources                    bool           // page views and visitors are read
	Visits, Goals, Conversions int            // that are kept
	Budget                     *budget.Status // nil where calls are free
}

// note keeps what metrics tell.
func (u *Unit) note(next time.Duration) {
	u.mu.Lock()
	defer u.mu.Unlock()
	st := &u.status
	st.CallsADay = u.spent.aDay(u.web.Interval(), u.web.Fixed())
	st.Interval, st.Sources, st.FilledDays = next, u.store.sources, u.web.Longest()
	st.Visits, st.Goals, st.Conversions = u.store.visits.rows, u.store.goals.rows, u.store.conversions.rows
	for _, s := range append(append(u.sourceStreams(), u.streams.visits, u.streams.prospects), u.streams.goalsNow()...) {
		if !s.part.hidden && !s.part.dead {
			st.FilledDays = min(st.FilledDays, int(u.begun.Sub(s.from).Hours()/24))
		}
	}
}

// Costs tells what a day costs. What the business unit may be asked in a day is
// zero where the user may not see it.
func (u *Unit) Costs(ctx context.Context, ask bool) source.Costs {
	s := u.Status(time.Now())
	if s.Budget != nil {
		s.Costs.Budget = s.Budget.Limit
	}
	if ask {
		s.Used, s.Limit, _ = u.client.Quota(ctx) // zero is not known
	}
	return s.Costs
}

// Status returns the present state.
func (u *Unit) Status(now time.Time) Status {
	u.mu.Lock()
	defer u.mu.Unlock()
	st := u.status
	st.Calls, st.Errors = u.client.Calls(), maps.Clone(st.Errors)
	if u.budget != nil {
		b := u.budget.Status(now)
		st.Budget = &b
	}
	return st
}
