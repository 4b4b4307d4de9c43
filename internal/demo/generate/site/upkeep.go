package site

import (
	"time"

	"salesforce_exporter/internal/demo/generate/random"
	"salesforce_exporter/internal/demo/generate/record"
)

// upkeep is how many prospects are merged for each visit.
const upkeep = 1.0 / 150

// merge finds that two prospects are one: visits and activities of the second
// become the first one's, and are changed by that (see the field mapping of
// Account Engagement's activities in Data 360: updatedAt moves).
func (s *Site) merge() {
	if len(s.prospects) < 2 {
		return
	}
	i, k := s.Int(0, len(s.prospects)-1), s.Int(0, len(s.prospects)-1)
	if i == k {
		return
	}
	into, from := s.prospects[i], s.prospects[k]
	s.forget(k)
	for _, v := range from.visitors {
		s.assign(v, into)
	}
	s.credit(from.activities, into)
	into.row.Touch(s.now)
	from.row.Touch(s.now)
	from.row.IsDeleted = true
	s.note(into.kept)
	s.note(from.kept)
}

// forget takes a prospect out of those that are left.
func (s *Site) forget(i int) {
	last := len(s.prospects) - 1
	s.prospects[i] = s.prospects[last]
	s.prospects[last] = nil
	s.prospects = s.prospects[:last]
}

// mail sends an e-mail to some prospects.
func (s *Site) mail() {
	s.after(24*time.Hour, s.mail)
	c := s.draw()
	if c == nil || c.kind != "Email" || len(s.prospects) == 0 || busy(s.now) < 0.5 {
		return
	}
	mail := record.Link(700 + int(c.row.ID))
	with := func(a *record.AEActivity) { a.EmailID, a.ListEmailID = mail, mail }
	for range min(len(s.prospects), 20) {
		p := random.Pick(s.Source, s.prospects)
		s.record(p, did{kind: 6, campaign: c}, with)
		if s.Chance(0.02) {
			s.record(p, did{kind: 13, campaign: c}, with)
		}
	}
}
