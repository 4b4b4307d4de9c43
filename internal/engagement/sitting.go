package engagement

import (
	"context"
	"errors"
	"time"

	"salesforce_exporter/internal/budget"
)

const (
	// sittingLasts is after how long what is known is shown, whatever there is
	// left to ask; lastCall is after how long nothing more is asked.
	sittingLasts, lastCall = 9 * time.Minute, 5 * time.Minute
	// manyNarrowed bounds how many queries may be too long.
	manyNarrowed = 8
	// fewFailed is how many parts have to fail, and none to answer, until the API
	// is taken to be out of order.
	fewFailed = 2
)

// A sitting is one time of asking. It knows when enough is enough.
type sitting struct {
	unit  *Unit
	ctx   context.Context
	outer context.Context
	began time.Time
	calls int // of the client, at its beginning
	good  int

	due    bool  // all parts are asked
	ended  bool  // nothing more is asked
	left   bool  // a part was left for the next time
	cut    bool  // for the API's sake, although there is more to ask
	fatal  error // that concerns all parts
	first  error // of a part
	failed int   // parts
	heavy  int   // queries that were too long

	refusal *budget.Refusal
}

func (u *Unit) sit(ctx context.Context) (*sitting, context.CancelFunc) {
	inner, cancel := context.WithTimeout(ctx, sittingLasts)
	return &sitting{unit: u, ctx: inner, outer: ctx, began: time.Now(), calls: u.client.Calls(),
		good: u.client.answered()}, cancel
}

func (r *sitting) client() *Client { return r.unit.client }

// spent is how many calls were sent.
func (r *sitting) spent() int { return r.client().Calls() - r.calls }

// answered reports whether anything was.
func (r *sitting) answered() bool { return r.client().answered() > r.good }

// over reports whether nothing more is asked.
func (r *sitting) over() bool { return r.ended || r.late() || time.Since(r.began) >= lastCall }

// late reports whether time is up.
func (r *sitting) late() bool { return r.ctx.Err() != nil }

// narrowed notes a query that was too long. A shorter one is tried at once where
// it is known to be answered, or anything was. Otherwise another part is tried
// first, as the API may be out of order.
func (r *sitting) narrowed(p *part, err error, known bool) {
	r.unit.count(err)
	r.note(err)
	if r.heavy++; r.heavy >= manyNarrowed {
		r.ended = true
	}
	if !known && !r.answered() {
		p.until = time.Now().Add(failedAgain)
		r.left = true
		r.fails()
	}
}

// fails counts a part that did not answer, and ends what is out of order.
func (r *sitting) fails() {
	r.failed++
	if !r.answered() && (r.failed >= fewFailed || r.unit.down > 0) {
		r.ended = true
	}
}

func (r *sitting) note(err error) {
	if r.first == nil {
		r.first = err
	}
}

// met takes what came of asking for a part. What fails takes only that part,
// unless it concerns all of them.
func (r *sitting) met(p *part, err error) {
	now := time.Now()
	switch {
	case err == nil, r.late():
		return
	case errors.As(err, &r.refusal):
		r.ended = true
		return
	}
	r.unit.count(err)
	switch classOf(err) {
	case classSession, classExhausted, classSetup:
		r.fatal, r.ended = err, true
		return
	case classHidden, classField:
		p.hide(err, now)
	case classRate, classBusy:
		r.ended, r.cut = true, true
		p.fails(err, now)
	default:
		p.fails(err, now)
	}
	r.note(p.described(err))
	r.fails()
}

// outcome is why the sitting is a failure: whatever it was asked, the API did
// not answer, or everything has to wait.
func (r *sitting) outcome() error {
	switch {
	case r.outer.Err() != nil:
		return context.Cause(r.outer)
	case r.fatal != nil:
		return r.fatal
	case r.due && !r.answered():
		return r.first
	}
	return nil // a part that is tried again alone tells nothing of the others
}
