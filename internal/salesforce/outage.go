package salesforce

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"sync"
	"time"

	"salesforce_exporter/internal/api"
	"salesforce_exporter/internal/circuit"
	"salesforce_exporter/internal/refresh"
)

// probeTimeout is how long the cheap call may take. The limits are answered at once
// where anything is.
const probeTimeout = time.Minute

// outages tells whether the org answers, from what becomes of calls.
type outages struct {
	circuit circuit.Circuit

	finding chan struct{} // holds one while a probe finds out why calls take so long

	mu       sync.Mutex
	answered time.Time // when a call was answered last
}

// answer notes that a call was answered.
func (o *outages) answer() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.answered = time.Now()
	o.circuit.Answered()
}

func (o *outages) answeredSince(t time.Time) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.answered.After(t)
}

// Circuit tells whether calls are sent.
func (c *Client) Circuit() circuit.Status { return c.outages.circuit.Status() }

// Trip opens the circuit for a failure that all statements met, if it is not open.
func (c *Client) Trip(err error) circuit.Status {
	c.outages.circuit.Fail(failureOf(err), time.Now())
	return c.Circuit()
}

// Progress notes that statements were answered.
func (c *Client) Progress() { c.outages.circuit.Progress() }

// Forgive lets the client ask at once after a failure, for there are other
// credentials.
func (c *Client) Forgive() { c.outages.circuit.Reset() }

// Probe finds out by one cheap call whether the org is back, where it was not and
// the pause is over. It returns why nothing may be asked; nil if all may be.
func (c *Client) Probe(ctx context.Context) error {
	open := &c.outages.circuit
	if !open.Ready(time.Now()) {
		return open.Allow()
	}
	if open.Status().Reason == circuit.SignIn {
		c.session.drop(c.session.peek()) // not to spend a call on a session that was refused
	}
	err := c.probe(ctx)
	switch {
	case err == nil:
		open.Try()
	case !saysNothing(ctx, err):
		open.Again(failureOf(err), time.Now())
	}
	return err
}

// probe asks for the limits. A refusal that is about them tells that the org is
// there.
func (c *Client) probe(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	r, err := c.inSession(ctx, c.limitsRequest(), c.signInOnce)
	e := api.AsError(err)
	switch {
	case e != nil && (e.Partial || !e.SignIn && !e.Page && aboutThePath(e)):
		return nil
	case err == nil && !json.Valid(r.Body):
		return api.BadAnswer(errors.New("the limits are not JSON"))
	}
	return err
}

// signInUnlessOpen signs in. Where that fails, nobody else tries.
func (c *Client) signInUnlessOpen(ctx context.Context) (*Session, error) {
	if err := c.outages.circuit.Allow(); err != nil {
		return nil, err
	}
	s, err := c.signInOnce(ctx)
	if err != nil && !saysNothing(ctx, err) {
		c.outages.circuit.Fail(failureOf(err), time.Now())
	}
	return s, err
}

// note notes what became of a call.
func (c *Client) note(ctx context.Context, ask request, began time.Time, err error) {
	switch {
	case err == nil, Partial(err):
		c.outages.answer()
	case saysNothing(ctx, err):
	case api.TooSlow(err):
		if !ask.query { // which may take too long by itself
			c.findOut(ctx, began, err)
		}
	case failsAll(err):
		c.outages.circuit.Fail(failureOf(err), time.Now())
	}
}

// findOut tells an org that hangs from one that takes too long for a statement: no
// call was answered meanwhile, and the cheap one is not either.
func (c *Client) findOut(ctx context.Context, began time.Time, err error) {
	o := &c.outages
	select {
	case o.finding <- struct{}{}:
		defer func() { <-o.finding }()
	case <-ctx.Done():
		return
	}
	if o.answeredSince(began) || o.circuit.Allow() != nil {
		return
	}
	switch probed := c.probe(ctx); {
	case probed == nil:
		o.answer()
	case !saysNothing(ctx, probed):
		o.circuit.Fail(failureOf(err), time.Now())
	}
}

// saysNothing reports whether an error is not the org's: the refresh ended, or the
// budget did not allow the call.
func saysNothing(ctx context.Context, err error) bool {
	return ctx.Err() != nil || Code(err) == CodeBudget
}

// failsAll tells errors that any call would meet from those of one answer.
func failsAll(err error) bool {
	e := api.AsError(err)
	if e == nil || e.Partial {
		return false
	}
	switch e.Code {
	case CodeTooLarge, CodePanic:
		return false
	case CodeBadAnswer:
		return e.Page || e.SignIn || e.Status != 0
	}
	return true
}

// failureOf says how long the org is left alone after an error. What counts as a
// failed sign-in is not repeated at once; what an administrator has to mend is not
// worth many calls.
func failureOf(err error) circuit.Failure {
	f := circuit.Failure{Err: err, Reason: circuit.Unreachable,
		Pace: refresh.Pace{First: time.Minute, Last: 15 * time.Minute}}
	e := api.AsError(err)
	if e != nil {
		f.Told = e.RetryAfter
	}
	switch ClassOf(err) {
	case ClassSignIn:
		f.Reason = circuit.SignIn
		return f
	case ClassDenied:
		f.Reason = circuit.Refused
		return f
	case ClassThrottled:
		f.Reason = circuit.Throttled
		return f
	case ClassAnswer:
		f.Reason = reasonOf(e)
	}
	f.Pace.First = 10 * time.Second
	return f
}

// reasonOf is that of an error of no class.
func reasonOf(e *Error) circuit.Reason {
	switch {
	case e == nil, e.Status < 400:
		return circuit.Unreadable
	case e.Status == http.StatusUnauthorized:
		return circuit.SignIn
	}
	return circuit.Refused
}
