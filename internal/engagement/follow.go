package engagement

import (
	"context"
	"errors"
	"time"
)

// lean reports whether there is so much to read that calls which bring little
// are saved: visits are read once they do not grow any more, and what is rare
// takes turns.
func (u *Unit) lean() bool {
	return !u.web.Fixed() && u.perDay >= manyVisits
}

// follow reads what changed and what was deleted since the last time. Page views
// come before the visits that they belong to.
func (u *Unit) follow(ctx context.Context, now time.Time) error {
	if u.store.sources {
		for _, s := range []*stream{u.streams.firstPages, u.streams.visitor} {
			if err := u.changes(ctx, s, now); err != nil {
				return err
			}
		}
	}
	until := now
	if u.lean() {
		until = now.Add(-settled)
	}
	if err := u.changes(ctx, u.streams.visits, until); err != nil {
		return err
	}
	if err := u.changes(ctx, u.streams.prospects, now); err != nil {
		return err
	}
	if err := u.followGoals(ctx, now); err != nil {
		return err
	}
	return u.findDeleted(ctx, now)
}

// changes follows a stream, unless the API hides it.
func (u *Unit) changes(ctx context.Context, s *stream, until time.Time) error {
	if time.Now().Before(s.refused.until) {
		return nil
	}
	return u.tolerate(s, s.changes(ctx, u.client, until))
}

// tolerate takes it that the API hides a stream. Without visits there is nothing
// to show.
func (u *Unit) tolerate(s *stream, err error) error {
	switch {
	case err == nil:
		*s.refused = refusedFor{}
		return nil
	case classOf(err) != classHidden:
		return err
	case s == u.streams.visits:
		return s.explain(err)
	}
	s.hide(err, time.Now().Add(hiddenAgain))
	return nil
}

// followGoals asks for activities of all types at once while that is one page,
// and then for those of each type that is a goal.
func (u *Unit) followGoals(ctx context.Context, now time.Time) error {
	lean := u.lean()
	if !u.byType && !lean {
		done, err := u.followAll(ctx, now)
		if done || err != nil {
			return err
		}
	}
	turn := u.turn % len(u.streams.goals)
	for i, s := range u.streams.goals {
		if lean && !s.seen && i != turn {
			continue
		}
		if err := u.changes(ctx, s, now); err != nil {
			return err
		}
	}
	return nil
}

func (u *Unit) followAll(ctx context.Context, now time.Time) (done bool, err error) {
	first := u.streams.goals[0]
	if time.Now().Before(first.refused.until) {
		return true, nil
	}
	from := now
	for _, s := range u.streams.goals {
		if s.readTo.Before(from) {
			from = s.readTo
		}
	}
	if !from.Before(now) {
		return true, nil
	}
	err = u.client.each(ctx, u.streams.anyGoal.between("updatedAt", from.Add(-overlap), now), 1, u.streams.takeGoal)
	u.streams.flushGoals()
	switch {
	case errors.Is(err, errManyPages):
		u.byType = true
		return false, nil
	case classOf(err) == classHeavy && err != nil:
		u.byType = true
		return true, err
	case err != nil:
		return true, u.tolerate(first, err)
	}
	for _, s := range u.streams.goals {
		s.readTo = now
	}
	return true, nil
}

// findDeleted asks for deleted rows. An API that does not tell is not asked
// again: rows of that kind are then not deleted, only archived with what they
// belong to (an assumption).
func (u *Unit) findDeleted(ctx context.Context, now time.Time) error {
	u.turn++
	for i, d := range u.streams.deletions {
		if d.refused || !d.readTo.Before(now) || u.lean() && i != u.turn%len(u.streams.deletions) {
			continue
		}
		err := d.find(ctx, u.client, now)
		if err != nil && classOf(err) == classHidden {
			d.refused = true
			err = nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// fill goes back from the first moment, newest days first, as far as calls go
// this time. It returns whether that is done, and when to go on otherwise.
func (u *Unit) fill(ctx context.Context, now, wanted time.Time) (done bool, again time.Duration, err error) {
	start := u.client.Calls()
	for {
		if u.perDay = u.store.lastDay(now); u.perDay > fewVisits {
			u.store.dropSources()
		}
		s := u.newest(wanted)
		if s == nil {
			return true, 0, nil
		}
		if u.client.Calls()-start >= fillCalls {
			return false, fillAgain, nil
		}
		refusal := u.budget.Afford(time.Now(), max(1, s.pages))
		var err error
		if refusal == nil {
			err = u.tolerate(s, s.back(ctx, u.client, wanted))
		}
		if refusal != nil || errors.As(err, &refusal) {
			u.putOff = refusal
			return false, max(fillAgain, time.Until(refusal.Until)), nil
		}
		if err != nil {
			return false, 0, err
		}
	}
}

// newest is the stream that was read back least far, nil if all were read.
func (u *Unit) newest(wanted time.Time) *stream {
	var least *stream
	for _, s := range u.streams.every(u.store.sources) {
		if !s.from.After(wanted) || time.Now().Before(s.refused.until) {
			continue
		}
		if least == nil || s.from.After(least.from) {
			least = s
		}
	}
	return least
}
