// Package circuit keeps calls from an org that answers none of them. The first
// call that fails as a call opens the circuit, and nothing more is sent. After a
// pause, one cheap call finds out whether the org is back. It knows nothing of
// what the calls are for.
package circuit

import (
	"sync"
	"time"

	"salesforce_exporter/internal/refresh"
)

// mostTold is how long the org may ask for. Its limits are about 24 hours.
const mostTold = 24 * time.Hour

// A State says what may be sent.
type State int

// The states. A failed call leads from Closed and Trial to Open, an answered probe
// from Open to Trial, and an answered call from Trial to Closed.
const (
	Closed State = iota // all calls
	Open                // nothing, but for a probe when the pause is over
	Trial               // all calls, the first of them alone: the probe was answered
)

// A Reason groups the failures that open a circuit.
type Reason string

// Reasons, as metrics tell them.
const (
	Unreachable Reason = "unreachable" // no answer, or a server that is not well
	Throttled   Reason = "throttled"   // too much was asked at once, or in a day
	Refused     Reason = "refused"     // an administrator has to do something
	SignIn      Reason = "sign_in"     // the same, about the sign-in or the session
	Unreadable  Reason = "unreadable"  // answers that are not what was asked for
)

// Reasons lists all of them.
func Reasons() []Reason { return []Reason{Unreachable, Throttled, Refused, SignIn, Unreadable} }

// A Failure is why calls fail.
type Failure struct {
	Err    error
	Reason Reason
	Pace   refresh.Pace  // of the pauses
	Told   time.Duration // how long the org asks to be left alone; zero where it does not
}

// A Circuit is closed at first. It is safe for concurrent use.
type Circuit struct {
	mu       sync.Mutex
	state    State
	failure  Failure // that opened it last
	failures int     // in a row
	opened   time.Time
	pause    time.Duration // from then on
}

// An OpenError is that of a call that was not sent. It reads as what opened the
// circuit.
type OpenError struct{ Err error }

func (e *OpenError) Error() string { return e.Err.Error() }

// Unwrap returns what opened the circuit.
func (e *OpenError) Unwrap() error { return e.Err }

// Allow returns why a call may not be sent: an *OpenError, or nil.
func (c *Circuit) Allow() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.state == Open {
		return &OpenError{c.failure.Err}
	}
	return nil
}

// Fail notes that a call failed. Others that were under way when the first of them
// failed can only make the pause longer.
func (c *Circuit) Fail(f Failure, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.state == Open {
		c.failure.Told = max(c.failure.Told, f.Told)
		c.pause = max(c.pause, min(f.Told, mostTold))
		return
	}
	c.open(f, now)
}

// Again notes that a probe failed. The next pause is longer.
func (c *Circuit) Again(f Failure, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.open(f, now)
}

func (c *Circuit) open(f Failure, now time.Time) {
	c.state, c.failure, c.opened = Open, f, now
	c.failures++
	c.pause = max(f.Pace.After(c.failures), min(f.Told, mostTold))
}

// Ready reports whether it is time for a probe.
func (c *Circuit) Ready(now time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.state == Open && refresh.Since(c.opened, now) >= c.pause
}

// Try notes that a probe was answered.
func (c *Circuit) Try() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.state == Open {
		c.state = Trial
	}
}

// Answered notes that a call was answered. What fails later still counts as one
// more failure in a row, until there is progress.
func (c *Circuit) Answered() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.state == Trial {
		c.state = Closed
	}
}

// Progress notes that there are new answers that can be read. Where the circuit
// opened after them, the pause is that of a first failure.
func (c *Circuit) Progress() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.state != Open {
		c.state, c.failures = Closed, 0
		return
	}
	c.failures = 1
	c.pause = max(min(c.pause, c.failure.Pace.After(1)), min(c.failure.Told, mostTold))
}

// Reset closes the circuit, as after a change of the credentials.
func (c *Circuit) Reset() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.state, c.failures = Closed, 0
}

// Remember opens the circuit again as it was before a restart, if it was not closed. It
// waits for a probe in any case.
func (c *Circuit) Remember(s Status, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if s.State == Closed {
		return
	}
	c.state, c.failures, c.opened, c.pause = Open, s.Failures, now, min(s.Until.Sub(now), mostTold)
	c.failure = Failure{Err: s.Err, Reason: s.Reason, Told: max(0, c.pause),
		Pace: refresh.Pace{First: 10 * time.Second, Last: 15 * time.Minute}}
}

// A Status is what is told of a circuit.
type Status struct {
	State    State
	Failures int       // in a row
	Reason   Reason    // of the last one; empty while the circuit is closed
	Err      error     // the last one
	Until    time.Time // when the next probe may be sent; zero while the circuit is closed
}

// Status returns the present state.
func (c *Circuit) Status() Status {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.state == Closed {
		return Status{}
	}
	return Status{State: c.state, Failures: c.failures, Reason: c.failure.Reason, Err: c.failure.Err,
		Until: c.opened.Add(c.pause)}
}
