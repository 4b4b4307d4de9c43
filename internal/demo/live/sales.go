package live

import (
	"fmt"
	"time"

	"salesforce_exporter/internal/demo/generate"
	"salesforce_exporter/internal/demo/generate/random"
	"salesforce_exporter/internal/demo/generate/record"
	"salesforce_exporter/internal/demo/generate/words"
)

// enterLead is a lead that comes in by the website, for somebody or for the
// queue.
func (m *moment) enterLead() error {
	place := random.Pick(m.Source, words.Places(""))
	first, last := m.names.Name(m.Source, place.Culture)
	row := &record.Lead{System: record.Created(m.now, m.company.AutomatedID), ID: m.company.IDs.Next("00Q"),
		OwnerID: m.company.LeadQueue, FirstName: first, LastName: last,
		Name: first + " " + last, Company: words.Company(m.Source), Email: m.names.Mailbox(first, last) + "@example.com",
		City: place.City, Country: place.Country,
		LeadSource: m.Weighted(words.LeadSources()), Industry: m.Weighted(words.Industries()),
		Status: "Open - Not Contacted", IsUnreadByOwner: true}
	if p := m.someone(generate.Prospecting); p != nil && m.Chance(0.8) {
		row.OwnerID = p.ID
		put(&m.work.leads, lead{id: row.ID, owner: p.ID, first: first, last: last, company: row.Company})
	}
	return m.rows.Insert(row)
}

// convertLead makes a lead an account with a contact and a deal. Its
// activities move to the contact.
func (m *moment) convertLead() error {
	p, ok := take(m, &m.work.leads)
	if !ok {
		return m.enterLead()
	}
	seller := m.someone(generate.Selling)
	if seller == nil {
		seller = m.people[p.owner]
	}
	created := record.Created(m.now, p.owner)
	name := p.last
	if p.first != "" {
		name = p.first + " " + p.last
	}
	a := account{id: m.company.IDs.Next("001"), owner: seller.ID, name: p.company, contact: m.company.IDs.Next("003")}
	err := m.insert(
		&record.Account{System: created, ID: a.id, Name: p.company, OwnerID: seller.ID, Type: "Prospect",
			BillingCountry: seller.Place.Country,
			Region:         seller.Place.Region, Health: record.HealthOf("")},
		&record.Contact{System: created, ID: a.contact, AccountID: a.id, OwnerID: seller.ID, FirstName: p.first,
			LastName: p.last, Name: name})
	if err != nil {
		return err
	}
	put(&m.work.accounts, a)
	d, err := m.newDeal(a, seller)
	if err != nil {
		return err
	}
	return m.moveLead(p, a, d)
}

func (m *moment) moveLead(p lead, a account, opportunity string) error {
	for _, u := range []struct {
		text string
		args []any
	}{
		{`UPDATE Account SET LastActivityDate = (SELECT LastActivityDate FROM Lead WHERE Id = ?) WHERE Id = ?`,
			[]any{p.id, a.id}},
		{`UPDATE Contact SET LastActivityDate = (SELECT LastActivityDate FROM Lead WHERE Id = ?) WHERE Id = ?`,
			[]any{p.id, a.contact}},
		{`UPDATE Task SET WhoId = ?, AccountId = ? WHERE WhoId = ?`, []any{a.contact, a.id, p.id}},
		{`UPDATE Event SET WhoId = ?, AccountId = ? WHERE WhoId = ?`, []any{a.contact, a.id, p.id}},
		{`UPDATE Lead SET IsConverted = 1, Status = 'Closed - Converted', ConvertedDate = ?, ConvertedAccountId = ?, ConvertedContactId = ?, ConvertedOpportunityId = ?,
			LastActivityDate = NULL, IsUnreadByOwner = 0, LastModifiedDate = ?, SystemModstamp = ?, LastModifiedById = ? WHERE Id = ?`,
			[]any{string(m.today), a.id, a.contact, opportunity, m.now.Unix(), m.now.Unix(), p.owner, p.id}},
		{`UPDATE Campaign SET NumberOfConvertedLeads = NumberOfConvertedLeads + 1
			WHERE Id IN (SELECT CampaignId FROM CampaignMember WHERE LeadId = ? AND IsDeleted = 0)`, []any{p.id}},
	} {
		if err := m.batch.Exec(u.text, u.args...); err != nil {
			return fmt.Errorf("convert lead: %w", err)
		}
	}
	for i := range m.work.tasks {
		if t := &m.work.tasks[i]; t.who == p.id {
			t.who, t.account = a.contact, a.id
		}
	}
	return nil
}

func (m *moment) insert(rows ...any) error {
	for _, row := range rows {
		if err := m.rows.Insert(row); err != nil {
			return err
		}
	}
	return nil
}

// enterDeal opens a deal with an account that is known already.
func (m *moment) enterDeal() error {
	if len(m.work.accounts) == 0 {
		return m.enterLead()
	}
	a := random.Pick(m.Source, m.work.accounts)
	_, err := m.newDeal(a, m.people[a.owner])
	return err
}

func (m *moment) newDeal(a account, seller *generate.Person) (id string, err error) {
	d := deal{id: m.company.IDs.Next("006"), owner: seller.ID, account: a.id, stage: generate.Stages()[m.Int(0, 1)].Name,
		close: m.now.AddDate(0, 0, m.Int(20, 120)).Format(time.DateOnly), changed: m.now.Unix()}
	row := &record.Opportunity{System: record.Created(m.now, seller.ID), ID: d.id, AccountID: a.id, ContactID: a.contact,
		OwnerID: seller.ID,
		Name:    a.name + " - Monitoring", Type: "New Business", LeadSource: m.Weighted(words.LeadSources()),
		CloseDate:    record.Date(d.close),
		RecordTypeID: m.company.NewBusiness}
	if m.Chance(0.9) {
		d.priced, d.amount = true, float64(int(m.Around(21000, 0.8)/100))*100
		row.Amount = &d.amount
	}
	stage := stageNamed(d.stage)
	row.StageName, row.Probability, row.ForecastCategory, row.ForecastCategoryName = stage.Name, stage.Probability,
		stage.ForecastCategory, stage.ForecastName
	row.ExpectedRevenue = d.expected(stage)
	row.FiscalYear, row.FiscalQuarter, row.Fiscal = generate.Fiscal(d.close, m.company.FiscalYearStart)
	put(&m.work.deals, d)
	return d.id, m.insert(row, m.history(d, stage))
}

func (d deal) expected(s generate.Stage) *float64 {
	if !d.priced {
		return nil
	}
	x := d.amount * s.Probability / 100
	return &x
}

func (m *moment) history(d deal, s generate.Stage) *record.OpportunityHistory {
	h := &record.OpportunityHistory{ID: m.company.IDs.Next("008"), OpportunityID: d.id, CreatedByID: d.owner,
		CreatedDate: m.now, SystemModstamp: m.now,
		StageName: s.Name, ForecastCategory: s.ForecastCategory, Probability: s.Probability,
		CloseDate: record.Date(d.close), ExpectedRevenue: d.expected(s)}
	if d.priced {
		h.Amount = &d.amount
	}
	return h
}

func stageNamed(name string) generate.Stage {
	for _, s := range generate.Stages() {
		if s.Name == name {
			return s
		}
	}
	return generate.Stages()[0]
}

// moveDeal puts a deal into its next stage; after the last one it is won or
// lost.
func (m *moment) moveDeal() error {
	d, ok := take(m, &m.work.deals)
	if !ok {
		return m.enterDeal()
	}
	if d.changed >= m.now.Unix() {
		put(&m.work.deals, d)
		return nil
	}
	stage := m.nextStage(d.stage)
	if stage.Closed {
		d.close = string(m.today)
	} else if d.close < string(m.today) && m.Chance(0.6) {
		d.close = m.now.AddDate(0, 0, m.Int(10, 60)).Format(time.DateOnly)
	}
	d.stage, d.changed = stage.Name, m.now.Unix()
	year, quarter, label := generate.Fiscal(d.close, m.company.FiscalYearStart)
	err := m.batch.Exec(`UPDATE Opportunity SET StageName = ?, Probability = ?, ForecastCategory = ?, ForecastCategoryName = ?, IsClosed = ?, IsWon = ?,
		ExpectedRevenue = Amount * ? / 100, CloseDate = ?, FiscalYear = ?, FiscalQuarter = ?, Fiscal = ?,
			LastStageChangeDate = ?,
		LastModifiedDate = ?, SystemModstamp = ?, LastModifiedById = ? WHERE Id = ?`,
		stage.Name, stage.Probability, stage.ForecastCategory, stage.ForecastName, flag(stage.Closed), flag(stage.Won),
		stage.Probability, d.close, year, quarter, label, d.changed, d.changed, d.changed, d.owner, d.id)
	if err != nil {
		return fmt.Errorf("move deal: %w", err)
	}
	if err := m.insert(m.history(d, stage), m.feedItem("TrackedChange", d.id, d.owner)); err != nil {
		return err
	}
	if !stage.Closed {
		put(&m.work.deals, d)
		return nil
	}
	return m.credit(d, stage)
}

// credit counts a deal that was won for its campaign and its account.
func (m *moment) credit(d deal, stage generate.Stage) error {
	if !stage.Won {
		return nil
	}
	err := m.batch.Exec(`UPDATE Campaign SET NumberOfWonOpportunities = NumberOfWonOpportunities + 1, AmountWonOpportunities = AmountWonOpportunities + ? WHERE Id = ?`, d.amount, d.campaign)
	if err != nil {
		return fmt.Errorf("credit campaign: %w", err)
	}
	err = m.batch.Exec(`UPDATE Account SET Type = 'Customer - Direct', LastModifiedDate = ?, SystemModstamp = ?, LastModifiedById = ? WHERE Id = ?`,
		m.now.Unix(), m.now.Unix(), d.owner, d.account)
	if err != nil {
		return fmt.Errorf("make account a customer: %w", err)
	}
	return nil
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

// nextStage follows a stage: some deals are lost early, most go through.
func (m *moment) nextStage(name string) generate.Stage {
	stages := generate.Stages()
	won, lost := stages[len(stages)-2], stages[len(stages)-1]
	for i, s := range stages {
		if s.Name != name {
			continue
		}
		next := stages[i+1]
		if next.Closed && m.Chance(0.55) || !next.Closed && i > 2 && m.Chance(0.08) {
			return won
		}
		if next.Closed || m.Chance(0.1) {
			return lost
		}
		return next
	}
	return lost
}
