// Package org keeps one monitored Salesforce org: what it shows, who works in
// it, what it last answered, and the samples made of that.
package org

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-kit/log"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/budget"
	"salesforce_exporter/internal/circuit"
	"salesforce_exporter/internal/exposition"
	"salesforce_exporter/internal/refresh"
	"salesforce_exporter/internal/salesforce"
	"salesforce_exporter/internal/soql"
	"salesforce_exporter/internal/source"
	"salesforce_exporter/internal/status"
)

const (
	// refreshTimeout ends a refresh that hangs. Salesforce gives up on a
	// query after two minutes, so what runs longer will not answer.
	refreshTimeout = 10 * time.Minute
	// schemaMaxAge is how long a description of the org is believed.
	schemaMaxAge = 24 * time.Hour
	// doubtAge is how long one that hides something is believed at first, and
	// mostDoubtAge at last.
	doubtAge, mostDoubtAge = 15 * time.Minute, 4 * time.Hour
	// peopleMaxAge is how long the join table is believed by collectors that
	// do not measure people themselves.
	peopleMaxAge = time.Hour
	// DefaultSeriesLimit bounds the series of one metric.
	DefaultSeriesLimit = 5000
)

// A Client asks the org. *salesforce.Client is one.
type Client interface {
	Session(context.Context) (*salesforce.Session, error)
	Describe(context.Context, []string) []salesforce.Description
	Objects(context.Context) ([]salesforce.Named, error)
	Ask(context.Context, []soql.Statement) []salesforce.Result
	// AskEach is Ask that tells each result as soon as it is there.
	AskEach(context.Context, []soql.Statement, func(i int, r salesforce.Result))
	TimeZone(context.Context) (string, error)
	// Probe finds out by one cheap call whether an org that did not answer is back,
	// when it is time for that. It returns why nothing may be asked; nil if all may be.
	Probe(context.Context) error
	// Trip notes that all that was asked met an error, and Progress that something was
	// answered.
	Trip(error) circuit.Status
	Progress()
	Circuit() circuit.Status
	Forgive()
	// Remember goes on from what was known before a restart.
	Remember(salesforce.Usage, circuit.Status)
	Usage() salesforce.Usage
	Calls() int
}

// Options say how an org is measured.
type Options struct {
	Client      Client
	People      *collector.PeopleSource
	Collectors  []collector.Collector
	SeriesLimit int // a metric; zero for DefaultSeriesLimit
	Detail      Detail
	// Budget is what may be asked of the org; nil for everything. The client
	// has to have it for its gate.
	Budget  *budget.Budget
	Sources []source.Source // measured beside statements
	About   status.About    // what the configuration says of the org
	Keeping *Keeping        // over a restart; nil for nothing
	Logger  log.Logger
}

// An Org is one monitored org. It is safe for concurrent use.
type Org struct {
	client     Client
	people     *collector.PeopleSource
	collectors []collector.Collector
	limit      int
	detail     Detail
	budget     *budget.Budget
	logger     log.Logger
	scheduler  *refresh.Scheduler
	lanes      []*lane // of sources
	about      status.About
	progress   progress
	press      exposition.Press
	keeper     *keeper       // over a restart; nil for none
	restored   chan struct{} // is closed when what was kept is known

	// The rest belongs to the refresh under way, of which there is never more
	// than one, but for what mu guards.
	userID   string              // whom the session acts as; empty before the first
	orgID    string              // of the same session
	unproven bool                // what is known is of before a restart, and nobody signed in since
	session  *salesforce.Session // that the log told of; nil after a sign-in that failed
	schema   knowledge
	learning learning // of a schema of which not all could be read
	answers  answerCache
	diaries  collector.Diaries
	joined   joinedPeople
	gaps     gapLog
	refused  budget.Reason        // why the last refresh was put off; empty if it was not
	outage   outage               // that lasts
	stretch  stretch              // of all intervals
	busy     bool                 // the org took too long for all that it was asked last
	spare    spare                // places that stay empty in calls
	apart    map[string]time.Time // when a statement for several turned out not to serve them, by its text

	zone atomic.Pointer[time.Location] // of the integration user; nil while it is not known

	mu        sync.Mutex
	snapshots map[string]*snapshot            // by collector
	wanted    map[exposition.Format]time.Time // when a scrape asked for it last
	state     state
	known     known
}

// state is what meta metrics tell about the org as a whole.
type state struct {
	up     *bool // nil before the first refresh
	errors map[string]int
	putOff map[string]int // refreshes that did not fit the budget, by collector
	// stretch is how many times longer the budget makes intervals; zero before the
	// first refresh, and where there is no budget.
	stretch float64
}

// New returns an org about which nothing is known yet. Nothing is asked before
// the first call of Refresh.
func New(o Options) *Org {
	org := &Org{
		client:     o.Client,
		people:     o.People,
		collectors: o.Collectors,
		limit:      o.SeriesLimit,
		detail:     o.Detail,
		budget:     o.Budget,
		logger:     o.Logger,
		about:      o.About,
		answers:    answerCache{},
		diaries:    collector.NewDiaries(),
		apart:      map[string]time.Time{},
		snapshots:  map[string]*snapshot{},
		wanted:     map[exposition.Format]time.Time{},
		state:      state{errors: map[string]int{}, putOff: map[string]int{}},
		keeper:     newKeeper(o.Keeping),
		restored:   make(chan struct{}),
	}
	if org.limit == 0 {
		org.limit = DefaultSeriesLimit
	}
	if org.logger == nil {
		org.logger = log.NewNopLogger()
	}
	org.gaps = newGapLog(org.logger)
	var tasks []refresh.Task
	for _, c := range o.Collectors {
		tasks = append(tasks, refresh.Task{Name: c.Name(), Interval: c.Interval()})
	}
	org.scheduler = refresh.New(tasks, refreshTimeout, org.contained)
	for _, s := range o.Sources {
		org.lanes = append(org.lanes, newLane(org, s))
	}
	org.scheduler.OnEnd(org.keepAnswers)
	go org.begin()
	return org
}

// begin reads what was kept, which may be on a disk that hangs: nobody waits for that
// but the first refresh.
func (o *Org) begin() {
	defer close(o.restored)
	if o.keeper != nil {
		o.restore()
	}
}

// Refresh renews what is due of the named collectors, or of all where none is named,
// and waits until that is done or the context ends.
func (o *Org) Refresh(ctx context.Context, collectors ...string) {
	select {
	case <-o.restored:
	case <-ctx.Done():
		return
	}
	wait := o.start(ctx, collectors)
	o.scheduler.Refresh(ctx, collectors...)
	wait()
}

// Collectors lists the names of all collectors.
func (o *Org) Collectors() []string {
	var names []string
	for _, c := range o.collectors {
		names = append(names, c.Name())
	}
	for _, l := range o.lanes {
		names = append(names, l.source.Name())
	}
	return names
}

// Begun reports whether a first refresh has ended, well or not. Web engagement,
// which can take hours to fill, has no part in it.
func (o *Org) Begun() bool { return o.progress.begun() }

// Resume lets the next call of Refresh ask at once after a failure, for there
// are other credentials.
func (o *Org) Resume() {
	o.client.Forgive()
	o.scheduler.Resume()
}

// Close ends refreshes under way and waits for them.
func (o *Org) Close() {
	o.scheduler.Close()
	for _, l := range o.lanes {
		l.scheduler.Close()
	}
	o.keeper.wait()
}

// Retire is Close for an org that another one replaces, which keeps over a restart
// what it knows from now on.
func (o *Org) Retire() {
	o.keeper.stop()
	o.Close()
}
