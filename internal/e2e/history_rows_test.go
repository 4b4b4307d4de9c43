package e2e

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"salesforce_exporter/collector/past"
	"salesforce_exporter/internal/demo"
)

// TestHistoryOfHistograms writes the series of a histogram as a scrape has them in the
// format that Prometheus asks for: their names, and the bounds of their buckets.
func TestHistoryOfHistograms(t *testing.T) {
	t.Parallel()
	r := remembered(t, demo.Options{Users: 40, Frozen: true})
	req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil)
	req.Header.Set("Accept", "application/openmetrics-text;version=1.0.0")
	live := httptest.NewRecorder()
	r.handler.ServeHTTP(live, req)
	until := r.demo.Now().Truncate(24 * time.Hour)
	options := historyOptions(t, r, until.AddDate(0, 0, -2), until)
	writtenHistory(t, options)
	files, err := filepath.Glob(filepath.Join(options.Dir, "*.om"))
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(files[len(files)-1])
	if err != nil {
		t.Fatal(err)
	}
	want, got := namesIn(live.Body.String()), namesIn(string(text))
	if diff := cmp.Diff(want, got); diff != "" || len(want) < 50 {
		t.Errorf("%d series of histograms (-scrape +history):\n%s", len(want), diff)
	}
}

// namesIn are the types and series of a histogram.
func namesIn(text string) map[string]bool {
	names := map[string]bool{}
	for line := range strings.Lines(text) {
		if name, _, found := strings.Cut(line, "} "); found && strings.HasPrefix(name, "salesforce_resolution_seconds_60d_") {
			names[name] = true
		} else if strings.HasPrefix(line, "# TYPE salesforce_resolution_seconds_60d ") {
			names[line] = true
		}
	}
	return names
}

// TestHistoryOfUntrackedFields has an org that tracks other fields of cases, and some only
// since lately.
func TestHistoryOfUntrackedFields(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{demo: demo.Options{Users: 10, Frozen: true}, make: making(t, "cases")})
	until := r.demo.Now().Truncate(24 * time.Hour)
	exec := func(text string, values ...any) {
		if _, err := r.demo.DB().Exec(text, values...); err != nil {
			t.Fatal(err)
		}
	}
	since := until.AddDate(0, 0, -5)
	exec("DELETE FROM CaseHistory WHERE Field = 'Origin' OR Field = 'IsEscalated' AND CreatedDate < ?", since.Unix())
	exec(`INSERT INTO CaseHistory (Id, CaseId, Field, CreatedDate, OldValue) SELECT '017000000000001AAA', Id, 'IsEscalated', ?, 'true'
		FROM "Case" LIMIT 1`, since.Unix())
	options := historyOptions(t, r, until.AddDate(0, 0, -10), until)
	grades, history := writtenHistory(t, options)
	if grades["salesforce_open_cases"] != past.AsToday || grades["salesforce_escalated_cases"] != past.Exact {
		t.Errorf("open cases are %s, want as today; escalated ones %s, want exact", grades["salesforce_open_cases"],
			grades["salesforce_escalated_cases"])
	}
	for moment, series := range history {
		had := metrics{series: series}
		if had.of("salesforce_open_cases") == 0 || (had.of("salesforce_escalated_cases") == 0) != moment.Before(since) {
			t.Errorf("%s: %d series of open cases, and %d of escalated ones", moment, had.of("salesforce_open_cases"),
				had.of("salesforce_escalated_cases"))
		}
	}
}
