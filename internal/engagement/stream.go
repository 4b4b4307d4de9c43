package engagement

import (
	"cmp"
	"errors"
	"net/url"
	"slices"
	"time"
)

// overlap is how far back changes are asked for again: answers may be cached for
// 60 seconds ([v5]), and a row can be seen when its transaction ends.
const overlap = 5 * time.Minute

// A stream is a collection, or a part of one, that is read from the present
// backwards once, and followed from then on.
type stream struct {
	part    *part // streams of one collection share it
	object  string
	filters url.Values
	// follow and fill are the times that rows are asked by: that of the last
	// change, and one that is not before what windows go by.
	follow, fill string
	take         func(*row) // of a row that is there or changed
	flush        func()     // puts what was taken in its place
	seen         bool       // there are such rows

	begun  time.Time // when it began to be followed
	readTo time.Time // changes are known until then, by the API's clock
	from   time.Time // what is later is known
	pages  int       // of the last step back
	most   int       // pages of a query that are of use; zero for any number
}

// start begins to follow, and to go back from, the present.
func (s *stream) start(now time.Time) { s.begun, s.readTo, s.from = now, now, now }

// adopt takes over what another stream, of which this one is a part, has read.
func (s *stream) adopt(from *stream) { s.begun, s.readTo, s.from = from.begun, from.readTo, from.from }

// changes reads what changed since the last time and until another, in as many
// queries as have to be.
func (s *stream) changes(r *sitting, until time.Time) error {
	if !s.readTo.Before(until) {
		return nil
	}
	reach := &s.part.follow
	for at := s.readTo.Add(-overlap); at.Before(until) && !r.over(); {
		to := earlier(at.Add(reach.next(time.Now())), until)
		switch answered, err := s.ask(r, reach, s.follow, at, to); {
		case answered:
			at = to
			s.readTo = later(s.readTo, to)
		case err != nil || s.part.resting(time.Now()):
			return err
		}
	}
	return nil
}

// back reads one step further back, and not beyond what is wanted.
func (s *stream) back(r *sitting, wanted time.Time) error {
	reach, by := &s.part.fill, s.fill
	if reach.byTime {
		by = s.follow
	}
	from, byTime := later(s.from.Add(-reach.next(time.Now())), wanted), reach.byTime
	before := r.client().Calls()
	answered, err := s.ask(r, reach, by, from, s.from)
	s.pages = r.client().Calls() - before
	if answered {
		s.from = from
	}
	if reach.byTime != byTime && s.follow != s.fill {
		// By another time, other rows are those of the time that is known.
		s.from = s.begun
	}
	return err
}

// ask reads one span. It reports whether it was answered for; without an error,
// a shorter one, or another order, is to be tried, unless the part rests.
func (s *stream) ask(r *sitting, reach *reach, by string, from, to time.Time) (answered bool, err error) {
	before := r.client().Calls()
	err = s.read(r, reach, by, from, to)
	now := time.Now()
	switch {
	case err == nil:
		s.part.works()
		r.unit.byTime = r.unit.byTime || reach.byTime
		reach.answered(to.Sub(from), r.client().Calls()-before, now)
		return true, nil
	case r.late():
		reach.shorten() // nobody's fault: there was too little time for so much
		return false, err
	case errors.Is(err, errManyPages) && s.most > 0:
		return false, err
	}
	switch classOf(err) {
	case classHeavy:
		known := reach.limited() && to.Sub(from) >= reach.ceiling
		if r.unit.byTime && reach.switchOrder() || reach.tooLong(to.Sub(from), now) {
			r.narrowed(s.part, err, known)
			return false, nil
		}
	case classRate:
		reach.tooLong(to.Sub(from), now)
	}
	return false, err
}

// read reads a span with what the API does not refuse of the parameters.
func (s *stream) read(r *sitting, reach *reach, by string, from, to time.Time) error {
	for {
		q := query{object: s.object, fields: s.part.fields.list(), filters: s.filters, limit: s.part.limit,
			read: s.part.count}.between(by, from, to)
		if reach.byTime {
			q.order = by + " ASC"
		}
		err := r.client().each(r.ctx, q, cmp.Or(s.most, maxPages), func(row *row) {
			s.seen = true
			s.take(row)
		})
		s.flush()
		if err == nil {
			s.part.fields.accepted()
		}
		if err == nil || classOf(err) != classField || !s.part.refused(err, reach) {
			return err
		}
	}
}

func (p *part) count(rows, unread int) {
	p.rows += rows
	p.unread += unread
}

func earlier(a, b time.Time) time.Time { return slices.MinFunc([]time.Time{a, b}, time.Time.Compare) }

func later(a, b time.Time) time.Time { return slices.MaxFunc([]time.Time{a, b}, time.Time.Compare) }
