package engagement

import (
	"context"
	"errors"
	"sync"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/api"
	"salesforce_exporter/internal/budget"
	"salesforce_exporter/internal/refresh"
	"salesforce_exporter/internal/source"
)

const (
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
	wanted  time.Time // when the longest window begins
	// followed is readAt by our clock, and due when changes are followed next.
	followed, due time.Time
	behind        bool // there is more to follow
	campaigns     *part
	namesAt       time.Time
	namesTry      int  // how much of what the API may not like is left out
	byTime        bool // the other order is answered for somewhere, and that of ids is not
	perDay        int  // visits in the 24 hours before
	slowSources   time.Duration
	clicks        clicks
	spent         cost
	turn          int // of what takes turns
	down          int // readings in a row in which nothing was answered
	closed        *refresh.Postponed
	putOff        *budget.Refusal // why the first reading does not go on; nil if it does

	mu     sync.Mutex
	status Status
}

// NewUnit returns a unit about which nothing is known yet.
func NewUnit(o Options) *Unit {
	s := newStore()
	u := &Unit{client: o.Client, web: o.Web, budget: o.Budget, timeZone: o.TimeZone, store: s, streams: newStreams(s),
		campaigns: newPart("campaigns", "Marketing > Campaigns > View", []string{"id", "name"}, nil)}
	u.status = Status{Errors: map[string]int{}, Costs: source.Costs{LongestDays: o.Web.Longest()}, Sources: true}
	return u
}

// Name is what the collector label calls it.
func (u *Unit) Name() string { return u.web.Name() }

// Read follows what changed, goes on with the first reading, and makes samples
// of what is kept. A zone that is not nil saves the question for it. The error
// is a *refresh.Postponed where nothing may be asked for a while.
func (u *Unit) Read(ctx context.Context, zone *time.Location) (source.Reading, error) {
	if u.closed != nil && time.Now().Before(u.closed.Until) {
		return source.Reading{}, u.closed
	}
	u.closed, u.putOff = nil, nil
	r, cancel := u.sit(ctx)
	defer cancel()
	next, err := u.read(r, zone)
	reading := source.Reading{Calls: r.spent(), Next: next, PutOff: u.putOff}
	if err != nil {
		return reading, u.failed(ctx, err)
	}
	reading.Samples, reading.Skipped, reading.Waiting = u.samples()
	reading.At, reading.Every = u.followed, u.pause()
	u.note(next)
	return reading, nil
}

// Rehearse sends what is sent an hour after a reading, and makes samples of all
// that is kept: what only fails then is better known at once.
func (u *Unit) Rehearse(ctx context.Context, zone *time.Location) (source.Reading, error) {
	for _, s := range u.streams.started() {
		s.readTo = s.readTo.Add(-time.Hour)
	}
	u.due = time.Time{}
	return u.Read(ctx, zone)
}

func (u *Unit) read(r *sitting, zone *time.Location) (next time.Duration, err error) {
	if err := u.findZone(r.ctx, zone); err != nil {
		u.count(err)
		return 0, err
	}
	u.names(r, false) // whose answer tells the time
	u.catchUp(r)
	if r.refusal != nil {
		return 0, r.refusal
	}
	u.store.forget(u.wanted)
	done := u.fill(r)
	if r.answered() {
		u.recover()
	}
	u.names(r, u.store.campaigns.unknown())
	u.seeProspects(r)
	if err := r.outcome(); err != nil {
		if r.fatal == nil {
			u.down++
		}
		return 0, err
	}
	return u.next(r, done), nil
}

// recover ends an outage, which no part is to blame for.
func (u *Unit) recover() {
	if u.down == 0 {
		return
	}
	u.down = 0
	u.campaigns.works()
	for _, s := range u.streams.started() {
		if !s.part.hidden {
			s.part.works()
		}
	}
}

const (
	// fillAgain is how soon the first reading goes on, and cutAgain how soon it is
	// asked again after an answer that asked for a pause.
	fillAgain, cutAgain = time.Minute, 2 * time.Minute
)

// next is how long after its beginning a reading is followed by another.
func (u *Unit) next(r *sitting, done bool) time.Duration {
	switch {
	case u.putOff != nil:
		return max(fillAgain, time.Until(u.putOff.Until))
	case r.cut:
		return cutAgain
	case !done || !u.named():
		return fillAgain
	}
	u.spent.visits = u.perDay
	if !u.behind {
		u.due = u.followed.Add(u.pause())
	}
	next := max(time.Second, u.due.Sub(r.began))
	for _, s := range append(u.streams.goalsNow(), u.streams.visits, u.streams.prospects) {
		if p := s.part; p.failures > 0 {
			next = min(next, max(fillAgain, p.until.Sub(r.began)))
		}
	}
	return next
}

// catchUp reads what changed, if it is time for that: the first reading goes on
// in between.
func (u *Unit) catchUp(r *sitting) {
	now := u.client.Now()
	u.wanted = collector.WindowStart(now, u.web.Longest(), u.zone)
	if r.began.Before(u.due.Add(-time.Second)) { // who is started on time is not too early
		u.retry(r, now)
		return
	}
	r.due = true
	before, rows := r.spent(), u.client.Rows()
	span := u.begin(now)
	u.follow(r, now)
	if r.fatal != nil || r.refusal != nil || !r.answered() && r.first != nil {
		return // nothing is known of this moment
	}
	u.readAt, u.followed = now, r.began
	if u.behind = r.over() || r.left; u.behind {
		u.due = r.began.Add(fillAgain)
		return
	}
	u.spent = cost{calls: r.spent() - before, rows: u.client.Rows() - rows, span: span, visits: u.perDay,
		clicks: u.spent.clicks}
	u.due = r.began.Add(u.pause())
	u.followClicks(r, now)
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
	for _, s := range u.streams.started() {
		s.start(now)
	}
	u.readAt = now
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
		return &api.Error{Code: api.CodeInternal, Message: "time zone of the integration user: " + err.Error(), Cause: err}
	}
	return nil
}

// count counts an error by its code.
func (u *Unit) count(err error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.status.Errors[api.Code(err)]++
}

// failed closes the unit for as long as asking again is no use.
func (u *Unit) failed(ctx context.Context, err error) error {
	if refusal, ok := errors.AsType[*budget.Refusal](err); ok {
		return &refresh.Postponed{Until: refusal.Until, Err: err}
	}
	if classOf(err) == classExhausted && u.client.answered() == 0 {
		if _, limit, unknown := u.client.Quota(ctx); unknown == nil && limit == 0 {
			err = withoutAPI(err)
		}
	}
	now := time.Now()
	var until time.Time
	switch classOf(err) {
	case classExhausted:
		// The account's midnight; that of the integration user is the best guess.
		until = collector.WindowStart(now, -1, u.zone)
	case classSetup, classHidden, classField:
		until = now.Add(setUpAgain)
	case classSession:
		until = now.Add(signInAgain)
	default:
		return err
	}
	u.closed = &refresh.Postponed{Until: until, Err: err}
	return err
}
