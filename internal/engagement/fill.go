package engagement

import (
	"errors"
	"time"

	"salesforce_exporter/collector"
)

const (
	// fillCalls bounds what the first reading may cost at a time.
	fillCalls = 150
	// sourceCalls bounds what the first reading of page views, or of visitors, may
	// cost where a query reaches a short time only.
	sourceCalls = 250
)

// fill goes back from the first moment, as far as calls go this time, the
// shortest window first, as that is what people wait for. It reports whether
// that is done, as far as the API answers.
func (u *Unit) fill(r *sitting) (done bool) {
	for !r.over() {
		u.weighSources()
		s, start := u.unread(r)
		if s == nil {
			return true
		}
		if r.spent() >= fillCalls {
			return false
		}
		if refusal := u.budget.Afford(time.Now(), max(1, s.pages)); refusal != nil {
			u.putOff = refusal
			return false
		}
		u.stepBack(r, s, start)
		if r.refusal != nil {
			u.putOff, r.refusal = r.refusal, nil
			return false
		}
	}
	return false
}

func (u *Unit) stepBack(r *sitting, s *stream, start time.Time) {
	wanted := u.wanted
	if s.part.fill.limited() {
		wanted = start // where each step is dear, not beyond what is waited for
	}
	if s == u.streams.anyGoal {
		s.most = len(goalTypes()) // as many as types would cost
	}
	if s == u.streams.clicks {
		u.fillClicks(r, wanted)
		return
	}
	err := s.back(r, wanted)
	if errors.Is(err, errManyPages) {
		u.streams.split()
		return
	}
	r.met(s.part, err)
}

// unread is the stream to read back next, and how far that is waited for; nil if
// there is none.
func (u *Unit) unread(r *sitting) (*stream, time.Time) {
	for _, days := range u.web.Windows() {
		start := collector.WindowStart(u.readAt, days, u.zone)
		groups := [][]*stream{append([]*stream{u.streams.visits}, u.sourceStreams()...), u.streams.goalsNow(),
			{u.streams.prospects}}
		for i := range groups {
			for _, s := range groups[(i+u.down)%len(groups)] {
				if s.from.After(start) && !u.rests(s.part) {
					return s, start
				}
			}
		}
	}
	if s := u.streams.clicks; u.streams.byType && s.from.After(u.wanted) && !u.rests(s.part) && u.clicksAffordable(r) {
		return s, u.wanted
	}
	return nil, time.Time{}
}

func (u *Unit) sourceStreams() []*stream {
	if !u.store.sources {
		return nil
	}
	return []*stream{u.streams.firstPages, u.streams.visitor}
}

// weighSources decides whether page views and visitors are worth what they cost.
func (u *Unit) weighSources() {
	u.perDay = u.store.lastDay(u.readAt)
	if !u.store.sources {
		return
	}
	if u.perDay > fewVisits {
		u.store.dropSources()
		return
	}
	days := u.readAt.Sub(u.wanted)
	for _, s := range append([]*stream{u.streams.visits}, u.sourceStreams()...) {
		if s.part.fill.limited() && days > sourceCalls*s.part.fill.span {
			u.slowSources = s.part.fill.ceiling
			u.store.dropSources()
			return
		}
	}
}
