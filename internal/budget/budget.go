// Package budget decides what may be spent: so many calls in any 24 hours,
// spread over the day, and none while others need what is left. It knows
// nothing of what the calls are for, and no clock but its callers'.
package budget

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"
)

// Day is the span that the cap is about. Salesforce counts requests over a
// rolling 24 hours (Salesforce Help 000386972), so this does.
const Day = 24 * time.Hour

const (
	// least is the cap where the share of the allowance is less, or not known.
	least = 500
	// share of the allowance that is the default cap.
	share = 0.02
	// burst is the part of the cap that has to be there for the largest refresh
	// to begin. It comes back evenly, the whole cap in a day, so that a budget
	// which is too small makes figures older, and does not end at noon.
	burst = 3
	// nearCap is how many times over the part of the cap that is left has to be
	// there for calls to come back at full pace: from nine tenths on they come
	// back ever more slowly, so that a greedy client does not run into the cap
	// and stand still until the burst of the day before is forgotten.
	nearCap = 10
	// probeEvery is how often a closed gate is tried.
	probeEvery = time.Hour
)

// Options are what the operator says. The zero value is the default.
type Options struct {
	CallsADay int     // cap of our own calls; zero for 2 % of the allowance, at least 500
	Reserve   float64 // share of the allowance that is left to others; zero for 0.2
}

// A Budget is what one exporter may ask of one org. It is safe for concurrent
// use. The nil Budget allows everything.
type Budget struct {
	options Options

	// spending is held while the file is read and written, which can take
	// seconds. Whoever holds mu waits for nothing, so that a scrape does not.
	// It is taken before mu.
	spending sync.Mutex
	kept     kept // over a restart

	mu        sync.Mutex
	spent     window
	tokens    float64
	refilled  time.Time
	used      int // by everybody, as the org says
	allowance int
	told      time.Time // when it said so
	exhausted time.Time // when the org last refused for want of allowance
	unwritten window    // calls that are not in the file
	unsaved   error     // why, of the last attempt to write it
}

// New returns a budget of which nothing is spent.
func New(o Options) *Budget {
	b := &Budget{spent: window{}, unwritten: window{}}
	b.Change(o)
	return b
}

// Change takes what the operator says now. What is spent stays spent.
func (b *Budget) Change(o Options) {
	o.Reserve = cmp.Or(o.Reserve, 0.2)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.resize(func() { b.options = o })
}

// resize changes what the cap follows from. What there is to spend at once stays
// the same part of it.
func (b *Budget) resize(change func()) {
	before := b.most()
	change()
	if b.tokens > 0 {
		b.tokens *= b.most() / before
	}
}

// A Refusal says why nothing may be spent now, and when to ask again.
type Refusal struct {
	Reason Reason
	Until  time.Time
	Never  bool // so many calls are more than the cap
	text   string
}

func (r *Refusal) Error() string { return r.text }

// A Reason is why nothing may be spent.
type Reason string

// Reasons of refusals.
const (
	Cap       Reason = "cap"       // our own cap is reached, or the pace to it
	Reserve   Reason = "reserve"   // what is left of the allowance is for others
	Exhausted Reason = "exhausted" // the org refuses requests for want of allowance
)

// Reasons lists all of them.
func Reasons() []Reason { return []Reason{Cap, Reserve, Exhausted} }

// Tell notes what the org says of the requests of all its clients.
func (b *Budget) Tell(used, allowance int, now time.Time) {
	if b == nil || allowance <= 0 {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.resize(func() { b.used, b.allowance, b.told = used, allowance, now })
}

// Exhaust notes that the org refused a request for want of allowance. Nothing
// is spent for an hour, as the window moves.
func (b *Budget) Exhaust(now time.Time) {
	if b == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.exhausted = now
}

// Afford returns why a refresh of so many calls may not begin now, and nil if
// it may. One of more calls than may be spent at once may begin when nothing
// was spent for a while.
func (b *Budget) Afford(now time.Time, calls int) *Refusal {
	if b == nil {
		return nil
	}
	others := b.others()
	b.mu.Lock()
	defer b.mu.Unlock()
	b.refill(now)
	b.join(others, now)
	if r := b.closed(now); r != nil {
		return r
	}
	if b.spent.sum(now)+calls <= b.limit() && b.tokens >= b.atOnce(calls) {
		return nil
	}
	return b.reached(now, calls)
}

// Spend takes one call out of the budget, or returns why not. What has begun
// may go on up to the cap, even where it takes more calls than it was thought
// to: half an answer is money for nothing. What begins next waits for it.
func (b *Budget) Spend(now time.Time) error {
	if b == nil {
		return nil
	}
	b.spending.Lock()
	defer b.spending.Unlock()
	var once decision
	if b.kept.file == "" {
		b.decide(&once, nil, now)
		return once.err()
	}
	unsaved := b.kept.update(func(others *state) (state, bool) { return b.decide(&once, others, now) })
	b.decide(&once, nil, now) // without the file, where that gave no answer
	b.note(once.refused == nil, unsaved)
	return once.err()
}

// note keeps in mind what is not in the file. A write that ends too late counts
// its call twice, which is better than never.
func (b *Budget) note(sent bool, unsaved error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case unsaved != nil:
		b.unsaved = unsaved
	case sent:
		b.unsaved = nil
		clear(b.unwritten)
	}
}

// A decision is whether a call may be sent. It is taken once, and mu guards it:
// a file that answers too late must not count the call again.
type decision struct {
	taken   bool
	refused *Refusal
}

func (d *decision) err() error {
	if d.refused == nil {
		return nil
	}
	return d.refused
}

// decide takes a call out of the budget if it is there, knowing what other
// processes spent, and returns what is to be written about it.
func (b *Budget) decide(d *decision, others *state, now time.Time) (next state, write bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if d.taken {
		return state{}, false
	}
	d.taken = true
	b.refill(now)
	if d.refused = b.closed(now); d.refused != nil {
		return state{}, false
	}
	b.join(others, now)
	if b.spent.sum(now) >= b.limit() {
		d.refused = b.reached(now, 1)
		return state{}, false
	}
	b.tokens--
	b.spent.add(now, 1)
	b.unwritten.add(now, 1)
	return state{Version: stateVersion, Spent: maps.Clone(b.spent), Allowance: b.allowance}, true
}

// others returns what is in the file, nil where that cannot be read.
func (b *Budget) others() *state {
	b.spending.Lock()
	defer b.spending.Unlock()
	if b.kept.file == "" {
		return nil
	}
	s, err := b.kept.read()
	if err != nil {
		return nil // the next call replaces it
	}
	return &s
}

// join adds what other processes spent. A file that knows of less than this
// process was not written by one that had read it.
func (b *Budget) join(others *state, now time.Time) {
	if others == nil {
		return
	}
	spent := maps.Clone(others.Spent)
	if spent == nil {
		spent = window{}
	}
	for slot, n := range b.unwritten {
		spent[slot] += n
	}
	if more := spent.sum(now) - b.spent.sum(now); more > 0 {
		b.spent = spent
		b.tokens -= float64(more)
	}
}

// Probe opens a closed gate for one call that finds out whether it is still
// closed, if it is time for that: who never asks never learns.
func (b *Budget) Probe(now time.Time) bool {
	if b == nil {
		return false
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.refill(now)
	last := b.told
	if b.exhausted.After(last) {
		last = b.exhausted
	}
	if b.closed(now) == nil || now.Sub(last) < probeEvery || b.available(now) < 1 {
		return false
	}
	b.told, b.exhausted = now, time.Time{} // the answer will tell
	if b.overReserve() {
		b.used = 0
	}
	return true
}

// closed says what keeps everything from being spent.
func (b *Budget) closed(now time.Time) *Refusal {
	switch {
	case !b.exhausted.IsZero():
		return &Refusal{Reason: Exhausted, Until: later(now, b.exhausted.Add(probeEvery)),
			text: "the org refuses requests: its API allowance is used up"}
	case b.overReserve():
		return &Refusal{Reason: Reserve, Until: later(now, b.told.Add(probeEvery)), text: fmt.Sprintf(
			"the org used %d of %d API requests, and the last %.0f %% are left to others", b.used, b.allowance, 100*b.options.Reserve)}
	}
	return nil
}

func later(a, b time.Time) time.Time { return slices.MaxFunc([]time.Time{a, b}, time.Time.Compare) }

func (b *Budget) overReserve() bool {
	return b.allowance > 0 && float64(b.used) > (1-b.options.Reserve)*float64(b.allowance)
}

// reached says when so many calls are there again.
func (b *Budget) reached(now time.Time, calls int) *Refusal {
	limit := b.limit()
	if calls > limit {
		return &Refusal{Reason: Cap, Until: now.Add(probeEvery), Never: true, text: fmt.Sprintf(
			"%d calls are needed at once, more than the %d that may be made in 24 hours: raise calls_a_day", calls, limit)}
	}
	missing := b.atOnce(calls) - b.tokens
	aDay := max(b.pace(now), float64(limit)/4) // it gets quicker when old calls are forgotten
	wait := max(time.Minute, time.Duration(missing/aDay*float64(Day)), b.spent.free(now, limit, calls))
	return &Refusal{Reason: Cap, Until: now.Add(wait), text: fmt.Sprintf(
		"%d of %d calls in 24 hours are spent, and %d more do not fit into the pace now; figures get older unless calls_a_day is raised or less is asked", b.spent.sum(now), limit, calls)}
}

// atOnce is how much of so many calls has to be there before the first of them.
func (b *Budget) atOnce(calls int) float64 { return min(float64(calls), b.most()) }

// most is how many calls can come together while nothing is spent.
func (b *Budget) most() float64 { return max(1, float64(b.limit())/burst) }

func (b *Budget) available(now time.Time) int {
	return max(0, min(int(b.tokens), b.limit()-b.spent.sum(now)))
}

// limit is the cap.
func (b *Budget) limit() int {
	if b.options.CallsADay > 0 {
		return b.options.CallsADay
	}
	return max(least, int(share*float64(b.allowance)))
}

// refill gives back what time brought. A clock that was set back brings
// nothing.
func (b *Budget) refill(now time.Time) {
	switch {
	case b.refilled.IsZero():
		b.tokens = b.most()
	case now.After(b.refilled):
		b.tokens += b.pace(now) * float64(now.Sub(b.refilled)) / float64(Day)
	}
	b.tokens = min(b.tokens, b.most())
	b.refilled = now
}

// pace is how many calls come back in a day: the cap, and fewer near it.
func (b *Budget) pace(now time.Time) float64 {
	limit := float64(b.limit())
	return min(limit, nearCap*max(0, limit-float64(b.spent.sum(now))))
}

// A Status is what metrics tell of a budget.
type Status struct {
	Limit, Spent, Available int
	Pace                    int    // calls that come back in a day, as long as no more are spent
	Closed                  Reason // empty for open
}

// Status returns the state at a moment.
func (b *Budget) Status(now time.Time) Status {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.refill(now)
	s := Status{Limit: b.limit(), Spent: b.spent.sum(now), Available: b.available(now),
		Pace: int(b.pace(now))}
	if r := b.closed(now); r != nil {
		s.Closed, s.Available = r.Reason, 0
	} else if s.Available == 0 {
		s.Closed = Cap
	}
	return s
}
