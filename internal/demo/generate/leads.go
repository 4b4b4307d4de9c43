package generate

import (
	"time"

	"salesforce_exporter/internal/demo/generate/random"
	"salesforce_exporter/internal/demo/generate/record"
	"salesforce_exporter/internal/demo/generate/words"
)

// leadsPerProspector is how many leads somebody gets in two years.
const leadsPerProspector = 150

// leads writes those that did not become customers, or not yet.
func (g *generator) leads() error {
	for _, p := range g.byDuty[Prospecting] {
		n := g.volume * leadsPerProspector * p.to.Sub(latest(p.from, g.start)).Hours() / g.now.Sub(g.start).Hours()
		if p.never {
			n = 0
		}
		for range g.Round(n * g.Float(0.7, 1.3)) {
			if err := g.prospect(p); err != nil {
				return err
			}
		}
	}
	return nil
}

// prospect tells the story of one lead.
func (g *generator) prospect(p *person) error {
	a := g.newActivities()
	first, last := g.names.Name(g.Source, p.place.Culture)
	at := g.moment(p, latest(p.from, g.start), p.to)
	l := g.newLead(p, at, first, last)
	l.IsDeleted = g.deleted()
	waiting := 0.05
	if at.After(g.now.AddDate(0, 0, -14)) {
		waiting = 0.3
	}
	switch {
	case g.Chance(waiting):
		l.OwnerID, l.Status, l.IsUnreadByOwner = g.queues["Lead"], "Open - Not Contacted", true
	case g.Chance(0.15 + 0.5*(1-p.adoption)):
		l.Status, l.IsUnreadByOwner = "Open - Not Contacted", g.Chance(0.5)
	default:
		g.pursue(a, l, p)
	}
	if c := g.running(at); c != nil && g.Chance(0.5) {
		a.rows = append(a.rows, g.memberLead(c, l))
	}
	l.LastActivityDate = a.last[l.ID]
	if !l.IsDeleted {
		g.remember("Lead", l.ID, l.Name, p, at)
	}
	if err := g.insert(l); err != nil {
		return err
	}
	return g.insert(a.rows...)
}

// pursue logs what somebody did to win a lead.
func (g *generator) pursue(a *activities, l *record.Lead, p *person) {
	l.Status = "Working - Contacted"
	planned := l.CreatedDate.AddDate(0, 0, g.Int(3, 60))
	end := earliest(p.to, planned)
	n := g.Count((0.3 + 2.2*p.adoption) * soFar(l.CreatedDate, end, planned))
	a.some(n, p, l.CreatedDate, end, about{who: l.ID, mail: l.Email})
	if end.Before(g.now.AddDate(0, 0, -10)) && g.Chance(0.35+0.5*p.adoption) {
		l.Status = "Closed - Not Converted"
		l.Modified(end, p.id)
		return
	}
	g.touch(&l.System, p, l.CreatedDate)
}

func (g *generator) newLead(p *person, at time.Time, first, last string) *record.Lead {
	care := p.adoption
	source, by := g.Weighted(words.LeadSources()), p.id
	switch source {
	case "Web":
		by = g.automated
	case "Purchased List":
		by = g.machine
	}
	return &record.Lead{System: record.Created(at, by), ID: g.ids.Next("00Q"), OwnerID: p.id, FirstName: first,
		LastName: last, Name: first + " " + last,
		Company: words.Company(g.Source), Title: g.maybe(0.5+0.3*care, random.Pick(g.Source, words.Titles())),
		Email: g.maybe(0.88, g.names.Mailbox(first, last)+"@example.com"),
		Phone: g.maybe(0.4+0.4*care, g.phone(p.place.Dial)),
		City:  g.maybe(0.5, p.place.City), Country: g.maybe(0.8, p.place.Country), LeadSource: g.maybe(0.93, source),
		Industry:          g.maybe(0.3+0.6*care, g.Weighted(words.Industries())),
		Rating:            g.maybe(0.6*care, random.Pick(g.Source, []string{"Hot", "Warm", "Cold"})),
		AnnualRevenue:     g.maybeNumber(0.2, float64(int(g.Around(6e6, 1)/1e4))*1e4),
		NumberOfEmployees: g.maybeNumber(0.5, float64(int(g.Around(120, 1)))),
	}
}

// fromLead writes the lead that the account was converted from. Its
// activities moved to the contact, as Salesforce does it.
func (s *story) fromLead() {
	converted := s.account.CreatedDate
	c := s.contacts[0]
	p := s.workingAt(Prospecting, converted)
	if p == nil {
		return
	}
	at := s.moment(p, latest(p.from, s.start, converted.AddDate(0, 0, -45)), converted)
	l := s.newLead(p, at, c.FirstName, c.LastName)
	if c.FirstName == "" {
		l.Name = c.LastName
	}
	l.Company, l.Email, l.Phone, l.Status = s.account.Name, c.Email, c.Phone, "Closed - Converted"
	l.IsConverted, l.ConvertedDate = true, record.DateOf(converted)
	l.ConvertedAccountID, l.ConvertedContactID = s.account.ID, c.ID
	if len(s.deals) > 0 && s.deals[0].row.CreatedDate.Equal(converted) {
		l.ConvertedOpportunityID = s.deals[0].row.ID
	}
	l.Modified(converted, s.owner.id)
	s.rows = append(s.rows, l)
	if camp := s.running(at); camp != nil && s.Chance(0.5) {
		s.rows = append(s.rows, s.memberLead(camp, l))
	}
}
