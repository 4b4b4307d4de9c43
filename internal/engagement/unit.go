package engagement

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/budget"
	"salesforce_exporter/internal/refresh"
)

const (
	// fillCalls bounds what the first reading may cost at a time.
	fillCalls = 150
	// namesEvery is how often the names of campaigns are read.
	namesEvery = 24 * time.Hour
	// fewVisits is up to how many visits a day page views and visitors, of which
	// there are as many and more, are read for the sake of campaigns.
	fewVisits = 10_000
	// manyVisits is from how many visits a day on calls are saved: see lean.
	manyVisits = 20_000
	// settled is how long a visit that nothing happened to may still grow. It is
	// an assumption: session time-outs of 20 and 30 minutes are quoted.
	settled = 30 * time.Minute
	// setUpAgain, signInAgain and hiddenAgain are how soon is tried again what
	// an administrator has to mend.
	setUpAgain, signInAgain, hiddenAgain = time.Hour, 15 * time.Minute, 6 * time.Hour
)

// Options say how a business unit is measured.
type Options struct {
	Client *Client
	Web    *collector.Web
	Budget *budget.Budget // nil for one whose calls are free
	// TimeZone asks for the IANA name of the zone in which days begin.
	TimeZone func(context.Context) (string, error)
}

// A Unit is one business unit, and what is kept of it. Read is for one caller
// at a time; the rest is safe for concurrent use.
type Unit struct {
	client   *Client
	web      *collector.Web
	budget   *budget.Budget
	timeZone func(context.Context) (string, error)

	store   *store
	streams *streams
	zone    *time.Location
	begun   time.Time // zero before the first reading
	readAt  time.Time // when changes were last followed, by the API's clock
	// followed is the same by ours, and due when they are the next time.
	followed, due time.Time
	namesAt       time.Time
	perDay        int // visits in the 24 hours before
	spent         cost
	byType        bool
	turn          int // of what takes turns
	closed        *refresh.Postponed
	putOff        *budget.Refusal // why the first reading does not go on; nil if it does

	mu     sync.Mutex
	status Status
}

// NewUnit returns a unit about which nothing is known yet.
func NewUnit(o Options) *Unit {
	s := newStore()
	u := &Unit{client: o.Client, web: o.Web, budget: o.Budget, timeZone: o.TimeZone, store: s, streams: newStreams(s)}
	u.status = Status{Errors: map[string]int{}, LongestDays: o.Web.Longest(), Sources: true}
	return u
}

// A Reading is what one refresh came to.
type Reading struct {
	// At is when changes were followed last, and Every after what time that is due
	// again: how old the samples are.
	At      time.Time
	Every   time.Duration
	Samples []collector.Sample
	Skipped []collector.Skip
	// Waiting are the metrics of windows that the first reading has not filled.
	Waiting []collector.Skip
	Calls   int
	Next    time.Duration // until the next one
	// PutOff is why the first reading does not go on for a while; nil if it does.
	PutOff *budget.Refusal
}

// Read follows what changed, goes on with the first reading, and makes samples
// of what is kept. A zone that is not nil saves the question for it. The error
// is a *refresh.Postponed where nothing may be asked for a while.
func (u *Unit) Read(ctx context.Context, zone *time.Location) (Reading, error) {
	if u.closed != nil && time.Now().Before(u.closed.Until) {
		return Reading{}, u.closed
	}
	u.closed, u.putOff = nil, nil
	before := u.client.Calls()
	next, err := u.read(ctx, zone)
	r := Reading{Calls: u.client.Calls() - before, Next: next}
	if err != nil {
		return r, u.failed(err)
	}
	r.PutOff, r.At, r.Every = u.putOff, u.followed, u.pause()
	r.Samples, r.Skipped, r.Waiting = u.samples(u.readAt)
	u.note(next)
	return r, nil
}

func (u *Unit) read(ctx context.Context, zone *time.Location) (next time.Duration, err error) {
	if err := u.findZone(ctx, zone); err != nil {
		return 0, err
	}
	start := time.Now()
	if err := u.catchUp(ctx, start); err != nil {
		return 0, err
	}
	wanted := collector.WindowStart(u.readAt, u.web.Longest(), u.zone)
	u.store.forget(wanted)
	filled, again, err := u.fill(ctx, u.readAt, wanted)
	if err == nil {
		err = u.names(ctx, u.store.campaigns.unknown())
	}
	if err != nil || !filled {
		return again, err
	}
	u.spent.visits = u.perDay
	u.due = u.followed.Add(u.pause())
	return max(time.Second, u.due.Sub(start)), nil
}

// catchUp reads what changed, if it is time for that: the first reading goes on
// in between.
func (u *Unit) catchUp(ctx context.Context, start time.Time) error {
	if start.Before(u.due.Add(-time.Second)) { // who is started on time is not too early
		return nil
	}
	before, rows := u.client.Calls(), u.client.Rows()
	if err := u.names(ctx, false); err != nil {
		return err
	}
	now := u.client.Now()
	span := u.begin(now)
	if err := u.follow(ctx, now); err != nil {
		return err
	}
	u.spent = cost{calls: u.client.Calls() - before, rows: u.client.Rows() - rows, span: span, visits: u.perDay}
	u.readAt, u.followed = now, start
	u.due = start.Add(u.pause())
	return nil
}

// pause is how long changes are left alone.
func (u *Unit) pause() time.Duration {
	if u.web.Fixed() {
		return u.web.Interval()
	}
	return u.spent.pause(u.web.Interval())
}

// begin makes the first moment the one that everything is followed from. It
// returns how long ago changes were followed last.
func (u *Unit) begin(now time.Time) time.Duration {
	if !u.begun.IsZero() {
		return now.Sub(u.readAt)
	}
	u.begun = now
	for _, s := range u.streams.every(true) {
		s.start(now)
	}
	for _, d := range u.streams.deletions {
		d.readTo = now
	}
	return 0
}

func (u *Unit) findZone(ctx context.Context, zone *time.Location) error {
	if zone != nil {
		u.zone = zone
	}
	if u.zone != nil {
		return nil
	}
	name, err := u.timeZone(ctx)
	if err == nil && name == "" {
		err = errors.New("the org does not tell")
	}
	if err == nil {
		u.zone, err = time.LoadLocation(name)
	}
	if err != nil {
		return fmt.Errorf("time zone of the integration user: %w", err)
	}
	return nil
}

// names reads the names of campaigns, deleted ones too: once a day, or now.
func (u *Unit) names(ctx context.Context, now bool) error {
	if !now && !u.namesAt.IsZero() && refresh.Since(u.namesAt, time.Now()) < namesEvery {
		return nil
	}
	q := query{object: "campaigns", fields: "id,name", filters: map[string][]string{"deleted": {"all"}}}
	err := u.client.each(ctx, q, maxPages, func(r *row) { u.store.campaigns.names[uint64(r.ID)] = r.Name })
	if err != nil && classOf(err) != classHidden {
		return err
	}
	u.namesAt = time.Now()
	u.store.campaigns.settle()
	return nil
}

// failed closes the unit for as long as asking again is no use.
func (u *Unit) failed(err error) error {
	var refusal *budget.Refusal
	if errors.As(err, &refusal) {
		return &refresh.Postponed{Until: refusal.Until, Err: err}
	}
	u.mu.Lock()
	u.status.Errors[Code(err)]++
	u.mu.Unlock()
	now := time.Now()
	var until time.Time
	switch classOf(err) {
	case classExhausted:
		// The account's midnight; that of the integration user is the best guess.
		until = collector.WindowStart(now, -1, u.zone)
	case classSetup, classHidden:
		until = now.Add(setUpAgain)
	case classSession:
		until = now.Add(signInAgain)
	default:
		return err
	}
	u.closed = &refresh.Postponed{Until: until, Err: err}
	return err
}
