package e2e

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"salesforce_exporter/internal/demo"
)

// A faultTest is a fault, and what it comes to where the exporter starts with it
// and where it meets a running one.
type faultTest struct {
	fault         demo.Fault
	first, steady told
}

// told is what an exporter tells while a fault lasts.
type told struct {
	up   float64 // or sometimes
	code string  // of the errors that are counted; empty for none
	// says is a part of the line of log that tells what is wrong; empty where
	// nothing is.
	says   string
	putOff bool // collectors wait, for the sake of the budget
	failed bool // a collector has no success
	skips  bool // metrics are skipped, with a reason
	shown  shown
}

// shown is how many of the samples there are. All of them are right.
type shown int

const (
	allOfIt  shown = iota
	someOfIt       // without what the fault is about
	nothing
)

// good is where a fault makes no difference but time.
func good() told { return told{up: 1} }

// down is where the whole org cannot be asked: at first there is nothing, and
// later the last good samples.
func down(code, says string) (first, steady told) {
	first = told{code: code, says: says, failed: true, shown: nothing}
	steady = first
	steady.shown = allOfIt
	return first, steady
}

func outageTest(f demo.Fault, code, says string) faultTest {
	first, steady := down(code, says)
	return faultTest{f, first, steady}
}

// faultTests has every kind of fault of the demo org.
func faultTests() []faultTest {
	const hidden = "is hidden or does not exist"
	return []faultTest{
		{demo.Fault{Kind: demo.Latency, Delay: 40 * time.Second}, good(), good()},
		{demo.Fault{Kind: demo.SlowConnect, Delay: 20 * time.Second}, good(), good()},
		{demo.Fault{Kind: demo.ClockSkew, Delay: time.Minute}, good(), good()},
		{demo.Fault{Kind: demo.CallsLeft, Count: 3},
			told{says: "and the last 20 % are left to others", up: 1, putOff: true, failed: true, shown: nothing},
			told{says: "and the last 20 % are left to others", up: 1, putOff: true, failed: true}},
		outageTest(demo.Fault{Kind: demo.SessionEnds}, "INVALID_SESSION_ID", "Session expired or invalid"),
		outageTest(demo.Fault{Kind: demo.DailyLimit}, "REQUEST_LIMIT_EXCEEDED", "its API allowance is used up").andPutOff(),
		outageTest(demo.Fault{Kind: demo.ConcurrentLimit}, "REQUEST_LIMIT_EXCEEDED", "ConcurrentRequests"),
		outageTest(demo.Fault{Kind: demo.APIDisabledForOrg}, "API_DISABLED_FOR_ORG", "until Salesforce turns it on"),
		outageTest(demo.Fault{Kind: demo.APIDisabledForUser}, "API_CURRENTLY_DISABLED",
			"grant the integration user the system permission API Enabled"),
		{demo.Fault{Kind: demo.InsufficientAccess, Object: "Lead"},
			told{says: "object Lead " + hidden, up: 1, skips: true, shown: someOfIt},
			told{says: "INSUFFICIENT_ACCESS", up: 1, skips: true, shown: someOfIt}},
		{demo.Fault{Kind: demo.FunctionNotEnabled, Object: "Lead"},
			told{says: "object Lead " + hidden, up: 1, skips: true, shown: someOfIt},
			told{says: "FUNCTIONALITY_NOT_ENABLED", up: 1, skips: true, shown: someOfIt}},
		{demo.Fault{Kind: demo.OperationTooLarge, Object: "Lead"},
			told{says: "OPERATION_TOO_LARGE", up: 1, skips: true, shown: someOfIt},
			told{says: "OPERATION_TOO_LARGE", up: 1, failed: true, skips: true}},
		{demo.Fault{Kind: demo.NotFound, Object: "Lead"},
			told{says: "object Lead " + hidden, up: 1, skips: true, shown: someOfIt},
			told{code: "NOT_FOUND", says: "NOT_FOUND", up: 1, failed: true, skips: true}},
		outageTest(demo.Fault{Kind: demo.Gone}, "GONE",
			"the org has version 62.0 of the API, so a proxy may have answered in its place"),
		outageTest(demo.Fault{Kind: demo.URITooLong}, "HTTP_414", "Request URI Too Long"),
		outageTest(demo.Fault{Kind: demo.HeadersTooLarge}, "HTTP_431", "Request Header Fields Too Large"),
		outageTest(demo.Fault{Kind: demo.TooManyRequests}, "TOO_MANY_REQUESTS", "Too many requests"),
		outageTest(demo.Fault{Kind: demo.UnknownException}, "UNKNOWN_EXCEPTION", "An unexpected error occurred"),
		outageTest(demo.Fault{Kind: demo.Unavailable}, "SERVER_UNAVAILABLE", "Server too busy"),
		outageTest(demo.Fault{Kind: demo.UnavailableHTML}, "HTTP_503", "without the JSON that Salesforce sends"),
		outageTest(demo.Fault{Kind: demo.TruncatedJSON}, "BAD_ANSWER", "unexpected EOF"),
		outageTest(demo.Fault{Kind: demo.InvalidUTF8}, "BAD_ANSWER", "read the answer: subrequest").sometimesUp(),
		outageTest(demo.Fault{Kind: demo.EndlessBody}, "TIMEOUT", "not at its end after 1m0s"),
		outageTest(demo.Fault{Kind: demo.Reset}, "UNREACHABLE", "connection reset by peer"),
		{demo.Fault{Kind: demo.FailingSubrequests, Count: 2},
			told{code: "UNKNOWN_EXCEPTION", says: "describe User: UNKNOWN_EXCEPTION", failed: true, shown: nothing},
			told{code: "UNKNOWN_EXCEPTION", says: "UNKNOWN_EXCEPTION", up: 1, failed: true}},
		{demo.Fault{Kind: demo.QueryTimeout, Object: "Lead"},
			told{code: "QUERY_TIMEOUT", says: "Lead by OwnerId: QUERY_TIMEOUT", up: 1, failed: true, skips: true,
				shown: someOfIt},
			told{code: "QUERY_TIMEOUT", says: "Lead by OwnerId: QUERY_TIMEOUT", up: 1, failed: true, skips: true}},
		{demo.Fault{Kind: demo.InvalidQueryLocator},
			// nobody to join figures to
			told{code: "INVALID_QUERY_LOCATOR", says: "INVALID_QUERY_LOCATOR", up: 1, failed: true, shown: nothing},
			good()}, // what changed is one page
		{demo.Fault{Kind: demo.HiddenField, Field: "Lead.OwnerId"},
			told{says: "INVALID_FIELD", up: 1, skips: true, shown: someOfIt},
			told{says: "INVALID_FIELD", up: 1, failed: true, skips: true}},
	}
}

// andPutOff is for what the budget takes up: after the first error it asks no
// more.
func (f faultTest) andPutOff() faultTest {
	f.first.putOff, f.steady.putOff = true, true
	return f
}

// sometimes is where it depends on what else was asked.
const sometimes = -1

// sometimesUp is for what spoils one answer of a call, which may be the only one.
func (f faultTest) sometimesUp() faultTest {
	f.steady.up = sometimes
	return f
}

// TestEveryFaultHasATest fails for a kind of fault that nobody thought through.
func TestEveryFaultHasATest(t *testing.T) {
	tested := map[demo.FaultKind]bool{}
	for _, f := range faultTests() {
		tested[f.fault.Kind] = true
	}
	for _, f := range webFaultTests() {
		tested[f.fault.Kind] = true
	}
	for _, f := range append(webPartTests(), unassignedTest()) {
		tested[f.fault.Kind] = true
	}
	for _, kind := range demo.FaultKinds() {
		if !tested[kind] {
			t.Errorf("nobody says what the exporter does about %s", kind)
		}
	}
}

// TestFaults lets one thing after the other go wrong, with an exporter that
// starts and with one that runs: it tells what is wrong, shows nothing that is
// not right, keeps the last good samples, wastes few calls, and comes back by
// itself.
func TestFaults(t *testing.T) {
	t.Parallel()
	for _, f := range faultTests() {
		t.Run(f.fault.String()+" at first", func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { f.atFirst(t) })
		})
		t.Run(f.fault.String()+" in steady state", func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { f.inSteadyState(t) })
		})
	}
}

// atFirst starts with the fault, and has it for five minutes.
func (f faultTest) atFirst(t *testing.T) {
	r := f.rig(t)
	setFaults(t, r, f.fault)
	scrapeFor(r, 5*time.Minute)
	f.first.check(t, r, truthOfPeopleAndLeads(t, r.demo))
	if n := r.demo.Calls(); n > 50 {
		t.Errorf("five minutes of it cost %d calls", n)
	}
	f.recovers(t, r)
}

// inSteadyState has the fault for an hour, in which users are due four times,
// and leads once.
func (f faultTest) inSteadyState(t *testing.T) {
	r := f.rig(t)
	scrapeFor(r, 100*time.Minute)
	setFaults(t, r, f.fault)
	calls := r.demo.Calls()
	scrapeFor(r, time.Hour)
	f.steady.check(t, r, truthOfPeopleAndLeads(t, r.demo))
	if n := r.demo.Calls() - calls; n > 50 {
		t.Errorf("an hour of it cost %d calls", n)
	}
	f.recovers(t, r)
}

// rig measures people and leads. A page of people is lost only where there are
// several.
func (f faultTest) rig(t *testing.T) *rig {
	r := newBoundRig(t, 500, rigOptions{demo: demo.Options{Users: 10, Frozen: true}, make: usersAndLeads(t)})
	if f.fault.Kind == demo.InvalidQueryLocator {
		hireUsers(t, r.demo)
	}
	return r
}

func intervalsOfPeopleAndLeads() map[string]time.Duration {
	return map[string]time.Duration{"users": 15 * time.Minute, "leads": 2 * time.Hour}
}

// truthOfPeopleAndLeads is what the samples have to be.
func truthOfPeopleAndLeads(t *testing.T, d *demo.Org) map[string]float64 {
	return truthOf(t, d, func(metric string) bool { return aboutPeople(metric) || aboutLeads("salesforce_"+metric) })
}

// samplesOf are those that truth tells.
func samplesOf(m metrics) map[string]float64 {
	shown := peopleMetrics(m)
	for series, value := range m.series {
		if aboutLeads(series) {
			shown[series] = value
		}
	}
	return shown
}

func aboutLeads(series string) bool {
	name, _, _ := strings.Cut(series, "{")
	return slices.Contains([]string{"salesforce_open_leads", "salesforce_stale_leads_30d", "salesforce_untouched_leads_7d",
		"salesforce_converted_leads_30d"}, name)
}

// recovers ends the fault. Within two of the longest intervals everything is
// there, right and fresh.
func (f faultTest) recovers(t *testing.T, r *rig) {
	setFaults(t, r)
	scrapeFor(r, 4*time.Hour)
	m := r.scrape(10)
	told{up: 1}.checkSamples(t, m, truthOfPeopleAndLeads(t, r.demo))
	for name, interval := range intervalsOfPeopleAndLeads() {
		at := m.series[`salesforce_collector_last_success_timestamp_seconds{collector="`+name+`"}`]
		if age := time.Since(time.UnixMilli(int64(at * 1000))); age > 2*interval ||
			m.series[`salesforce_collector_success{collector="`+name+`"}`] != 1 {
			t.Errorf("after the fault %s was refreshed %s ago:\n%s", name, age, r.log)
		}
	}
}

// scrapeFor is what scrapes do to the org; nobody looks at what they get.
func scrapeFor(r *rig, d time.Duration) {
	for end := time.Now().Add(d); time.Now().Before(end); time.Sleep(30 * time.Second) {
		scrapeOnce(r)
	}
}

func scrapeOnce(r *rig) {
	ctx, cancel := context.WithTimeout(r.t.Context(), 10*time.Second)
	defer cancel()
	r.org.Refresh(ctx)
}

// check holds what the exporter tells against what it should.
func (want told) check(t *testing.T, r *rig, truth map[string]float64) {
	t.Helper()
	m := r.scrape(10)
	if up, known := m.series["salesforce_up"]; known && up != want.up && want.up != sometimes || !known && !want.putOff {
		t.Errorf("salesforce_up is %v, want %v", up, want.up)
	}
	for series := range m.series {
		if code, ok := strings.CutPrefix(series, `salesforce_exporter_errors_total{code="`); ok && code != want.code+`"}` {
			t.Errorf("%s is counted, want %q", series, want.code)
		}
	}
	if want.code != "" && m.series[`salesforce_exporter_errors_total{code="`+want.code+`"}`] == 0 {
		t.Errorf("no error %s is counted", want.code)
	}
	if got := m.sum("salesforce_exporter_budget_put_off_total") > 0; got != want.putOff {
		t.Errorf("put off: %v, want %v", got, want.putOff)
	}
	if got := slices.Contains(slices.Collect(successes(m)), 0); got != want.failed {
		t.Errorf("a collector failed: %v, want %v", got, want.failed)
	}
	if got := m.sum("salesforce_collector_skipped") > 0; got != want.skips {
		t.Errorf("metrics are skipped: %v, want %v", got, want.skips)
	}
	want.checkLog(t, r.log)
	want.checkSamples(t, m, truth)
	if t.Failed() {
		t.Logf("the log:\n%s", r.log)
	}
}

func successes(m metrics) func(func(float64) bool) {
	return func(yield func(float64) bool) {
		for series, value := range m.series {
			if strings.HasPrefix(series, "salesforce_collector_success{") && !yield(value) {
				return
			}
		}
	}
}

func (want told) checkLog(t *testing.T, log *logBuffer) {
	t.Helper()
	if want.says != "" && len(log.lines(want.says)) == 0 {
		t.Errorf("no line of log says %q", want.says)
	}
	if want.says == "" && log.String() != "" {
		t.Error("there is a log about nothing")
	}
	if strings.Contains(log.String(), "\n\n") || len(log.lines("")) > 25 {
		t.Errorf("the log has %d lines", len(log.lines("")))
	}
}

// checkSamples holds what is shown against the rows: it is all there, part of
// it, or nothing, and never another number.
func (want told) checkSamples(t *testing.T, m metrics, truth map[string]float64) {
	t.Helper()
	missing, wrong := 0, 0
	for _, d := range differences(truth, samplesOf(m)) {
		if strings.Contains(d, " is missing, ") {
			missing++
			continue
		}
		if wrong++; wrong < 5 {
			t.Error(d)
		}
	}
	got := someOfIt
	switch missing {
	case 0:
		got = allOfIt
	case len(truth):
		got = nothing
	}
	if got != want.shown {
		t.Errorf("%d of %d series are shown, want everything (0), something (1), nothing (2): %d", len(truth)-missing,
			len(truth), want.shown)
	}
}
