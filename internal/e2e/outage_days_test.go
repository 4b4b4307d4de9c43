package e2e

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"salesforce_exporter/internal/budget"
	"salesforce_exporter/internal/demo"
	"salesforce_exporter/internal/org"
)

// An outageDay is a day on which Salesforce answers nothing that is of use, or not
// one statement.
type outageDay struct {
	name   string
	faults []demo.Fault
	begin  func(*outageDays) // more than the faults; nil for nothing
	reason string            // of the circuit; empty where it stays closed
	told   time.Duration     // how long the org asks to be left alone each time
}

func outageDayTests() []outageDay {
	whole := func(k demo.FaultKind) []demo.Fault { return []demo.Fault{{Kind: k}} }
	revoke := func(d *outageDays) { d.rig.demo.RevokeSessions() }
	return []outageDay{
		{name: "500", faults: whole(demo.UnknownException), reason: "unreachable"},
		{name: "503 with HTML", faults: whole(demo.UnavailableHTML), reason: "unreachable"},
		{name: "429 with Retry-After", faults: whole(demo.TooManyRequests), reason: "throttled", told: time.Hour,
			begin: func(d *outageDays) { d.retryAfter = "3600" }},
		{name: "403 concurrent limit", faults: whole(demo.ConcurrentLimit), reason: "throttled"},
		{name: "hanging", faults: []demo.Fault{{Kind: demo.Latency, Delay: 48 * time.Hour, Path: "all"}},
			reason: "unreachable"},
		{name: "no connection", faults: whole(demo.Reset), reason: "unreachable"},
		{name: "refused session", faults: whole(demo.SessionEnds), reason: "sign_in"},
		{name: "refused sign-in", reason: "sign_in", begin: func(d *outageDays) {
			d.rig.demo.SetSecret("another")
			revoke(d)
		}},
		{name: "token endpoint down", faults: []demo.Fault{{Kind: demo.Unavailable, Path: "token"}}, begin: revoke,
			reason: "unreachable"},
		{name: "QUERY_TIMEOUT everywhere", faults: whole(demo.QueryTimeout)},
	}
}

// outageDays is an exporter that goes from one outage into the next.
type outageDays struct {
	t          *testing.T
	rig        *rig
	intervals  map[string]time.Duration
	retryAfter string // header of refusals
	goodDay    int    // calls
}

const outageScrape = time.Minute

func newOutageDays(t *testing.T, allowance int) *outageDays {
	b := budget.New(budget.Options{})
	d := &outageDays{t: t, intervals: map[string]time.Duration{}}
	d.rig = newRig(t, rigOptions{demo: demo.Options{Users: 10, Frozen: true, Allowance: allowance}, gate: b,
		tune: func(o *org.Options) {
			o.Budget = b
			for _, c := range o.Collectors {
				d.intervals[c.Name()] = c.Interval()
			}
		}})
	serve := d.rig.host.handler
	d.rig.host.handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if d.retryAfter != "" {
			w.Header().Set("Retry-After", d.retryAfter)
		}
		serve.ServeHTTP(w, r)
	})
	return d
}

// scrapes goes on for a while, and returns how many calls that took.
func (d *outageDays) scrapes(long time.Duration) int {
	before := d.rig.client.Calls()
	for end := time.Now().Add(long); time.Now().Before(end); time.Sleep(outageScrape) {
		scrapeOnce(d.rig)
	}
	return d.rig.client.Calls() - before
}

func (d *outageDays) heal() {
	d.retryAfter = ""
	d.rig.demo.SetSecret("demo")
	setFaults(d.t, d.rig)
}

// back scrapes until everything was renewed after a moment, and fails where that
// takes longer than two scrapes and an interval.
func (d *outageDays) back(o outageDay) {
	healed := time.Now()
	for len(d.intervals) > 0 {
		m := d.rig.scrape(10)
		renewed := map[string]bool{}
		for name, interval := range d.intervals {
			label := `{collector="` + name + `"}`
			at := time.UnixMilli(int64(1000 * m.series["salesforce_collector_last_success_timestamp_seconds"+label]))
			renewed[name] = m.series["salesforce_collector_success"+label] == 1 && at.After(healed)
			if late := time.Since(healed) - o.told - interval - 2*outageScrape; late > 0 && !renewed[name] {
				d.t.Errorf("%s: %s after the end, %s is not back", o.name, time.Since(healed), name)
				d.t.Logf("the log:\n%s", d.rig.log)
				return
			}
		}
		all := true
		for _, ok := range renewed {
			all = all && ok
		}
		if all {
			if m.series["salesforce_up"] != 1 || m.sum("salesforce_exporter_circuit_open") != 0 {
				d.t.Errorf("%s: all is back, and up is %v:\n%s", o.name, m.series["salesforce_up"], d.rig.log)
			}
			return
		}
		time.Sleep(outageScrape)
	}
}

// TestOutageDays has a day of each outage, one after the other. None costs as much
// as a good day, and everything is back soon after each.
func TestOutageDays(t *testing.T) {
	t.Parallel()
	for name, allowance := range allowances() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				d := newOutageDays(t, allowance)
				d.scrapes(6 * time.Hour)
				d.goodDay = d.scrapes(24 * time.Hour)
				for _, o := range outageDayTests() {
					setFaults(t, d.rig, o.faults...)
					if o.begin != nil {
						o.begin(d)
					}
					cost := d.scrapes(24 * time.Hour)
					t.Logf("%s: %d calls, a good day %d", o.name, cost, d.goodDay)
					if cost >= d.goodDay {
						t.Errorf("a day of %s costs %d calls, and a good one %d", o.name, cost, d.goodDay)
					}
					d.checkCircuit(o)
					d.heal()
					d.back(o)
				}
			})
		})
	}
}

func (d *outageDays) checkCircuit(o outageDay) {
	m := d.rig.scrape(10)
	open := 0.0
	if o.reason != "" {
		open = 1
	}
	if got := m.series[`salesforce_exporter_circuit_open{reason="`+o.reason+`"}`]; got != open ||
		m.sum("salesforce_exporter_circuit_open") != open {
		d.t.Errorf("%s: the circuit is not open for %s, or for something else:\n%s", o.name, o.reason, m.text)
	}
}

// TestOneStatementRefused has an org that refuses whatever is about tasks, for ever.
// It costs nothing more, and leaves all else alone.
func TestOneStatementRefused(t *testing.T) {
	t.Parallel()
	for name, allowance := range allowances() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				d := newOutageDays(t, allowance)
				d.scrapes(6 * time.Hour)
				d.goodDay = d.scrapes(24 * time.Hour)
				setFaults(t, d.rig, demo.Fault{Kind: demo.NotFound, Object: "Task", Path: "query"})
				for day := 1; day <= 3; day++ {
					if cost := d.scrapes(24 * time.Hour); cost > d.goodDay {
						t.Errorf("day %d costs %d calls, and a good one %d", day, cost, d.goodDay)
					}
					m := d.rig.scrape(10)
					for name := range d.intervals {
						want := 1.0
						if name == "activities" || name == "records" { // which ask about tasks
							want = 0
						}
						if got := m.series[`salesforce_collector_success{collector="`+name+`"}`]; got != want {
							t.Errorf("success of %s is %v, want %v", name, got, want)
						}
					}
					if m.series["salesforce_up"] != 1 || m.sum("salesforce_exporter_circuit_open") != 0 ||
						m.sum("salesforce_collector_skipped") == 0 || !m.has("salesforce_events_held_7d") {
						t.Errorf("one statement takes others down, or nothing says that it is given up:\n%s", d.rig.log)
					}
				}
				if n := len(d.rig.log.lines("NOT_FOUND")); n > 36 { // of a dozen metrics, whose statements fail at different times
					t.Errorf("in three days %d lines say so:\n%s", n, d.rig.log)
				}
				d.heal()
				d.scrapes(24*time.Hour + time.Hour)
				if m := d.rig.scrape(10); !m.has("salesforce_activities_closed_7d") || m.sum("salesforce_collector_skipped") != 0 {
					t.Errorf("a day after the end, tasks are not back:\n%s", d.rig.log)
				}
			})
		})
	}
}

// allowances are the calls that Salesforce allows a day: by default, and at the least.
func allowances() map[string]int { return map[string]int{"default": 0, "smallest allowance": 5000} }
