package engagement

import (
	"time"

	"salesforce_exporter/internal/api"
)

// seeOthers is the ability without which a user sees few prospects or none, and
// no error ([prospect]).
const seeOthers = "View prospects not assigned to self"

// seeProspects looks for any prospect at all where visits have some and none is
// shown.
func (u *Unit) seeProspects(r *sitting) {
	s := u.streams.prospects
	if r.over() || !u.store.ofProspects || s.seen || u.rests(s.part) {
		return
	}
	err := r.client().each(r.ctx, query{object: s.object, fields: "id", limit: 1}, 1, func(*row) { s.seen = true })
	switch {
	case s.seen: // and there may be more
	case err == nil:
		err = &api.Error{Code: CodeIgnored, Message: "visits are of prospects, and the user is shown none",
			Remedy: "grant the user's Account Engagement role the ability Prospects > Prospects > " + seeOthers}
		s.part.hide(err, time.Now())
		s.start(u.readAt) // what was read of the past was nothing
	default:
		r.met(s.part, err)
	}
}
