package e2e

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	dto "github.com/prometheus/client_model/go"

	"salesforce_exporter/internal/demo"
)

var metricRow = regexp.MustCompile("(?m)^\\| `(salesforce_\\w+)` \\| (\\w+) \\| ([^|]+) \\|")

// TestMetricsPageIsWhatIsShown holds what /metrics has against the index of all
// metrics: each is there, with its type and labels.
func TestMetricsPageIsWhatIsShown(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/metrics.md")
	if err != nil {
		t.Fatal(err)
	}
	documented := map[string][]string{}
	for _, row := range metricRow.FindAllStringSubmatch(string(page), -1) {
		documented[row[1]] = row[2:]
	}
	r := newRig(t, rigOptions{make: everyOf(t), demo: demo.Options{Users: 30, Frozen: true}, unit: true})
	r.scrape(0)
	families, err := r.org.Gather()
	if err != nil || len(families) < 100 {
		t.Fatalf("%d metrics: %v", len(families), err)
	}
	for _, family := range families {
		row := documented[family.GetName()]
		if row == nil {
			t.Errorf("docs/metrics.md has no %s", family.GetName())
			continue
		}
		if kind := strings.ToLower(family.GetType().String()); kind != row[0] {
			t.Errorf("%s is a %s, on the page a %s", family.GetName(), kind, row[0])
		}
		labels := strings.Split(row[1], ", ")
		for _, name := range labelNames(family) {
			if !slices.Contains(labels, name) {
				t.Errorf("%s has the label %s, on the page it has %s", family.GetName(), name, row[1])
			}
		}
	}
}

func labelNames(family *dto.MetricFamily) []string {
	var names []string
	for _, m := range family.GetMetric() {
		for _, label := range m.GetLabel() {
			if !slices.Contains(names, label.GetName()) {
				names = append(names, label.GetName())
			}
		}
	}
	return names
}
