package collector_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"salesforce_exporter/collector"
)

// TestSamples holds the samples of each collector, whose answers are those of
// sound_test.go, against what was read and found right before.
func TestSamples(t *testing.T) {
	for _, s := range soundCollectors(t) {
		t.Run(s.name, func(t *testing.T) {
			var got bytes.Buffer
			for _, f := range s.plan.Make(s.input) {
				if f.Err != nil {
					t.Errorf("%s: %v", f.Metrics[0].Name, f.Err)
				}
				for _, x := range f.Samples {
					fmt.Fprintln(&got, line(x))
				}
			}
			path := filepath.Join("testdata", "samples", s.name+".txt")
			if *update {
				if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(path)
			if err != nil || len(want) == 0 {
				t.Fatalf("nothing to hold it against: %v", err)
			}
			if diff := cmp.Diff(string(want), got.String()); diff != "" {
				t.Errorf("%s (-want +got), if it is right run go test ./collector -update:\n%s", path, diff)
			}
		})
	}
}

// line writes a sample as Prometheus does.
func line(s collector.Sample) string {
	pairs := make([]string, len(s.Metric.Labels))
	for i, label := range s.Metric.Labels {
		pairs[i] = fmt.Sprintf("%s=%q", label, s.Values[i])
	}
	text := fmt.Sprintf("%s{%s} %v", strings.TrimPrefix(s.Metric.Name, collector.Prefix), strings.Join(pairs, ","),
		s.Value)
	if d := s.Distribution; d != nil {
		text += fmt.Sprintf(" below %v, count %d, sum %v", d.Below, d.Count, d.Sum)
	}
	return text
}

// TestEveryMetricHasSamples fails for a metric that the answers say nothing of, so
// that the test above sees all.
func TestEveryMetricHasSamples(t *testing.T) {
	for _, s := range soundCollectors(t) {
		made := map[string]bool{}
		for _, f := range s.plan.Make(s.input) {
			for _, x := range f.Samples {
				made[x.Metric.Name] = true
			}
		}
		for _, m := range s.plan.Metrics() {
			if !made[m.Name] && m.Name != "salesforce_field_not_countable" { // an org of which nothing is known counts all
				t.Errorf("%s: %s has no sample", s.name, m.Name)
			}
			if queries := s.plan.For(m.Name); len(queries) == 0 && s.name != "users" && s.name != "leaderboards" &&
				m.Name != "salesforce_field_not_countable" {
				t.Errorf("%s: %s is made of no statement", s.name, m.Name)
			}
		}
	}
}
