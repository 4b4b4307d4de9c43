package e2e

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/demo"
	"salesforce_exporter/internal/org"
)

// BenchmarkScrapeDuringRefresh scrapes some 170,000 series over a connection, as
// Prometheus does with a timeout of two seconds, while refreshes run that take longer.
// It reports the share of scrapes that were answered in time, which is Prometheus' up.
func BenchmarkScrapeDuringRefresh(b *testing.B) {
	r := newRig(b, rigOptions{
		demo: demo.Options{Users: 1_600, Frozen: true},
		make: func(s *setup) []collector.Collector {
			s.Uniform = time.Nanosecond
			return every(b, s)
		},
		tune: func(o *org.Options) {
			o.People.Dimensions = []collector.Dimension{{Label: "person", Path: "Username"}}
		},
	})
	r.scrape(0)
	server := httptest.NewServer(r.handler)
	defer server.Close()
	in := 0
	var longest time.Duration
	for b.Loop() {
		start := time.Now()
		if scrapedInTime(b, server.URL, 2*time.Second) {
			in++
		}
		longest = max(longest, time.Since(start))
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(in)/float64(b.N), "up")
	b.ReportMetric(1, "limit-up")
	b.ReportMetric(float64(longest.Milliseconds()), "longest-ms")
}

// scrapedInTime reports whether a whole answer arrives before the timeout.
func scrapedInTime(b *testing.B, url string, timeout time.Duration) bool {
	client := http.Client{Timeout: timeout}
	req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, url+"/metrics", nil)
	if err != nil {
		b.Fatal(err)
	}
	for name, value := range asPrometheus {
		req.Header.Set(name, value)
	}
	req.Header.Set("X-Prometheus-Scrape-Timeout-Seconds", "2")
	res, err := client.Do(req)
	if err != nil {
		return false
	}
	defer res.Body.Close()
	n, err := io.Copy(io.Discard, res.Body)
	return err == nil && n > 1<<20 && res.StatusCode == http.StatusOK
}
