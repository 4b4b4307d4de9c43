package backfill

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"salesforce_exporter/collector"
)

// TestPageOfHistograms writes a histogram at two moments, as OpenMetrics has it.
func TestPageOfHistograms(t *testing.T) {
	t.Parallel()
	took := &collector.Metric{Name: "salesforce_took_seconds", Help: "Time.", Labels: []string{"role"},
		Buckets: []float64{0.5, 86400}}
	p := newPage(map[string]string{"job": "salesforce"})
	noon := time.Date(2026, time.May, 4, 12, 0, 0, 0, time.UTC)
	for i, d := range []*collector.Distribution{{Below: []uint64{1, 3}, Count: 4, Sum: 90000.5}, {Below: []uint64{0, 0}}} {
		p.add([]collector.Sample{{Metric: took, Values: []string{"Rep"}, Distribution: d}},
			noon.Add(time.Duration(i)*time.Hour))
	}
	path := filepath.Join(t.TempDir(), "page.om")
	if err := p.write(path); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const want = `# HELP salesforce_took_seconds Time.
# TYPE salesforce_took_seconds histogram
salesforce_took_seconds_bucket{job="salesforce",role="Rep",le="0.5"} 1 1.777896e+09
salesforce_took_seconds_bucket{job="salesforce",role="Rep",le="86400.0"} 3 1.777896e+09
salesforce_took_seconds_bucket{job="salesforce",role="Rep",le="+Inf"} 4 1.777896e+09
salesforce_took_seconds_sum{job="salesforce",role="Rep"} 90000.5 1.777896e+09
salesforce_took_seconds_count{job="salesforce",role="Rep"} 4 1.777896e+09
salesforce_took_seconds_bucket{job="salesforce",role="Rep",le="0.5"} 0 1.7778996e+09
salesforce_took_seconds_bucket{job="salesforce",role="Rep",le="86400.0"} 0 1.7778996e+09
salesforce_took_seconds_bucket{job="salesforce",role="Rep",le="+Inf"} 0 1.7778996e+09
salesforce_took_seconds_sum{job="salesforce",role="Rep"} 0.0 1.7778996e+09
salesforce_took_seconds_count{job="salesforce",role="Rep"} 0 1.7778996e+09
# EOF
`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
