package e2e

import (
	"bytes"
	"context"
	"io"
	"math"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/demo"
	"salesforce_exporter/internal/salesforce"
	"salesforce_exporter/internal/soql"
)

// latency is what a call takes that Salesforce answers from its caches.
const latency = 100 * time.Millisecond

// parallel calls are what the client allows itself where all are short.
const parallel = 16

// coldRounds are the calls of a start that wait for one another: the sign-in, the
// description of the org, what is asked, and what depends on the time zone of the user.
const coldRounds = 4

// BenchmarkColdStart compares the first refresh of a new exporter, up to all figures, with
// the rounds of calls that depend on each other, at 100 ms a call.
func BenchmarkColdStart(b *testing.B) {
	first := newRefreshBench(b) // records what the org answers
	first.org.Close()
	var took time.Duration
	series := 0
	for b.Loop() {
		r := newRigOn(b, first.demo, rigOptions{make: everyOf(b)})
		r.host.handler = first.host.handler
		took += timed(func() { r.org.Refresh(b.Context()) })
		series = r.org.Report(time.Now()).Series()
		r.org.Close()
	}
	if series < 4000 {
		b.Fatalf("%d series are there, which cannot be all", series)
	}
	floor := coldRounds * latency
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(floor.Milliseconds()), "floor-ms")
	b.ReportMetric(float64(took.Milliseconds())/float64(b.N), "ours-ms")
	b.ReportMetric(float64(took)/float64(b.N)/float64(floor), "ours/floor")
}

// BenchmarkRefresh compares a refresh of everything, each call of which takes
// 100 ms, with its critical path: so many calls, sixteen at a time. The org's
// answers are recorded, so that only the exporter's own work is timed.
func BenchmarkRefresh(b *testing.B) {
	bench := newRefreshBench(b)
	var took time.Duration
	calls := 0
	for b.Loop() {
		before := bench.client.Calls()
		took += timed(func() { bench.org.Refresh(b.Context()) })
		calls += bench.client.Calls() - before
	}
	path := time.Duration(math.Ceil(float64(calls)/float64(b.N)/parallel)) * latency
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(calls)/float64(b.N), "calls")
	b.ReportMetric(float64(path.Milliseconds()), "floor-ms")
	b.ReportMetric(float64(took.Milliseconds())/float64(b.N), "ours-ms")
	b.ReportMetric(float64(took)/float64(b.N)/float64(path), "ours/floor")
}

// BenchmarkAgainstPlainClient compares a refresh of everything with a client
// that sends each statement as a call of its own, one after the other.
func BenchmarkAgainstPlainClient(b *testing.B) {
	bench := newRefreshBench(b)
	// What the org does not show nobody asks twice. The answers are recorded.
	statements := slices.DeleteFunc(bench.statements(), func(s soql.Statement) bool {
		return salesforce.NotVisible(bench.client.Ask(b.Context(), []soql.Statement{s})[0].Err)
	})
	plainly := func() {
		for _, s := range statements {
			if r := bench.client.Ask(b.Context(), []soql.Statement{s})[0]; r.Err != nil {
				b.Fatal(r.Err)
			}
		}
	}
	var took ratio
	for b.Loop() {
		took.floor(plainly)
		took.ours(func() { bench.org.Refresh(b.Context()) })
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(took.least.Milliseconds())/float64(b.N), "plain-ms")
	b.ReportMetric(float64(took.spent.Milliseconds())/float64(b.N), "ours-ms")
	b.ReportMetric(float64(took.spent)/float64(took.least), "ours/plain")
}

// A refreshBench is an exporter all of whose answers are too old at any time,
// before an org that answers from a record.
type refreshBench struct {
	*rig
	collectors []collector.Collector
}

func newRefreshBench(b *testing.B) *refreshBench {
	bench := &refreshBench{}
	bench.rig = newRig(b, rigOptions{
		demo: demo.Options{Frozen: true},
		make: func(s *setup) []collector.Collector {
			s.Uniform = time.Nanosecond
			bench.collectors = every(b, s)
			return bench.collectors
		},
	})
	bench.host.handler = record(bench.demo.Handler())
	for range 2 { // the first refresh reads the schema, too
		bench.org.Refresh(b.Context())
	}
	return bench
}

// statements are those that a refresh sends, each once.
func (r *refreshBench) statements() []soql.Statement {
	seen := map[string]bool{}
	var all []soql.Statement
	for _, c := range r.collectors {
		for _, q := range c.Plan(collector.OpenSchema()).Queries {
			if q.Resource == "" && !seen[q.String()] {
				seen[q.String()] = true
				statement, _ := q.At(collector.ExampleMoment(r.demo.Now()))
				all = append(all, statement)
			}
		}
	}
	return all
}

// record answers what was asked before as it did then, after the latency.
func record(next http.Handler) http.Handler {
	var mu sync.Mutex
	known := map[string]*recorded{}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		key := r.Method + r.URL.String() + string(body)
		mu.Lock()
		answer := known[key]
		mu.Unlock()
		if answer == nil {
			answer = &recorded{header: http.Header{}, status: http.StatusOK}
			r.Body = io.NopCloser(bytes.NewReader(body))
			next.ServeHTTP(answer, r)
			mu.Lock()
			known[key] = answer
			mu.Unlock()
		} else {
			pause(r.Context(), latency)
		}
		for name, values := range answer.header {
			w.Header()[name] = values
		}
		w.WriteHeader(answer.status)
		_, _ = w.Write(answer.body.Bytes())
	})
}

func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

type recorded struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (r *recorded) Header() http.Header { return r.header }

func (r *recorded) WriteHeader(status int) { r.status = status }

func (r *recorded) Write(p []byte) (int, error) { return r.body.Write(p) }
