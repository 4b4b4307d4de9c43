// Package live lets the generated company go on working while the demo org
// runs: people sign in, log what they do, and move deals and cases on.
package live

import (
	"context"
	"fmt"
	"time"

	"salesforce_exporter/internal/demo/generate"
	"salesforce_exporter/internal/demo/generate/random"
	"salesforce_exporter/internal/demo/generate/record"
	"salesforce_exporter/internal/demo/generate/words"
	"salesforce_exporter/internal/demo/store"
)

// actionsPerStep is how many things happen in a step, on average.
const actionsPerStep = 1.5

// Life is the company at work. It is not safe for concurrent use.
type Life struct {
	*random.Source
	st       *store.Store
	company  *generate.Company
	people   map[string]*generate.Person // by user id
	byDuty   map[generate.Duty][]*generate.Person
	names    *words.People
	lastCase int

	unmeasured time.Time // the first day whose usage of Lightning is not written down

	work *work // what lies on people's desks; nil until it is looked up
}

// New brings a generated company to life.
func New(st *store.Store, c *generate.Company, seed uint64) *Life {
	l := &Life{
		Source: random.New(seed, 1), st: st, company: c, names: words.NewPeople(), lastCase: c.LastCase,
		people: map[string]*generate.Person{}, byDuty: map[generate.Duty][]*generate.Person{},
	}
	for i := range c.People {
		p := &c.People[i]
		l.people[p.ID] = p
		l.byDuty[p.Duty] = append(l.byDuty[p.Duty], p)
	}
	return l
}

// Step performs about one second's worth of life at an instant.
func (l *Life) Step(ctx context.Context, now time.Time) error {
	if len(l.company.People) == 0 {
		return nil
	}
	if l.work == nil {
		found, err := l.lookUp(ctx)
		if err != nil {
			return fmt.Errorf("look up the company's work: %w", err)
		}
		l.work = found
	}
	now = now.UTC().Truncate(time.Second)
	if err := l.measure(ctx, now); err != nil {
		return fmt.Errorf("the company's usage of Lightning: %w", err)
	}
	if err := l.step(ctx, now); err != nil {
		l.work = nil // what was remembered may not have been kept
		return fmt.Errorf("a step of the company's life: %w", err)
	}
	return nil
}

func (l *Life) step(ctx context.Context, now time.Time) error {
	batch, err := l.st.Begin(ctx)
	if err != nil {
		return err
	}
	defer batch.Rollback()
	m := &moment{Life: l, batch: batch, rows: record.NewWriter(batch), now: now, today: record.DateOf(now)}
	for range l.Round(actionsPerStep * l.Float(0, 2)) {
		if err := m.act(); err != nil {
			return err
		}
	}
	if err := l.company.Site.Keep(batch, now); err != nil {
		return fmt.Errorf("visits of the website: %w", err)
	}
	return batch.Commit()
}

// moment is one step while it is taken.
type moment struct {
	*Life
	batch *store.Batch
	rows  *record.Writer
	now   time.Time
	today record.Date
}

// act lets one thing happen.
func (m *moment) act() error {
	actions := []struct {
		weight float64
		do     func() error
	}{
		{40, m.signIn}, {12, m.logCall}, {10, m.planTask}, {9, m.finishTask}, {3, m.meet}, {4, m.sendMail},
		{7, m.enterLead}, {2, m.convertLead}, {3, m.enterDeal}, {8, m.moveDeal}, {5, m.enterCase}, {5, m.solveCase},
		{2, m.write}, {2, m.answer}, {2, m.runReport},
	}
	var sum float64
	for _, a := range actions {
		sum += a.weight
	}
	x := m.Float(0, sum)
	for _, a := range actions {
		if x -= a.weight; x < 0 {
			return a.do()
		}
	}
	return nil
}

// someone picks a person with one of the duties, the eager ones more often;
// anybody where no duty is given, and nil where nobody has it.
func (l *Life) someone(duties ...generate.Duty) *generate.Person {
	var candidates [][]*generate.Person
	n := 0
	for _, d := range duties {
		candidates = append(candidates, l.byDuty[d])
		n += len(l.byDuty[d])
	}
	if len(duties) > 0 && n == 0 {
		return nil
	}
	var p *generate.Person
	for range 6 {
		if len(duties) == 0 {
			p = &l.company.People[l.Int(0, len(l.company.People)-1)]
		} else {
			p = nth(candidates, l.Int(0, n-1))
		}
		if l.Chance(p.Adoption) {
			break
		}
	}
	return p
}

func nth(groups [][]*generate.Person, i int) *generate.Person {
	for _, g := range groups {
		if i < len(g) {
			return g[i]
		}
		i -= len(g)
	}
	return nil
}

// signIn is a login, which sometimes fails.
func (m *moment) signIn() error {
	p := m.someone()
	row := &record.LoginHistory{ID: m.company.IDs.Next("0Ya"), UserID: p.ID, LoginTime: m.now, Status: "Success",
		LoginType:   "Application",
		Application: "Browser", Browser: "Chrome 131", Platform: "Windows 11", CountryISO: p.Place.ISO,
		SourceIP: "198.51.100.20",
		LoginURL: "northgate.my.salesforce.com", TLSProtocol: "TLS 1.3", CipherSuite: "TLS_AES_256_GCM_SHA384",
		OptionsIsPost: true}
	if m.Chance(0.15) {
		row.LoginType, row.LoginSubType, row.Application, row.Browser, row.Platform = "Remote Access 2.0",
			"OauthWebServerFlow", "Salesforce for iOS", "Unknown", "iPhone"
	}
	if m.Chance(0.04) {
		row.Status = "Invalid Password"
		return m.rows.Insert(row)
	}
	if err := m.rows.Insert(row); err != nil {
		return err
	}
	return m.batch.Exec(`UPDATE User SET LastLoginDate = ? WHERE Id = ?`, m.now.Unix(), p.ID)
}
