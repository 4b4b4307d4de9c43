package site

import (
	"time"

	"salesforce_exporter/internal/demo/generate/record"
)

// did is something that a visitor did.
type did struct {
	kind     int // of activity, as in names
	campaign *campaign
	details  string
	set      func(*record.AEActivity) // the ids of what it was done with
}

// names are the types of activities that occur here (pardot/api-docs, Visitor
// Activity). 3 is what a form says that was not filled in right; what it takes
// is 4.
func names() map[int]string {
	return map[int]string{1: "Click", 2: "View", 3: "Error", 4: "Success", 6: "Sent", 7: "Search", 11: "Open",
		13: "Bounced", 20: "Visit",
		21: "Custom URL click", 24: "Webinar attended", 25: "Webinar registered", 27: "Video view", 28: "Event registered",
		29: "Event checked in",
		30: "Video conversion", 34: "Video watched (75% or more)"}
}

// act notes what a visitor did during a visit, on the page that is open.
func (s *Site) act(j *journey, d did) {
	a := s.record(j.visitor.prospect, d, func(a *record.AEActivity) {
		a.VisitorID, a.VisitID, a.VisitorPageViewID = j.visitor.row.ID, j.visit.row.ID, j.view.row.ID
	})
	if j.visitor.prospect == nil {
		j.visitor.done = append(j.visitor.done, a)
	}
}

// record notes an activity of a prospect or, for nil, of somebody unknown.
func (s *Site) record(p *prospect, d did, where func(*record.AEActivity)) *activity {
	a := &activity{row: record.AEActivity{Tracked: s.tracked("ae_visitor_activity"), Type: d.kind,
		TypeName: names()[d.kind], Details: d.details, CampaignID: d.campaign.id()}}
	if where != nil {
		where(&a.row)
	}
	if d.set != nil {
		d.set(&a.row)
	}
	a.kept = &kept{table: "ae_visitor_activity", id: a.row.ID, row: &a.row}
	if p != nil {
		a.row.ProspectID = p.row.ID
		p.activities = append(p.activities, a)
	}
	s.note(a.kept)
	return a
}

// remark notes what a visit begins with: a form that is there to be filled in,
// an error of one that was not, a search.
func (s *Site) remark(j *journey) {
	if c := j.campaign; c != nil && c.landing != nil {
		s.look(j, c.landing.form, c.landing)
		if s.Chance(0.04) {
			s.stumble(j, c.landing.form, c.landing)
		}
	}
	if c := j.campaign; c != nil && c.kind == "Email" && j.visitor.prospect != nil {
		mail := record.Link(700 + int(c.row.ID))
		for _, kind := range []int{11, 1} { // a click that is no download
			s.record(j.visitor.prospect, did{kind: kind, campaign: c},
				func(a *record.AEActivity) { a.EmailID, a.ListEmailID = mail, mail })
		}
	}
	if s.Chance(0.03) {
		s.act(j, did{kind: 7, details: "gateway",
			set: func(a *record.AEActivity) { a.SiteSearchQueryID = record.Link(s.Int(1, 40)) }})
	}
}

func withForm(f *form, l *landing) func(*record.AEActivity) {
	return func(a *record.AEActivity) {
		a.FormID = f.row.ID
		if l != nil {
			a.LandingPageID = l.row.ID
		}
	}
}

func (s *Site) ownerOf(f *form) *campaign { return s.numbered[f.row.CampaignID] }

func (s *Site) look(j *journey, f *form, l *landing) {
	s.act(j, did{kind: 2, campaign: s.ownerOf(f), set: withForm(f, l)})
	s.viewed(f, l, j.visitor.first([2]any{"look", f}))
}

func (s *Site) stumble(j *journey, f *form, l *landing) {
	s.act(j, did{kind: 3, campaign: s.ownerOf(f), set: withForm(f, l)})
	s.failed(f, l, j.visitor.first([2]any{"stumble", f}))
}

// reach is a goal: what the campaign offers, or what the website does.
func (s *Site) reach(j *journey) {
	c := j.campaign
	switch x := s.Float(0, 1); {
	case c != nil && c.landing != nil && x < 0.5, x < 0.2:
		s.submit(j)
	case c != nil && c.redirect != nil && x < 0.65:
		s.follow(j)
	case x < 0.7:
		s.handle(j)
	case x < 0.85:
		s.download(j)
	default:
		s.watch(j)
	}
}

// submit fills in a form, at times at the second attempt. Who was not known is
// a prospect from then on.
func (s *Site) submit(j *journey) {
	f, l := s.forms[s.Int(0, len(s.forms)-1)], (*landing)(nil)
	if j.campaign != nil && j.campaign.landing != nil {
		l = j.campaign.landing
		f = l.form
	} else {
		s.look(j, f, l)
	}
	if s.Chance(0.15) {
		s.stumble(j, f, l)
	}
	by := origin{"Form", f.row.Name}
	if l != nil {
		by = origin{"LandingPage", l.row.Name}
	}
	s.becomeKnown(j, by)
	s.act(j, did{kind: 4, campaign: s.ownerOf(f), set: withForm(f, l)})
	s.submitted(f, l, j.visitor.first([2]any{"submit", f}))
	s.register(j)
}

func (s *Site) becomeKnown(j *journey, by origin) {
	if j.visitor.prospect != nil {
		return
	}
	p := s.identify(j.visitor, by)
	p.row.SalesforceLeadID = j.lead
}

// register follows the form of a webinar or an event that is still to come. Some
// take part, days later and elsewhere than on the website.
func (s *Site) register(j *journey) {
	c := j.campaign
	if c == nil || s.now.After(c.end) {
		return
	}
	registered, attended := 0, 0
	switch c.kind {
	case "Webinar":
		registered, attended = 25, 24
	case "Conference", "Trade Show":
		registered, attended = 28, 29
	default:
		return
	}
	s.act(j, did{kind: registered, campaign: c})
	if s.Chance(0.6) {
		v := j.visitor
		s.after(time.Duration(s.Int(20, 120))*time.Hour, func() {
			s.record(v.prospect, did{kind: attended, campaign: c}, func(a *record.AEActivity) { a.VisitorID = v.row.ID })
		})
	}
}

// follow clicks a tracked link.
func (s *Site) follow(j *journey) {
	c := j.campaign
	s.act(j, did{kind: 21, campaign: c, set: func(a *record.AEActivity) { a.CustomRedirectID = c.redirect.ID }})
	if c.landing != nil {
		s.clicked(c.landing, j.visitor.first([2]any{"click", c}))
	}
}

// handle fills in a form of somebody else's.
func (s *Site) handle(j *journey) {
	h := s.handlers[s.Int(0, len(s.handlers)-1)]
	s.becomeKnown(j, origin{"FormHandler", h.Name})
	s.act(j, did{kind: 4, campaign: s.numbered[h.CampaignID], set: func(a *record.AEActivity) { a.FormHandlerID = h.ID }})
}

func (s *Site) download(j *journey) {
	file, name := s.file()
	s.act(j, did{kind: 1, campaign: j.campaign, details: name, set: func(a *record.AEActivity) { a.FileID = file }})
}

// watch looks at a video, at times to its end, at times until it asks for a
// name.
func (s *Site) watch(j *journey) {
	s.act(j, did{kind: 27, campaign: j.campaign, details: "Product tour"})
	switch {
	case s.Chance(0.5):
		s.act(j, did{kind: 34, campaign: j.campaign, details: "Product tour"})
	case s.Chance(0.5):
		s.becomeKnown(j, origin{"Video", "Product tour"})
		s.act(j, did{kind: 30, campaign: j.campaign, details: "Product tour"})
	}
}
