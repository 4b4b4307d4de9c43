package salesforce

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"salesforce_exporter/internal/circuit"
)

func hundred() []string { return strings.Split(strings.Repeat("Lead,", 99)+"Lead", ",") }

// TestFirstFailureEndsAll has an org that answers no call as it should. What was
// under way when the first failed is all that is sent.
func TestFirstFailureEndsAll(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		body   string
		header http.Header
		reason circuit.Reason
		first  time.Duration // pause, less up to a fifth
	}{
		"500":      {500, `[{"errorCode":"UNKNOWN_EXCEPTION","message":"x"}]`, nil, circuit.Unreachable, 10 * time.Second},
		"503 HTML": {503, "<html>", nil, circuit.Unreachable, 10 * time.Second},
		"200 HTML": {200, "<html>", nil, circuit.Unreadable, 10 * time.Second},
		"429":      {429, "", nil, circuit.Throttled, time.Minute},
		"429 for an hour": {429, "", http.Header{"Retry-After": {"3600"}}, circuit.Throttled,
			time.Hour},
		"403 at once": {403, `[{"errorCode":"REQUEST_LIMIT_EXCEEDED","message":"ConcurrentRequests"}]`, nil,
			circuit.Throttled, time.Minute},
		"401": {401, `[{"errorCode":"INVALID_SESSION_ID","message":"x"}]`, nil, circuit.SignIn, 10 * time.Second},
		"403": {403, `[{"errorCode":"API_CURRENTLY_DISABLED","message":"x"}]`, nil, circuit.Refused, time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				fake := &fakeOrg{answer: plain(c.status, c.body), header: c.header}
				client := New(Config{SignIn: fake, Transport: fake})
				results := client.Ask(t.Context(), counts(hundred()...))
				for _, r := range results {
					if r.Err == nil || r.Err.Error() != results[0].Err.Error() {
						t.Fatalf("got %v, want %v", r.Err, results[0].Err)
					}
				}
				if fake.calls > 2*narrow { // a 401 twice
					t.Errorf("a hundred statements cost %d calls, want %d", fake.calls, narrow)
				}
				told := client.Circuit()
				pause := time.Until(told.Until)
				if told.State != circuit.Open || told.Reason != c.reason || pause > c.first || pause < c.first*4/5 {
					t.Errorf("the circuit is %+v, with a pause of %s", told, pause)
				}
				before := fake.calls
				_ = client.Probe(t.Context())
				client.Ask(t.Context(), counts("A"))
				if fake.calls != before {
					t.Errorf("during the pause %d calls were sent", fake.calls-before)
				}
				time.Sleep(pause)
				if err := client.Probe(t.Context()); err == nil || fake.calls != before+1 {
					t.Errorf("after the pause %d calls were sent, want one: %v", fake.calls-before, err)
				}
			})
		})
	}
}

// TestFirstCallAfterAnOutage goes alone: where it fails, no other is sent.
func TestFirstCallAfterAnOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fake := &fakeOrg{answer: plain(500, "")}
		client := New(Config{SignIn: fake, Transport: fake})
		client.Ask(t.Context(), counts(hundred()...))
		fake.answer = func(req *http.Request, _ []string) (int, io.Reader) {
			if strings.HasSuffix(req.URL.Path, "/limits") {
				return 200, strings.NewReader(`{"DailyApiRequests":{"Max":1,"Remaining":1}}`)
			}
			return 500, strings.NewReader("")
		}
		time.Sleep(10 * time.Second)
		before := fake.calls
		if err := client.Probe(t.Context()); err != nil || client.Circuit().State != circuit.Trial {
			t.Fatalf("the org is back, and the circuit %+v: %v", client.Circuit(), err)
		}
		client.Ask(t.Context(), counts(hundred()...))
		if got := fake.calls - before; got != 2 {
			t.Errorf("got %d calls, want the probe and one", got)
		}
		fake.answer = composed(func(int, string) (int, string) { return 200, fifty })
		time.Sleep(20 * time.Second)
		if err := client.Probe(t.Context()); err != nil {
			t.Fatal(err)
		}
		before = fake.calls
		for _, r := range client.Ask(t.Context(), counts(hundred()...)) {
			if r.Err != nil {
				t.Fatal(r.Err)
			}
		}
		if got := fake.calls - before; got != 20 || client.Circuit().State != circuit.Closed {
			t.Errorf("got %d calls, want 20, and a circuit that is closed: %+v", got, client.Circuit())
		}
	})
}

// TestHanging tells an org that hangs from statements that take too long, even if
// these are in all of the calls that are under way.
func TestHanging(t *testing.T) {
	for name, c := range map[string]struct {
		hangs   string // a part of the path, or of the paths in the call
		state   circuit.State
		answers int
		calls   int
	}{
		"everything": {"", circuit.Open, 0, narrow + 1},
		"statements": {"Task", circuit.Closed, 20, 8 + 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				good := composed(func(int, string) (int, string) { return 200, fifty })
				fake := &fakeOrg{answer: func(req *http.Request, urls []string) (int, io.Reader) {
					if strings.Contains(req.URL.Path+strings.Join(urls, " "), c.hangs) {
						<-req.Context().Done()
					}
					if urls == nil {
						return 200, strings.NewReader("{}")
					}
					return good(req, urls)
				}}
				client := New(Config{SignIn: fake, Transport: fake})
				objects := strings.Split(strings.Repeat("Task,", 20)+strings.Repeat("Lead,", 19)+"Lead", ",")
				answers := 0
				for _, r := range client.Ask(t.Context(), counts(objects...)) {
					if r.Err == nil {
						answers++
					}
				}
				if answers != c.answers || fake.calls != c.calls || client.Circuit().State != c.state {
					t.Errorf("got %d answers by %d calls, and the circuit is %+v; want %+v", answers, fake.calls, client.Circuit(), c)
				}
			})
		})
	}
}

// TestSessionEndsWhileSignInIsDown signs in once, however many calls find that the
// session has ended, and once each time that it is tried again.
func TestSessionEndsWhileSignInIsDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		signIns := 0
		fake := &fakeOrg{answer: plain(401, `[{"errorCode":"INVALID_SESSION_ID","message":"x"}]`)}
		client := New(Config{Transport: fake, SignIn: signInFunc(func() (*Session, error) {
			if signIns++; signIns > 1 {
				return nil, &Error{Status: 503, Code: "HTTP_503", Message: "sign in", SignIn: true}
			}
			return fake.SignIn(context.Background(), nil)
		})})
		for tries := 1; tries < 5; tries++ {
			for _, r := range client.Ask(t.Context(), counts(hundred()...)) {
				if Code(r.Err) != "HTTP_503" {
					t.Fatalf("got %v, want the error of the sign-in", r.Err)
				}
			}
			if signIns != 1+tries || fake.calls > narrow {
				t.Errorf("try %d: %d sign-ins failed, and %d calls were sent", tries, signIns-1, fake.calls)
			}
			time.Sleep(15 * time.Minute)
			_ = client.Probe(t.Context())
		}
	})
}

// TestBudgetIsNoOutage leaves the circuit as it is where the gate refuses.
func TestBudgetIsNoOutage(t *testing.T) {
	fake := &fakeOrg{answer: plain(200, fifty)}
	client := New(Config{SignIn: fake, Transport: fake, Gate: &shutGate{}})
	if r := client.Ask(t.Context(), counts("A"))[0]; Code(r.Err) != CodeBudget ||
		client.Circuit().State != circuit.Closed {
		t.Errorf("got %v, and a circuit that is %+v", r.Err, client.Circuit())
	}
}

type shutGate struct{}

func (*shutGate) Spend(time.Time) error    { return io.EOF }
func (*shutGate) Tell(int, int, time.Time) {}
func (*shutGate) Exhaust(time.Time)        {}
