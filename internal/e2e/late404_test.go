package e2e

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"salesforce_exporter/internal/demo"
)

// TestLate404 has a good start, and an object that is hidden, so that the schema
// is soon read again. By then something in between answers every call as if the
// version of the API were not there, or as if everything were hidden. What is
// shown stays, and the log says what was asked for and what the org has.
func TestLate404(t *testing.T) {
	page := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write([]byte("<html><body>URL No Longer Exists</body></html>"))
	}
	for name, c := range map[string]struct {
		answer func(org http.Handler, w http.ResponseWriter, req *http.Request)
		code   string
		says   string
	}{
		"a page for all": {func(_ http.Handler, w http.ResponseWriter, req *http.Request) { page(w, req) },
			"HTTP_404", "version 62.0 of the API was asked for, and the org does not say which versions it has"},
		"a page for calls": {func(org http.Handler, w http.ResponseWriter, req *http.Request) {
			if strings.HasSuffix(req.URL.Path, "/services/data") {
				org.ServeHTTP(w, req)
				return
			}
			page(w, req)
		}, "HTTP_404", "the org has version 62.0 of the API, so a proxy may have answered in its place"},
		"another version": {func(org http.Handler, w http.ResponseWriter, req *http.Request) {
			if strings.HasSuffix(req.URL.Path, "/services/data") {
				_, _ = w.Write([]byte(`[{"version":"31.0"},{"version":"61.0"}]`))
				return
			}
			w.WriteHeader(http.StatusNotFound)
			_, _ = w.Write([]byte(`[{"errorCode":"NOT_FOUND","message":"The requested resource does not exist"}]`))
		}, "NOT_FOUND", "the org does not have version 62.0 of the API; it has 31.0 to 61.0: set SALESFORCE_API_VERSION or api_version to one of them"},
		"a refusal of all": {func(_ http.Handler, w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = w.Write([]byte(`[{"errorCode":"INVALID_TYPE","message":"sObject type is not supported"}]`))
		}, "INVALID_TYPE", "62.0"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, rigOptions{demo: demo.Options{Users: 30, Frozen: true, Faults: []demo.Fault{
					{Kind: demo.NotFound, Object: "ListEmail"},
				}}})
				var broken atomic.Bool
				org := r.host.handler
				r.host.handler = http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
					if broken.Load() && strings.Contains(req.URL.Path, "/services/data") {
						c.answer(org, w, req)
						return
					}
					org.ServeHTTP(w, req)
				})
				want := r.scrape(0)
				if !strings.Contains(want.text, "object ListEmail is hidden") {
					t.Fatal("the schema is not in doubt")
				}
				broken.Store(true)
				time.Sleep(40 * time.Minute)
				got := r.scrape(0)
				if diff := cmp.Diff(figuresOf(want), figuresOf(got)); diff != "" {
					t.Errorf("figures (-before +during):\n%s", diff)
				}
				if users := got.series[`salesforce_collector_success{collector="users"}`]; got.series["salesforce_up"] != 0 ||
					users != 0 {
					t.Errorf("up %v and success of users %v, want 0", got.series["salesforce_up"], users)
				}
				if got.series[`salesforce_exporter_errors_total{code="`+c.code+`"}`] == 0 {
					t.Errorf("no error of code %s:\n%s", c.code, got.text)
				}
				if len(r.log.lines(c.says)) == 0 {
					t.Errorf("the log does not say %q:\n%s", c.says, r.log)
				}
				if lines := r.log.lines("is hidden or does not exist"); len(lines) != 1 {
					t.Errorf("want one line about ListEmail alone, got:\n%s", strings.Join(lines, ""))
				}
				broken.Store(false)
				time.Sleep(time.Hour)
				if after := r.scrape(0); after.series["salesforce_up"] != 1 || after.sum("salesforce_collector_success") != 4 {
					t.Errorf("the org does not recover:\n%s", r.log)
				}
			})
		})
	}
}

// TestNothingIsShown has an org whose every object seems to be hidden.
func TestNothingIsShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, rigOptions{demo: demo.Options{Users: 30, Frozen: true, Faults: []demo.Fault{{Kind: demo.NotFound}}}})
		m := r.scrape(0)
		if m.series["salesforce_up"] != 0 || m.has("salesforce_collector_skipped") {
			t.Errorf("want no answer taken for a schema:\n%s", m.text)
		}
		if len(r.log.lines("the org says that it hides every object")) != 1 {
			t.Errorf("want one line of log, got:\n%s", r.log)
		}
	})
}

// figuresOf are the series of a scrape, other than those about the exporter and
// its collectors.
func figuresOf(m metrics) map[string]float64 {
	figures := map[string]float64{}
	for series, value := range m.series {
		if !strings.HasPrefix(series, "salesforce_exporter_") && !strings.HasPrefix(series, "salesforce_collector_") &&
			series != "salesforce_up" && !strings.HasPrefix(series, "salesforce_api_requests") {
			figures[series] = value
		}
	}
	return figures
}
