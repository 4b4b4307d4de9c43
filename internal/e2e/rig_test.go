// Package e2e tests the whole: the exporter's own handler scrapes the demo org
// through the client that it uses for a real one.
package e2e

import (
	"bytes"
	"context"
	"math"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-kit/log"
	"github.com/go-kit/log/level"
	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/budget"
	"salesforce_exporter/internal/demo"
	"salesforce_exporter/internal/org"
	"salesforce_exporter/internal/salesforce"
	"salesforce_exporter/internal/source"
	"salesforce_exporter/internal/web"
)

// A rig is an exporter that measures a demo org. Both are reached without a
// network, so that time can be faked.
type rig struct {
	t       testing.TB
	demo    *demo.Org
	host    *host
	client  *salesforce.Client
	unit    *salesforce.Client // that signs in for the business unit; nil without
	org     *org.Org
	handler http.Handler
	log     *logBuffer
}

type rigOptions struct {
	demo   demo.Options
	secret string                             // default "demo"
	gate   salesforce.Gate                    // nil for none
	tune   func(*org.Options)                 // changes what the exporter measures
	make   func(*setup) []collector.Collector // default: firstCollectors
	unit   bool                               // measures the business unit, too
	calls  *budget.Budget                     // of the business unit's API; nil for no end of them
}

func newRig(t testing.TB, o rigOptions) *rig {
	t.Helper()
	d, err := demo.New(t.Context(), o.demo)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return newRigOn(t, d, o)
}

// newRigOn puts an exporter before a demo org that is there already.
func newRigOn(t testing.TB, d *demo.Org, o rigOptions) *rig {
	t.Helper()
	if o.secret == "" {
		o.secret = "demo"
	}
	if o.make == nil {
		o.make = func(s *setup) []collector.Collector { return firstCollectors(t, s) }
	}
	r := &rig{t: t, demo: d, host: &host{handler: d.Handler()}, log: &logBuffer{}}
	r.client = salesforce.New(salesforce.Config{
		SignIn: salesforce.ClientCredentials{
			URL: "https://demo.my.salesforce.test", ClientID: "demo",
			Secret: func() (string, error) { return o.secret, nil },
		},
		Transport: r.host, Gate: o.gate,
	})
	people := &collector.PeopleSource{Dimensions: collector.DefaultDimensions(), Naming: collector.Naming{Name: true}}
	options := org.Options{
		Client: r.client, People: people, Logger: r.warnings(),
		Collectors: o.make(newSetup(people)),
	}
	if o.unit {
		r.unit = r.client
		options.Sources = []source.Source{r.newUnit(collector.Settings{}, o.calls)}
	}
	if o.tune != nil {
		o.tune(&options)
	}
	r.org = org.New(options)
	t.Cleanup(r.org.Close)
	handler, err := web.New(web.Options{
		StatusPage: true,
		Find:       func(string) web.Org { return r.org }, Names: func() []string { return nil },
		Exporter: prometheus.NewRegistry(), TelemetryPath: "/metrics", Logger: r.warnings(),
		Deadline: web.Deadline{Offset: 250 * time.Millisecond, Default: 10 * time.Minute},
	})
	if err != nil {
		t.Fatal(err)
	}
	r.handler = handler
	return r
}

// A logBuffer may be written while it is read.
type logBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *logBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// warnings keeps what is wrong, and not what the log says of each call.
func (r *rig) warnings() log.Logger {
	return level.NewFilter(log.NewLogfmtLogger(r.log), level.AllowWarn())
}

// lines returns the lines of the log that contain a text.
func (b *logBuffer) lines(part string) []string {
	var found []string
	for line := range strings.Lines(b.String()) {
		if strings.Contains(line, part) {
			found = append(found, line)
		}
	}
	return found
}

// scrape gets /metrics as Prometheus does, with a timeout in seconds, or
// without one if it is zero.
func (r *rig) scrape(timeout float64) metrics {
	r.t.Helper()
	return parse(r.t, r.get("/metrics", timeout))
}

// get returns the body of a page.
func (r *rig) get(path string, timeout float64) string {
	r.t.Helper()
	req := httptest.NewRequestWithContext(context.WithoutCancel(r.t.Context()), http.MethodGet, path, nil)
	if timeout > 0 {
		req.Header.Set("X-Prometheus-Scrape-Timeout-Seconds", strconv.FormatFloat(timeout, 'f', -1, 64))
	}
	recorder := httptest.NewRecorder()
	r.handler.ServeHTTP(recorder, req)
	if recorder.Code != http.StatusOK {
		r.t.Fatalf("GET %s: got status %d: %s", path, recorder.Code, recorder.Body)
	}
	return recorder.Body.String()
}

// metrics are the values of a scrape by series, such as
// salesforce_users{profile="Sales User",region="none",role="Rep"}.
type metrics struct {
	text     string
	families map[string]*dto.MetricFamily
	series   map[string]float64
}

func parse(t testing.TB, text string) metrics {
	t.Helper()
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families, err := parser.TextToMetricFamilies(strings.NewReader(text))
	if err != nil {
		t.Fatalf("parse /metrics: %v", err)
	}
	m := metrics{text: text, families: families, series: map[string]float64{}}
	for name, family := range families {
		for _, metric := range family.GetMetric() {
			value := metric.GetGauge().GetValue() + metric.GetCounter().GetValue() + metric.GetUntyped().GetValue()
			if h := metric.GetHistogram(); h != nil {
				m.histogram(name, metric.GetLabel(), h)
				continue
			}
			m.series[seriesName(name, metric.GetLabel())] = value
		}
	}
	return m
}

// histogram notes the series of a histogram, but for the last bucket, which is the count.
func (m metrics) histogram(name string, labels []*dto.LabelPair, h *dto.Histogram) {
	m.series[seriesName(name+"_count", labels)] = float64(h.GetSampleCount())
	m.series[seriesName(name+"_sum", labels)] = h.GetSampleSum()
	for _, b := range h.GetBucket() {
		if math.IsInf(b.GetUpperBound(), 1) {
			continue
		}
		le, bound := "le", strconv.FormatFloat(b.GetUpperBound(), 'g', -1, 64)
		m.series[seriesName(name+"_bucket", append([]*dto.LabelPair{{Name: &le, Value: &bound}}, labels...))] =
			float64(b.GetCumulativeCount())
	}
}

func seriesName(name string, labels []*dto.LabelPair) string {
	if len(labels) == 0 {
		return name
	}
	pairs := make([]string, len(labels))
	for i, l := range labels {
		pairs[i] = l.GetName() + "=" + strconv.Quote(l.GetValue())
	}
	return name + "{" + strings.Join(pairs, ",") + "}"
}

// sum adds up all series of a metric.
func (m metrics) sum(name string) float64 {
	total := 0.0
	for series, value := range m.series {
		if series == name || strings.HasPrefix(series, name+"{") {
			total += value
		}
	}
	return total
}

// has reports whether a metric has any series.
func (m metrics) has(name string) bool { return m.families[name] != nil }
