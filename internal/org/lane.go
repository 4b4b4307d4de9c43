package org

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/go-kit/log/level"

	"salesforce_exporter/internal/api"
	"salesforce_exporter/internal/budget"
	"salesforce_exporter/internal/refresh"
	"salesforce_exporter/internal/source"
	"salesforce_exporter/internal/status"
	"salesforce_exporter/internal/trace"
)

// laneGrace is how much longer a scrape waits for the lane than for the rest.
const laneGrace = time.Second

// A lane refreshes one source beside all the rest, with a scheduler of its own.
type lane struct {
	org       *Org
	source    source.Source
	scheduler *refresh.Scheduler
	gaps      gapLog

	mu        sync.Mutex
	allowance source.Costs // of which used and allowance are kept, as asked for last
}

func newLane(o *Org, s source.Source) *lane {
	l := &lane{org: o, source: s, gaps: newGapLog(o.logger)}
	// How long to wait is decided after each reading.
	task := refresh.Task{Name: s.Name(), Interval: time.Hour}
	l.scheduler = refresh.New([]refresh.Task{task}, refreshTimeout, l.run)
	return l
}

// start renews what is due in all lanes. The returned function waits until that is
// done or the context ends, and not much longer than for the rest.
func (o *Org) start(ctx context.Context, collectors []string) (wait func()) {
	var group sync.WaitGroup
	for _, l := range o.lanes {
		if among(collectors, l.source.Name()) {
			group.Go(func() { l.scheduler.Refresh(ctx) })
		}
	}
	done := make(chan struct{})
	go func() {
		group.Wait()
		close(done)
	}()
	return func() {
		select {
		case <-done:
		case <-ctx.Done():
		case <-time.After(laneGrace):
		}
	}
}

// run makes one reading, and a snapshot of it.
func (l *lane) run(ctx context.Context, due []string) map[string]error {
	var errs map[string]error
	if err := l.read(ctx, l.source.Read, 0); err != nil {
		errs = all(due, err)
	}
	l.gaps.works(due, errs, time.Now())
	return errs
}

// rehearse sends what is sent an hour later, so that what only fails then is
// known now. A reading that failed has said what is wrong.
func (l *lane) rehearse(ctx context.Context) error {
	if err := l.status().Err; err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, refreshTimeout)
	defer cancel()
	return l.read(ctx, l.source.Rehearse, l.org.callsOf(l.source.Name()))
}

// read makes a snapshot of a reading, whose calls come on top of those before.
func (l *lane) read(ctx context.Context, read func(context.Context, *time.Location) (source.Reading, error),
	before float64) error {
	var reading source.Reading
	var err error
	now := time.Now()
	l.gaps.renew(now)
	ctx = trace.With(ctx, func(c trace.Call) { logCall(l.org.logger, c) })
	panicked := l.org.contain(l.source.Name(), func() { reading, err = read(ctx, l.org.zone.Load()) })
	if panicked != nil {
		err = panicked
	}
	if err != nil {
		l.report(err)
		return err
	}
	if reading.PutOff != nil {
		l.putOff(reading.PutOff)
	}
	l.scheduler.Every(l.source.Name(), reading.Next)
	s := &snapshot{skipped: reading.Skipped, waiting: reading.Waiting, calls: before + float64(reading.Calls)}
	f := shownFigure{age: age{since: reading.At, interval: reading.Every}, there: true}
	samples := make([]figureSample, len(reading.Samples))
	for i, sample := range reading.Samples {
		samples[i] = figureSample{Sample: sample}
		if !slices.Contains(f.metrics, sample.Metric) {
			f.metrics = append(f.metrics, sample.Metric)
		}
	}
	s.figures = []shownFigure{f}
	errs := l.org.fill(l.source.Name(), s, samples, labelPairs{})
	l.gaps.log(l.source.Name(), s)
	l.org.encode(s, now)
	l.org.show(l.source.Name(), s)
	if err := errors.Join(errs...); err != nil {
		l.report(err)
		return err
	}
	return nil
}

// callsOf is how many calls the snapshot of a collector took.
func (o *Org) callsOf(name string) float64 {
	o.mu.Lock()
	defer o.mu.Unlock()
	if s := o.snapshots[name]; s != nil {
		return s.calls
	}
	return 0
}

// report writes one line for a reading that failed, and one a day for those that
// were put off for want of budget, which it counts. What the source is closed for
// was said when it failed.
func (l *lane) report(err error) {
	var postponed *refresh.Postponed
	var refusal *budget.Refusal
	switch {
	case errors.Is(err, context.Canceled): // the exporter is shutting down
	case !errors.As(err, &postponed):
		level.Error(l.org.logger).Log("msg", "refresh failed", "collectors", l.source.Name(), "code", api.Code(err),
			"err", err)
	case errors.As(err, &refusal):
		l.putOff(refusal)
	case api.Exhausted(err):
		l.org.countPutOff(l.source.Name())
	}
}

func (l *lane) putOff(r *budget.Refusal) {
	l.org.countPutOff(l.source.Name())
	if l.gaps.firstRefusal(r) {
		logPutOff(l.org.logger, l.source.Name(), r)
	}
}

// askAllowance asks how many calls the API may be sent in a day, where it answers.
func (l *lane) askAllowance(ctx context.Context) {
	costs := l.source.Costs(ctx, l.status().Err == nil)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.allowance = costs
}

// costs says what the API costs. It asks nothing.
func (l *lane) costs() *status.Unit {
	c := l.source.Costs(context.Background(), false)
	l.mu.Lock()
	defer l.mu.Unlock()
	return &status.Unit{CallsADay: c.CallsADay, Budget: c.Budget, Used: l.allowance.Used, Limit: l.allowance.Limit,
		FilledDays: c.FilledDays, LongestDays: c.LongestDays}
}

func (l *lane) status() refresh.Status { return l.scheduler.Status()[0] }

// status is that of all collectors, whichever lane they are in.
func (o *Org) status() []refresh.Status {
	all := o.scheduler.Status()
	for _, l := range o.lanes {
		all = append(all, l.status())
	}
	return all
}
