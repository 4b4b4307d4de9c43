package e2e

import (
	"regexp"
	"strings"
	"testing"
	"time"

	dto "github.com/prometheus/client_model/go"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/demo"
)

// BenchmarkCallsADay compares the calls of a day with those of two others at the same intervals: one that asks each
// distinct statement and fills its calls, which is what a careful exporter would reach, and one that has a call for
// each metric and object. TestWholeCatalogueADay holds the prediction that stands for ours to what the demo org
// bills. It does so for all collectors, and for those of records alone.
func BenchmarkCallsADay(b *testing.B) {
	b.Run("records", func(b *testing.B) { callsADayOf(b, ofRecords(b), 26) })
	b.Run("all", func(b *testing.B) { callsADayOf(b, everyOf(b), 32) })
}

func callsADayOf(b *testing.B, collectors func(*setup) []collector.Collector, mostAtFirst float64) {
	var plain, packed, first, ours float64
	for b.Loop() {
		r := newRig(b, rigOptions{demo: demo.Options{Users: 200, Frozen: true}, make: collectors})
		plain = 0
		for name, family := range r.scrape(0).families {
			plain += queriesOf(family) * asksADay(b, name, family.GetHelp())
		}
		first, packed, ours = float64(r.demo.Calls()), packedCalls(b, r), float64(r.org.CallsADay())
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(plain, "plain-calls")
	b.ReportMetric(packed, "packed-calls")
	b.ReportMetric(ours, "our-calls")
	b.ReportMetric(230, "limit-calls")
	b.ReportMetric(ours/packed, "ours/packed")
	b.ReportMetric(first, "first-refresh-calls")
	b.ReportMetric(mostAtFirst, "limit-first-refresh-calls")
}

// packedCalls is what a day costs if each distinct statement of the collectors is asked at its interval, and each call
// carries five.
func packedCalls(b *testing.B, r *rig) float64 {
	plans, err := r.org.Plans(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	every := map[string]time.Duration{}
	for _, plan := range plans.ByCollector {
		for _, q := range plan.Queries {
			if before, met := every[q.String()]; !met || q.MaxAge < before {
				every[q.String()] = q.MaxAge
			}
		}
	}
	statements := 0.0
	for _, age := range every {
		statements += float64(24*time.Hour) / float64(age)
	}
	return statements / 5
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
