package generate_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"salesforce_exporter/internal/demo/generate"
	"salesforce_exporter/internal/demo/store"
)

// BenchmarkFill100k makes up the largest company, and says how many rows it
// has, how much memory they take and how long a grouped count over a million
// of them lasts.
func BenchmarkFill100k(b *testing.B) {
	for b.Loop() {
		st, _ := fill(b, generate.Options{Users: 100_000, Seed: 1, Now: noon})
		b.StopTimer()
		b.ReportMetric(float64(countAll(b, st)), "rows")
		b.ReportMetric(peakMB(b), "peak-MB")
		b.ReportMetric(groupMillion(b, st).Seconds(), "s/grouped-million")
		st.Close()
		b.StartTimer()
	}
}

func countAll(b *testing.B, st *store.Store) (rows int) {
	b.Helper()
	for _, o := range st.Schema().Objects() {
		if o.Queryable {
			rows += count(b, st, store.Quote(o.Name))
		}
	}
	return rows
}

func count(b testing.TB, st *store.Store, from string) (n int) {
	b.Helper()
	if err := st.DB().QueryRowContext(b.Context(), "SELECT COUNT(*) FROM "+from).Scan(&n); err != nil {
		b.Fatal(err)
	}
	return n
}

// groupMillion counts the rows of a large object by owner and scales the time
// to a million rows.
func groupMillion(b *testing.B, st *store.Store) time.Duration {
	b.Helper()
	rows := count(b, st, "LoginHistory")
	start := time.Now()
	count(b, st, "(SELECT UserId, COUNT(Id) FROM LoginHistory GROUP BY UserId)")
	return time.Duration(float64(time.Since(start)) * 1e6 / float64(rows))
}

// peakMB is the most memory that the process has held, where the system tells.
func peakMB(b *testing.B) float64 {
	b.Helper()
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		words := strings.Fields(line)
		if len(words) == 3 && words[0] == "VmHWM:" {
			kB := 0.0
			for _, digit := range words[1] {
				kB = kB*10 + float64(digit-'0')
			}
			return kB / 1024
		}
	}
	return 0
}
