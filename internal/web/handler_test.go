package web_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-kit/log"
	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"

	"salesforce_exporter/internal/exposition"
	"salesforce_exporter/internal/status"
	"salesforce_exporter/internal/web"
)

// reported is what pages and probes need of an org.
type reported struct{}

func (reported) Report(now time.Time) status.Report {
	return status.Report{At: now, Refresh: status.Refresh{First: &status.First{}},
		Collectors: []status.Collector{{Name: "users", State: status.Works}}}
}

func (reported) Begun() bool { return true }

func (reported) Want(exposition.Format) {}

func (reported) Collectors() []string { return []string{"users", "logins"} }

// piecesOf is what Pieces returns where Gather returns these.
func piecesOf(f exposition.Format, families []*dto.MetricFamily, err error) ([]exposition.Piece, error) {
	pieces, broken := exposition.Live(f, families)
	return pieces, errors.Join(err, broken)
}

// slowOrg takes longer to refresh than anybody waits.
type slowOrg struct{ reported }

func (slowOrg) Refresh(ctx context.Context, _ ...string) { <-ctx.Done() }

func (o slowOrg) Pieces(f exposition.Format, _ ...string) ([]exposition.Piece, error) {
	families, err := o.Gather()
	return piecesOf(f, families, err)
}

func (slowOrg) Gather(...string) ([]*dto.MetricFamily, error) {
	registry := prometheus.NewRegistry()
	up := prometheus.NewGauge(prometheus.GaugeOpts{Name: "salesforce_up", Help: "Up."})
	registry.MustRegister(up)
	return registry.Gather()
}

// only is the org without a name.
func only(o web.Org) func(string) web.Org {
	return func(name string) web.Org {
		if name != "" {
			return nil
		}
		return o
	}
}

func handler(t *testing.T, path string) *web.Handler {
	t.Helper()
	h, err := web.New(web.Options{
		Find: only(slowOrg{}), Names: func() []string { return nil }, Exporter: prometheus.NewRegistry(), TelemetryPath: path,
		Logger: log.NewNopLogger(), StatusPage: true,
		Deadline: web.Deadline{Offset: 250 * time.Millisecond, Default: 10 * time.Second},
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestScrapeDeadline(t *testing.T) {
	for _, c := range []struct {
		header string
		want   time.Duration
	}{
		{"10", 9750 * time.Millisecond},
		{"0.3", 150 * time.Millisecond},
		{"", 10 * time.Second},
		{"soon", 10 * time.Second},
		{"-1", 10 * time.Second},
		{"NaN", 10 * time.Second},
		{"0", 10 * time.Second},
		{"1e300", 2*time.Minute - 250*time.Millisecond},
		{"+Inf", 2*time.Minute - 250*time.Millisecond},
	} {
		synctest.Test(t, func(t *testing.T) {
			req := httptest.NewRequest(http.MethodGet, "/metrics", nil)
			req.Header.Set("X-Prometheus-Scrape-Timeout-Seconds", c.header)
			start := time.Now()
			recorder := httptest.NewRecorder()
			handler(t, "/metrics").ServeHTTP(recorder, req)
			if got := time.Since(start); got != c.want {
				t.Errorf("timeout %q: answered after %v, want %v", c.header, got, c.want)
			}
			if !strings.Contains(recorder.Body.String(), "salesforce_up 0") {
				t.Errorf("timeout %q: got %d %q", c.header, recorder.Code, recorder.Body)
			}
		})
	}
}

func TestPages(t *testing.T) {
	h := handler(t, "/metrics")
	for _, c := range []struct {
		method, path string
		code         int
		body         string
	}{
		{http.MethodGet, "/", 200, `href="/metrics"`},
		{http.MethodGet, "/-/healthy", 200, "healthy"},
		{http.MethodGet, "/-/ready", 200, "ready"},
		{http.MethodGet, "/nothing", 404, ""},
		{http.MethodPost, "/metrics", 405, "GET"},
	} {
		recorder := httptest.NewRecorder()
		h.ServeHTTP(recorder, httptest.NewRequest(c.method, c.path, nil))
		if recorder.Code != c.code || !strings.Contains(recorder.Body.String(), c.body) {
			t.Errorf("%s %s: got %d %q, want %d and %q", c.method, c.path, recorder.Code, recorder.Body, c.code, c.body)
		}
	}
	h.Closing()
	recorder := httptest.NewRecorder()
	h.ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, "/-/ready", nil))
	if recorder.Code != http.StatusServiceUnavailable {
		t.Errorf("ready while shutting down: got %d, want 503", recorder.Code)
	}
}

// TestClosingAnswersScrapes: a scrape that waits for a refresh is answered when
// the exporter ends.
func TestClosingAnswersScrapes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, start := handler(t, "/metrics"), time.Now()
		answered := make(chan time.Duration)
		recorder := httptest.NewRecorder()
		go func() {
			h.ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, "/metrics", nil))
			answered <- time.Since(start)
		}()
		time.Sleep(time.Second)
		h.Closing()
		if after := <-answered; after != time.Second || !strings.Contains(recorder.Body.String(), "salesforce_up") {
			t.Errorf("answered after %s with %d %s", after, recorder.Code, recorder.Body)
		}
	})
}

func TestTelemetryPathMustBeAPath(t *testing.T) {
	for _, path := range []string{"metrics", "", "/{x}", "/a//b", "/a/../b", "/a?b", "/probe", "/-/reload", "/-/mine"} {
		_, err := web.New(web.Options{Find: only(slowOrg{}), Names: func() []string { return nil },
			Exporter: prometheus.NewRegistry(), TelemetryPath: path})
		if err == nil || !strings.Contains(err.Error(), "--web.telemetry-path") {
			t.Errorf("%q: got error %v", path, err)
		}
	}
}

// goneWriter is a scraper that hung up.
type goneWriter struct{ *httptest.ResponseRecorder }

func (goneWriter) Write([]byte) (int, error) { return 0, errors.New("connection reset by peer") }

// TestHungUpIsOneLine: an answer of many families that cannot be sent is no
// reason for as many lines of log.
func TestHungUpIsOneLine(t *testing.T) {
	registry := prometheus.NewRegistry()
	for i := range 20 {
		registry.MustRegister(prometheus.NewGauge(prometheus.GaugeOpts{Name: fmt.Sprintf("some_%d", i),
			Help: strings.Repeat("x", 1000)}))
	}
	var logged strings.Builder
	h, err := web.New(web.Options{
		Find: func(string) web.Org { return nil }, Names: func() []string { return nil }, Exporter: registry,
		TelemetryPath: "/metrics", Logger: log.NewLogfmtLogger(&logged),
	})
	if err != nil {
		t.Fatal(err)
	}
	h.ServeHTTP(goneWriter{httptest.NewRecorder()}, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if n := strings.Count(logged.String(), "\n"); n != 1 ||
		!strings.Contains(logged.String(), "connection reset by peer") {
		t.Errorf("got %d lines, want one that says why:\n%s", n, logged.String())
	}
}

// TestSlowReaders has a client that does not read. It keeps nobody else from an
// answer, and itself for 30 seconds. The answer is larger than what a connection
// holds by itself.
func TestSlowReaders(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		registry := prometheus.NewRegistry()
		registry.MustRegister(prometheus.NewGauge(prometheus.GaugeOpts{Name: "some", Help: strings.Repeat("x", 1<<20)}))
		h, err := web.New(web.Options{
			Find: func(string) web.Org { return nil }, Names: func() []string { return nil }, Exporter: registry,
			TelemetryPath: "/metrics", Logger: log.NewNopLogger(),
			Deadline: web.Deadline{Default: time.Hour}, MaxRequests: 1,
		})
		if err != nil {
			t.Fatal(err)
		}
		server, client := net.Pipe() // which holds nothing
		serving := &http.Server{Handler: h}
		go func() { _ = serving.Serve(&oneConn{conn: server}) }()
		if _, err := io.WriteString(client, "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		start := time.Now()
		for _, c := range []struct {
			client string
			want   time.Duration
		}{{"192.0.2.7:1234", 0}, {server.RemoteAddr().String(), 30 * time.Second}} {
			req := httptest.NewRequest(http.MethodGet, "/metrics", nil)
			req.RemoteAddr = c.client
			recorder := httptest.NewRecorder()
			h.ServeHTTP(recorder, req)
			if waited := time.Since(start); recorder.Code != http.StatusOK || waited != c.want {
				t.Errorf("a scrape by %s was answered with %d after %s, want %s", c.client, recorder.Code, waited, c.want)
			}
		}
		client.Close()
		serving.Close()
	})
}

// oneConn is a listener to which one client comes.
type oneConn struct {
	conn net.Conn
	once sync.Once
}

func (l *oneConn) Accept() (conn net.Conn, err error) {
	err = net.ErrClosed
	l.once.Do(func() { conn, err = l.conn, nil })
	return conn, err
}

func (l *oneConn) Close() error   { return nil }
func (l *oneConn) Addr() net.Addr { return l.conn.LocalAddr() }

// fullOrg holds up those who write its answer.
type fullOrg struct {
	reported
	hold chan struct{}
}

func (fullOrg) Refresh(context.Context, ...string) {}

func (o fullOrg) Gather(...string) ([]*dto.MetricFamily, error) {
	<-o.hold
	return nil, nil
}

func (o fullOrg) Pieces(f exposition.Format, _ ...string) ([]exposition.Piece, error) {
	families, err := o.Gather()
	return piecesOf(f, families, err)
}

// TestTooManyAtOnce has two slow answers to two clients, which are as many as
// there may be. A third waits for its turn, until its deadline.
func TestTooManyAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		org := fullOrg{hold: make(chan struct{})}
		h, err := web.New(web.Options{
			Find: only(org), Names: func() []string { return nil }, Exporter: prometheus.NewRegistry(),
			TelemetryPath: "/metrics", Logger: log.NewNopLogger(),
			Deadline: web.Deadline{Default: 10 * time.Second}, MaxRequests: 2,
		})
		if err != nil {
			t.Fatal(err)
		}
		asked := 0
		ask := func() int {
			asked++
			req := httptest.NewRequest(http.MethodGet, "/metrics", nil)
			req.RemoteAddr = fmt.Sprintf("192.0.2.%d:1234", asked)
			recorder := httptest.NewRecorder()
			h.ServeHTTP(recorder, req)
			return recorder.Code
		}
		codes := make(chan int, 3)
		for range 2 {
			go func() { codes <- ask() }()
			synctest.Wait()
		}
		start := time.Now()
		if code := ask(); code != http.StatusServiceUnavailable || time.Since(start) != 10*time.Second {
			t.Errorf("got %d after %s, want 503 after 10 s", code, time.Since(start))
		}
		go func() { codes <- ask() }()
		synctest.Wait()
		close(org.hold)
		for range 3 {
			if code := <-codes; code != http.StatusOK {
				t.Errorf("got %d, want 200 for who has a turn", code)
			}
		}
	})
}

// TestOneClientHasItsShare has a client whose slow answers take all the turns
// that it may have. Another client is answered.
func TestOneClientHasItsShare(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		org := fullOrg{hold: make(chan struct{})}
		h, err := web.New(web.Options{
			Find: func(name string) web.Org {
				if name == "slow" {
					return org
				}
				return nil
			},
			Names: func() []string { return nil }, Exporter: prometheus.NewRegistry(), TelemetryPath: "/metrics",
			Logger:   log.NewNopLogger(),
			Deadline: web.Deadline{Default: 10 * time.Second}, MaxRequests: 4,
		})
		if err != nil {
			t.Fatal(err)
		}
		ask := func(client, path string) int {
			req := httptest.NewRequest(http.MethodGet, path, nil)
			req.RemoteAddr = client
			recorder := httptest.NewRecorder()
			h.ServeHTTP(recorder, req)
			return recorder.Code
		}
		codes := make(chan int, 10)
		for i := range 10 {
			go func() { codes <- ask(fmt.Sprintf("192.0.2.1:%d", 1000+i), "/probe?target=slow") }()
		}
		synctest.Wait()
		start := time.Now()
		if code := ask("192.0.2.2:1000", "/metrics"); code != http.StatusOK || time.Since(start) != 0 {
			t.Errorf("another client got %d after %s, want 200 at once", code, time.Since(start))
		}
		time.Sleep(11 * time.Second)
		close(org.hold)
		got := map[int]int{}
		for range 10 {
			got[<-codes]++
		}
		if got[http.StatusOK] != 2 || got[http.StatusServiceUnavailable] != 8 {
			t.Errorf("ten scrapes by one client at once got %v, want 2 times 200, which is half of what all may have", got)
		}
	})
}

// replacedOrg is replaced by a reload while a scrape waits for it, and its
// refresh ends.
type replacedOrg struct {
	reported
	replace func()
}

func (o *replacedOrg) Refresh(context.Context, ...string) { o.replace() }

func (*replacedOrg) Gather(...string) ([]*dto.MetricFamily, error) {
	return nil, errors.New("the org that was replaced is shown")
}

func (o *replacedOrg) Pieces(f exposition.Format, _ ...string) ([]exposition.Piece, error) {
	families, err := o.Gather()
	return piecesOf(f, families, err)
}

// quickOrg has its answer at once.
type quickOrg struct{ slowOrg }

func (*quickOrg) Refresh(context.Context, ...string) {}

// TestReplacedWhileScraped: a scrape that waits while a reload exchanges the
// orgs is answered by the new one, or told that there is none any more.
func TestReplacedWhileScraped(t *testing.T) {
	for _, path := range []string{"/metrics", "/probe?target=emea"} {
		var present web.Org = &replacedOrg{}
		next := web.Org(&quickOrg{})
		present.(*replacedOrg).replace = func() { present = next }
		h, err := web.New(web.Options{
			Find: func(string) web.Org { return present }, Names: func() []string { return nil },
			Exporter: prometheus.NewRegistry(), TelemetryPath: "/metrics",
			Logger: log.NewNopLogger(), Deadline: web.Deadline{Default: 10 * time.Second},
		})
		if err != nil {
			t.Fatal(err)
		}
		recorder := httptest.NewRecorder()
		h.ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, path, nil))
		if recorder.Code != http.StatusOK || !strings.Contains(recorder.Body.String(), "salesforce_up") {
			t.Errorf("%s: got %d %q", path, recorder.Code, recorder.Body)
		}
		present, next = &replacedOrg{replace: func() { present = next }}, nil
		recorder = httptest.NewRecorder()
		h.ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, path, nil))
		want := map[string]int{"/metrics": http.StatusOK, "/probe?target=emea": http.StatusNotFound}[path]
		if recorder.Code != want || strings.Contains(recorder.Body.String(), "salesforce_up") {
			t.Errorf("%s, org removed: got %d %q", path, recorder.Code, recorder.Body)
		}
	}
}

// TestReloadHasToBeEnabled: as with Prometheus, nobody reloads over HTTP unless
// the operator said so.
func TestReloadHasToBeEnabled(t *testing.T) {
	recorder := httptest.NewRecorder()
	handler(t, "/metrics").ServeHTTP(recorder, httptest.NewRequest(http.MethodPost, "/-/reload", nil))
	if recorder.Code != http.StatusForbidden || !strings.Contains(recorder.Body.String(), "Lifecycle API is not enabled") {
		t.Errorf("got %d %q, want 403", recorder.Code, recorder.Body)
	}
}

// TestSafeHeaders: every answer has them, and what the web configuration says of
// one is kept.
func TestSafeHeaders(t *testing.T) {
	h := handler(t, "/metrics")
	for _, path := range []string{"/org.json", "/-/healthy", "/nothing", "/probe"} {
		recorder := httptest.NewRecorder()
		recorder.Header().Set("X-Frame-Options", "SAMEORIGIN")
		h.ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, path, nil))
		for name, want := range map[string]string{
			"Cache-Control":           "no-store",
			"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
			"Referrer-Policy":         "no-referrer",
			"X-Content-Type-Options":  "nosniff",
			"X-Frame-Options":         "SAMEORIGIN",
		} {
			if got := recorder.Header().Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
	}
}
