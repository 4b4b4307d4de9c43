package generate

import (
	"fmt"
	"strings"
	"time"

	"salesforce_exporter/internal/demo/generate/random"
	"salesforce_exporter/internal/demo/generate/record"
	"salesforce_exporter/internal/demo/generate/words"
)

// accountsPerSeller is how many accounts a seller gathers in two years.
const accountsPerSeller = 36

// story is the life of one account: everything that refers to it, kept
// together until the last activity of each record is known.
type story struct {
	*activities
	owner    *person
	account  *record.Account
	place    words.Place
	contacts []*record.Contact
	deals    []*deal
	won      int
}

// accounts tells the story of each seller's accounts.
func (g *generator) accounts() error {
	for _, p := range g.staff {
		if p.team.department != "Sales" || p.team.duty == Prospecting {
			continue
		}
		n := g.volume * accountsPerSeller * p.to.Sub(latest(p.from, g.start)).Hours() / g.now.Sub(g.start).Hours()
		if p.team.duty == Leading {
			n *= 0.12
		}
		if p.never {
			n = 3 * g.volume // imported for somebody who never looked at them
		}
		for range g.Round(n * g.Float(0.7, 1.3)) {
			if err := g.newStory(p).tell(); err != nil {
				return fmt.Errorf("account of %s: %w", p.role, err)
			}
		}
	}
	return nil
}

func (g *generator) newStory(owner *person) *story {
	s := &story{activities: g.newActivities(), owner: owner,
		place: random.Pick(g.Source, words.Places(owner.place.Region))}
	created, by := g.moment(owner, latest(owner.from, g.start), owner.to), owner.id
	if owner.never || g.Chance(0.2) && owner.from.Before(g.start.AddDate(0, 0, 20)) {
		// Loaded from the old system when the company began.
		created, by = latest(owner.from, g.start).Add(time.Duration(g.Int(0, 7200))*time.Second), g.machine
		created = earliest(created, g.now)
	}
	name, country := words.Company(g.Source), s.place.Country
	if by == g.machine {
		country = strings.ReplaceAll(country, " ", "-") // as the old system wrote it
	}
	care := owner.adoption
	s.account = &record.Account{
		System: record.Created(created, by), ID: g.ids.Next("001"), Name: name, OwnerID: owner.id,
		Industry:      g.maybe(0.4+0.55*care, g.Weighted(words.Industries())),
		AccountSource: g.maybe(0.3+0.6*care, g.Weighted(words.LeadSources())),
		Rating:        g.maybe(0.6*care, random.Pick(g.Source, []string{"Hot", "Warm", "Cold"})),
		Phone:         g.maybe(0.5+0.45*care, g.phone(s.place.Dial)),
		Website:       g.maybe(0.4+0.5*care, "https://www.example.com/"+strings.ReplaceAll(strings.ToLower(name), " ", "-")),
		BillingCity:   g.maybe(0.6+0.38*care, s.place.City), BillingCountry: g.maybe(0.7+0.29*care, country),
		AnnualRevenue:     g.maybeNumber(0.2+0.5*care, float64(int(g.Around(9e6, 1.2)/1e4))*1e4),
		NumberOfEmployees: g.maybeNumber(0.3+0.5*care, float64(int(g.Around(180, 1.1)))),
		AccountNumber:     g.maybe(0.4, fmt.Sprintf("CU-%05d", g.Int(1, 99999))),
	}
	return s
}

// tell makes up what happened at the account and writes it.
func (s *story) tell() error {
	s.people()
	s.sell()
	if s.account.CreatedByID != s.machine && s.Chance(0.3) {
		s.fromLead()
	}
	if s.won > 0 {
		s.serve()
	}
	s.courtesy()
	s.account.Type = s.accountType()
	s.account.IsDeleted = len(s.deals) == 0 && s.Chance(0.03)
	s.describe()
	s.bill()
	s.touch(&s.account.System, s.owner, s.account.CreatedDate)
	return s.write()
}

// describe fills in the custom fields, and keeps the account and its contacts
// in mind.
func (s *story) describe() {
	side, a, care := s.side, s.account, s.owner.adoption
	a.Region = side.maybe(0.7+0.3*care, s.place.Region)
	a.KeyAccount = s.won > 1 && side.Chance(0.3)
	a.Health = record.HealthOf(a.Rating)
	a.Notes = side.maybe(0.3*care, random.Pick(side.Source, words.Notes()))
	a.Interests = side.maybe(0.4*care, side.interests())
	if a.IsDeleted {
		return
	}
	s.remember("Account", a.ID, a.Name, s.owner, a.CreatedDate)
	for _, c := range s.contacts {
		s.remember("Contact", c.ID, c.Name, s.owner, c.CreatedDate)
	}
}

// interests is a multi-select picklist's value: one or two of its options, in
// their order.
func (g *generator) interests() string {
	all := words.Interests()
	first := g.Int(0, len(all)-1)
	if second := g.Int(0, len(all)-1); second > first {
		return all[first] + ";" + all[second]
	}
	return all[first]
}

func (s *story) accountType() string {
	switch {
	case s.won > 0:
		return s.maybe(0.6+0.39*s.owner.adoption,
			s.Weighted([]random.Option{{Value: "Customer - Direct", Weight: 85}, {Value: "Customer - Channel", Weight: 15}}))
	case s.Chance(0.06):
		return random.Pick(s.Source,
			[]string{"Technology Partner", "Installation Partner", "Channel Partner / Reseller", "Other"})
	}
	return s.maybe(0.3+0.6*s.owner.adoption, "Prospect")
}

// touch gives a record a last change: by its owner, their manager, an
// administrator or the nightly synchronisation.
func (g *generator) touch(s *record.System, owner *person, from time.Time) {
	by, until := owner.id, owner.to
	switch {
	case g.Chance(0.12):
		by, until = g.machine, g.now
	case owner.manager != nil && g.Chance(0.1):
		by, until = owner.manager.id, owner.manager.to
	case g.Chance(0.05):
		by, until = g.admin.id, g.now
	}
	if from.Before(until) && g.Chance(0.35+0.6*owner.adoption) {
		s.Modified(g.moment(owner, latest(from, s.LastModifiedDate), until), by)
	}
}

func (s *story) people() {
	care := s.owner.adoption
	for range 1 + s.Count(1.6) {
		first, last := s.names.Name(s.Source, s.place.Culture)
		created := earliest(s.owner.to, s.account.CreatedDate.Add(time.Duration(s.Int(0, 30*24))*time.Hour))
		created = latest(created, s.account.CreatedDate)
		if s.Chance(0.35) {
			created = s.moment(s.owner, s.account.CreatedDate, s.owner.to)
		}
		c := &record.Contact{
			System: record.Created(created, s.account.CreatedByID), ID: s.ids.Next("003"), AccountID: s.account.ID,
			OwnerID:   s.owner.id,
			FirstName: s.maybe(0.97, first), LastName: last, Name: first + " " + last,
			Salutation:  s.maybe(0.5, random.Pick(s.Source, []string{"Ms.", "Mr.", "Dr."})),
			Title:       s.maybe(0.4+0.5*care, random.Pick(s.Source, words.Titles())),
			Department:  s.maybe(0.2+0.6*care, random.Pick(s.Source, words.ContactDepartments())),
			Email:       s.maybe(0.55+0.43*care, s.names.Mailbox(first, last)+"@example.com"),
			Phone:       s.maybe(0.4+0.5*care, s.phone(s.place.Dial)),
			MobilePhone: s.maybe(0.1+0.4*care, s.phone(s.place.Dial)),
			LeadSource:  s.maybe(0.2+0.6*care, s.Weighted(words.LeadSources())),
			MailingCity: s.maybe(0.3+0.5*care, s.place.City), MailingCountry: s.maybe(0.4+0.5*care, s.place.Country),
		}
		if c.FirstName == "" {
			c.Name = last
		}
		if c.Email != "" && s.Chance(0.02) {
			c.IsEmailBounced, c.EmailBouncedReason, c.EmailBouncedDate = true, "Mailbox unknown", s.Between(created, s.now)
			c.Modified(c.EmailBouncedDate, s.automated)
		}
		s.touch(&c.System, s.owner, created)
		s.contacts = append(s.contacts, c)
	}
}

// write adds the rows of the story, now that the activities are known.
func (s *story) write() error {
	s.account.LastActivityDate = s.last[s.account.ID]
	if err := s.insert(s.account); err != nil {
		return err
	}
	for _, c := range s.contacts {
		c.LastActivityDate = s.last[c.ID]
		if err := s.insert(c); err != nil {
			return err
		}
	}
	for _, d := range s.deals {
		d.row.LastActivityDate = s.last[d.row.ID]
		d.row.HasOpenActivity, d.row.HasOverdueTask = s.open[d.row.ID], s.overdue[d.row.ID]
		if err := s.insert(d.row); err != nil {
			return err
		}
	}
	return s.insert(s.rows...)
}
