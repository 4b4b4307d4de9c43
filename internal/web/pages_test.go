package web_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-kit/log"
	"github.com/prometheus/client_golang/prometheus"

	"salesforce_exporter/internal/status"
	"salesforce_exporter/internal/web"
)

// namedOrg is one of several, whose refresh would hang.
type namedOrg struct {
	slowOrg
	name  string
	begun bool
	hold  chan struct{} // that reports wait for; nil for none
}

func (o *namedOrg) Begun() bool { return o.begun }

func (o *namedOrg) Report(now time.Time) status.Report {
	if o.hold != nil {
		<-o.hold
	}
	r := o.reported.Report(now)
	r.Org = o.name
	return r
}

// orgs makes a handler of orgs with names.
func orgs(t *testing.T, change func(*web.Options), all ...*namedOrg) *web.Handler {
	t.Helper()
	o := web.Options{
		Find: func(name string) web.Org {
			for _, org := range all {
				if org.name == name {
					return org
				}
			}
			return nil
		},
		Names: func() (names []string) {
			for _, org := range all {
				if org.name != "" {
					names = append(names, org.name)
				}
			}
			return names
		},
		Exporter: prometheus.NewRegistry(), TelemetryPath: "/metrics", Logger: log.NewNopLogger(), StatusPage: true,
		Version: "1.2.3", ReadyAfter: time.Minute, Deadline: web.Deadline{Default: 10 * time.Second}, MaxRequests: 2,
	}
	if change != nil {
		change(&o)
	}
	h, err := web.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func get(h http.Handler, path string) *httptest.ResponseRecorder {
	recorder := httptest.NewRecorder()
	h.ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, path, nil))
	return recorder
}

func TestStatusPages(t *testing.T) {
	one := orgs(t, nil, &namedOrg{name: ""})
	two := orgs(t, nil, &namedOrg{name: "emea"}, &namedOrg{name: "apac"})
	for _, c := range []struct {
		h    *web.Handler
		path string
		code int
		body string
	}{
		{one, "/", 200, "<h1>Salesforce</h1>"},
		{one, "/org", 200, "The collector works."},
		{one, "/org?target=emea", 404, "no org of this name"},
		{two, "/", 200, "<h1>2 orgs</h1>"},
		{two, "/org?target=emea", 200, "<h1>emea</h1>"},
		{two, "/org", 404, "no org of this name"},
		{two, "/org?target=emea&target=apac", 400, "give one target"},
		{two, "/org?target=" + strings.Repeat("x", 64), 400, "give one target"},
		{two, "/org.json?target=%3Cscript%3E", 404, "no org of this name"},
		{two, "/?page=-1&show=attention", 200, "None."},
		{two, "/docs/glossary.md", 200, "# Glossary"},
		{two, "/docs/collectors/users.md", 200, "salesforce_users"},
		{two, "/docs/nothing.md", 404, ""},
		{two, "/nothing", 404, ""},
	} {
		recorder := get(c.h, c.path)
		if recorder.Code != c.code || !strings.Contains(recorder.Body.String(), c.body) {
			t.Errorf("%s: got %d, want %d and %q", c.path, recorder.Code, c.code, c.body)
		}
	}
	recorder := httptest.NewRecorder()
	two.ServeHTTP(recorder, httptest.NewRequest(http.MethodPost, "/org?target=emea", nil))
	if recorder.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: got %d, want 405", recorder.Code)
	}
}

// TestStatusJSON has the same beside each page.
func TestStatusJSON(t *testing.T) {
	h := orgs(t, nil, &namedOrg{name: "emea"}, &namedOrg{name: "apac"})
	var all []status.Report
	if err := json.Unmarshal(get(h, "/status.json").Body.Bytes(), &all); err != nil || len(all) != 2 || all[0].Org != "emea" {
		t.Errorf("all orgs: %v, %+v", err, all)
	}
	var one status.Report
	if err := json.Unmarshal(get(h, "/org.json?target=apac").Body.Bytes(), &one); err != nil || one.Org != "apac" ||
		len(one.Collectors) != 1 {
		t.Errorf("one org: %v, %+v", err, one)
	}
	if got := get(h, "/status.json?page=2").Body.String(); got != "[]\n" {
		t.Errorf("behind the last page: %q", got)
	}
}

// TestStatusPageIsOff: then there are neither pages nor documentation.
func TestStatusPageIsOff(t *testing.T) {
	h := orgs(t, func(o *web.Options) { o.StatusPage = false }, &namedOrg{name: "emea"})
	for _, path := range []string{"/", "/org?target=emea", "/org.json?target=emea", "/status.json", "/docs/"} {
		if got := get(h, path); got.Code != http.StatusNotFound || strings.Contains(got.Body.String(), "emea") {
			t.Errorf("%s: got %d %q", path, got.Code, got.Body)
		}
	}
	if got := get(h, "/").Body.String(); got != "the status page is switched off; metrics are at /metrics\n" {
		t.Errorf("got %q", got)
	}
}

// TestStatusPageBesideMetricsAtTheRoot is at another path.
func TestStatusPageBesideMetricsAtTheRoot(t *testing.T) {
	h := orgs(t, func(o *web.Options) { o.TelemetryPath = "/" }, &namedOrg{name: "emea"}, &namedOrg{name: "apac"})
	if got := get(h, "/status"); got.Code != 200 || !strings.Contains(got.Body.String(), `href="/status?show=attention"`) {
		t.Errorf("got %d %s", got.Code, got.Body)
	}
	if got := get(h, "/"); got.Header().Get("Content-Type") == "text/html; charset=utf-8" {
		t.Error("there is a page in place of the metrics")
	}
}

// TestStatusPageAllowsItsScript, unless the web configuration has a policy of its
// own.
func TestStatusPageAllowsItsScript(t *testing.T) {
	h := orgs(t, nil, &namedOrg{name: ""})
	if got := get(h, "/").Header().Get("Content-Security-Policy"); !strings.Contains(got, "script-src 'sha256-") ||
		!strings.HasPrefix(got, "default-src 'none';") {
		t.Errorf("the policy is %q", got)
	}
	recorder := httptest.NewRecorder()
	recorder.Header().Set("Content-Security-Policy", "default-src 'self'")
	h.ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, "/", nil))
	if got := recorder.Header().Get("Content-Security-Policy"); got != "default-src 'self'" {
		t.Errorf("the policy of the configuration became %q", got)
	}
}

// TestStatusPageIsInNobodysWay: pages that cannot be made hold up no scrape, and
// scrapes that wait hold up no page.
func TestStatusPageIsInNobodysWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		held := &namedOrg{name: "held", hold: make(chan struct{})}
		h := orgs(t, nil, held, &namedOrg{name: "emea"})
		codes := make(chan int, 10)
		for range 10 {
			go func() { codes <- get(h, "/").Code }()
		}
		synctest.Wait()
		start := time.Now()
		if got := get(h, "/probe?target=emea"); got.Code != 200 || time.Since(start) != 10*time.Second {
			t.Errorf("a scrape got %d after %s, want its answer at its deadline", got.Code, time.Since(start))
		}
		close(held.hold)
		made := 0
		for range 10 {
			if <-codes == 200 {
				made++
			}
		}
		if made != 2 {
			t.Errorf("%d of 10 pages were made, want two: the others wait for 5 s", made)
		}
		held.hold = nil
		for i := range 5 {
			go func() { get(h, fmt.Sprintf("/probe?target=emea&n=%d", i)) }()
		}
		synctest.Wait()
		start = time.Now()
		if got := get(h, "/"); got.Code != 200 || time.Since(start) != 0 {
			t.Errorf("while scrapes wait a page got %d after %s, want it at once", got.Code, time.Since(start))
		}
		time.Sleep(11 * time.Second)
	})
}

// TestReady: the exporter is ready after a first refresh of every org, or after a
// time, and stays so.
func TestReady(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		first, second := &namedOrg{name: "", begun: true}, &namedOrg{name: "emea"}
		h := orgs(t, nil, first, second)
		ready := func(when string, want int) {
			t.Helper()
			for of, handler := range map[string]http.Handler{"all": h, "probes": h.Probes()} {
				if got := get(handler, "/-/ready"); got.Code != want {
					t.Errorf("%s, %s: got %d %q, want %d", of, when, got.Code, got.Body, want)
				}
				if got := get(handler, "/-/healthy").Code; got != 200 {
					t.Errorf("%s, %s: healthy is %d", of, when, got)
				}
			}
		}
		ready("at first", 503)
		if got := get(h, "/-/ready").Body.String(); !strings.Contains(got, "first refresh of 1 orgs") {
			t.Errorf("it does not say why: %q", got)
		}
		second.begun = true
		ready("after all first refreshes", 200)
		second.begun = false
		ready("after a reload brought an org", 200)
		h.Closing()
		ready("while it ends", 503)

		h = orgs(t, nil, first, second)
		time.Sleep(time.Minute - time.Second)
		ready("before the time is over", 503)
		time.Sleep(time.Second)
		ready("when the time is over", 200)
		if got := get(h.Probes(), "/metrics").Code; got != 404 {
			t.Errorf("beside probes there are metrics: %d", got)
		}
	})
}
