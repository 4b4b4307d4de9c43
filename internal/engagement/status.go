package engagement

import (
	"context"
	"time"

	"salesforce_exporter/internal/budget"
	"salesforce_exporter/internal/source"
)

// A Status is what metrics tell of a unit.
type Status struct {
	Calls                      int
	Errors                     map[string]int // by code
	FilledDays, LongestDays    int            // how far back all is known, and how far it has to be
	Interval                   time.Duration  // from the last reading to the next
	CallsADay                  int            // that following changes takes, without the first reading
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
	c := source.Costs{CallsADay: s.CallsADay, FilledDays: s.FilledDays, LongestDays: s.LongestDays}
	if s.Budget != nil {
		c.Budget = s.Budget.Limit
	}
	if ask {
		if q, err := u.client.Quota(ctx); err == nil {
			c.Used, c.Allowance = q.Used, q.Limit
		}
	}
	return c
}

// Status returns the present state.
func (u *Unit) Status(now time.Time) Status {
	u.mu.Lock()
	defer u.mu.Unlock()
	st := u.status
	st.Calls, st.Errors = u.client.Calls(), map[string]int{}
	for code, n := range u.status.Errors {
		st.Errors[code] = n
	}
	if u.budget != nil {
		b := u.budget.Status(now)
		st.Budget = &b
	}
	return st
}
