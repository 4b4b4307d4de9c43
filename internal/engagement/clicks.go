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
	// clicksAgain is how long they are given up.
	clicksAgain = 5 * 24 * time.Hour
	// otherCalls is what a day costs besides full pages.
	otherCalls = 30
	// fewestClicks are always read.
	fewestClicks = 2
	// manyClicks is from how many calls a day for clicks on others are saved.
	manyClicks = 20
)

// clicksADay is how many pages of clicks a day may have.
func (u *Unit) clicksADay() int {
	if u.web.Fixed() {
		return maxPages
	}
	return max(fewestClicks, callsADay-otherCalls-u.perDay/pageSize)
}

// clicksAffordable reports whether clicks are read at all. Clicks that were given
// up are read anew once a day's fit again.
func (u *Unit) clicksAffordable(r *sitting) bool {
	now := time.Now()
	switch {
	case now.Before(u.clicksOff):
		return false
	case !u.clicksOff.IsZero() && !u.fewClicks(r):
		u.giveUpClicks()
		return false
	case !u.clicksOff.IsZero():
		u.clicksOff = time.Time{}
		u.streams.clicks.start(u.readAt)
		u.clicksBase = u.streams.clicks.part.rows
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
	u.clicksOff, u.spent.clicks = time.Now().Add(clicksAgain), 0
}

// weighClicks takes what came of a step back, and gives clicks up where they are
// too many.
func (u *Unit) weighClicks(err error) error {
	s := u.streams.clicks
	if errors.Is(err, errManyPages) {
		if s.part.fill.shorten(); s.part.fill.span == shortest() {
			u.giveUpClicks()
		}
		return nil
	}
	pages, days := (s.part.rows-u.clicksBase)/pageSize, int(s.begun.Sub(s.from)/(24*time.Hour))
	if pages > max(2, days)*u.clicksADay() {
		u.giveUpClicks()
	}
	if days > 0 && u.spent.clicks == 0 {
		u.spent.clicks = pages / days // until it is known better
	}
	return err
}

// followClicks reads clicks once a day, as many as a day may have: after an
// e-mail to everybody the rest follows on the days after.
func (u *Unit) followClicks(r *sitting, now time.Time) {
	s := u.streams.clicks
	if !u.streams.byType || r.over() || u.rests(s.part) || s.from.After(u.wanted) || now.Sub(s.readTo) < clicksEvery && !u.web.Fixed() || !u.clicksAffordable(r) {
		return
	}
	before, most := r.spent(), u.clicksADay()
	s.most = most + 1
	defer func() { u.spent.clicks = r.spent() - before }()
	for s.readTo.Before(now) && r.spent()-before < most && !r.over() {
		span := max(s.part.follow.next(time.Now())-overlap, overlap)
		err := s.changes(r, earlier(s.readTo.Add(span), now))
		if errors.Is(err, errManyPages) {
			if s.part.follow.shorten(); s.part.follow.span == shortest() {
				u.giveUpClicks()
				return
			}
			continue
		}
		if err != nil {
			r.met(s.part, err)
			return
		}
	}
	if now.Sub(s.readTo) > clicksHopeless {
		u.giveUpClicks()
	}
}

// clicksGap says why downloads are not shown, empty if they are.
func (u *Unit) clicksGap() string {
	s := u.streams.clicks
	switch {
	case !u.streams.byType:
		return ""
	case time.Now().Before(u.clicksOff):
		return "clicks in e-mails, which downloads cannot be asked without, are too many to be read within 110 calls a day"
	case u.readAt.Sub(s.readTo) > clicksLate:
		return "clicks in e-mails, which downloads cannot be asked without, are read a part a day, and are late"
	}
	return ""
}
