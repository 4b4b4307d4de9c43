package site

import (
	"slices"
	"time"

	"salesforce_exporter/internal/demo/generate/record"
)

// visitor is a browser.
type visitor struct {
	row      record.AEVisitor
	kept     *kept
	prospect *prospect
	visits   []*visit
	done     []*activity  // before the visitor was known
	seen     map[any]bool // forms and so on that are counted once
}

// prospect is a visitor who is known by name.
type prospect struct {
	row        record.AEProspect
	kept       *kept
	visitors   []*visitor
	activities []*activity
}

type activity struct {
	row  record.AEActivity
	kept *kept
}

// newVisitor is somebody who was never here before.
func (s *Site) newVisitor(c *campaign) *visitor {
	v := &visitor{row: record.AEVisitor{Tracked: s.tracked("ae_visitor"), CampaignID: c.id()}, seen: map[any]bool{}}
	v.kept = &kept{table: "ae_visitor", id: v.row.ID, row: &v.row}
	s.note(v.kept)
	return v
}

// first reports whether a visitor does something for the first time.
func (v *visitor) first(what any) bool {
	if v.seen[what] {
		return false
	}
	v.seen[what] = true
	return true
}

// remember lets a visitor come again.
func (s *Site) remember(v *visitor) {
	if len(s.visitors) < maxKnown {
		s.visitors = append(s.visitors, v)
		return
	}
	s.visitors[s.Int(0, maxKnown-1)] = v
}

// meetContacts makes some contacts prospects who come again and again.
func (s *Site) meetContacts() {
	start := s.now
	contacts := slices.SortedStableFunc(slices.Values(s.opts.Contacts),
		func(a, b Person) int { return a.Since.Compare(b.Since) })
	for _, p := range contacts {
		if p.Since.After(start) || !s.Chance(min(1, s.opts.Visits/float64(len(s.opts.Contacts)))) {
			continue
		}
		s.now = p.Since
		v := s.newVisitor(s.draw())
		v.row.PageViewCount = s.Int(1, 60)
		pr := s.identify(v, origin{"Form", "Contact us"})
		pr.row.SalesforceContactID = p.ID
		s.remember(v)
	}
	s.now = start
}

// expectLeads lets those visit who became leads by a form.
func (s *Site) expectLeads() {
	for _, p := range s.opts.Leads {
		if !s.Chance(0.6) {
			continue
		}
		early := p.Since.Add(-time.Duration(s.Int(60, 900)) * time.Second)
		if early.Before(s.now) {
			continue
		}
		s.at(early, func() {
			j := s.newJourney(nil, s.draw())
			j.lead, j.latest = p.ID, p.Since
			s.plan(j)
		})
	}
}

// An origin is what made a visitor a prospect.
type origin struct{ kind, name string }

// identify makes a visitor a prospect. What the visitor did before is the
// prospect's from now on.
func (s *Site) identify(v *visitor, by origin) *prospect {
	p := &prospect{row: record.AEProspect{Tracked: s.tracked("ae_prospect"), CampaignID: v.row.CampaignID,
		ConvertedAt:             s.now,
		ConvertedFromObjectType: by.kind, ConvertedFromObjectName: by.name}}
	if c := s.numbered[v.row.CampaignID]; c != nil {
		p.row.SalesforceCampaignID = c.row.SalesforceID
	}
	p.kept = &kept{table: "ae_prospect", id: p.row.ID, row: &p.row}
	s.note(p.kept)
	s.prospects = append(s.prospects, p)
	s.assign(v, p)
	return p
}

// assign makes a visitor's browser that of a prospect.
func (s *Site) assign(v *visitor, p *prospect) {
	v.prospect, v.row.ProspectID, v.row.IsIdentified = p, p.row.ID, true
	v.row.Touch(s.now)
	s.note(v.kept)
	p.visitors = append(p.visitors, v)
	for _, one := range v.visits {
		one.row.ProspectID = p.row.ID
		one.row.Touch(s.now)
		s.note(one.kept)
	}
	s.credit(v.done, p)
	v.done = nil
}

// credit makes activities those of a prospect.
func (s *Site) credit(list []*activity, p *prospect) {
	for _, a := range list {
		a.row.ProspectID = p.row.ID
		a.row.Touch(s.now)
		s.note(a.kept)
	}
	p.activities = append(p.activities, list...)
}

func (c *campaign) id() record.Link {
	if c == nil {
		return 0
	}
	return c.row.ID
}
