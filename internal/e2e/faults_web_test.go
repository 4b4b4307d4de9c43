package e2e

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"salesforce_exporter/internal/budget"
	"salesforce_exporter/internal/demo"
)

// A webFaultTest is a fault of the API of Account Engagement, and what it comes
// to where the exporter starts with it and where it meets a running one.
type webFaultTest struct {
	fault         demo.Fault
	first, steady webTold
	back          time.Duration // until figures are fresh when the fault is over
}

// webTold is what an exporter tells of the collector web while a fault lasts.
type webTold struct {
	code   string // of the errors that are counted; empty for none
	says   string // a part of the line of log that tells what is wrong
	lines  int    // of such log, at most
	calls  int    // that are sent to the API, at most
	putOff bool   // it waits, for want of allowance
	shown  shown  // of the figures, which are right
}

// webRefused is where all calls fail: at first there is nothing, and later the
// last good figures. An hour of it has so many lines of log, and so many calls.
func webRefused(f demo.Fault, code, says string, lines, calls int, back time.Duration) webFaultTest {
	first := webTold{code: code, says: says, lines: lines, calls: calls, shown: nothing}
	steady := first
	steady.shown = allOfIt
	steady.calls++ // the first may find that the session has ended
	return webFaultTest{f, first, steady, back}
}

func (f webFaultTest) andPutOff() webFaultTest {
	f.first.putOff, f.steady.putOff = true, true
	return f
}

// webFaultTests has every kind of fault that this API alone has, and those of
// others that are different here.
func webFaultTests() []webFaultTest {
	kind := func(k demo.FaultKind) demo.Fault { return demo.Fault{Kind: k} }
	const retried, administrator, signIn = 20 * time.Minute, time.Hour, 15 * time.Minute
	page := demo.Fault{Kind: demo.UnavailableHTML, Path: "engagement"}
	return []webFaultTest{
		webRefused(kind(demo.EngagementNoPermission), "46", "grant the user's Account Engagement role the ability", 1, 3,
			administrator),
		webRefused(kind(demo.EngagementAtOnce), "66", "it is tried again", 12, 12, retried),
		webRefused(kind(demo.EngagementDisabled), "76", "the edition has to include it", 1, 1, administrator),
		webRefused(kind(demo.EngagementDailyLimit), "122", "nothing is asked before midnight", 1, 2,
			24*time.Hour).andPutOff(),
		webRefused(kind(demo.EngagementNoUnit), "181", "set business_unit to the 18 characters", 1, 1, administrator),
		webRefused(kind(demo.EngagementInternal), "183", "code 183", 12, 12, retried),
		webRefused(kind(demo.EngagementToken), "184", "add the scope pardot_api to the app", 4, 8, signIn),
		webRefused(kind(demo.EngagementUnknownUnit), "201", "pi.demo.pardot.com", 1, 1, administrator),
		webRefused(kind(demo.EngagementMinuteLimit), "202", "a shorter time span", 12, 12, retried),
		webRefused(kind(demo.EngagementTimeout), "214", "a shorter time span", 12, 12, retried),
		{demo.Fault{Kind: demo.EngagementCached, Delay: time.Minute}, webTold{calls: 200}, webTold{calls: 200}, retried},
		webRefused(page, "HTTP_503", "without the JSON that Account Engagement sends", 12, 12, retried),
	}
}

// TestWebFaults lets the API of Account Engagement refuse everything, in one way
// after the other, with an exporter that starts and with one that runs: the
// other collectors do not notice, figures are right or absent, the log says what
// to do, few calls are wasted, and it comes back by itself.
func TestWebFaults(t *testing.T) {
	t.Parallel()
	for _, f := range webFaultTests() {
		t.Run(f.fault.String()+" at first", func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { f.atFirst(t) })
		})
		t.Run(f.fault.String()+" in steady state", func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { f.inSteadyState(t) })
		})
	}
}

// atFirst starts with the fault.
func (f webFaultTest) atFirst(t *testing.T) {
	r := f.rig(t)
	setFaults(t, r, f.fault)
	f.first.check(t, r)
	f.recovers(t, r)
}

// inSteadyState has the fault when the next reading is due.
func (f webFaultTest) inSteadyState(t *testing.T) {
	r := f.rig(t)
	r.scrapeWeb()
	time.Sleep(2 * time.Hour)
	setFaults(t, r, f.fault)
	f.steady.check(t, r)
	f.recovers(t, r)
}

func (f webFaultTest) rig(t *testing.T) *rig {
	return newBoundRig(t, 500, rigOptions{
		unit: true, calls: budget.New(budget.Options{CallsADay: 2500}), demo: demo.Options{Users: 10, Frozen: true},
		make: usersAndLeads(t),
	})
}

// check scrapes for an hour, and holds what the exporter tells against what it
// should.
func (want webTold) check(t *testing.T, r *rig) {
	t.Helper()
	before := r.host.toEngagement()
	scrapeFor(r, 58*time.Minute)
	m := r.scrape(10)
	if n := r.host.toEngagement() - before; n > want.calls {
		t.Errorf("an hour of it cost %d calls, want %d at most", n, want.calls)
	}
	for series, n := range m.series {
		if code, ok := strings.CutPrefix(series, `salesforce_exporter_engagement_errors_total{code="`); ok &&
			(code != want.code+`"}`) && n > 0 {
			t.Errorf("%s is counted, want %q", series, want.code)
		}
	}
	if want.code != "" && m.series[`salesforce_exporter_engagement_errors_total{code="`+want.code+`"}`] == 0 {
		t.Errorf("no error %s is counted", want.code)
	}
	if got := m.series[`salesforce_collector_success{collector="web"}`] == 0; got != (want.code != "") {
		t.Errorf("web failed: %v, want %v", got, !got)
	}
	if got := m.series[`salesforce_exporter_budget_put_off_total{collector="web"}`] > 0; got != want.putOff {
		t.Errorf("put off: %v, want %v", got, want.putOff)
	}
	lines := r.log.lines("")
	if len(lines) > want.lines || want.says != "" && len(r.log.lines("collectors=web code="+want.code)) != len(lines) ||
		want.says != "" && !strings.Contains(lines[0], want.says) {
		t.Errorf("%d lines of log, want 1 to %d, all of them about web, with %q", len(lines), want.lines, want.says)
	}
	want.checkFigures(t, r, m)
	checkOthers(t, r, m)
	if t.Failed() {
		t.Logf("the log:\n%s", r.log)
	}
}

func (want webTold) checkFigures(t *testing.T, r *rig, m metrics) {
	t.Helper()
	if want.shown == allOfIt {
		r.checkWeb("with the fault", m, time.UTC, true)
	} else if len(m.web()) != 0 {
		t.Errorf("%d figures are shown, want none", len(m.web()))
	}
}

// checkOthers holds that nobody else notices, and that the token is nowhere.
func checkOthers(t *testing.T, r *rig, m metrics) {
	t.Helper()
	told{up: 1}.checkSamples(t, m, truthOfPeopleAndLeads(t, r.demo))
	if m.series["salesforce_up"] != 1 || m.series[`salesforce_collector_success{collector="users"}`] != 1 ||
		m.sum("salesforce_exporter_errors_total") != 0 {
		t.Error("the other collectors notice")
	}
	session, err := r.client.Session(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(r.log.String()+allPages(r), session.AccessToken) {
		t.Error("the token is in the log or on a page")
	}
}

// recovers ends the fault.
func (f webFaultTest) recovers(t *testing.T, r *rig) {
	setFaults(t, r)
	scrapeFor(r, f.back)
	m := r.scrapeWeb()
	if m.series[`salesforce_collector_success{collector="web"}`] != 1 {
		t.Errorf("%s after the cause is gone web is not back:\n%s", f.back, r.log)
	}
	r.checkWeb("after the fault", m, time.UTC, true)
}

// TestWebBudget has fewer calls a day than the collector web takes. What does not
// fit is counted for it, said once a day, and no more is billed.
func TestWebBudget(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const aDay = 40
		r := newBoundRig(t, 500, rigOptions{
			unit: true, calls: budget.New(budget.Options{CallsADay: aDay}), demo: demo.Options{Users: 10, Frozen: true},
			make: usersAndLeads(t),
		})
		for range 3 {
			before := r.demo.EngagementCalls()
			scrapeFor(r, 24*time.Hour)
			if n := r.demo.EngagementCalls() - before; n > aDay {
				t.Errorf("%d calls were billed in a day, want %d at most", n, aDay)
			}
		}
		m := r.scrape(10)
		if m.series[`salesforce_exporter_budget_put_off_total{collector="web"}`] == 0 {
			t.Error("nothing says that web was put off")
		}
		if m.series[`salesforce_exporter_budget_put_off_total{collector="users"}`] != 0 {
			t.Error("users were put off, whose budget is another")
		}
		lines := r.log.lines("refresh is put off")
		if len(lines) < 1 || len(lines) > 4 || !strings.Contains(lines[0], "collectors=web") ||
			!strings.Contains(lines[0], "calls_a_day is raised") {
			t.Errorf("want a line of log a day about web that says what to do:\n%s", r.log)
		}
	})
}
