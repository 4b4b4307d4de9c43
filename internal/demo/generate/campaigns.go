package generate

import (
	"fmt"
	"time"

	"salesforce_exporter/internal/demo/generate/random"
	"salesforce_exporter/internal/demo/generate/record"
	"salesforce_exporter/internal/demo/generate/words"
)

// campaign is a campaign whose figures grow while the stories are told.
type campaign struct {
	row        *record.Campaign
	owner      *person
	start, end time.Time
}

// planCampaigns decides which campaigns there were. Their rows come last.
func (g *generator) planCampaigns() error {
	kinds := []string{"Email", "Email", "Webinar", "Conference", "Trade Show", "Partners", "Advertisement"}
	planned := false // one to come, so that there is a new one on any day
	for i := range max(4, g.Round(float64(g.users)*g.volume/4)) {
		owner := g.colleague(g.someone(Marketing))
		start := g.moment(owner, latest(owner.from, g.start), g.now.AddDate(0, 0, 25)).Truncate(24 * time.Hour)
		if !planned && owner.present() {
			planned, start = true, g.now.AddDate(0, 0, 14).Truncate(24*time.Hour)
		}
		c := &campaign{owner: owner, start: start, end: start.AddDate(0, 0, g.Int(5, 70))}
		created := latest(earliest(start.AddDate(0, 0, -g.Int(3, 40)), owner.to, g.now.Add(-time.Hour)), owner.from, g.start)
		kind := kinds[i%len(kinds)]
		c.row = &record.Campaign{System: record.Created(created, owner.id), ID: g.ids.Next("701"), OwnerID: owner.id,
			Name:      fmt.Sprintf("%s %s %s", start.Format("2006-01"), random.Pick(g.Source, words.Industries()).Value, kind),
			Type:      g.maybe(0.95, kind),
			StartDate: record.DateOf(start), EndDate: record.DateOf(c.end),
			BudgetedCost:     g.maybeNumber(0.8, float64(g.Int(5, 200))*100),
			ExpectedRevenue:  g.maybeNumber(0.6, float64(g.Int(10, 300))*1000),
			ExpectedResponse: g.maybeNumber(0.5, float64(g.Int(1, 20))),
			IsDeleted:        i > 10 && g.deleted()}
		switch {
		case c.end.Before(g.now):
			c.row.Status = g.Weighted([]random.Option{{Value: "Completed", Weight: 9}, {Value: "Aborted", Weight: 1}})
		case start.After(g.now):
			c.row.Status = "Planned"
		default:
			c.row.Status, c.row.IsActive = "In Progress", true
		}
		if !start.After(g.now) {
			c.row.ActualCost = g.maybeNumber(0.8, float64(g.Int(5, 220))*100)
		}
		g.campaigns = append(g.campaigns, c)
	}
	return nil
}

// running returns a campaign that ran at an instant, or nil.
func (g *generator) running(at time.Time) *campaign {
	for range 12 {
		c := random.Pick(g.Source, g.campaigns)
		if !c.row.IsDeleted && at.After(c.start) && at.Before(c.end.AddDate(0, 0, 14)) && !at.Before(c.row.CreatedDate) {
			return c
		}
	}
	return nil
}

// attribute credits a deal to a campaign.
func (s *story) attribute(d *deal) {
	if d.row.IsDeleted || !s.Chance(0.5) {
		return
	}
	c := s.running(d.row.CreatedDate)
	if c == nil {
		return
	}
	d.row.CampaignID = c.row.ID
	var amount float64
	if d.row.Amount != nil {
		amount = *d.row.Amount
	}
	c.row.NumberOfOpportunities++
	c.row.AmountAllOpportunities += amount
	if d.row.IsWon {
		c.row.NumberOfWonOpportunities++
		c.row.AmountWonOpportunities += amount
	}
	if s.Chance(0.6) {
		s.rows = append(s.rows, s.memberContact(c, s.contacts[0], latest(d.row.CreatedDate, s.contacts[0].CreatedDate)))
	}
}

func (g *generator) memberLead(c *campaign, l *record.Lead) *record.CampaignMember {
	m := g.member(c, l.CreatedDate)
	m.LeadID, m.LeadOrContactID, m.LeadOrContactOwnerID, m.Type = l.ID, l.ID, l.OwnerID, "Lead"
	m.FirstName, m.LastName, m.Name, m.Email, m.Title = l.FirstName, l.LastName, l.Name, l.Email, l.Title
	m.CompanyOrAccount, m.LeadSource, m.IsDeleted = l.Company, l.LeadSource, l.IsDeleted
	g.count(c, m, l.IsConverted)
	return m
}

func (g *generator) memberContact(c *campaign, who *record.Contact, at time.Time) *record.CampaignMember {
	m := g.member(c, at)
	m.ContactID, m.LeadOrContactID, m.LeadOrContactOwnerID, m.Type = who.ID, who.ID, who.OwnerID, "Contact"
	m.FirstName, m.LastName, m.Name, m.Email, m.Title, m.LeadSource = who.FirstName, who.LastName, who.Name, who.Email,
		who.Title, who.LeadSource
	g.count(c, m, false)
	return m
}

func (g *generator) member(c *campaign, at time.Time) *record.CampaignMember {
	m := &record.CampaignMember{System: record.Created(at, c.owner.id), ID: g.ids.Next("00v"), CampaignID: c.row.ID,
		Status: "Sent"}
	if g.Chance(0.25) {
		responded := g.Between(at, earliest(g.now, at.AddDate(0, 0, 20)))
		m.Status, m.HasResponded, m.FirstRespondedDate = "Responded", true, record.DateOf(responded)
		m.Modified(responded, g.automated)
	}
	return m
}

// count adds a member to the campaign's figures.
func (g *generator) count(c *campaign, m *record.CampaignMember, converted bool) {
	if m.IsDeleted {
		return
	}
	if m.HasResponded {
		c.row.NumberOfResponses++
	}
	if m.ContactID != "" {
		c.row.NumberOfContacts++
		return
	}
	c.row.NumberOfLeads++
	if converted {
		c.row.NumberOfConvertedLeads++
	}
}

// campaignRows writes the campaigns with their figures, and their mailings.
func (g *generator) campaignRows() error {
	for _, c := range g.campaigns {
		a := g.newActivities()
		if c.row.Type == "Email" && c.start.Before(g.now) && !c.row.IsDeleted {
			for range g.Int(1, 3) {
				g.mailing(a, c)
			}
		}
		c.row.LastActivityDate = a.last[c.row.ID]
		g.touch(&c.row.System, c.owner, c.row.CreatedDate)
		if err := g.insert(c.row); err != nil {
			return err
		}
		if err := g.insert(a.rows...); err != nil {
			return err
		}
	}
	return nil
}

// mailing is one list e-mail of a campaign.
func (g *generator) mailing(a *activities, c *campaign) {
	until := earliest(c.end, g.now, c.owner.to)
	at := g.moment(c.owner, latest(earliest(c.start, until), c.row.CreatedDate), until)
	if at.After(g.now) {
		return
	}
	sent := g.Int(150, 4000)
	c.row.NumberSent += float64(sent)
	a.rows = append(a.rows, &record.ListEmail{System: record.Created(at, c.owner.id), ID: g.ids.Next("0XB"),
		OwnerID: c.owner.id, Name: c.row.Name,
		Subject: c.row.Name, FromName: c.owner.name, FromAddress: c.owner.email, Status: "Sent", CampaignID: c.row.ID,
		ScheduledDate: at,
		TotalSent:     sent, IsTracked: true, IsDeleted: g.deleted()})
	a.noteTask(g.done(c.owner, at, "List Email: "+c.row.Name, "ListEmail"), about{what: c.row.ID})
}
