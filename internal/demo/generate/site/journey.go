package site

import (
	"time"

	"salesforce_exporter/internal/demo/generate/random"
	"salesforce_exporter/internal/demo/generate/record"
)

// visit is a visit as far as it has come.
type visit struct {
	row  record.AEVisit
	kept *kept
}

// view is a page as it was seen.
type view struct {
	row  record.AEPageView
	kept *kept
}

// A journey is somebody's way through the website.
type journey struct {
	visitor  *visitor
	campaign *campaign // that brought them here; nil for none
	tracking record.Link
	visit    *visit
	view     *view     // at present
	lead     string    // whom the visitor turns out to be
	latest   time.Time // when that is known
}

// arrive lets somebody come, unless it is a quiet hour.
func (s *Site) arrive() {
	if !s.Chance(busy(s.now)) {
		return
	}
	var v *visitor
	if len(s.visitors) > 0 && s.Chance(0.4) {
		v = random.Pick(s.Source, s.visitors)
	}
	s.plan(s.newJourney(v, s.draw()))
}

// newJourney begins a visit: with nobody for a visitor it is a new one.
func (s *Site) newJourney(v *visitor, c *campaign) *journey {
	j := &journey{campaign: c, tracking: c.id()}
	if c == nil && s.Chance(0.5) {
		j.tracking = s.tracking.row.ID
	}
	if v == nil {
		first := c
		if first == nil && j.tracking != 0 {
			first = s.tracking
		}
		v = s.newVisitor(first)
		if s.Chance(0.5) {
			s.remember(v)
		}
	}
	j.visitor = v
	j.visit = &visit{row: record.AEVisit{Tracked: s.tracked("ae_visit"), VisitorID: v.row.ID, ProspectID: v.row.ProspectID,
		FirstVisitorPageViewAt: s.now}}
	j.visit.kept = &kept{table: "ae_visit", id: j.visit.row.ID, row: &j.visit.row}
	s.tag(&j.visit.row, c)
	v.visits = append(v.visits, j.visit)
	return j
}

// tag sets the utm parameters that the visitor's link had.
func (s *Site) tag(v *record.AEVisit, c *campaign) {
	if c == nil {
		if s.Chance(0.15) {
			v.SourceParameter, v.MediumParameter = "google", "organic"
		}
		return
	}
	if !s.Chance(0.75) {
		return
	}
	v.CampaignParameter = c.slug
	switch c.kind {
	case "Email", "Webinar":
		v.SourceParameter, v.MediumParameter = "newsletter", "email"
	case "Advertisement":
		v.SourceParameter, v.MediumParameter = "google", "cpc"
		v.TermParameter = random.Pick(s.Source, []string{"machine monitoring", "sensor gateway", "downtime cost"})
	default:
		v.SourceParameter, v.MediumParameter = "linkedin", "social"
	}
	if s.Chance(0.5) {
		v.ContentParameter = random.Pick(s.Source, []string{"header", "button", "footer"})
	}
}

// plan lets a visit take its course from its first page on: nearly half are
// over with it.
func (s *Site) plan(j *journey) {
	first := s.page()
	if c := j.campaign; c != nil && c.landing != nil {
		first = page{"go/" + c.slug, c.landing.row.Name}
	}
	s.open(j, first)
	if j.visitor.prospect != nil {
		s.act(j, did{kind: 20, campaign: j.campaign})
	}
	s.remark(j)
	if j.lead != "" {
		s.at(j.latest, func() { s.submit(j) })
		return
	}
	if s.Chance(0.45) {
		return
	}
	s.browse(j, s.Int(1, 3)+s.Round(s.Around(1, 0.8)))
}

// browse goes on to further pages, and to a goal on one of them.
func (s *Site) browse(j *journey, pages int) {
	goal := -1
	if s.Chance(s.eagerness(j)) {
		goal = s.Int(0, pages-1)
	}
	at := s.now
	for i := range pages {
		at = at.Add(time.Duration(max(3, min(900, s.Around(45, 0.9)))) * time.Second)
		s.at(at, func() {
			s.open(j, s.page())
			if i == goal {
				s.after(time.Duration(s.Int(1, 3))*time.Second, func() { s.reach(j) })
			}
		})
	}
}

func (s *Site) eagerness(j *journey) float64 {
	if j.campaign != nil && j.campaign.landing != nil {
		return 0.3
	}
	return 0.12
}

// open shows a page: the one before has a duration now, and so has the visit.
func (s *Site) open(j *journey, p page) {
	visit := &j.visit.row
	if j.view != nil {
		seconds := s.now.Sub(j.view.row.CreatedAt).Seconds()
		j.view.row.Duration = &seconds
		s.note(j.view.kept)
	}
	tracking := j.tracking
	if j.view != nil && j.campaign != nil && s.Chance(0.15) {
		tracking = s.tracking.row.ID
	}
	j.view = &view{row: record.AEPageView{PageView: record.PageView{ID: s.next("ae_visitor_page_view"), CreatedAt: s.now},
		URL: address(p.path), Title: p.title,
		VisitorID: j.visitor.row.ID, VisitID: visit.ID, CampaignID: tracking}}
	j.view.kept = &kept{table: "ae_visitor_page_view", id: j.view.row.ID, row: &j.view.row}
	s.note(j.view.kept)
	visit.VisitorPageViewCount++
	visit.LastVisitorPageViewAt = s.now
	visit.Touch(s.now)
	visit.Duration = s.length(visit)
	s.note(j.visit.kept)
	j.visitor.row.PageViewCount++
	j.visitor.row.Touch(s.now)
	s.note(j.visitor.kept)
}

// length is the duration of a visit: from its first page to its last. With one
// page it is 0 or unknown.
func (s *Site) length(v *record.AEVisit) *float64 {
	seconds := v.LastVisitorPageViewAt.Sub(v.FirstVisitorPageViewAt).Seconds()
	if v.VisitorPageViewCount == 1 && s.Chance(0.5) {
		return nil
	}
	return &seconds
}
