package e2e

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/demo"
	"salesforce_exporter/internal/status"
)

// TestCheckSendsWhatIsSentLater: the report has sent the queries that follow
// changes, too, and says which ability is missing where prospects are not shown.
func TestCheckSendsWhatIsSentLater(t *testing.T) {
	t.Parallel()
	for _, unassigned := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			r := newRig(t, rigOptions{unit: true, make: usersAndLeads(t), demo: demo.Options{Users: 10, Frozen: true}})
			sent := recordWeb(r)
			if unassigned {
				setFaults(t, r, demo.Fault{Kind: demo.EngagementUnassigned})
			}
			report, err := r.org.Try(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, query := range []string{"visits updatedAt", "visitor-activities updatedAt", "prospects updatedAt",
				"visitor-page-views createdAt", "visitors updatedAt", "prospects deleted"} {
				if !sent(query) && !(unassigned && query == "prospects deleted") {
					t.Errorf("no query of %s was sent", query)
				}
			}
			web := webReport(t, report)
			if web.Error != "" || web.Series < 50 || web.Calls != float64(r.demo.EngagementCalls()-1) { // but for the quota
				t.Errorf("web: %v, %d series, %v calls of %d", web.Error, web.Series, web.Calls, r.demo.EngagementCalls())
			}
			if !unassigned && len(web.Skipped) > 0 || unassigned &&
				(len(web.Skipped) != 1 || !strings.Contains(web.Skipped[0].Remedy, "View prospects not assigned to self")) {
				t.Errorf("skipped: %+v", web.Skipped)
			}
		})
	}
}

// TestWebWithoutAPI: an edition without API may be asked 0 calls a day. The log
// says so once an hour, and nothing is wasted.
func TestWebWithoutAPI(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, rigOptions{unit: true, make: usersAndLeads(t), demo: demo.Options{Users: 10, Frozen: true}})
		r.demo.SetEngagementCalls(0)
		scrapeFor(r, 5*time.Hour)
		lines := r.log.lines("collectors=web")
		if len(lines) < 4 || len(lines) > 6 || len(r.log.lines("its edition has no API")) != len(lines) {
			t.Errorf("the log:\n%s", r.log)
		}
		if n := r.host.toEngagement(); n > 12 {
			t.Errorf("%d calls in five hours", n)
		}
		r.demo.SetEngagementCalls(50_000)
		scrapeFor(r, 2*time.Hour)
		r.checkWeb("with an edition that has it", r.scrapeWeb(), time.UTC, true)
	})
}

func webReport(t *testing.T, report status.Report) status.Collector {
	t.Helper()
	for _, c := range report.Collectors {
		if c.Name == collector.WebName {
			return c
		}
	}
	t.Fatal("there is no report on web")
	return status.Collector{}
}

// recordWeb notes what is asked of Account Engagement: collections, and the
// beginnings of their parameters.
func recordWeb(r *rig) (sent func(query string) bool) {
	var mu sync.Mutex
	var all []string
	serve := r.host.handler
	r.host.handler = http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		mu.Lock()
		for param := range req.URL.Query() {
			all = append(all, req.URL.Path[strings.LastIndex(req.URL.Path, "/")+1:]+" "+param)
		}
		mu.Unlock()
		serve.ServeHTTP(w, req)
	})
	return func(query string) bool {
		mu.Lock()
		defer mu.Unlock()
		for _, s := range all {
			if strings.HasPrefix(s, query) {
				return true
			}
		}
		return false
	}
}
