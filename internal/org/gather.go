package org

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"

	"salesforce_exporter/internal/budget"
	"salesforce_exporter/internal/circuit"
	"salesforce_exporter/internal/source"
	"salesforce_exporter/internal/status"
)

// Gather returns what is known now: the samples of the named collectors that are
// not too old, or of all collectors where none is named, and the meta metrics. It
// asks nothing.
func (o *Org) Gather(collectors ...string) ([]*dto.MetricFamily, error) {
	now := time.Now()
	families, err := o.gatherMeta(now, collectors)
	if err != nil {
		return nil, err
	}
	for _, s := range o.shownSnapshots(collectors) {
		families = append(families, whole(s.shown(now))...)
	}
	slices.SortFunc(families, func(a, b *dto.MetricFamily) int { return strings.Compare(a.GetName(), b.GetName()) })
	return families, nil
}

// gatherMeta returns the metrics about the exporter, which each scrape makes anew.
func (o *Org) gatherMeta(now time.Time, collectors []string) ([]*dto.MetricFamily, error) {
	registry := prometheus.NewRegistry()
	if err := registry.Register(&meta{org: o, now: now, collectors: collectors}); err != nil {
		return nil, err
	}
	return registry.Gather()
}

// meta is the view of the report as metrics: how fresh and how complete the
// samples are, and what they cost.
type meta struct {
	org        *Org
	now        time.Time
	collectors []string // that are asked for; none for all
}

func (*meta) Describe(chan<- *prometheus.Desc) {}

func (m *meta) Collect(out chan<- prometheus.Metric) {
	gauge := emitter(out, prometheus.GaugeValue)
	counter := emitter(out, prometheus.CounterValue)
	r := m.org.Report(m.now)
	if r.Up != nil {
		gauge("salesforce_up", "Whether the exporter can sign in and the org answers statements.", source.Truth(*r.Up), nil)
	}
	if r.Allowance.Limit > 0 {
		gauge("salesforce_api_requests_used",
			"API requests of all clients of the org in the last 24 hours, as of the last answer.", float64(r.Allowance.Used), nil)
		gauge("salesforce_api_requests_limit", "API requests that the org may make in 24 hours.",
			float64(r.Allowance.Limit), nil)
	}
	for code, n := range m.org.errorCounts() {
		counter("salesforce_exporter_errors_total", "Errors of refreshes, by Salesforce's error code or the exporter's own.",
			float64(n), []string{"code"}, code)
	}
	counter("salesforce_exporter_api_calls_total", "Billed API requests that this exporter sent.",
		float64(m.org.client.Calls()), nil)
	counter("salesforce_exporter_refreshes_total", "Refreshes started.", float64(r.Refresh.Runs), nil)
	circuitMetric(gauge, r.Refresh.Circuit)
	if m.org.budget != nil {
		budgetMetrics(gauge, r.Budget)
	}
	if r.Stretch > 0 {
		gauge("salesforce_exporter_interval_stretch_ratio",
			"How many times longer the budget makes the intervals of all collectors, and the time that figures are shown for.",
			r.Stretch, nil)
	}
	if k := m.org.keeper; k != nil {
		if last := k.last(); last.done {
			gauge("salesforce_exporter_answers_kept",
				"Whether all that the org answered is in the state directory, so that a restart shows it and asks only what is due.",
				source.Truth(last.err == nil && last.left == 0), nil)
		}
	}
	for _, l := range m.org.lanes {
		if among(m.collectors, l.source.Name()) {
			l.source.Collect(gauge, counter, m.now)
		}
	}
	for _, c := range r.Collectors {
		if !among(m.collectors, c.Name) {
			continue
		}
		if m.org.budget != nil && c.PutOff > 0 {
			counter("salesforce_exporter_budget_put_off_total",
				"Refreshes of a collector that were due and did not fit the budget.", float64(c.PutOff), []string{"collector"}, c.Name)
		}
		refreshMetrics(gauge, c)
		if c.Made {
			snapshotMetrics(gauge, c)
		}
	}
}

// usageMaxAge is how long the org's count of the last 24 hours is shown: then none
// of what it counted is in the last 24 hours.
const usageMaxAge = 25 * time.Hour

// circuitMetric shows whether the org is left alone, and why.
func circuitMetric(gauge source.Emit, open string) {
	for _, reason := range circuit.Reasons() {
		gauge("salesforce_exporter_circuit_open",
			"Whether the org answers nothing and gets one cheap call now and then, by reason: unreachable, throttled, refused, sign_in, unreadable.",
			source.Truth(open == string(reason)), []string{"reason"}, string(reason))
	}
}

// budgetMetrics show what may be spent.
func budgetMetrics(gauge source.Emit, b status.Budget) {
	gauge("salesforce_exporter_budget_calls", "API calls that this exporter may make in any 24 hours.", float64(b.Calls),
		nil)
	gauge("salesforce_exporter_budget_spent", "API calls that this exporter made in the last 24 hours.", float64(b.Spent),
		nil)
	gauge("salesforce_exporter_budget_available", "API calls that this exporter may make now.", float64(b.Available), nil)
	for _, reason := range budget.Reasons() {
		gauge("salesforce_exporter_budget_closed",
			"Whether nothing is asked, by reason: cap (all is spent for now), reserve (the rest of the org's allowance is for others), exhausted (the org refuses requests).",
			source.Truth(b.Closed == string(reason)), []string{"reason"}, string(reason))
	}
}

// refreshMetrics show what the last refresh of a collector came to.
func refreshMetrics(gauge source.Emit, c status.Collector) {
	label := []string{"collector"}
	if c.State != status.Waits {
		gauge("salesforce_collector_success",
			"Whether all that the collector can give is there, and no older than it should be.", source.Truth(c.Succeeds()), label,
			c.Name)
	}
	if !c.Started.IsZero() {
		gauge("salesforce_collector_duration_seconds", "How long the last refresh took that the collector was part of.",
			c.Seconds, label, c.Name)
	}
	if !c.Succeeded.IsZero() {
		gauge("salesforce_collector_last_success_timestamp_seconds",
			"When the collector's last refresh ended after which all that it can give was there.",
			float64(c.Succeeded.UnixMilli())/1000, label, c.Name)
	}
}

// snapshotMetrics show what the snapshot of a collector cost, and what it lacks.
func snapshotMetrics(gauge source.Emit, c status.Collector) {
	gauge("salesforce_collector_api_calls",
		"Billed API requests of the collector's last refresh, and of answers renewed since; shared ones count by share.",
		c.Calls, []string{"collector"}, c.Name)
	gauge("salesforce_collector_withheld",
		"Metrics of which something is not shown because what it is made of is too old.", float64(len(c.Withheld)),
		[]string{"collector"}, c.Name)
	reasons := map[string]int{}
	for _, skip := range slices.Concat(c.Skipped, c.Waiting) {
		reasons[skip.Reason]++
	}
	for reason, n := range reasons {
		gauge("salesforce_collector_skipped", "Metrics that the collector cannot give, by reason.", float64(n),
			[]string{"collector", "reason"}, c.Name, reason)
	}
	for reason, n := range c.BadRows {
		gauge("salesforce_collector_bad_rows",
			"Rows of the collector's answers that are left out, or shown with a character replaced or a text cut, by reason.", float64(n),
			[]string{"collector", "reason"}, c.Name, reason)
	}
	gauge("salesforce_collector_series", "Series that the collector shows.", float64(c.Series), []string{"collector"},
		c.Name)
	for metric, dimensions := range c.Coarse {
		for _, d := range dimensions {
			gauge("salesforce_collector_coarse",
				"1 for each dimension that a metric is shown without, because it would have too many series.", 1,
				[]string{"collector", "metric", "dimension"}, c.Name, metric, d)
		}
	}
	for metric, n := range c.Dropped {
		gauge("salesforce_collector_dropped_series", "Series of a metric that are not shown because there are too many.",
			float64(n), []string{"collector", "metric"}, c.Name, metric)
	}
}

// errorCounts are the errors of refreshes by code.
func (o *Org) errorCounts() map[string]int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return maps.Clone(o.state.errors)
}

func emitter(out chan<- prometheus.Metric, kind prometheus.ValueType) source.Emit {
	return func(name, help string, value float64, labels []string, values ...string) {
		desc := prometheus.NewDesc(name, help, labels, nil)
		metric, err := prometheus.NewConstMetric(desc, kind, value, values...)
		if err != nil {
			metric = prometheus.NewInvalidMetric(desc, err)
		}
		out <- metric
	}
}
