package demo

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"
)

// offline hands calls straight to the handler, on faked time.
type offline struct {
	*testClient
	t *testing.T
}

// send returns the answer and how long it took.
func (o offline) send(ctx context.Context, method, path, body,
	connection string) (*httptest.ResponseRecorder, time.Duration) {
	r := httptest.NewRequestWithContext(ctx, method, path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+o.token)
	r.RemoteAddr = connection
	w := httptest.NewRecorder()
	start := time.Now()
	o.org.Handler().ServeHTTP(w, r)
	return w, time.Since(start)
}

// inBubble runs a test where time is faked, and looks for what it left behind.
func inBubble(t *testing.T, test func(t *testing.T, o offline)) {
	t.Helper()
	c := newTestClient(t, Options{}, 3)
	known := goleak.IgnoreCurrent()
	synctest.Test(t, func(t *testing.T) { test(t, offline{testClient: c, t: t}) })
	goleak.VerifyNone(t, known)
}

func TestLatencyWithoutANetwork(t *testing.T) {
	composite := func(objects ...string) string {
		var parts []string
		for _, object := range objects {
			parts = append(parts, `{"method":"GET","referenceId":"`+object+`","url":"/services/data/v62.0/query?q=`+
				url.QueryEscape("SELECT COUNT() FROM "+object)+`"}`)
		}
		return `{"compositeRequest":[` + strings.Join(parts, ",") + `]}`
	}
	inBubble(t, func(t *testing.T, o offline) {
		o.setFaults("latency=2s:object=User", "latency=1s:path=composite", "latency=500ms:nth=4")
		for _, tt := range []struct {
			method, path, body string
			want               time.Duration
		}{
			{"GET", countAccounts, "", 0},
			{"GET", "/services/data/v62.0/sobjects/User/describe", "", 2 * time.Second},
			{"POST", compositePath, composite("Account", "User"), 3 * time.Second},
			{"POST", compositePath, composite("Account"), 1500 * time.Millisecond},
			{"GET", "/services/data", "", 0},
		} {
			w, took := o.send(t.Context(), tt.method, tt.path, tt.body, "")
			if w.Code != 200 || took != tt.want {
				t.Errorf("%s %s: %d after %v, want 200 after %v", tt.path, tt.body, w.Code, took, tt.want)
			}
		}
		o.org.SetLatency(time.Second)
		if _, took := o.send(t.Context(), "POST", compositePath, composite("User"), ""); took != 4*time.Second {
			t.Errorf("%v, want all delays together: 4s", took)
		}
		o.org.SetLatency(0)
		ctx, cancel := context.WithTimeout(t.Context(), 1200*time.Millisecond)
		defer cancel()
		calls := o.org.Calls()
		if _, took := o.send(ctx, "POST", compositePath, composite("User"), ""); took != 1200*time.Millisecond ||
			o.org.Calls() != calls {
			t.Errorf("a client that left after 1.2s: %v, %d calls billed", took, o.org.Calls()-calls)
		}
	})
}

func TestSlowConnectWithoutANetwork(t *testing.T) {
	inBubble(t, func(t *testing.T, o offline) {
		o.setFaults("slow-connect=5s")
		for _, tt := range []struct {
			connection string
			want       time.Duration
		}{{"a:1", 5 * time.Second}, {"a:1", 0}, {"a:2", 5 * time.Second}, {"a:1", 0}, {"", 5 * time.Second}, {"", 0}} {
			if w, took := o.send(t.Context(), "GET", countAccounts, "", tt.connection); w.Code != 200 || took != tt.want {
				t.Errorf("%q: %d after %v, want 200 after %v", tt.connection, w.Code, took, tt.want)
			}
		}
	})
}

func TestEndlessBodyWithoutANetwork(t *testing.T) {
	inBubble(t, func(t *testing.T, o offline) {
		o.setFaults("endless-body")
		ctx, cancel := context.WithTimeout(t.Context(), 2050*time.Millisecond)
		defer cancel()
		w, took := o.send(ctx, "GET", countAccounts, "", "")
		const begin = `{"totalSize":3,"done":true,"records":[]`
		if took != 2050*time.Millisecond || w.Body.Len() != len(begin)+20*1024 || !strings.HasPrefix(w.Body.String(), begin) {
			t.Errorf("%d bytes after %v", w.Body.Len(), took)
		}
	})
}

func TestResetWithoutANetwork(t *testing.T) {
	inBubble(t, func(t *testing.T, o offline) {
		o.setFaults("reset")
		defer func() {
			if err, _ := recover().(error); !errors.Is(err, http.ErrAbortHandler) {
				t.Errorf("%v, want http.ErrAbortHandler", err)
			}
		}()
		o.send(t.Context(), "GET", countAccounts, "", "")
		t.Error("answered")
	})
}

// A client that leaves ends what it waited for, over a network too: its call
// comes to an end at the server.
func TestClientsThatLeave(t *testing.T) {
	c := newTestClient(t, Options{}, 1)
	t.Cleanup(func() { goleak.VerifyNone(t, goleak.IgnoreCurrent()) })
	handler := c.org.Handler()
	ended := make(chan string, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		handler.ServeHTTP(w, r)
		ended <- r.Method
	}))
	defer server.Close()
	body := `{"compositeRequest":[{"method":"GET","url":"/services/data/v62.0/limits","referenceId":"a"}]}`
	for _, fault := range []string{"latency=1h", "endless-body=1h"} {
		c.setFaults(fault)
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, server.URL+compositePath, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+c.token)
		res, err := server.Client().Do(req)
		if err == nil {
			<-ctx.Done()
			res.Body.Close()
		}
		cancel()
		select {
		case <-ended:
		case <-time.After(10 * time.Second):
			t.Fatalf("%s: the server goes on although the client has left", fault)
		}
	}
}

// Of calls that come at once, a fault meets as many as it says, and faults may
// change meanwhile.
func TestFaultsOfCallsAtOnce(t *testing.T) {
	c := newTestClient(t, Options{}, 1)
	ask := func(calls int) int {
		var met atomic.Int64
		var group sync.WaitGroup
		for range 4 {
			group.Go(func() {
				for range calls {
					if w, _ := (offline{c, t}).send(t.Context(), "GET", "/services/data/v62.0/sobjects/Account", "",
						""); w.Code == 503 {
						met.Add(1)
					}
				}
			})
		}
		group.Wait()
		return int(met.Load())
	}
	c.setFaults("503:every=4", "503:times=3")
	if got := ask(20); got != 20+3 {
		t.Errorf("%d of 80 calls met a fault, want every 4th and 3 others", got)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		ask(20)
	}()
	for range 20 {
		c.setFaults("503:share=0.5", "clock-skew=1h", "calls-left=5", "latency=1us..2us")
	}
	<-done
	c.setFaults()
	if got := ask(5); got != 0 {
		t.Errorf("%d calls met a fault although there is none", got)
	}
}
