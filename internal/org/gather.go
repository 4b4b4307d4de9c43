package org

import (
	"slices"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"

	"salesforce_exporter/internal/budget"
	"salesforce_exporter/internal/refresh"
	"salesforce_exporter/internal/source"
)

// Gather returns what is known now: the samples of every collector that are
// not too old, and the meta metrics. It asks nothing.
func (o *Org) Gather() ([]*dto.MetricFamily, error) {
	registry := prometheus.NewRegistry()
	if err := registry.Register(&meta{org: o, now: time.Now()}); err != nil {
		return nil, err
	}
	families, err := registry.Gather()
	if err != nil {
		return nil, err
	}
	o.mu.Lock()
	for _, s := range o.snapshots {
		families = append(families, whole(s.shown(time.Now()))...)
	}
	o.mu.Unlock()
	slices.SortFunc(families, func(a, b *dto.MetricFamily) int { return strings.Compare(a.GetName(), b.GetName()) })
	return families, nil
}

// meta shows how fresh and how complete the samples are, and what they cost.
type meta struct {
	org *Org
	now time.Time
}

func (*meta) Describe(chan<- *prometheus.Desc) {}

func (m *meta) Collect(out chan<- prometheus.Metric) {
	m.org.mu.Lock()
	defer m.org.mu.Unlock()
	gauge := emitter(out, prometheus.GaugeValue)
	counter := emitter(out, prometheus.CounterValue)
	if up := m.org.state.up; up != nil {
		gauge("salesforce_up", "Whether the exporter can sign in and the org answers statements.", source.Truth(*up), nil)
	}
	m.usage(gauge)
	for code, n := range m.org.state.errors {
		counter("salesforce_exporter_errors_total", "Errors of refreshes, by Salesforce's error code or the exporter's own.",
			float64(n), []string{"code"}, code)
	}
	counter("salesforce_exporter_api_calls_total", "Billed API requests that this exporter sent.",
		float64(m.org.client.Calls()), nil)
	counter("salesforce_exporter_refreshes_total", "Refreshes started.", float64(m.org.scheduler.Runs()), nil)
	m.budget(gauge, counter)
	for _, l := range m.org.lanes {
		l.source.Collect(gauge, counter, m.now)
	}
	for _, st := range m.org.status() {
		label := []string{"collector"}
		if !st.Started.IsZero() || st.Postponed {
			gauge("salesforce_collector_success",
				"Whether all that the collector can give is there, and no older than it should be.", source.Truth(m.succeeds(st)), label,
				st.Name)
		}
		if !st.Started.IsZero() {
			gauge("salesforce_collector_duration_seconds", "How long the last refresh took that the collector was part of.",
				st.Duration.Seconds(), label, st.Name)
		}
		if !st.Succeeded.IsZero() {
			gauge("salesforce_collector_last_success_timestamp_seconds",
				"When the collector's last refresh ended after which all that it can give was there.",
				float64(st.Succeeded.UnixMilli())/1000, label, st.Name)
		}
		m.snapshot(gauge, st.Name)
	}
}

// succeeds reports whether all of a collector was there after its last refresh, none
// was put off since, and nothing became too old meanwhile.
func (m *meta) succeeds(st refresh.Status) bool {
	if st.Err != nil || st.Postponed {
		return false
	}
	s := m.org.snapshots[st.Name]
	return s == nil || len(s.withheld(m.now)) == 0
}

// usageMaxAge is how long the org's count of the last 24 hours is shown: then none
// of what it counted is in the last 24 hours.
const usageMaxAge = 25 * time.Hour

func (m *meta) usage(gauge source.Emit) {
	usage := m.org.client.Usage()
	if usage.Limit == 0 || refresh.Since(usage.At, m.now) > usageMaxAge {
		return
	}
	gauge("salesforce_api_requests_used",
		"API requests of all clients of the org in the last 24 hours, as of the last answer.", float64(usage.Used), nil)
	gauge("salesforce_api_requests_limit", "API requests that the org may make in 24 hours.", float64(usage.Limit), nil)
}

// budget shows what may be spent, and what did not fit.
func (m *meta) budget(gauge, counter source.Emit) {
	if m.org.budget == nil {
		return
	}
	s := m.org.budget.Status(m.now)
	gauge("salesforce_exporter_budget_calls", "API calls that this exporter may make in any 24 hours.", float64(s.Limit),
		nil)
	gauge("salesforce_exporter_budget_spent", "API calls that this exporter made in the last 24 hours.", float64(s.Spent),
		nil)
	gauge("salesforce_exporter_budget_available", "API calls that this exporter may make now.", float64(s.Available), nil)
	for _, reason := range budget.Reasons() {
		gauge("salesforce_exporter_budget_closed",
			"Whether nothing is asked, by reason: cap (all is spent for now), reserve (the rest of the org's allowance is for others), exhausted (the org refuses requests).",
			source.Truth(s.Closed == reason), []string{"reason"}, string(reason))
	}
	for name, n := range m.org.state.putOff {
		counter("salesforce_exporter_budget_put_off_total",
			"Refreshes of a collector that were due and did not fit the budget.", float64(n), []string{"collector"}, name)
	}
}

func (m *meta) snapshot(gauge source.Emit, name string) {
	s := m.org.snapshots[name]
	if s == nil {
		return
	}
	gauge("salesforce_collector_api_calls",
		"Billed API requests of the collector's last refresh; shared ones count by share.", s.calls, []string{"collector"},
		name)
	gauge("salesforce_collector_withheld",
		"Metrics of which something is not shown because what it is made of is too old.", float64(len(s.withheld(m.now))),
		[]string{"collector"}, name)
	reasons := map[string]int{}
	for _, skip := range slices.Concat(s.skipped, s.waiting) {
		reasons[skip.Reason]++
	}
	for reason, n := range reasons {
		gauge("salesforce_collector_skipped", "Metrics that the collector cannot give, by reason.", float64(n),
			[]string{"collector", "reason"}, name, reason)
	}
	for reason, n := range s.flaws {
		gauge("salesforce_collector_bad_rows",
			"Rows of the collector's answers that are left out, or shown with a character replaced, by reason.", float64(n),
			[]string{"collector", "reason"}, name, reason)
	}
	for metric, n := range s.dropped {
		gauge("salesforce_collector_dropped_series", "Series of a metric that are not shown because there are too many.",
			float64(n), []string{"collector", "metric"}, name, metric)
	}
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
