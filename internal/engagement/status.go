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

// Collect shows what the business unit's API costs, and what is known.
func (u *Unit) Collect(gauge, counter source.Emit, now time.Time) {
	s := u.Status(now)
	counter("salesforce_exporter_engagement_api_calls_total",
		"Calls of the Account Engagement API that this exporter sent.", float64(s.Calls), nil)
	for code, n := range s.Errors {
		counter("salesforce_exporter_engagement_errors_total",
			"Errors of the Account Engagement API, by its code or the exporter's own.", float64(n), []string{"code"}, code)
	}
	gauge("salesforce_exporter_engagement_interval_seconds", "How long after the last reading the next one is due.",
		s.Interval.Seconds(), nil)
	gauge("salesforce_exporter_engagement_filled_seconds", "How far back the first reading has gone, in whole days.",
		seconds(s.FilledDays), nil)
	gauge("salesforce_exporter_engagement_wanted_seconds", "How far back the longest window goes, in whole days.",
		seconds(s.LongestDays), nil)
	for object, n := range map[string]int{"visits": s.Visits, "goals": s.Goals, "conversions": s.Conversions} {
		gauge("salesforce_exporter_engagement_rows", "Rows that are kept for windows.", float64(n), []string{"object"},
			object)
	}
	gauge("salesforce_exporter_engagement_page_views_read",
		"Whether page views and visitors are read, so that visits have the best campaign there is: there are few enough.",
		source.Truth(s.Sources), nil)
	if s.Budget == nil {
		return
	}
	gauge("salesforce_exporter_engagement_budget_calls",
		"Calls of the Account Engagement API that this exporter may make in any 24 hours.", float64(s.Budget.Limit), nil)
	gauge("salesforce_exporter_engagement_budget_spent",
		"Calls of the Account Engagement API that this exporter made in the last 24 hours.", float64(s.Budget.Spent), nil)
	gauge("salesforce_exporter_engagement_budget_available",
		"Calls of the Account Engagement API that this exporter may make now.", float64(s.Budget.Available), nil)
}

// seconds of a number of days.
func seconds(days int) float64 { return float64(days) * (24 * time.Hour).Seconds() }
