package e2e

import (
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/collectors/version"
	"github.com/prometheus/client_golang/prometheus/testutil"
	dto "github.com/prometheus/client_model/go"

	"salesforce_exporter/internal/demo"
)

// TestLint holds all metrics against Prometheus' naming rules.
func TestLint(t *testing.T) {
	// A gauge may not be called a total. This one keeps its name because its
	// users call it so, and is a gauge because records are deleted and change
	// owner.
	const exception = "salesforce_records_created_total"
	const complaint = `non-counter metrics should not have "_total" suffix`

	r := newRig(t, rigOptions{demo: demo.Options{Users: 30, Frozen: true}, unit: true})
	for _, name := range []string{exception, "salesforce_exporter_engagement_api_calls_total"} {
		if !r.scrape(0).has(name) {
			t.Fatalf("/metrics has no %s", name)
		}
	}
	own := prometheus.NewRegistry()
	own.MustRegister(collectors.NewGoCollector(), version.NewCollector("salesforce_exporter"))
	ofOrg := prometheus.GathererFunc(func() ([]*dto.MetricFamily, error) { return r.org.Gather() })
	problems, err := testutil.GatherAndLint(prometheus.Gatherers{own, ofOrg})
	if err != nil {
		t.Fatal(err)
	}
	excused := false
	for _, p := range problems {
		if p.Metric == exception && p.Text == complaint {
			excused = true
			continue
		}
		t.Errorf("%s: %s", p.Metric, p.Text)
	}
	if !excused {
		t.Errorf("lint has nothing to say of %s, so it needs no exception", exception)
	}
}
