package engagement

import (
	"net/url"
	"time"

	"salesforce_exporter/internal/refresh"
)

const (
	// namesEvery is how often the names of campaigns are read.
	namesEvery = 24 * time.Hour
	// namesWaited is how many times asking for names may fail until figures are
	// shown without.
	namesWaited = 3
)

// names reads the names of campaigns, deleted ones too: once a day, or now.
func (u *Unit) names(r *sitting, now bool) {
	p := u.campaigns
	if r.over() || !now && !u.namesAt.IsZero() && refresh.Since(u.namesAt, time.Now()) < namesEvery ||
		p.resting(time.Now()) {
		return
	}
	err := u.askNames(r)
	r.met(p, err)
	switch {
	case err == nil:
		p.works()
		u.namesAt = time.Now()
		u.store.campaigns.settle()
	case p.failures > 0 && p.failures < namesWaited:
		p.until = time.Now().Add(failedAgain) // figures wait for it
	}
}

// named reports whether figures can be shown: with names or, where these are not
// to be had, with ids.
func (u *Unit) named() bool {
	return !u.namesAt.IsZero() || u.campaigns.hidden || u.campaigns.failures >= namesWaited
}

// askNames asks for all campaigns at once, each time with less of what the API
// may not like, if it did not answer before.
func (u *Unit) askNames(r *sitting) error {
	p := u.campaigns
	for {
		q := query{object: "campaigns", fields: p.fields.list(), limit: p.limit}
		if u.namesTry == 0 {
			q.filters = url.Values{"deleted": {"all"}}
		}
		byTime := p.fill.byTime || u.namesTry == namesWaited-1
		if byTime {
			q.order = "updatedAt ASC"
		}
		err := r.client().each(r.ctx, q, maxPages,
			func(row *row) { u.store.campaigns.names[uint64(row.ID)] = string(row.Name) })
		switch c := classOf(err); {
		case err == nil:
			u.byTime = u.byTime || byTime
			return nil
		case c == classField && p.refused(err, &p.fill):
		case c == classField && u.namesTry == 0:
			u.namesTry++
		default:
			if c == classHeavy && !r.late() {
				u.namesTry = (u.namesTry + 1) % namesWaited
			}
			return err
		}
	}
}
