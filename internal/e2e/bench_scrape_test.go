//go:build unix

package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	dto "github.com/prometheus/client_model/go"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/demo"
	"salesforce_exporter/internal/org"
)

// BenchmarkWarmScrape measures a scrape by Prometheus, with gzip, that has nothing to
// refresh. The floor is a handler that has the very bytes; beside it stands promhttp,
// which serves the same constant metrics from a plain registry.
func BenchmarkWarmScrape(b *testing.B) {
	for _, size := range []struct {
		users   int
		limitUS float64
	}{{160, 2_000}, {1_600, 5_000}} {
		b.Run(fmt.Sprintf("users=%d", size.users), func(b *testing.B) { warmScrape(b, size.users, size.limitUS) })
	}
}

func warmScrape(b *testing.B, users int, limitUS float64) {
	r := newRig(b, rigOptions{
		demo: demo.Options{Users: users, Frozen: true}, make: everyOf(b),
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
	library := promhttp.HandlerFor(registry, promhttp.HandlerOpts{EnableOpenMetrics: true})
	w := httptest.NewRecorder()
	r.handler.ServeHTTP(w, byPrometheus(b)) // which makes the pieces of this format
	ready := w.Body.Bytes()
	series := 0
	for _, f := range families {
		series += len(f.GetMetric())
	}
	bytesReady := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(ready) })
	var floor, ours, promhttps time.Duration
	for b.Loop() {
		floor += processorTime(b, 1000, func() { serve(b, bytesReady) })
		ours += processorTime(b, 1000, func() { serve(b, r.handler) })
		promhttps += processorTime(b, 5, func() { serve(b, library) })
	}
	b.ReportMetric(0, "ns/op")
	each := func(d time.Duration) float64 { return float64(d.Microseconds()) / float64(b.N) }
	b.ReportMetric(each(floor), "floor-µs")
	b.ReportMetric(each(ours), "ours-µs")
	b.ReportMetric(each(promhttps), "promhttp-µs")
	b.ReportMetric(limitUS, "limit-µs")
	b.ReportMetric(float64(series), "series")
	b.ReportMetric(float64(len(ready)), "bytes")
}

// processorTime is what one time of doing something takes of processors, by the mean
// of several, what it leaves to the garbage collector included.
func processorTime(b *testing.B, times int, do func()) time.Duration {
	runtime.GC()
	start := processorTimeSpent(b)
	for range times {
		do()
	}
	runtime.GC()
	both := processorTimeSpent(b) - start
	start = processorTimeSpent(b)
	runtime.GC() // what the heap costs anyway
	return (both - (processorTimeSpent(b) - start)) / time.Duration(times)
}

func processorTimeSpent(b *testing.B) time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// serve sends a scrape by Prometheus, and throws away what is sent.
func serve(b *testing.B, h http.Handler) {
	w := &sink{header: http.Header{}}
	h.ServeHTTP(w, byPrometheus(b))
	if w.status > http.StatusOK || w.size == 0 {
		b.Fatalf("status %d, %d bytes", w.status, w.size)
	}
}

func byPrometheus(b *testing.B) *http.Request {
	r := httptest.NewRequestWithContext(b.Context(), http.MethodGet, "/metrics", nil)
	for name, value := range asPrometheus {
		r.Header.Set(name, value)
	}
	return r
}

// A sink is a connection that takes everything at once, as a kernel does: it copies.
type sink struct {
	header       http.Header
	status, size int
	buffer       [64 << 10]byte
}

func (s *sink) Header() http.Header    { return s.header }
func (s *sink) WriteHeader(status int) { s.status = status }
func (s *sink) Write(p []byte) (int, error) {
	for rest := p; len(rest) > 0; rest = rest[copy(s.buffer[:], rest):] {
		s.size += min(len(rest), len(s.buffer))
	}
	return len(p), nil
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
