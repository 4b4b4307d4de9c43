package generate

import (
	"time"

	"salesforce_exporter/internal/demo/generate/record"
	"salesforce_exporter/internal/demo/generate/site"
	"salesforce_exporter/internal/demo/generate/words"
)

// Company is what the generator knows about the org it made.
type Company struct {
	OrgID         string
	RunningUserID string // the integration user, whom API clients sign in as
	AutomatedID   string // the Automated Process user, who creates what comes in by itself

	IDs       *record.IDs // goes on where the generator stopped
	People    []Person    // who works in Salesforce at present
	LeadQueue string
	CaseQueue string
	LastCase  int // the highest CaseNumber

	Site *site.Site // the website, as Account Engagement tracks it

	NewBusiness string // the record type of first deals
	// FiscalYearStart is the month that fiscal years begin in.
	FiscalYearStart time.Month
}

// Person is somebody who works in Salesforce at present.
type Person struct {
	ID, Name, Email string
	Duty            Duty
	Place           words.Place
	Adoption        float64 // how eagerly they use Salesforce, 0 to 1
	Phone           float64 // how likely they use the app on a day without a login
}

// Duty is what somebody does all day.
type Duty string

// The duties of a company.
const (
	Selling     Duty = "selling"
	Prospecting Duty = "prospecting"
	Marketing   Duty = "marketing"
	Supporting  Duty = "supporting"
	Succeeding  Duty = "succeeding" // customer success
	Leading     Duty = "leading"
	Office      Duty = "office" // finance, IT, operations
)

func (g *generator) company() *Company {
	c := &Company{
		OrgID: g.orgID, RunningUserID: g.machine, AutomatedID: g.automated,
		IDs: g.ids, LeadQueue: g.queues["Lead"], CaseQueue: g.queues["Case"], LastCase: g.cases,
		NewBusiness: g.kinds["New Business"], FiscalYearStart: g.fiscal, Site: g.site,
	}
	for _, p := range g.staff {
		if p.present() {
			c.People = append(c.People,
				Person{ID: p.id, Name: p.name, Email: p.email, Duty: p.team.duty, Place: p.place, Adoption: p.adoption,
					Phone: phoneUse(p, 0)})
		}
	}
	return c
}

// person is somebody of the company, at present or in the past.
type person struct {
	id, name, first, last, email string
	role, title                  string
	team                         *team
	head                         bool
	manager                      *person
	place                        words.Place
	number                       int

	adoption  float64
	createdAt time.Time // when the user was set up
	from, to  time.Time // between these they worked in Salesforce
	active    bool
	never     bool // never signed in
	gone      bool // on leave or lost interest: active, but no longer using it
	lastLogin time.Time
	visits    []visit // lately
}

// present reports whether the person works in Salesforce now.
func (p *person) present() bool { return p.active && !p.never && !p.gone }

// worked reports whether the person was around at an instant.
func (p *person) worked(at time.Time) bool {
	return !p.never && !at.Before(p.from) && at.Before(p.to)
}
