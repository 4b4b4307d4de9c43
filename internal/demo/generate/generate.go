// Package generate makes up a company and two years of its work in
// Salesforce, the same for the same options.
//
// The company has teams that took to Salesforce well and teams that did not:
// a team's adoption decides how often its people sign in, how much of their
// work they log, how completely they fill in records and how long they let
// deals rot.
package generate

import (
	"context"
	"fmt"
	"time"

	"salesforce_exporter/internal/demo/generate/random"
	"salesforce_exporter/internal/demo/generate/record"
	"salesforce_exporter/internal/demo/generate/site"
	"salesforce_exporter/internal/demo/generate/words"
	"salesforce_exporter/internal/demo/schema"
	"salesforce_exporter/internal/demo/store"
)

const (
	// DefaultUsers is the size of the company where none is asked for.
	DefaultUsers = 200

	fewestUsers = 5
	mostUsers   = 100_000

	// fullVolume is the number of users up to which everybody has two full
	// years of records. A larger company spreads the same number of records
	// over its people, so that it fits into memory.
	fullVolume = 1500
	// leastVolume is the share of them that everybody has in the largest company:
	// whoever works there owns records, as in a real one.
	leastVolume = 0.1
)

// volumeOf is the share of two full years of records that a person has.
func volumeOf(users int) float64 {
	return max(leastVolume, min(1, float64(fullVolume)/float64(users)))
}

// Options say which company to make up.
type Options struct {
	Users int       // people of the company, including those who left; 0 means DefaultUsers
	Seed  uint64    // equal seeds give equal companies
	Now   time.Time // the org's time; nothing was created after it
	// FiscalYearStart is the month that fiscal years begin in; January for zero.
	FiscalYearStart time.Month
}

// Fill creates the company's rows in an empty store whose schema is
// schema.Company() or schema.MultiCurrencyCompany().
func Fill(ctx context.Context, st *store.Store, opts Options) (*Company, error) {
	if opts.Users == 0 {
		opts.Users = DefaultUsers
	}
	if opts.Users < fewestUsers || opts.Users > mostUsers {
		return nil, fmt.Errorf("generate demo org: %d users, want %d to %d", opts.Users, fewestUsers, mostUsers)
	}
	if err := addTables(ctx, st); err != nil {
		return nil, fmt.Errorf("generate demo org: %w", err)
	}
	batch, err := st.Begin(ctx)
	if err != nil {
		return nil, err
	}
	defer batch.Rollback()
	g := newGenerator(batch, opts)
	g.schema = st.Schema()
	if err := g.fill(ctx); err != nil {
		return nil, fmt.Errorf("generate demo org: %w", err)
	}
	if err := batch.Commit(); err != nil {
		return nil, fmt.Errorf("keep demo org: %w", err)
	}
	return g.company(), nil
}

// generator holds what the steps of Fill share.
type generator struct {
	*random.Source
	batch  *store.Batch
	rows   *record.Writer
	ids    *record.IDs
	names  *words.People
	volume float64 // share of the full number of records a person has
	seed   uint64
	side   *generator         // draws by itself what came to the story later
	known  map[string][]known // some records of an object, to refer to

	now   time.Time // whole seconds, UTC
	start time.Time // when the company began to use Salesforce
	today record.Date

	orgID      string
	fiscal     time.Month // that fiscal years begin in
	schema     *schema.Schema
	users      int
	staff      []*person
	byDuty     map[Duty][]*person
	admin      *person
	machine    string            // the integration user, whom the exporter runs as
	automated  string            // the Automated Process user
	analytics  map[string]string // the users of CRM Analytics, by profile
	profiles   map[string]string // ids by name, as the next three
	roles      map[string]string
	kinds      map[string]string // record types of Opportunity
	licenceIDs map[string]string
	queues     map[string]string
	goods      []goods
	sales      *[]sale
	campaigns  []*campaign
	cases      int // the last case number
	site       *site.Site
}

func newGenerator(batch *store.Batch, opts Options) *generator {
	now := opts.Now.UTC().Truncate(time.Second)
	if opts.FiscalYearStart == 0 {
		opts.FiscalYearStart = time.January
	}
	g := &generator{
		Source:   random.New(opts.Seed, 0),
		batch:    batch,
		rows:     record.NewWriter(batch),
		ids:      record.NewIDs(),
		names:    words.NewPeople(),
		volume:   volumeOf(opts.Users),
		seed:     opts.Seed,
		known:    map[string][]known{},
		sales:    &[]sale{},
		now:      now,
		fiscal:   opts.FiscalYearStart,
		start:    now.AddDate(-2, 0, 0),
		today:    record.DateOf(now),
		users:    opts.Users,
		byDuty:   map[Duty][]*person{},
		profiles: map[string]string{},
		roles:    map[string]string{},
		kinds:    map[string]string{},
		queues:   map[string]string{},
		cases:    1000,
	}
	g.side = g.apart(embellishing)
	return g
}

// Streams of chance, beside that of the generator itself and that of package
// live: whoever draws from one of its own does not change what others draw.
const (
	embellishing = iota + 2
	posting
	reporting
	clicking
	merging
	billing
	surfing
	auditing
	phoning
)

// apart returns the generator with a stream of chance of its own.
func (g *generator) apart(stream uint64) *generator {
	other := *g
	other.Source = random.New(g.seed, stream)
	return &other
}

// fill runs the steps in the order in which they need each other.
func (g *generator) fill(ctx context.Context) error {
	g.orgID = g.ids.Next("00D")
	g.automated = g.ids.Next("005")
	g.machine = g.ids.Next("005")
	g.hire()
	steps := []func() error{
		g.organization, g.fiscalYears, g.structure, g.recordTypeRows, g.people, g.machines, g.licences, g.permissions,
		g.queueRows,
		g.stageRows, g.products, g.planCampaigns, g.accounts, g.leads, g.strayCases, g.officeWork, g.campaignRows,
		g.chatter, g.reports, g.dashboards, g.lightning, g.duplicates, g.invoices, g.setup, g.quotas, g.currencies, g.website,
	}
	for _, step := range steps {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// insert adds rows, each a pointer to a struct of package record.
func (g *generator) insert(rows ...any) error {
	for _, row := range rows {
		if err := g.rows.Insert(row); err != nil {
			return err
		}
	}
	return nil
}

// known is a record that others may refer to.
type known struct {
	id, name string
	owner    *person
	since    time.Time
}

// remember keeps some of the records of an object in mind.
func (g *generator) remember(object, id, name string, owner *person, since time.Time) {
	if g.side.Chance(g.volume) {
		g.known[object] = append(g.known[object], known{id: id, name: name, owner: owner, since: since})
	}
}

// deleted decides whether a record lies in the recycle bin.
func (g *generator) deleted() bool { return g.Chance(0.005) }

// maybe returns the value with probability p, and otherwise nothing: the
// field was left empty.
func (g *generator) maybe(p float64, value string) string {
	if g.Chance(p) {
		return value
	}
	return ""
}

// maybeNumber is maybe for numbers.
func (g *generator) maybeNumber(p, value float64) *float64 {
	if g.Chance(p) {
		return &value
	}
	return nil
}

func (g *generator) phone(dial string) string {
	return fmt.Sprintf("%s 555 %04d", dial, g.Int(0, 9999))
}
