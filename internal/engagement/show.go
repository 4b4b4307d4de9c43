package engagement

import (
	"context"
	"fmt"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/budget"
)

// samples makes those of the windows that are known whole, and says which are
// not, and why.
func (u *Unit) samples(now time.Time) (samples []collector.Sample, skipped, waiting []collector.Skip) {
	kinds := u.store.kinds()
	for _, days := range u.web.Windows() {
		start := collector.WindowStart(now, days, u.zone)
		if !u.known(start, u.visitStreams()...) {
			waiting = append(waiting, wait("web_visits", days))
			continue
		}
		window := collector.WebWindow{
			Days: days, Campaigns: u.store.figures(start), Kinds: kinds,
			Goals: u.known(start, u.streams.goals...), Conversions: u.known(start, u.streams.prospects),
		}
		if !window.Goals && !hidden(u.streams.goals[0]) {
			waiting = append(waiting, wait("web_goals_completed", days))
		}
		if !window.Conversions && !hidden(u.streams.prospects) {
			waiting = append(waiting, wait("web_conversions", days))
		}
		samples = append(samples, u.web.Samples(window)...)
	}
	return samples, u.skipped(), waiting
}

// visitStreams are those that visits by campaign need.
func (u *Unit) visitStreams() []*stream {
	list := []*stream{u.streams.visits}
	for _, s := range []*stream{u.streams.firstPages, u.streams.visitor} {
		if u.store.sources && !hidden(s) {
			list = append(list, s)
		}
	}
	return list
}

func hidden(s *stream) bool { return s.refused.reason != "" }

// known reports whether all rows since a time are.
func (u *Unit) known(since time.Time, all ...*stream) bool {
	for _, s := range all {
		if s.from.After(since) || hidden(s) {
			return false
		}
	}
	return true
}

func wait(metric string, days int) collector.Skip {
	return collector.Skip{Metric: fmt.Sprintf("%s%s_%dd", collector.Prefix, metric, days), Reason: "the first reading has not gone back that far yet"}
}

// skipped lists what the API hides from the user.
func (u *Unit) skipped() []collector.Skip {
	var all []collector.Skip
	add := func(metric string, s *stream) {
		if hidden(s) {
			all = append(all, collector.Skip{Metric: metric, Reason: s.refused.reason, Remedy: s.refused.remedy})
		}
	}
	add("web_goals_completed", u.streams.goals[0])
	add("web_conversions", u.streams.prospects)
	if u.store.sources {
		add("campaigns of visits by their page views", u.streams.firstPages)
		add("campaigns of visits by their visitors", u.streams.visitor)
	}
	return all
}

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
	for _, s := range u.streams.every(u.store.sources) {
		if !hidden(s) {
			st.FilledDays = min(st.FilledDays, int(u.begun.Sub(s.from).Hours()/24))
		}
	}
}

// Quota asks for what the business unit may be asked in a day, by everybody, and
// was: the zero value where the user may not see it.
func (u *Unit) Quota(ctx context.Context) Quota {
	q, err := u.client.Quota(ctx)
	if err != nil {
		return Quota{}
	}
	return q
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
