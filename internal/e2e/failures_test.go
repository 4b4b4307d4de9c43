package e2e

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"salesforce_exporter/internal/demo"
)

const canary = "canary-secret-7d1f"

// TestWrongSecret starts with a secret that the org does not know, which an
// administrator then corrects on the org's side.
func TestWrongSecret(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, rigOptions{demo: demo.Options{Users: 20, Frozen: true}, secret: canary})
		first := r.scrape(10)
		expectDown(t, r, first, "invalid_client")
		if got := r.log.lines("level=error"); len(got) != 1 ||
			!strings.Contains(got[0], "check the consumer key and secret") {
			t.Errorf("want one line of log that says what to do, got:\n%s", r.log)
		}
		r.demo.SetSecret(canary)
		expectRecovery(t, r)
	})
}

// TestUnreachableHost starts while there is no network.
func TestUnreachableHost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, rigOptions{demo: demo.Options{Users: 20, Frozen: true}})
		r.host.setDown(errors.New("dial tcp: lookup demo.my.salesforce.test: no such host"))
		first := r.scrape(10)
		expectDown(t, r, first, "UNREACHABLE")
		if got := r.log.lines("level=error"); len(got) != 1 || !strings.Contains(got[0], "demo.my.salesforce.test") {
			t.Errorf("want one line of log that names the host, got:\n%s", r.log)
		}
		r.host.setDown(nil)
		expectRecovery(t, r)
	})
}

func expectDown(t *testing.T, r *rig, m metrics, code string) {
	t.Helper()
	if up, ok := m.series["salesforce_up"]; !ok || up != 0 {
		t.Errorf("salesforce_up: got %v, want 0", up)
	}
	if got := m.series[`salesforce_exporter_errors_total{code="`+code+`"}`]; got != 1 {
		t.Errorf("errors of code %s: got %v, want 1:\n%s", code, got, m.text)
	}
	for _, name := range []string{"users", "records", "activities", "opportunities"} {
		if got, ok := m.series[`salesforce_collector_success{collector="`+name+`"}`]; !ok || got != 0 {
			t.Errorf("success of collector %s: got %v, want 0", name, got)
		}
	}
	if m.has("salesforce_users") {
		t.Error("there are users although nobody could ask")
	}
	if text := m.text + r.log.String(); strings.Contains(text, canary) {
		t.Errorf("the secret leaked:\n%s", text)
	}
}

// expectRecovery scrapes for a minute, in which the exporter must come back by
// itself.
func expectRecovery(t *testing.T, r *rig) {
	t.Helper()
	var last metrics
	for range 4 {
		time.Sleep(15 * time.Second)
		last = r.scrape(10)
	}
	if last.series["salesforce_up"] != 1 || last.sum("salesforce_users") == 0 {
		t.Errorf("a minute after the cause is gone the exporter is not back:\n%s", r.log)
	}
	if last.series[`salesforce_collector_success{collector="records"}`] != 1 {
		t.Errorf("records did not recover:\n%s", r.log)
	}
}

// TestOutageKeepsTheLastGoodData takes the network away from a running exporter.
func TestOutageKeepsTheLastGoodData(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, rigOptions{demo: demo.Options{Users: 20, Frozen: true}})
		good := r.scrape(10)
		r.host.setDown(errors.New("connection refused"))
		time.Sleep(20 * time.Minute)
		during := r.scrape(10)
		if during.series["salesforce_up"] != 0 {
			t.Error("salesforce_up is not 0 during the outage")
		}
		if got, want := during.sum("salesforce_users"), good.sum("salesforce_users"); got != want {
			t.Errorf("users during the outage: got %v, want the last good %v", got, want)
		}
		time.Sleep(12 * time.Hour)
		long := r.scrape(10)
		if long.has("salesforce_users") {
			t.Error("after twelve hours the old users are still shown as if they were new")
		}
		if long.series[`salesforce_collector_withheld{collector="users"}`] == 0 {
			t.Errorf("no metric says that users are withheld:\n%s", long.text)
		}
	})
}

// TestHiddenObjectAndField has an integration user that may not see them.
func TestHiddenObjectAndField(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, rigOptions{demo: demo.Options{Users: 20, Frozen: true,
			Hidden: []string{"Case", "Opportunity.Amount"}}})
		m := r.scrape(0)
		if m.series["salesforce_up"] != 1 || m.series[`salesforce_collector_success{collector="records"}`] != 1 {
			t.Errorf("what is hidden counts as a failure:\n%s", r.log)
		}
		if strings.Contains(m.text, `object="Case"`) || m.has("salesforce_overdue_opportunities_amount") {
			t.Error("there are numbers about what is hidden")
		}
		if m.sum("salesforce_overdue_opportunities") == 0 || !strings.Contains(m.text, `object="Lead"`) {
			t.Error("what is not hidden is missing, too")
		}
		for _, c := range []struct{ collector, reason string }{
			{"records", "object Case is hidden or does not exist"},
			{"opportunities", "field Opportunity.Amount is hidden or does not exist"},
		} {
			if m.series[`salesforce_collector_skipped{collector="`+c.collector+`",reason="`+c.reason+`"}`] == 0 {
				t.Errorf("no metric says %q:\n%s", c.reason, m.text)
			}
			if got := r.log.lines(c.reason); len(got) != 1 {
				t.Errorf("want one line of log that says %q, got %d", c.reason, len(got))
			}
		}
		for _, s := range r.demo.Statements() {
			if strings.Contains(s, "FROM Case") || strings.Contains(s, "Amount") {
				t.Errorf("a call was wasted on %s", s)
			}
		}
	})
}

// TestRevokedSession ends the session between two refreshes.
func TestRevokedSession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, rigOptions{demo: demo.Options{Users: 20, Frozen: true}})
		r.scrape(10)
		r.demo.RevokeSessions()
		time.Sleep(3 * time.Hour)
		if m := r.scrape(10); m.series["salesforce_up"] != 1 || len(r.log.lines("level=error")) != 0 {
			t.Errorf("a revoked session was not renewed silently:\n%s", r.log)
		}
	})
}

// TestUsageEnds has an org that is not reached for more than a day: what it said
// of API requests in 24 hours is not shown any more, and comes back.
func TestUsageEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, rigOptions{demo: demo.Options{Users: 5, Frozen: true}, make: usersOnly(t)})
		for _, c := range []struct {
			after time.Duration
			down  error
			shown bool
		}{
			{0, nil, true},
			{20 * time.Hour, errors.New("no such host"), true},
			{6 * time.Hour, errors.New("no such host"), false},
			{time.Hour, nil, true},
		} {
			time.Sleep(c.after)
			r.host.setDown(c.down)
			m := r.scrape(10)
			if got := m.has("salesforce_api_requests_used") && m.has("salesforce_api_requests_limit"); got != c.shown {
				t.Errorf("%s later, with the host %v: usage is shown: %v, want %v", c.after, c.down, got, c.shown)
			}
		}
	})
}
