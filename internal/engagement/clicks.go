package engagement

import (
	"errors"
	"time"
)

// Downloads are activities of type 1, and so are all clicks in e-mails, which no
// filter tells apart. A hundred thousand of them would cost as many calls as all
// visits, so they are read once a day, and only where they fit into what a day
// may cost.
const (
	clicksEvery = 24 * time.Hour
	// clicksLate is from when on downloads are not shown for want of clicks, and
	// clicksHopeless from when on these are given up.
	clicksLate, clicksHopeless = 48 * time.Hour, 7 * 24 * time.Hour
	// clicksAgain is how long they are given up at first, and clicksSeldom in the
	// end: twice as long each time.
	clicksAgain, clicksSeldom = 5 * 24 * time.Hour, 40 * 24 * time.Hour
	// otherCalls is what a day costs besides full pages.
	otherCalls = 30
	// fewestClicks are always read.
	fewestClicks = 2
	// manyClicks is from how many calls a day for clicks on others are saved.
	manyClicks = 20
)

// clicks is how it stands with them.
type clicks struct {
	off  time.Time     // until when they are given up; zero for not
	hold time.Duration // how long they were given up
	anew bool          // this is not their first reading, which costs what it costs
	base int           // their rows before they were read anew
	day  time.Time     // when the present day of calls began
	used int           // calls of it
}

// left is how many calls there are for the present day.
func (c *clicks) left(aDay int, now time.Time) int {
	if now.Sub(c.day) >= clicksEvery {
		c.day, c.used = now, 0
	}
	return aDay - c.used
}

// clicksADay is how many pages of clicks a day may have.
func (u *Unit) clicksADay() int {
	if u.web.Fixed() {
		return maxPages
	}
	return max(fewestClicks, callsADay-otherCalls-u.perDay/pageSize)
}

// clicksAffordable reports whether clicks are read now. Clicks that were given up
// are read anew once a day's fit again.
func (u *Unit) clicksAffordable(r *sitting) bool {
	c, now := &u.clicks, time.Now()
	switch {
	case now.Before(c.off), c.anew && c.left(u.clicksADay(), now) <= 0:
		return false
	case !c.off.IsZero() && !u.fewClicks(r):
		u.giveUpClicks()
		return false
	case !c.off.IsZero():
		c.off, c.anew, c.base = time.Time{}, true, u.streams.clicks.part.rows
		u.streams.clicks.start(u.readAt)
	}
	return true
}

// fewClicks guesses from one page of the last day whether clicks fit into what a
// day may cost.
func (u *Unit) fewClicks(r *sitting) bool {
	s, from := u.streams.clicks, u.readAt.Add(-24*time.Hour)
	last := stamp(0)
	q := query{object: s.object, fields: s.part.fields.list(), filters: s.filters}.between(s.fill, from, u.readAt)
	err := r.client().each(r.ctx, q, 1, func(row *row) { last = max(last, row.CreatedAt) })
	if err == nil || !errors.Is(err, errManyPages) {
		return err == nil
	}
	took := time.Duration(last-min(last, stampOf(from))) * time.Second
	return took*time.Duration(u.clicksADay()) >= 24*time.Hour
}

func (u *Unit) giveUpClicks() {
	c := &u.clicks
	c.hold = min(max(clicksAgain, 2*c.hold), clicksSeldom)
	c.off, u.spent.clicks = time.Now().Add(c.hold), 0
}

// weighClicks takes what came of so many calls, and gives clicks up where they
// are too many.
func (u *Unit) weighClicks(reach *reach, calls int, err error) error {
	u.clicks.used += calls
	u.spent.clicks = u.clicks.used
	if !errors.Is(err, errManyPages) {
		return err
	}
	if reach.span <= clicksStep {
		u.giveUpClicks() // more than a day may have, in an hour
		return nil
	}
	reach.shorten()
	return nil
}

// fillClicks reads them one step further back.
func (u *Unit) fillClicks(r *sitting, wanted time.Time) {
	s, before := u.streams.clicks, r.spent()
	s.most = u.clicksADay() + 1
	err := s.back(r, wanted)
	err = u.weighClicks(&s.part.fill, r.spent()-before, err)
	pages, days := (s.part.rows-u.clicks.base)/pageSize, int(s.begun.Sub(s.from)/(24*time.Hour))
	switch {
	case pages > max(2, days)*u.clicksADay():
		u.giveUpClicks()
	case !s.from.After(wanted):
		u.clicks.hold, u.spent.clicks = 0, pages/max(1, days)
	}
	r.met(s.part, err)
}

// followClicks reads clicks once a day, as many as a day may have: after an
// e-mail to everybody the rest follows on the days after.
func (u *Unit) followClicks(r *sitting, now time.Time) {
	s, c := u.streams.clicks, &u.clicks
	if !u.streams.byType || u.rests(s.part) || s.from.After(u.wanted) || now.Sub(s.readTo) < clicksEvery &&
		!u.web.Fixed() {
		return
	}
	for s.readTo.Before(now) && !r.over() && u.clicksAffordable(r) {
		left := c.left(u.clicksADay(), time.Now())
		if left <= 0 {
			break
		}
		before, span := r.spent(), max(s.part.follow.next(time.Now())-overlap, overlap)
		s.most = left + 1
		err := s.changes(r, earlier(s.readTo.Add(span), now))
		if err = u.weighClicks(&s.part.follow, r.spent()-before, err); err != nil {
			r.met(s.part, err)
			return
		}
	}
	if c.off.IsZero() && now.Sub(s.readTo) > clicksHopeless {
		u.giveUpClicks()
	}
}

// clicksGap says why downloads are not shown, empty if they are.
func (u *Unit) clicksGap() string {
	s := u.streams.clicks
	switch {
	case !u.streams.byType:
		return ""
	case !u.clicks.off.IsZero():
		return "clicks in e-mails, which downloads cannot be asked without, are too many to be read within 110 calls a day"
	case u.readAt.Sub(s.readTo) > clicksLate:
		return "clicks in e-mails, which downloads cannot be asked without, are read a part a day, and are late"
	}
	return ""
}
