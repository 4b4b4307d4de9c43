package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// A recorder stands before an org and repeats what it answered to the same requests: an org
// that takes no time, or as much as it is told to.
type recorder struct {
	*httptest.Server
	org   string       // where it is
	delay atomic.Int64 // of each answer, in nanoseconds
	asked atomic.Int64 // of the org: requests that are not known
	bytes atomic.Int64 // sent
	mu    sync.Mutex
	known map[string]recorded
}

type recorded struct {
	status int
	header http.Header
	body   []byte
}

func record(org string) *recorder {
	r := &recorder{org: org, known: map[string]recorded{}}
	r.Server = httptest.NewServer(r)
	return r
}

func (r *recorder) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	answer, err := r.answer(request)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	time.Sleep(time.Duration(r.delay.Load())) // a real exporter waits for it
	for name, values := range answer.header {
		w.Header()[name] = values
	}
	w.WriteHeader(answer.status)
	n, _ := w.Write(answer.body) // who does not read on has gone
	r.bytes.Add(int64(n))
}

func (r *recorder) answer(request *http.Request) (recorded, error) {
	body, err := io.ReadAll(request.Body)
	if err != nil {
		return recorded{}, err
	}
	key := fmt.Sprint(request.Method, request.URL, string(body))
	r.mu.Lock()
	answer, known := r.known[key]
	r.mu.Unlock()
	if known {
		return answer, nil
	}
	r.asked.Add(1)
	if answer, err = r.ask(request, body); err == nil {
		r.mu.Lock()
		r.known[key] = answer
		r.mu.Unlock()
	}
	return answer, err
}

// ask has the org answer. A sign-in tells where to ask from then on, which is here.
func (r *recorder) ask(request *http.Request, body []byte) (recorded, error) {
	asked, err := http.NewRequestWithContext(request.Context(), request.Method, r.org+request.URL.String(),
		bytes.NewReader(body))
	if err != nil {
		return recorded{}, err
	}
	asked.Header = request.Header.Clone()
	signIn := strings.Contains(request.URL.Path, "oauth2")
	if signIn {
		asked.Header.Del("Accept-Encoding")
	}
	resp, err := (&http.Transport{DisableCompression: true, DisableKeepAlives: true}).RoundTrip(asked)
	if err != nil {
		return recorded{}, err
	}
	defer resp.Body.Close()
	answer := recorded{status: resp.StatusCode, header: resp.Header}
	answer.body, err = io.ReadAll(resp.Body)
	if signIn {
		answer.body = bytes.ReplaceAll(answer.body, []byte(r.org), []byte(r.URL))
		answer.header.Del("Content-Length")
	}
	return answer, err
}

// BenchmarkFirstRefreshOfABigOrg measures the first refresh of an org of 100,000 users who
// all own records, up to all figures: as the demo org answers, as an org that takes no time,
// and as one that takes 2.5 seconds a call, by answers that were recorded.
func BenchmarkFirstRefreshOfABigOrg(b *testing.B) {
	binary := build(b)
	demoOrg := start(b, binary, nil, `msg="demo org is ready" url=(\S+)`, "demo-org", "--frozen", "--users=100000",
		"--listen-address=127.0.0.1:0")
	r := record(demoOrg.found)
	defer r.Close()
	first := r.refresh(b, binary)
	demoOrg.stop(b)
	for b.Loop() {
		asked, sent := r.asked.Load(), r.bytes.Load()
		now := r.refresh(b, binary)
		r.delay.Store(int64(2500 * time.Millisecond))
		slow := r.refresh(b, binary)
		r.delay.Store(0)
		if n := r.asked.Load() - asked; n > 0 || now.figures != first.figures || slow.figures != first.figures {
			b.Fatalf("%d requests were not recorded, and figures of %d, %d and %d series", n, first.figures, now.figures,
				slow.figures)
		}
		b.ReportMetric(first.seconds, "demo-org-s")
		b.ReportMetric(now.seconds, "no-latency-s")
		b.ReportMetric(10, "limit-s")
		b.ReportMetric(now.processor, "processor-s")
		b.ReportMetric(float64(r.bytes.Load()-sent)/2/(1<<20), "MiB")
		b.ReportMetric(slow.seconds, "slow-s")
		b.ReportMetric(now.calls, "calls")
		b.ReportMetric(now.calls/4*2.5, "slow-floor-s") // four at a time, none waiting for another
	}
	b.ReportMetric(0, "ns/op")
}

// A refreshed is what a first refresh came to.
type refreshed struct {
	seconds, processor, calls float64
	figures                   int // lines of them
}

// refresh starts an exporter and waits for its figures.
func (r *recorder) refresh(b *testing.B, binary string) refreshed {
	e := start(b, binary, []string{"SALESFORCE_URL=" + r.URL, "SALESFORCE_CLIENT_ID=demo",
		"SALESFORCE_CLIENT_SECRET=demo", "GOMEMLIMIT=210MiB"}, `msg="Listening on" address=(\S+)`,
		"--web.listen-address=127.0.0.1:0")
	defer e.stop(b)
	began := time.Now()
	text := e.patiently(b, "/metrics")
	return refreshed{time.Since(began).Seconds(), e.processor(b), number(b, text, "salesforce_exporter_api_calls_total "),
		strings.Count(figures(text), "\n")}
}

// processor is the processor time that a process took, in seconds.
func (p *process) processor(b *testing.B) float64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		b.Skipf("the kernel does not tell what a process took: %v", err)
	}
	fields, ticks := strings.Fields(string(text)), 0.0
	for _, field := range fields[13:15] { // utime and stime
		n, err := strconv.ParseFloat(field, 64)
		if err != nil {
			b.Fatal(err)
		}
		ticks += n
	}
	return ticks / 100
}
