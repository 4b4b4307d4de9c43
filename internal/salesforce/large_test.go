package salesforce

import (
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"salesforce_exporter/internal/api"
	"salesforce_exporter/internal/soql"
)

// spaces never end.
type spaces struct{}

func (spaces) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

// TestTooLargeForOneCall has one statement whose answer nobody can read. It
// does not take those down that shared the call.
func TestTooLargeForOneCall(t *testing.T) {
	fake := &fakeOrg{}
	fake.answer = func(req *http.Request, urls []string) (int, io.Reader) {
		if strings.Contains(strings.Join(urls, " "), "Huge") {
			return 200, spaces{}
		}
		return composed(func(int, string) (int, string) { return 200, fifty })(req, urls)
	}
	results := New(Config{SignIn: fake, Transport: fake}).Ask(t.Context(), counts("A", "B", "Huge", "D", "E"))
	want := []string{"50", "50", "TOO_LARGE the answer is longer than 64 MiB, which is not read", "50", "50"}
	if diff := cmp.Diff(want, outcomes(results)); diff != "" {
		t.Errorf("outcomes (-want +got):\n%s", diff)
	}
	cost := 0.0
	for _, r := range results {
		cost += r.Calls
	}
	if diff := cost - float64(fake.calls); diff > 0.001 || diff < -0.001 {
		t.Errorf("statements cost %v, want the %d calls", cost, fake.calls)
	}
}

// TestTooLargeForAll has an org that sends too much of everything: it is not
// asked for it in ever smaller parts.
func TestTooLargeForAll(t *testing.T) {
	fake := &fakeOrg{answer: func(*http.Request, []string) (int, io.Reader) { return 200, spaces{} }}
	names := make([]string, maxSubrequests)
	for i := range names {
		names[i] = "Object" + strconv.Itoa(i)
	}
	cost := 0.0
	for _, d := range New(Config{SignIn: fake, Transport: fake}).Describe(t.Context(), names) {
		if Code(d.Err) != CodeTooLarge {
			t.Fatalf("got %v, want %s", d.Err, CodeTooLarge)
		}
		cost += d.Calls
	}
	if fake.calls > 3 || cost < float64(fake.calls)-0.001 || cost > float64(fake.calls)+0.001 {
		t.Errorf("%d calls were sent, want 3 at most, which the descriptions cost: %v", fake.calls, cost)
	}
}

// TestLargeAnswersTakeTurns has all of several narrow calls answered without
// end, and looks how many are read beyond what each may have.
func TestLargeAnswersTakeTurns(t *testing.T) {
	var reading, most atomic.Int32
	fake := &fakeOrg{answer: func(*http.Request, []string) (int, io.Reader) {
		return 200,
			&watched{reading: &reading, most: &most}
	}}
	var statements []soql.Statement
	for range narrow {
		s := counts("A")[0]
		s.Alone = true
		statements = append(statements, s)
	}
	for _, r := range New(Config{SignIn: fake, Transport: fake}).Ask(t.Context(), statements) {
		if Code(r.Err) != CodeTooLarge {
			t.Errorf("got %v, want %s", r.Err, CodeTooLarge)
		}
	}
	if most.Load() != 1 {
		t.Errorf("%d large answers were read at once, want 1", most.Load())
	}
}

// watched is an answer without an end that tells when much of it is read, until
// nobody reads on.
type watched struct {
	spaces
	read          int
	reading, most *atomic.Int32
}

func (w *watched) Read(p []byte) (int, error) {
	before := w.read
	w.read += len(p)
	if before <= api.LargeBody && w.read > api.LargeBody {
		if n := w.reading.Add(1); n > w.most.Load() {
			w.most.Store(n)
		}
	}
	if before < maxBody && w.read >= maxBody {
		w.reading.Add(-1)
	}
	return w.spaces.Read(p)
}
