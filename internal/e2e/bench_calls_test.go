package e2e

import (
	"regexp"
	"strings"
	"testing"
	"time"

	dto "github.com/prometheus/client_model/go"

	"salesforce_exporter/internal/demo"
)

// BenchmarkCallsADay compares the calls of a day with those of an exporter that
// has a query for each metric, and for each object of it, and a call for each
// query, at the same intervals. TestWholeCatalogueADay proves the prediction
// that stands for ours.
func BenchmarkCallsADay(b *testing.B) {
	var plain, ours float64
	for b.Loop() {
		r := newRig(b, rigOptions{demo: demo.Options{Frozen: true}, make: everyOf(b)})
		plain = 0
		for name, family := range r.scrape(0).families {
			plain += queriesOf(family) * asksADay(b, name, family.GetHelp())
		}
		ours = float64(r.org.CallsADay())
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(plain, "plain-calls")
	b.ReportMetric(ours, "our-calls")
	b.ReportMetric(ours/plain, "ours/plain")
}

// queriesOf counts the objects that a metric is about.
func queriesOf(f *dto.MetricFamily) float64 {
	objects := map[string]bool{}
	for _, m := range f.GetMetric() {
		for _, l := range m.GetLabel() {
			if l.GetName() == "object" {
				objects[l.GetValue()] = true
			}
		}
	}
	return float64(max(1, len(objects)))
}

var askedEvery = regexp.MustCompile(`Asked at most every (\S+)\.$`)

// asksADay reads the interval from the help of a metric. Metrics about the
// exporter have none and cost nothing.
func asksADay(b *testing.B, name, help string) float64 {
	found := askedEvery.FindStringSubmatch(help)
	if found == nil {
		if !strings.HasPrefix(name, "salesforce_collector_") && !strings.HasPrefix(name, "salesforce_exporter_") &&
			name != "salesforce_up" && !strings.HasPrefix(name, "salesforce_api_requests_") {
			b.Errorf("the help of %s does not say how often it is asked: %q", name, help)
		}
		return 0
	}
	every, err := time.ParseDuration(found[1])
	if err != nil {
		b.Fatal(err)
	}
	return float64(24*time.Hour) / float64(every)
}
