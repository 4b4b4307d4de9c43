package e2e

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	dto "github.com/prometheus/client_model/go"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/demo"
	"salesforce_exporter/internal/org"
)

// BenchmarkWarmScrape compares a scrape that has nothing to refresh with the
// floor: promhttp serving the same series from a plain registry.
func BenchmarkWarmScrape(b *testing.B) {
	r := newRig(b, rigOptions{
		demo: demo.Options{Users: 135, Frozen: true}, make: everyOf(b),
		tune: func(o *org.Options) { // a series for each person makes enough of them
			o.People.Dimensions = []collector.Dimension{{Label: "person", Path: "Username"}}
		},
	})
	r.scrape(0)
	families, err := r.org.Gather()
	if err != nil {
		b.Fatal(err)
	}
	registry := prometheus.NewRegistry()
	registry.MustRegister(plain(constantsOf(families)))
	floor := promhttp.HandlerFor(registry, promhttp.HandlerOpts{})

	series := 0
	for _, f := range families {
		series += len(f.GetMetric())
	}
	var took ratio
	for b.Loop() {
		took.floor(func() { serve(b, floor) })
		took.ours(func() { serve(b, r.handler) })
	}
	took.report(b)
	b.ReportMetric(float64(series), "series")
}

func serve(b *testing.B, h http.Handler) {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(b.Context(), http.MethodGet, "/metrics", nil))
	if w.Code != http.StatusOK || w.Body.Len() == 0 {
		b.Fatalf("status %d, %d bytes", w.Code, w.Body.Len())
	}
}

// plain serves constant metrics without describing them.
type plain []prometheus.Metric

func (plain) Describe(chan<- *prometheus.Desc) {}

func (p plain) Collect(out chan<- prometheus.Metric) {
	for _, m := range p {
		out <- m
	}
}

func constantsOf(families []*dto.MetricFamily) []prometheus.Metric {
	var all []prometheus.Metric
	for _, f := range families {
		for _, m := range f.GetMetric() {
			var names, values []string
			for _, l := range m.GetLabel() {
				names, values = append(names, l.GetName()), append(values, l.GetValue())
			}
			kind, value := prometheus.GaugeValue, m.GetGauge().GetValue()
			if f.GetType() == dto.MetricType_COUNTER {
				kind, value = prometheus.CounterValue, m.GetCounter().GetValue()
			}
			all = append(all, prometheus.MustNewConstMetric(prometheus.NewDesc(f.GetName(), f.GetHelp(), names, nil), kind,
				value, values...))
		}
	}
	return all
}

// A ratio compares two ways of doing the same in one run, in turns, because
// machines are noisy and differ.
type ratio struct {
	least, spent time.Duration
	runs         int
}

func (r *ratio) floor(do func()) { r.least += timed(do) }

func (r *ratio) ours(do func()) {
	r.spent += timed(do)
	r.runs++
}

func timed(do func()) time.Duration {
	start := time.Now()
	do()
	return time.Since(start)
}

func (r *ratio) report(b *testing.B) {
	b.ReportMetric(0, "ns/op") // the sum of both would say nothing
	b.ReportMetric(float64(r.least.Microseconds())/float64(r.runs), "floor-µs")
	b.ReportMetric(float64(r.spent.Microseconds())/float64(r.runs), "ours-µs")
	b.ReportMetric(float64(r.spent)/float64(r.least), "ours/floor")
}
