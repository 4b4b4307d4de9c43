package generate

import (
	"fmt"
	"time"

	"salesforce_exporter/internal/demo/generate/random"
	"salesforce_exporter/internal/demo/generate/record"
	"salesforce_exporter/internal/demo/generate/words"
)

// deal is an opportunity while its story is told.
type deal struct {
	row   *record.Opportunity
	end   time.Time // when it would come to a decision
	until time.Time // nobody works on it after this
	by    string    // who changes it
}

// sell tells the deals of the account, one after the other: customers who
// bought once come back more often than others sign.
func (s *story) sell() {
	if s.owner.never {
		return
	}
	at := s.account.CreatedDate
	if !s.Chance(0.82) {
		return
	}
	if s.Chance(0.45) {
		at = at.AddDate(0, 0, s.Int(1, 400))
	}
	for at.Before(s.owner.to) && len(s.deals) < 9 {
		d := s.newDeal(at)
		s.deals = append(s.deals, d)
		if d.row.IsWon && !d.row.IsDeleted {
			s.won++
		}
		pause := s.Around(110, 0.6)
		if s.won == 0 {
			if s.Chance(0.45) {
				return
			}
			pause *= 1.4
		}
		at = s.moment(s.owner, at.AddDate(0, 0, int(pause)), at.AddDate(0, 0, int(pause)+20))
	}
}

func (s *story) newDeal(created time.Time) *deal {
	owner, care := s.owner, s.owner.adoption
	end := s.dueBy(s.moment(owner, created.AddDate(0, 0, 2), created.AddDate(0, 0, 3+int(s.Around(65, 0.55)))))
	kind := "New Business"
	if s.won > 0 {
		kind = "Existing Business"
	}
	d := &deal{by: owner.id, end: end, row: &record.Opportunity{
		System: record.Created(created, owner.id), ID: s.ids.Next("006"),
		AccountID: s.account.ID, OwnerID: owner.id,
		Name: fmt.Sprintf("%s - %s", s.account.Name,
			random.Pick(s.Source, []string{"Monitoring", "Expansion", "Pilot", "Renewal", "Rollout", "Sensors"})),
		Type: s.maybe(0.5+0.45*care, kind), LeadSource: s.maybe(0.4+0.5*care, s.Weighted(words.LeadSources())),
		ContactID: s.contacts[0].ID, IsDeleted: s.deleted(), NextStep: s.maybe(0.1+0.7*care,
			random.Pick(s.Source, words.NextSteps()))}}
	neglected := s.Chance(0.01 + 0.14*(1-care))
	d.until = earliest(end, owner.to)
	closing := !neglected && !end.After(s.now) && !end.After(owner.to)
	if neglected {
		d.until = s.Between(created, d.until)
	}
	s.price(d)
	s.advance(d, end, closing)
	s.attribute(d)
	s.workOn(d)
	d.row.RecordTypeID = s.kinds[kind]
	d.row.Competitor = s.side.maybe(0.15+0.4*care, random.Pick(s.side.Source, words.Competitors()))
	if !d.row.IsDeleted {
		s.remember("Opportunity", d.row.ID, d.row.Name, owner, created)
	}
	return d
}

// price sets the amount, from products where the deal has some.
func (s *story) price(d *deal) {
	care := s.owner.adoption
	amount := float64(int(s.Around(21000, 0.8)/100)) * 100
	if s.won > 0 {
		amount *= 0.7
	}
	if !s.Chance(0.8 + 0.19*care) {
		return
	}
	d.row.Amount = &amount
	if !s.Chance(0.25 + 0.6*care) {
		return
	}
	rows, sum := s.lines(d.row, amount)
	var quantity float64
	for _, r := range rows {
		quantity += r.Quantity
		s.rows = append(s.rows, r)
	}
	*d.row.Amount = sum
	d.row.TotalOpportunityQuantity = &quantity
	d.row.HasOpportunityLineItem = true
	d.row.Pricebook2ID = priceBook
}

// advance takes the deal through its stages and writes each step down.
func (s *story) advance(d *deal, end time.Time, closing bool) {
	o := d.row
	stage := s.Int(0, 2)
	planned := latest(o.CreatedDate.AddDate(0, 0, 3), end.AddDate(0, 0, s.Int(-35, 20)))
	o.CloseDate = record.DateOf(planned)
	s.step(d, o.CreatedDate, stage)
	span := d.until.Sub(o.CreatedDate)
	steps := s.Int(1, 4)
	if !closing && end.After(s.now) {
		steps = s.Int(0, 3)
	}
	for i := range steps {
		at := o.CreatedDate.Add(span * time.Duration(i+1) / time.Duration(steps+2)).Truncate(time.Second)
		s.slip(d, at, stage)
		next := min(lastOpenStage, stage+s.Int(1, 2))
		if next == stage || !at.After(o.LastModifiedDate) || at.After(s.now) {
			break
		}
		stage = next
		s.step(d, at, stage)
	}
	s.slip(d, earliest(d.until, s.now), stage)
	if closing {
		s.finish(d, end, s.outcome())
	} else if at, by := s.tidiedUp(d); by != nil {
		d.by = by.id
		s.finish(d, at, lostStage)
	} else if d.until.After(o.LastModifiedDate) && s.Chance(s.owner.adoption) {
		s.touch(&o.System, s.owner, s.Between(o.LastModifiedDate, d.until))
	}
	o.FiscalYear, o.FiscalQuarter, o.Fiscal = Fiscal(string(o.CloseDate), s.fiscal)
}

func (s *story) finish(d *deal, at time.Time, stage int) {
	d.row.CloseDate = record.DateOf(at)
	s.step(d, at, stage)
}

// outcome decides how a deal ends: customers say yes more often.
func (s *story) outcome() int {
	p := 0.3 + 0.1*s.owner.adoption
	if s.won > 0 {
		p += 0.18
	}
	if s.Chance(p) {
		return wonStage
	}
	return lostStage
}

// step puts the deal into a stage and records it in its history.
func (s *story) step(d *deal, at time.Time, stage int) {
	o, st := d.row, Stages()[stage]
	moved := o.StageName != st.Name
	o.StageName, o.Probability = st.Name, st.Probability
	o.ForecastCategory, o.ForecastCategoryName = st.ForecastCategory, st.ForecastName
	o.IsClosed, o.IsWon = st.Closed, st.Won
	if o.Amount != nil {
		expected := *o.Amount * st.Probability / 100
		o.ExpectedRevenue = &expected
	}
	if at.After(o.CreatedDate) {
		o.Modified(at, d.by)
		if moved {
			o.LastStageChangeDate = at
		}
	}
	s.rows = append(s.rows, &record.OpportunityHistory{ID: s.ids.Next("008"), OpportunityID: o.ID, CreatedByID: d.by,
		CreatedDate:    at,
		SystemModstamp: at, StageName: o.StageName, ForecastCategory: o.ForecastCategory, Amount: o.Amount,
		ExpectedRevenue: o.ExpectedRevenue,
		Probability:     o.Probability, CloseDate: o.CloseDate, IsDeleted: o.IsDeleted})
	if moved {
		s.follow(d, at)
	}
}

// follow tells the feed of the deal what was done to it.
func (s *story) follow(d *deal, at time.Time) {
	o, kind := d.row, "TrackedChange"
	if at.Equal(o.CreatedDate) {
		kind = "CreateRecordEvent"
	}
	if !o.IsDeleted {
		s.rows = s.track(s.rows, kind, o.ID, d.by, at)
	}
}
