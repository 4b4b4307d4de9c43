package engagement

import (
	"context"
	"errors"
	"fmt"
	"time"
)

const (
	// overlap is how far back changes are asked for again: answers may be cached
	// for 60 seconds ([v5]), and a row can be seen when its transaction ends.
	overlap = 5 * time.Minute
	// The first reading goes back in steps that take a bounded number of pages.
	firstStep, shortestStep, longestStep = 24 * time.Hour, time.Hour, 8 * 24 * time.Hour
	fewPages, manyPages                  = 10, 60
)

// A stream is a collection, or a part of one, that is read from the present
// backwards once, and followed from then on.
type stream struct {
	name    string // for people
	query   query
	ability string // that the user needs
	// follow and fill are the times that rows are asked by: that of the last
	// change, and one that is not before what windows go by.
	follow, fill string
	take         func(*row) // of a row that is there or changed
	flush        func()     // puts what was taken in its place
	seen         bool       // there are such rows

	readTo time.Time // changes are known until then, by the API's clock
	from   time.Time // what is later is known
	step   time.Duration
	pages  int // of the last step
	// reach is how long a time one query may be about, where the API cannot
	// answer for all of it; zero for no bound.
	reach   time.Duration
	refused *refusedFor // streams of one collection share it
}

// refusedFor is why a stream is not asked for a while.
type refusedFor struct {
	reason, remedy string
	until          time.Time
}

// A deletion is what tells of rows that are gone.
type deletion struct {
	query   query
	remove  func(map[uint64]bool)
	readTo  time.Time
	refused bool // the API does not tell
}

// start begins to follow, and to go back from, the present.
func (s *stream) start(now time.Time) { s.readTo, s.from, s.step = now, now, firstStep }

// changes reads what changed since the last time and until another, in as many
// queries as have to be.
func (s *stream) changes(ctx context.Context, c *Client, until time.Time) error {
	for s.readTo.Before(until) {
		from, to := s.readTo.Add(-overlap), until
		if s.reach > 0 && from.Add(s.reach).Before(until) {
			to = from.Add(s.reach)
		}
		err := s.read(ctx, c, s.query.between(s.follow, from, to))
		if err != nil {
			if classOf(err) == classHeavy {
				s.reach = max(to.Sub(from)/2, 2*overlap)
			}
			return err
		}
		s.readTo = to
		if s.reach *= 2; s.reach > longestStep { // what was too much may not be any more
			s.reach = 0
		}
	}
	return nil
}

func (s *stream) read(ctx context.Context, c *Client, q query) error {
	err := c.each(ctx, q, maxPages, func(r *row) {
		s.seen = true
		s.take(r)
	})
	s.flush()
	return err
}

// back reads one step further back, and not beyond what is wanted.
func (s *stream) back(ctx context.Context, c *Client, wanted time.Time) error {
	from := s.from.Add(-s.step)
	if from.Before(wanted) {
		from = wanted
	}
	before := c.Calls()
	if err := s.read(ctx, c, s.query.between(s.fill, from, s.from)); err != nil {
		s.step = max(s.step/2, shortestStep) // whatever it was, there may be room for less
		return err
	}
	s.from = from
	s.pages = c.Calls() - before
	switch {
	case s.pages < fewPages:
		s.step = min(2*s.step, longestStep)
	case s.pages > manyPages:
		s.step = max(s.step/2, shortestStep)
	}
	return nil
}

// hide notes that the API does not show the stream to this user.
func (s *stream) hide(err error, until time.Time) {
	var e *Error
	if errors.As(s.explain(err), &e) {
		*s.refused = refusedFor{reason: fmt.Sprintf("%s: code %s: %s", s.name, e.Code, e.Message), remedy: e.Remedy, until: until}
	}
}

// explain names the ability that is missing.
func (s *stream) explain(err error) error {
	var e *Error
	if !errors.As(err, &e) || e.Number != 46 {
		return err
	}
	explained := *e
	explained.Remedy = "grant the user's Account Engagement role the ability " + s.ability
	return &explained
}

// find reads which rows were deleted since the last time.
func (d *deletion) find(ctx context.Context, c *Client, now time.Time) error {
	ids := map[uint64]bool{}
	err := c.each(ctx, d.query.between("updatedAt", d.readTo.Add(-overlap), time.Time{}), maxPages, func(r *row) { ids[uint64(r.ID)] = true })
	if err != nil {
		return err
	}
	d.remove(ids)
	d.readTo = now
	return nil
}
