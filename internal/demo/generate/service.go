package generate

import (
	"fmt"
	"time"

	"salesforce_exporter/internal/demo/generate/random"
	"salesforce_exporter/internal/demo/generate/record"
	"salesforce_exporter/internal/demo/generate/words"
)

// workOn logs what the seller did for a deal.
func (s *story) workOn(d *deal) {
	if d.row.IsDeleted {
		return
	}
	n := s.Count((0.4 + 4*s.owner.adoption) * soFar(d.row.CreatedDate, d.until, d.end))
	s.some(n, s.owner, d.row.CreatedDate, d.until, s.with(random.Pick(s.Source, s.contacts), d.row.ID))
	ongoing := !d.row.IsClosed && d.until.Equal(s.now)
	if ongoing && s.Chance(s.owner.adoption) {
		recently := latest(d.row.CreatedDate, s.now.AddDate(0, 0, -20))
		if s.Chance(0.3) {
			s.some(1, s.owner, recently, s.now, s.with(s.contacts[0], d.row.ID))
		}
		s.todo(s.owner, s.moment(s.owner, recently, s.now), s.with(s.contacts[0], d.row.ID))
	}
}

// soFar is how much of a time has passed.
func soFar(from, until, end time.Time) float64 {
	if !end.After(from) {
		return 1
	}
	return max(0.15, min(1, until.Sub(from).Hours()/end.Sub(from).Hours()))
}

// with is an activity with a contact about a record of the account.
func (s *story) with(c *record.Contact, what string) about {
	return about{who: c.ID, what: what, account: s.account.ID, mail: c.Email}
}

// courtesy logs what the seller does for the account beside its deals.
func (s *story) courtesy() {
	if s.owner.never {
		return
	}
	for range s.Count(2 * s.owner.adoption) {
		c := random.Pick(s.Source, s.contacts)
		s.some(1, s.owner, latest(s.account.CreatedDate, c.CreatedDate), s.owner.to, s.with(c, s.maybe(0.6, s.account.ID)))
	}
}

// serve tells what customer success and support do for a customer.
func (s *story) serve() {
	var since time.Time
	for _, d := range s.deals {
		if d.row.IsWon && !d.row.IsDeleted {
			since = d.row.LastStageChangeDate
			break
		}
	}
	if p := s.someone(Succeeding); p != nil && p.to.After(since) {
		c := random.Pick(s.Source, s.contacts)
		s.some(s.Count(5*p.adoption), p, latest(since, p.from), p.to, s.with(c, s.account.ID))
	}
	years := s.now.Sub(since).Hours() / 8766
	for range s.Count(0.3 + 6*years) {
		at := s.moment(s.owner, since, s.now)
		s.caseOf(s.workingAt(Supporting, at), at, random.Pick(s.Source, s.contacts))
	}
}

// someone returns a person with a duty who signs in, or nil.
func (g *generator) someone(d Duty) *person {
	people := g.byDuty[d]
	for range 4 {
		if len(people) == 0 {
			return nil
		}
		if p := random.Pick(g.Source, people); !p.never {
			return p
		}
	}
	return nil
}

// workingAt returns a person with a duty who was around at an instant, or nil.
func (g *generator) workingAt(d Duty, at time.Time) *person {
	for range 8 {
		if p := g.someone(d); p != nil && p.worked(at) {
			return p
		}
	}
	return nil
}

// colleague returns the person, or the administrator in place of nobody.
func (g *generator) colleague(p *person) *person {
	if p == nil {
		return g.admin
	}
	return p
}

// caseOf writes a case of the account and its e-mails.
func (s *story) caseOf(agent *person, at time.Time, c *record.Contact) {
	k := s.newCase(agent, at)
	k.AccountID, k.ContactID = s.account.ID, c.ID
	s.rows = append(append(s.rows, k), s.changesOf(k)...)
	if !k.IsDeleted {
		s.rows = s.track(s.rows, "CreateRecordEvent", k.ID, k.CreatedByID, at)
	}
	if k.Origin == "Email" {
		s.rows = append(s.rows, s.correspondence(k, agent, c.Email)...)
	}
	if agent != nil && k.OwnerID == agent.id && s.Chance(0.3*agent.adoption) {
		until := s.now
		if k.IsClosed {
			until = k.ClosedDate
		}
		s.some(1, agent, at, earliest(until, agent.to), s.with(c, k.ID))
	}
}

// newCase makes up a case that comes in for an agent, or for nobody.
func (g *generator) newCase(agent *person, at time.Time) *record.Case {
	g.cases++
	k := &record.Case{ID: g.ids.Next("500"), CaseNumber: fmt.Sprintf("%08d", g.cases),
		Subject: g.maybe(0.97, random.Pick(g.Source, words.CaseSubjects())),
		Origin: g.maybe(0.96, g.Weighted([]random.Option{{Value: "Email", Weight: 45}, {Value: "Web", Weight: 25},
			{Value: "Phone", Weight: 30}})),
		Priority: g.maybe(0.98, g.Weighted([]random.Option{{Value: "Medium", Weight: 60}, {Value: "High", Weight: 18},
			{Value: "Low", Weight: 22}})),
		Type: g.maybe(0.7, random.Pick(g.Source,
			[]string{"Mechanical", "Electrical", "Electronic", "Structural", "Other"})),
		Status: "New", OwnerID: g.queues["Case"], IsDeleted: g.deleted(), System: record.Created(at, g.automated)}
	k.Reason = g.maybe(0.6, random.Pick(g.Source,
		[]string{"Installation", "Equipment Complexity", "Performance", "Breakdown", "Feedback", "Other"}))
	if agent == nil || !agent.worked(at) || at.After(g.now.AddDate(0, 0, -4)) && g.Chance(0.2) {
		g.sortOut(k)
		return k
	}
	if k.Origin == "Phone" {
		k.System = record.Created(at, agent.id)
	}
	k.OwnerID = agent.id
	k.IsEscalated = g.Chance(0.05) || k.Priority == "High" && g.Chance(0.1)
	hours := g.Around(34, 1.1) * (1.6 - agent.adoption)
	end := at.Add(time.Duration(hours * float64(time.Hour))).Truncate(time.Second)
	if end.After(g.now) || end.After(agent.to) || g.Chance(0.01+0.1*(1-agent.adoption)) {
		k.Status = g.Weighted([]random.Option{{Value: "New", Weight: 3}, {Value: "Working", Weight: 7}})
		if k.IsEscalated {
			k.Status = "Escalated"
		}
		g.touch(&k.System, agent, earliest(at.Add(time.Hour), g.now))
		return k
	}
	k.Status, k.IsClosed, k.ClosedDate = "Closed", true, end
	k.Modified(end, agent.id)
	k.CSAT = g.side.satisfaction(hours, agent)
	return k
}

// satisfaction is what some customers answer when their case is closed: the
// less they waited, the better.
func (g *generator) satisfaction(hours float64, agent *person) *float64 {
	if !g.Chance(0.35) {
		return nil
	}
	score := g.Float(3.1, 5.4) + 0.5*agent.adoption - min(2.5, hours/60)
	score = float64(int(max(1, min(5, score)) + 0.5))
	return &score
}

// sortOut closes a case that nobody took out of the queue, some days later.
func (g *generator) sortOut(k *record.Case) {
	end := k.CreatedDate.AddDate(0, 0, g.Int(5, 15))
	if end.After(g.now) || g.Chance(0.1) {
		return
	}
	k.Status, k.IsClosed, k.ClosedDate = "Closed", true, end
	k.Modified(end, g.automated)
}

// correspondence is the customer's e-mail that opened a case and an answer.
func (g *generator) correspondence(k *record.Case, agent *person, from string) []any {
	title := k.Subject
	if title == "" {
		title = "(no subject)"
	}
	in := g.message(k.CreatedDate, g.automated, title)
	in.ParentID, in.RelatedToID, in.Incoming, in.Status, in.IsExternallyVisible = k.ID, k.ID, true, "1", true
	in.FromAddress, in.ToAddress, in.IsDeleted = from, "support@example.com", k.IsDeleted
	rows := []any{in}
	until := g.now
	if k.IsClosed {
		until = k.ClosedDate
	}
	if agent == nil || k.OwnerID != agent.id || !until.After(k.CreatedDate) || !g.Chance(0.3+0.65*agent.adoption) {
		return rows
	}
	out := g.message(g.Between(k.CreatedDate, earliest(until, agent.to)), agent.id, "RE: "+title)
	out.ParentID, out.RelatedToID, out.Status, out.IsExternallyVisible = k.ID, k.ID, "3", true
	out.FromName, out.FromAddress, out.ToAddress, out.IsDeleted = agent.name, "support@example.com", from, k.IsDeleted
	return append(rows, out)
}

// strayCases come in by the website from people that no account knows.
func (g *generator) strayCases() error {
	for _, agent := range g.byDuty[Supporting] {
		for range g.Round(6 * g.volume) {
			k := g.newCase(agent, g.moment(agent, g.start, g.now))
			first, last := g.names.Name(g.Source, "english")
			k.SuppliedName, k.SuppliedEmail = first+" "+last, g.names.Mailbox(first, last)+"@example.com"
			for _, row := range append([]any{k}, g.changesOf(k)...) {
				if err := g.insert(row); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
