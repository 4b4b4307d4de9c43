package org

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/go-kit/log"
	"github.com/go-kit/log/level"

	"salesforce_exporter/internal/salesforce"
	"salesforce_exporter/internal/status"
	"salesforce_exporter/internal/trace"
)

// A progress is how far the refresh under way has come, for whoever looks at it
// meanwhile, and what the first one came to.
type progress struct {
	mu    sync.Mutex
	now   *status.Asking // nil while nothing is asked
	first *status.First  // nil before the end of the first refresh
	calls int            // billed before the refresh under way
}

// traced is the context of a refresh: each call is logged, and moves progress on.
func (o *Org) traced(ctx context.Context) context.Context {
	return trace.With(ctx, func(c trace.Call) {
		o.progress.answered(c.Statements)
		logCall(o.logger, c)
	})
}

// logCall writes one line of log about a call.
func logCall(logger log.Logger, c trace.Call) {
	line := []any{"msg", "call", "api", c.API, "took", c.Duration.Round(time.Millisecond), "calls", c.Billed, "bytes",
		c.Bytes, "carried", c.Carried}
	if c.Err != nil {
		line = append(line, "err", c.Err)
	}
	level.Debug(logger).Log(line...)
}

// begin notes that a refresh of the named collectors starts.
func (p *progress) begin(due []string, now time.Time, calls int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls = calls
	p.now = &status.Asking{Since: now, First: p.first == nil, Doing: "signing in", Collectors: due}
}

// doing says in words what comes next.
func (p *progress) doing(what string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.now != nil {
		p.now.Doing = what
	}
}

// expect notes that so many statements more are to be answered.
func (p *progress) expect(statements int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.now != nil {
		p.now.Statements += statements
	}
}

// answered notes that so many statements more got an answer, or the reason why
// they get none. There are never more than are expected: one that has to be asked
// in another way is one all the same.
func (p *progress) answered(statements int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.now != nil {
		p.now.Answered = min(p.now.Answered+statements, p.now.Statements)
	}
}

// end notes that the refresh is over, and returns what it came to if it was the
// first.
func (p *progress) end(series, calls int, now time.Time) *status.First {
	p.mu.Lock()
	defer p.mu.Unlock()
	began := p.now
	p.now = nil
	if began == nil || !began.First {
		return nil
	}
	p.first = &status.First{Ended: now, Seconds: now.Sub(began.Since).Seconds(), Series: series, Calls: calls - p.calls}
	return p.first
}

// finish leaves for reports what the refresh came to, and logs the first one and
// what works again.
func (o *Org) finish(due []string, errs map[string]error) {
	if errs != nil {
		o.gaps.works(due, errs, time.Now())
	}
	if !o.schema.readAt.IsZero() {
		o.tell()
		o.gaps.warn(o.Report(time.Now()).AllWarnings())
	}
	first := o.progress.end(o.series(), o.client.Calls(), time.Now())
	if first == nil || errs == nil { // which is a panic, and logged as one
		return
	}
	var missing []string
	for _, name := range slices.Sorted(maps.Keys(errs)) {
		if errs[name] != nil {
			missing = append(missing, name)
		}
	}
	line := []any{"msg", "the first refresh is complete", "series", first.Series, "calls", first.Calls, "took",
		time.Duration(first.Seconds * float64(time.Second)).Round(time.Millisecond)}
	if len(missing) > 0 {
		line = append(line, "missing", strings.Join(missing, ","))
	}
	level.Info(o.logger).Log(line...)
	if o.keeper == nil && o.budget != nil && first.Calls > 0 {
		level.Info(o.logger).Log("msg", "each start asks everything again: --budget.state-dir keeps the answers over a restart",
			"calls", first.Calls)
	}
}

// tellSession logs a sign-in: the first, and one after others failed. A session
// that is renewed in between is no news.
func (o *Org) tellSession(session *salesforce.Session, err error) {
	if err != nil {
		o.session = nil
		return
	}
	switch o.session {
	case session:
	case nil:
		level.Info(o.logger).Log("msg", "signed in", "user", session.UserID)
	default:
		level.Debug(o.logger).Log("msg", "signed in again", "user", session.UserID)
	}
	o.session = session
}

// series is how many series are shown.
func (o *Org) series() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	n := 0
	for _, s := range o.snapshots {
		for _, f := range s.families {
			n += f.size()
		}
	}
	return n
}

// begun reports whether a first refresh has ended, well or not.
func (p *progress) begun() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.first != nil
}

// at returns copies of what is known, with the calls that were sent so far.
func (p *progress) at(calls int) (now *status.Asking, first *status.First) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.now != nil {
		asking := *p.now
		asking.Calls = calls - p.calls
		now = &asking
	}
	return now, p.first
}
