package org

import (
	"context"
	"errors"
	"time"

	"github.com/go-kit/log/level"

	"salesforce_exporter/internal/circuit"
	"salesforce_exporter/internal/refresh"
	"salesforce_exporter/internal/salesforce"
)

// An outage is a time in which the org answers nothing. The zero value is that of
// an org that answers.
type outage struct {
	since time.Time
	code  string // of the last error that the log has
}

// told reports whether the log has the error, which is one of the outage. It has
// each once.
func (o *outage) told(err error) bool {
	var met *refresh.Outage
	if !errors.As(err, &met) {
		return false
	}
	code := salesforce.Code(err)
	before := o.code
	o.code = code
	return code == before
}

// signIn signs in, where nobody is signed in. After an outage, one cheap call finds
// out first whether it has ended.
func (o *Org) signIn(ctx context.Context) (*salesforce.Session, error) {
	if err := o.client.Probe(ctx); err != nil {
		return nil, err
	}
	session, err := o.client.Session(ctx)
	o.tellSession(session, err)
	return session, err
}

// signInAgain signs in after a restart, where nothing is due yet: what is shown may be
// of another org or user.
func (o *Org) signInAgain(ctx context.Context) {
	session, err := o.client.Session(ctx)
	o.tellSession(session, err)
	switch {
	case err == nil:
		o.prove(session)
	case !unsent(err) && !errors.Is(err, context.Canceled):
		o.setUp(false)
		o.noteError("sign in", nil, o.meetOutage(err))
	}
}

// meetOutage makes an error of one that all collectors would meet: nothing is asked
// before the circuit says so.
func (o *Org) meetOutage(err error) error {
	if o.outage.since.IsZero() {
		o.outage.since = time.Now()
	}
	return &refresh.Outage{Until: o.client.Trip(err).Until, Err: err}
}

// endOfAsking notes whether the org answers, and lets what failed wait for as long
// as the org is left alone.
func (o *Org) endOfAsking(asked *outcome, now time.Time) {
	if asked.asked > 0 {
		o.busy = asked.busy(o.busy)
	}
	if asked.answered > 0 {
		o.client.Progress()
	}
	if o.tellUp(asked) && o.client.Circuit().State != circuit.Open {
		o.outage.end(o, now)
		return
	}
	for name, err := range asked.errs {
		if salesforce.Code(err) != salesforce.CodeBudget { // which says nothing of the org
			asked.errs[name] = o.meetOutage(err)
		}
	}
}

// unsent reports whether a statement was not even asked, because the org answers
// nothing.
func unsent(err error) bool {
	var open *circuit.OpenError
	return errors.As(err, &open)
}

// end says that the outage is over.
func (o *outage) end(org *Org, now time.Time) {
	if o.since.IsZero() {
		return
	}
	level.Info(org.logger).Log("msg", "the org answers again", "after", now.Sub(o.since).Round(time.Second))
	*o = outage{}
}
