package org

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/go-kit/log/level"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/api"
	"salesforce_exporter/internal/budget"
	"salesforce_exporter/internal/engagement"
	"salesforce_exporter/internal/refresh"
)

// laneGrace is how much longer a scrape waits for the lane than for the rest.
const laneGrace = time.Second

// A lane refreshes what comes from another API than all the rest. It has a
// scheduler of its own, so that an API which is slow, broken or spent holds up
// nothing else, and nothing else holds it up.
type lane struct {
	org       *Org
	unit      *engagement.Unit
	scheduler *refresh.Scheduler
	gaps      gapLog
}

func newLane(o *Org, unit *engagement.Unit) *lane {
	l := &lane{org: o, unit: unit, gaps: newGapLog(o.logger)}
	// How long to wait is decided after each reading.
	task := refresh.Task{Name: collector.WebName, Interval: time.Hour}
	l.scheduler = refresh.New([]refresh.Task{task}, refreshTimeout, l.run)
	return l
}

// start renews what is due. The channel is closed when that is done or the
// context ends.
func (l *lane) start(ctx context.Context) <-chan struct{} {
	done := make(chan struct{})
	go func() {
		defer close(done)
		l.scheduler.Refresh(ctx)
	}()
	return done
}

func (l *lane) wait(ctx context.Context, done <-chan struct{}) {
	ctx, cancel := context.WithTimeout(ctx, laneGrace)
	defer cancel()
	select {
	case <-done:
	case <-ctx.Done():
	}
}

// run makes one reading, and a snapshot of it.
func (l *lane) run(ctx context.Context, due []string) map[string]error {
	if err := l.read(ctx, l.unit.Read, 0); err != nil {
		return all(due, err)
	}
	return nil
}

// rehearse sends what is sent an hour later, so that what only fails then is
// known now. A reading that failed has said what is wrong.
func (l *lane) rehearse(ctx context.Context) error {
	if err := l.scheduler.Status()[0].Err; err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, refreshTimeout)
	defer cancel()
	return l.read(ctx, l.unit.Rehearse, l.org.callsOf(collector.WebName))
}

// read makes a snapshot of a reading, whose calls come on top of those before.
func (l *lane) read(ctx context.Context, read func(context.Context, *time.Location) (engagement.Reading, error),
	before float64) error {
	var reading engagement.Reading
	var err error
	now := time.Now()
	l.gaps.renew(now)
	if panicked := l.org.contain(collector.WebName, func() { reading, err = read(ctx, l.org.zone()) }); panicked != nil {
		err = panicked
	}
	if err != nil {
		l.report(err)
		return err
	}
	if reading.PutOff != nil {
		l.putOff(reading.PutOff)
	}
	l.scheduler.Every(collector.WebName, reading.Next)
	s := &snapshot{skipped: reading.Skipped, waiting: reading.Waiting, calls: before + float64(reading.Calls)}
	samples := make([]figureSample, len(reading.Samples))
	for i, sample := range reading.Samples {
		samples[i] = figureSample{Sample: sample}
	}
	s.figures = []shownFigure{{metrics: metricsOf(reading.Samples), age: age{since: reading.At, interval: reading.Every},
		there: true}}
	errs := l.org.fill(s, samples, labelPairs{})
	l.gaps.log(collector.WebName, s)
	l.org.show(collector.WebName, s)
	if err := errors.Join(errs...); err != nil {
		l.report(err)
		return err
	}
	return nil
}

func metricsOf(samples []collector.Sample) []*collector.Metric {
	var metrics []*collector.Metric
	for _, s := range samples {
		if !slices.Contains(metrics, s.Metric) {
			metrics = append(metrics, s.Metric)
		}
	}
	return metrics
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
// were put off for want of budget, which it counts. What the unit is closed for
// was said when it failed.
func (l *lane) report(err error) {
	var postponed *refresh.Postponed
	var refusal *budget.Refusal
	switch {
	case errors.Is(err, context.Canceled): // the exporter is shutting down
	case !errors.As(err, &postponed):
		level.Error(l.org.logger).Log("msg", "refresh failed", "collectors", collector.WebName, "code", api.Code(err),
			"err", err)
	case errors.As(err, &refusal):
		l.putOff(refusal)
	case engagement.Exhausted(err):
		l.org.countPutOff(collector.WebName)
	}
}

func (l *lane) putOff(r *budget.Refusal) {
	l.org.countPutOff(collector.WebName)
	if l.gaps.firstRefusal(r) {
		logPutOff(l.org.logger, collector.WebName, r)
	}
}

// status is that of all collectors, whichever lane they are in.
func (o *Org) status() []refresh.Status {
	all := o.scheduler.Status()
	if o.lane != nil {
		all = append(all, o.lane.scheduler.Status()...)
	}
	return all
}

// zone is that of the integration user, nil while it is not known.
func (o *Org) zone() *time.Location {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.state.zone
}

// tellZone makes the zone known to the lane.
func (o *Org) tellZone() {
	if o.joined.people == nil {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.state.zone = o.joined.people.Zone
}

// collect shows what the business unit's API costs.
func (l *lane) collect(gauge, counter emit, now time.Time) {
	s := l.unit.Status(now)
	counter("salesforce_exporter_engagement_api_calls_total",
		"Calls of the Account Engagement API that this exporter sent.", float64(s.Calls), nil)
	for code, n := range s.Errors {
		counter("salesforce_exporter_engagement_errors_total",
			"Errors of the Account Engagement API, by its code or the exporter's own.", float64(n), []string{"code"}, code)
	}
	gauge("salesforce_exporter_engagement_interval_seconds", "How long after the last reading the next one is due.",
		s.Interval.Seconds(), nil)
	gauge("salesforce_exporter_engagement_filled_seconds", "How far back the first reading has gone, in whole days.",
		seconds(s.FilledDays), nil)
	gauge("salesforce_exporter_engagement_wanted_seconds", "How far back the longest window goes, in whole days.",
		seconds(s.LongestDays), nil)
	for object, n := range map[string]int{"visits": s.Visits, "goals": s.Goals, "conversions": s.Conversions} {
		gauge("salesforce_exporter_engagement_rows", "Rows that are kept for windows.", float64(n), []string{"object"},
			object)
	}
	gauge("salesforce_exporter_engagement_page_views_read",
		"Whether page views and visitors are read, so that visits have the best campaign there is: there are few enough.",
		truth(s.Sources), nil)
	if s.Budget == nil {
		return
	}
	gauge("salesforce_exporter_engagement_budget_calls",
		"Calls of the Account Engagement API that this exporter may make in any 24 hours.", float64(s.Budget.Limit), nil)
	gauge("salesforce_exporter_engagement_budget_spent",
		"Calls of the Account Engagement API that this exporter made in the last 24 hours.", float64(s.Budget.Spent), nil)
	gauge("salesforce_exporter_engagement_budget_available",
		"Calls of the Account Engagement API that this exporter may make now.", float64(s.Budget.Available), nil)
}

// seconds of a number of days.
func seconds(days int) float64 { return float64(days) * (24 * time.Hour).Seconds() }
