package use

import (
	"cmp"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/catalog"
	"salesforce_exporter/internal/soql"
)

const (
	onboardingEvery = 24 * time.Hour
	// firstRecordEvery is how often an object is asked for first records. Objects take so many turns.
	firstRecordEvery = 72 * time.Hour
	turns            = 3
	joinedWindow     = "LAST_N_DAYS:90"
	// joiners are the users that statements about records are about.
	joiners = "(SELECT Id FROM User WHERE CreatedDate = " + joinedWindow + ")"
)

// onboarding follows the users of the last 90 days.
type onboarding struct {
	collector.Base
	settings collector.Settings
	records  *catalog.Collector
}

// NewOnboarding measures how new people start.
func NewOnboarding(s collector.Settings) (collector.Collector, error) {
	records, err := catalog.Made("records", s.Others)
	return &onboarding{Base: collector.NewBase("onboarding", s.IntervalOr(onboardingEvery)), settings: s,
		records: records}, err
}

// Plan asks who is new, when each first signed in, and what they did to records.
func (o *onboarding) Plan(s *collector.Schema) collector.Plan {
	table := o.settings.People.Plan(s)
	name := collector.Prefix + "people_joined_90d"
	if !table.Usable() || !table.TellsCounted() {
		return collector.Skipping(name, table.Unseen())
	}
	if err := cmp.Or(s.Check("User", "CreatedDate", collector.Filters),
		s.Check("User", "CreatedDate", collector.Selects)); err != nil {
		return collector.Skipping(name, err)
	}
	joined := soql.Statement{Object: "User", Where: "CreatedDate = " + joinedWindow,
		Columns: []soql.Column{{Expr: "Id"}, {Expr: "CreatedDate"}}, MaxPages: collector.RowPages}
	p := &start{onboarding: o, schema: s, dimensions: table.Labels, joined: joined.String()}
	p.ask(joined, o.Interval())
	p.add("people_joined_90d", "Counted users who were created in the last 90 days and today.", everybody)
	if table.Shows("LastLoginDate") {
		p.add("people_joined_logged_in_90d",
			"Counted users who were created in the last 90 days and today, and have logged in.", loggedIn)
	} else {
		p.skip("people_joined_logged_in_90d", s.Check("User", "LastLoginDate", collector.Selects))
	}
	p.planWorking()
	p.planFirstLogin()
	p.planFirstRecord()
	return p.all
}

// A choice tells of whom something holds, by the answers.
type choice func(collector.Answers) func(collector.Person) bool

func everybody(collector.Answers) func(collector.Person) bool {
	return func(collector.Person) bool { return true }
}

func loggedIn(collector.Answers) func(collector.Person) bool {
	return func(x collector.Person) bool { return !x.LastLogin.IsZero() }
}

// namedIn chooses those whom any of the answers has in its first column.
func namedIn(texts []string) choice {
	return func(answers collector.Answers) func(collector.Person) bool {
		there := map[string]bool{}
		for _, text := range texts {
			for row := range answers[text].Rows.All() {
				there[row[0]] = true
			}
		}
		return func(x collector.Person) bool { return there[x.ID] }
	}
}

// start plans the figures about new people.
type start struct {
	*onboarding
	schema     *collector.Schema
	dimensions []string
	joined     string // text of the statement that lists them
	all        collector.Plan
}

func (p *start) ask(s soql.Statement, every time.Duration) string {
	p.all.Queries = append(p.all.Queries, collector.Query{Statement: s, MaxAge: every})
	return s.String()
}

func (p *start) skip(name string, err error) {
	p.all.Skipped = append(p.all.Skipped, collector.SkipOf(collector.Prefix+name, err))
}

// planWorking counts the new people who own a record, as the totals of records tell, or
// were the last to modify one, as its figures of 30 days tell. Both are asked anyway.
func (p *start) planWorking() {
	const name = "people_joined_working_90d"
	asked := p.records.Catalog.Plan(p.schema, p.records.Settings)
	var texts []string
	for _, of := range []string{"records_created_total", "records_updated_30d"} {
		for _, s := range skipsOf(asked, collector.Prefix+of) {
			s.Metric = collector.Prefix + name
			p.all.Skipped = append(p.all.Skipped, s)
		}
		for _, c := range named(asked, collector.Prefix+of) {
			for _, q := range asked.Queries {
				if q.String() == c.Text {
					q.MaxAge = max(q.MaxAge, p.Interval()) // also where records is switched off
					p.all.Queries = append(p.all.Queries, q)
					texts = append(texts, c.Text)
				}
			}
		}
	}
	if len(texts) > 0 {
		p.add(name, "Counted users who were created in the last 90 days and today, and own a record, or were the last "+
			"to modify one in the last 30 days and today.", namedIn(texts), texts...)
	}
}

func (p *start) planFirstLogin() {
	const name = "onboarding_first_login_seconds_90d"
	if err := cmp.Or(p.schema.Check("LoginHistory", "UserId", collector.Groups),
		p.schema.Check("LoginHistory", "Status", collector.Groups),
		p.schema.Check("LoginHistory", "LoginTime", collector.Filters),
		p.schema.Check("LoginHistory", "LoginTime", collector.Aggregates)); err != nil {
		p.skip(name, err)
		return
	}
	text := p.ask(soql.Statement{Object: "LoginHistory", Where: "LoginTime = " + joinedWindow,
		GroupBy: []string{"UserId", "Status"},
		Columns: []soql.Column{{Expr: "UserId"}, {Expr: "Status"}, {Expr: "MIN(LoginTime)", Alias: "first"}}}, p.Interval())
	p.addTimes(name, "Time from the creation of counted users of the last 90 days and today to their first "+
		"successful login.",
		p.Interval(), func(row []string) bool { return row[1] == "Success" }, text)
}

// planFirstRecord finds the first record that each new person created. By owner it would
// be one that somebody else handed over. Objects take turns, some of them each day, because
// a statement for each object is what costs, and a first record is not news of the hour.
func (p *start) planFirstRecord() {
	const name = "onboarding_first_record_seconds_90d"
	every := p.settings.IntervalOr(firstRecordEvery)
	var texts []string
	for i, object := range p.records.Catalog.Objects {
		first := earliest{object}
		if err := first.check(p.schema); err != nil {
			p.skip(name, err)
			continue
		}
		statement := first.statement()
		p.all.Queries = append(p.all.Queries, collector.Query{Statement: statement, MaxAge: every,
			Stagger: every / turns * time.Duration(i%turns)})
		texts = append(texts, statement.String())
	}
	if len(texts) > 0 {
		p.addTimes(name, "Time from the creation of counted users of the last 90 days and today to the first "+
			"record that they created.",
			every, func([]string) bool { return true }, texts...)
	}
}

// earliest asks who of the new people created records of an object, and when first.
type earliest struct{ object string }

func (e earliest) check(s *collector.Schema) error {
	return cmp.Or(s.CheckUser(e.object, "CreatedById"), s.Check(e.object, "CreatedById", collector.Groups),
		s.Check(e.object, "CreatedById", collector.Filters), s.Check(e.object, "CreatedDate", collector.Filters),
		s.Check(e.object, "CreatedDate", collector.Aggregates))
}

func (e earliest) statement() soql.Statement {
	return soql.Statement{Object: e.object, Where: "CreatedDate = " + joinedWindow + " AND CreatedById IN " + joiners,
		GroupBy: []string{"CreatedById"},
		Columns: []soql.Column{{Expr: "CreatedById"}, {Expr: "MIN(CreatedDate)", Alias: "first"}}}
}
