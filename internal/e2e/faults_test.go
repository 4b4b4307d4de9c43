package e2e

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"salesforce_exporter/internal/demo"
)

// TestFaults lets one thing after the other go wrong with a running exporter:
// it says so by a code, keeps the last good data, wastes few calls, and comes
// back by itself.
func TestFaults(t *testing.T) {
	for _, c := range []struct {
		fault demo.Fault
		code  string // in salesforce_exporter_errors_total; empty where nothing is wrong
	}{
		{demo.Fault{Kind: demo.SessionEnds, Times: 1}, ""},
		{demo.Fault{Kind: demo.DailyLimit}, "REQUEST_LIMIT_EXCEEDED"},
		{demo.Fault{Kind: demo.ConcurrentLimit}, "REQUEST_LIMIT_EXCEEDED"},
		{demo.Fault{Kind: demo.APIDisabledForOrg}, "API_DISABLED_FOR_ORG"},
		{demo.Fault{Kind: demo.APIDisabledForUser}, "API_CURRENTLY_DISABLED"},
		{demo.Fault{Kind: demo.Gone}, "GONE"},
		{demo.Fault{Kind: demo.TooManyRequests}, ""},
		{demo.Fault{Kind: demo.UnknownException}, "UNKNOWN_EXCEPTION"},
		{demo.Fault{Kind: demo.Unavailable}, "SERVER_UNAVAILABLE"},
		{demo.Fault{Kind: demo.UnavailableHTML}, "HTTP_503"},
		{demo.Fault{Kind: demo.TruncatedJSON}, "BAD_ANSWER"},
		{demo.Fault{Kind: demo.Reset}, "UNREACHABLE"},
		{demo.Fault{Kind: demo.FailingSubrequests, Count: 2}, ""},
		{demo.Fault{Kind: demo.Latency, Delay: 40 * time.Second}, ""},
	} {
		t.Run(string(c.fault.Kind), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, rigOptions{demo: demo.Options{Users: 5, Frozen: true}})
				good := r.scrape(10)
				if err := r.demo.SetFaults(c.fault); err != nil {
					t.Fatal(err)
				}
				calls := r.demo.Calls()
				for range 30 { // half an hour, in which users are due twice
					time.Sleep(time.Minute)
					r.get("/metrics", 10)
				}
				during := r.scrape(10)
				if got, want := during.sum("salesforce_users"), good.sum("salesforce_users"); got != want {
					t.Errorf("users: got %v, want the last good %v", got, want)
				}
				if c.code != "" && during.series[`salesforce_exporter_errors_total{code="`+c.code+`"}`] == 0 {
					t.Errorf("no error of code %s is counted:\n%s", c.code, r.log)
				}
				if spent := r.demo.Calls() - calls; spent > 30 {
					t.Errorf("half an hour of it cost %d calls", spent)
				}
				if err := r.demo.SetFaults(); err != nil {
					t.Fatal(err)
				}
				for range 20 {
					time.Sleep(time.Minute)
					r.get("/metrics", 10)
				}
				during = r.scrape(10)
				if during.series["salesforce_up"] != 1 || during.series[`salesforce_collector_success{collector="users"}`] != 1 {
					t.Errorf("twenty minutes after the cause is gone the exporter is not back:\n%s", r.log)
				}
				if strings.Contains(r.log.String(), "\n\n") {
					t.Errorf("an error is more than one line of log:\n%s", r.log)
				}
			})
		})
	}
}
