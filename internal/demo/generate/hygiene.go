package generate

import (
	"time"

	"salesforce_exporter/internal/demo/generate/record"
)

// dueBy moves some of the deals that could end soon before the end of a quarter into its
// last days, as sellers and their customers do.
func (s *story) dueBy(end time.Time) time.Time {
	next := time.Date(end.Year(), (end.Month()-1)/3*3+4, 1, 0, 0, 0, 0, time.UTC)
	if days := next.Sub(end).Hours() / 24; days < 10 || days > 45 || !s.Chance(0.45) {
		return end
	}
	return s.moment(s.owner, next.AddDate(0, 0, -10), next)
}

// slip has the seller push the close date whenever it has passed: soon where hygiene is
// good, late where it is not, and not any more from some moment on.
func (s *story) slip(d *deal, until time.Time, stage int) {
	o := d.row
	for {
		due, err := time.Parse(time.DateOnly, string(o.CloseDate))
		if err != nil {
			return
		}
		late := s.Around(1+13*(1-s.owner.adoption), 0.8)
		at := s.atWork(s.owner, latest(due, o.LastModifiedDate).AddDate(0, 0, 1+int(late)))
		if !at.Before(until) {
			return
		}
		o.CloseDate = record.DateOf(at.AddDate(0, 0, s.Int(12, 50)))
		o.PushCount++
		s.step(d, at, stage)
	}
}

// tidiedUp tells when a deal that nobody worked on any more was given up, and by whom: early
// in the first quarter that followed, where the team has good hygiene, else in a later one. Where the seller
// left, the manager does it at times. It is nobody where that has not happened yet.
func (s *story) tidiedUp(d *deal) (time.Time, *person) {
	idle := latest(d.until, d.row.LastModifiedDate).AddDate(0, 0, 15)
	quarter := time.Date(idle.Year(), (idle.Month()-1)/3*3+4, 1, 0, 0, 0, 0, time.UTC)
	for ; quarter.Before(s.now); quarter = quarter.AddDate(0, 3, 0) {
		by, chance := s.owner, 0.3+0.65*s.owner.adoption
		if boss := s.owner.manager; boss != nil && !by.worked(quarter.AddDate(0, 0, 20)) {
			by, chance = boss, 0.2
		}
		at := s.atWork(by, quarter.AddDate(0, 0, s.Int(1, 18)))
		if at.Before(s.now) && by.worked(at) && s.Chance(chance) {
			return at, by
		}
	}
	return time.Time{}, nil
}
