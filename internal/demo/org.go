// Package demo is an org without Salesforce: an HTTP server that answers like
// Salesforce's REST API from rows in memory. Clients reach it through the code
// they use for a real org.
//
// The rows are a generated company that goes on working while the server runs,
// or a loaded data export. What the API does is restated from Salesforce's
// REST API Developer Guide and from its SOQL and SOSL Reference.
package demo

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"salesforce_exporter/internal/demo/engagement"
	"salesforce_exporter/internal/demo/load"
	"salesforce_exporter/internal/demo/schema"
	"salesforce_exporter/internal/demo/soql"
)

// maxStatements bounds the statements that an org remembers.
const maxStatements = 10_000

// Options say what org to open. The zero value is a company of 200 people.
type Options struct {
	Users int    // of the generated company; default 200
	Seed  uint64 // of the generated company; default 1
	// Frozen keeps every row as it is and stops the org's clock at noon UTC of
	// the day it was opened, so that equal options give equal answers.
	Frozen bool
	// Latency is added to every answer.
	Latency time.Duration
	// Faults happen from the start; see SetFaults.
	Faults []Fault
	// DataDir is an export to load instead of generating a company: a folder or
	// a zip file. Its rows and the org's clock stand still.
	DataDir string
	// DataAsOf is the day at whose end the clock of a loaded org stands, as
	// 2006-01-02; by default it stands at the newest moment in the export.
	DataAsOf string
	// DataEncoding is the name of the encoding of the export; by default it is
	// detected.
	DataEncoding string
	// DataProgress is told how much of the export has been loaded; nil for nobody.
	DataProgress *load.Progress
	// TimeZone is the running user's; default "UTC".
	TimeZone string
	// Hidden names objects ("Case") and fields ("Opportunity.NextStep") that
	// the running user may not see.
	Hidden []string
	// Allowance is how many API requests 24 hours may have; default 100,000
	// and 1,000 a user, as in Enterprise Edition.
	Allowance int
	// EngagementCalls is how many calls a day of the account the business unit
	// may make to the API of Account Engagement; default 50,000.
	EngagementCalls int
	// MultiCurrency gives the generated company several currencies: records
	// have a CurrencyIsoCode, and sums come in the corporate currency. A loaded
	// export has several if its files do.
	MultiCurrency bool
	// SignIn says how clients get a session.
	SignIn SignIn
	// Without names system permissions that the running user lacks, by the
	// names that Setup shows: see Permissions.
	Without []string
	// WhoWhats is how many people and things activities may be about before a
	// user without View All Data is refused them; default 100,000, as in
	// Salesforce.
	WhoWhats int
	// PrivateOwners names, by object, whose records the running user sees in
	// addition to its own. Objects that are not in it are seen as a whole.
	// Owners are ids or user names.
	PrivateOwners map[string][]string
	// FiscalYearStart is the month that the fiscal years of the generated
	// company begin in; default January.
	FiscalYearStart time.Month
	// Now is the clock; default time.Now.
	Now func() time.Time
	// Then opens a frozen, generated company as it stood at a past moment, at which
	// the clock stands; zero for now.
	Then time.Time
}

func (o Options) withDefaults() Options {
	if o.Users == 0 {
		o.Users = 200
	}
	if o.Seed == 0 {
		o.Seed = 1
	}
	if o.TimeZone == "" {
		o.TimeZone = "UTC"
	}
	if o.Allowance == 0 {
		o.Allowance = 100_000 + 1_000*o.Users
	}
	if o.EngagementCalls == 0 {
		o.EngagementCalls = 50_000
	}
	if o.WhoWhats == 0 {
		o.WhoWhats = maxWhoWhats
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	o.SignIn = o.SignIn.withDefaults()
	return o
}

// An Org is one demo org. Its methods, Run apart, may be called at any time by
// anyone.
type Org struct {
	clock clock
	zone  *time.Location
	rows  *rows
	user  runningUser

	signIn   SignIn
	sessions *sessions
	refresh  *refreshTokens
	usage    *usage
	cursors  *cursors
	faults   *faults
	seed     uint64
	// engagement answers the API of Account Engagement.
	engagement *engagement.API
	copies     copies
	latency    atomic.Int64
	secret     atomic.Pointer[string]
	visible    atomic.Pointer[schema.Schema]
	whoWhats   int // that a user without View All Data may meet

	mu         sync.Mutex
	revoked    []string // permissions that the user lacks
	hidden     []string
	owners     map[string][]string // of the rows that are seen, by private object
	statements []string
}

// newOrg opens an org over rows that are there.
func newOrg(ctx context.Context, opts Options, clk clock, zone *time.Location, r *rows) (*Org, error) {
	user, err := readRunningUser(ctx, r, opts.TimeZone)
	if err != nil {
		return nil, err
	}
	o := &Org{
		clock: clk, zone: zone, rows: r, user: user,
		signIn: opts.SignIn, sessions: newSessions(opts.SignIn.SessionTimeout),
		refresh: newRefreshTokens(opts.SignIn.RefreshTokens, opts.SignIn.RotateRefreshTokens),
		usage:   newUsage(opts.Allowance), cursors: newCursors(), faults: &faults{}, seed: opts.Seed, whoWhats: opts.WhoWhats,
	}
	if err := o.openEngagement(opts.EngagementCalls); err != nil {
		return nil, err
	}
	o.SetLatency(opts.Latency)
	o.SetSecret(consumerSecret)
	if err := o.Hide(opts.Hidden...); err != nil {
		return nil, err
	}
	if err := o.SetFaults(opts.Faults...); err != nil {
		return nil, err
	}
	for object, owners := range opts.PrivateOwners {
		if err := o.SetPrivate(ctx, object, owners...); err != nil {
			return nil, err
		}
	}
	return o, o.Revoke(ctx, opts.Without...)
}

// Run lets the org live until the context ends: once a second people sign in,
// create and close things. A frozen or loaded org stands still, and Run
// returns at once. An org lives once: do not call Run twice.
func (o *Org) Run(ctx context.Context) error {
	if o.rows.step == nil {
		return nil
	}
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		// The company goes by the right time, even where the org's is wrong.
		if err := o.rows.step(ctx, o.clock.now()); err != nil && ctx.Err() == nil {
			return fmt.Errorf("life of the demo org: %w", err)
		}
	}
}

// Close discards the org.
func (o *Org) Close() error { return o.rows.store.Close() }

// DB gives direct access to the rows, for tests that compute their own truth.
func (o *Org) DB() *sql.DB { return o.rows.store.DB() }

// Now is the org's time.
func (o *Org) Now() time.Time { return o.clock.now().Add(o.faults.skew(o.clock.wall())) }

// Export says what was loaded; nil for a generated company.
func (o *Org) Export() *load.Summary { return o.rows.export }

// Calls returns how many API requests Salesforce would have billed so far.
func (o *Org) Calls() int { return o.usage.billed() }

// Statements returns the SOQL texts that the org was asked, oldest first. It
// remembers the last 10,000.
func (o *Org) Statements() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.statements)
}

func (o *Org) remember(statement string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.statements) == maxStatements {
		o.statements = slices.Delete(o.statements, 0, maxStatements/2)
	}
	o.statements = append(o.statements, statement)
}

// engine runs SOQL as the running user.
func (o *Org) engine(version string) *soql.Session {
	return &soql.Session{
		Schema: o.visible.Load(), Store: o.rows.store, Zone: o.zone, Now: o.Now,
		Version: version, FiscalYearStartMonth: o.rows.fiscalYearStart, Owners: o.visibleOwners,
		UserID: o.rows.userID, NoPrivateFolders: o.lacks(privateReports),
	}
}
