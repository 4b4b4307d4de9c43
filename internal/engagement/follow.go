package engagement

import (
	"errors"
	"time"
)

// lean reports whether there is so much to read that calls which bring little
// are saved: visits are read once they do not grow any more, and what is rare
// takes turns.
func (u *Unit) lean() bool {
	return !u.web.Fixed() && u.perDay >= manyVisits
}

// follow reads what changed and what was deleted since the last time.
func (u *Unit) follow(r *sitting, now time.Time) {
	until := now
	if u.lean() {
		until = now.Add(-settled)
	}
	u.inTurn(
		func() { u.changes(r, u.streams.visits, until) },
		func() { u.followGoals(r, now) },
		func() { u.changes(r, u.streams.prospects, now) },
	)
	if u.store.sources {
		u.changes(r, u.streams.firstPages, now)
		u.changes(r, u.streams.visitor, now)
	}
	if !u.streams.prospects.part.hidden {
		u.changes(r, u.streams.deleted, now)
		if p := u.streams.deleted.part; u.store.notDeleted && !u.store.deleted && !p.hidden {
			p.hide(ignored("deleted"), time.Now()) // until it brings a row that was deleted
		}
	}
}

// inTurn begins with another one each time, while the API answers none.
func (u *Unit) inTurn(asks ...func()) {
	for i := range asks {
		asks[(i+u.down)%len(asks)]()
	}
}

// changes follows a stream, unless there is no use in that for a while. What is
// older than the longest window is of no interest.
func (u *Unit) changes(r *sitting, s *stream, until time.Time) {
	if r.over() || u.rests(s.part) {
		return
	}
	s.readTo = later(s.readTo, u.wanted)
	r.met(s.part, s.changes(r, until))
}

// rests reports whether a part is left alone for a while. While nothing at all
// answers, each is asked in its turn.
func (u *Unit) rests(p *part) bool { return u.down == 0 && p.resting(time.Now()) }

// followGoals asks for activities of all types at once while these are few, and
// then for those of each type that is a goal.
func (u *Unit) followGoals(r *sitting, now time.Time) {
	if u.lean() {
		u.streams.split()
	}
	if !u.streams.byType && !u.followAnyGoal(r, now) {
		return
	}
	u.turn++
	for i, s := range u.streams.goals {
		if (u.lean() || u.spent.clicks > manyClicks) && !s.seen && i != u.turn%len(u.streams.goals) {
			continue
		}
		u.changes(r, s, now)
	}
}

// followAnyGoal reports whether there are too many activities to read those of
// all types. Where a query reaches a short time only, each type would cost as
// many queries.
func (u *Unit) followAnyGoal(r *sitting, now time.Time) (tooMany bool) {
	s := u.streams.anyGoal
	if r.over() || u.rests(s.part) {
		return false
	}
	if s.most = 1; s.part.follow.limited() {
		s.most = len(goalTypes())
	}
	s.readTo = later(s.readTo, u.wanted)
	err := s.changes(r, now)
	if errors.Is(err, errManyPages) {
		u.streams.split()
		return true
	}
	r.met(s.part, err)
	return false
}

// retry asks for the parts that failed before, although nothing else is due.
func (u *Unit) retry(r *sitting, now time.Time) {
	again := func(s *stream) bool { return s.part.failures > 0 && !s.part.resting(time.Now()) }
	if again(u.streams.visits) {
		u.changes(r, u.streams.visits, now)
	}
	if again(u.streams.goalsNow()[0]) {
		u.followGoals(r, now)
	}
	if again(u.streams.prospects) {
		u.changes(r, u.streams.prospects, now)
	}
}
