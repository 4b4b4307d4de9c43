package e2e

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/demo"
)

// A defective collector panics when it is asked to.
type defective struct {
	collector.Collector
	plan bool
}

func (d *defective) Plan(s *collector.Schema) collector.Plan {
	if d.plan {
		panic("a defect of Plan")
	}
	return d.Collector.Plan(s)
}

// TestDefectiveCollector has a collector that panics from the first refresh
// on. The others show what they always show.
func TestDefectiveCollector(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		options := demo.Options{Users: 10, Frozen: true}
		sound := newRig(t, rigOptions{demo: options}).scrape(0)
		r := newRig(t, rigOptions{demo: options, make: func(s *setup) []collector.Collector {
			list := firstCollectors(t, s)
			list[1] = &defective{Collector: list[1], plan: true}
			return list
		}})
		m := r.scrape(0)
		if m.series[`salesforce_exporter_errors_total{code="PANIC"}`] == 0 {
			t.Errorf("no panic is counted:\n%s", m.text)
		}
		if m.series["salesforce_up"] != 1 ||
			m.series[`salesforce_collector_skipped{collector="records",reason="panic: a defect of Plan"}`] != 1 {
			t.Errorf("the meta metrics do not tell:\n%s", r.log)
		}
		for _, name := range []string{"salesforce_users", "salesforce_activities_closed_7d",
			"salesforce_overdue_opportunities"} {
			if got, want := m.sum(name), sound.sum(name); got != want || want == 0 {
				t.Errorf("%s: got %v, want %v as without the defect", name, got, want)
			}
		}
		if m.has("salesforce_records_created_total") {
			t.Error("the collector that panics shows something")
		}
		lines := r.log.lines("level=error")
		if len(lines) == 0 || !strings.Contains(lines[0], "collector=records") ||
			!strings.Contains(lines[0], "contain_test.go") {
			t.Errorf("want the collector and the stack in a line of log, got:\n%s", r.log)
		}
	})
}

// TestOnlyWhatFailedIsAskedAgain lets the org refuse some statements of the
// activities. They are given up, and nothing else is asked because of them.
func TestOnlyWhatFailedIsAskedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, rigOptions{demo: demo.Options{Users: 10, Frozen: true}})
		r.scrape(0)
		time.Sleep(24 * time.Hour)
		r.scrape(0) // at which all is due
		setFaults(t, r, demo.Fault{Kind: demo.NotFound, Object: "Event", Path: "query"})
		time.Sleep(24 * time.Hour)
		r.scrape(0)
		asked, calls := len(r.demo.Statements()), r.demo.Calls()
		for range 10 {
			time.Sleep(time.Minute)
			m := r.scrape(0)
			if m.series["salesforce_up"] != 1 || m.series[`salesforce_collector_success{collector="opportunities"}`] != 1 {
				t.Fatalf("events take others down:\n%s", r.log)
			}
			if m.series[`salesforce_collector_success{collector="activities"}`] != 0 {
				t.Fatalf("activities without events are a success:\n%s", r.log)
			}
		}
		for _, s := range r.demo.Statements()[asked:] { // those that were answered
			t.Errorf("was asked again without need: %s", s)
		}
		if n := r.demo.Calls() - calls; n > 3 {
			t.Errorf("in ten minutes the refused statements cost %d calls", n)
		}
		setFaults(t, r)
		time.Sleep(25 * time.Hour) // they are asked once a day at least
		asked = len(r.demo.Statements())
		m := r.scrape(0)
		if m.series[`salesforce_collector_success{collector="activities"}`] != 1 {
			t.Errorf("activities do not recover:\n%s", r.log)
		}
		if again := strings.Join(r.demo.Statements()[asked:], "\n"); !strings.Contains(again, "FROM Event ") {
			t.Errorf("events are not asked again: %s", again)
		}
	})
}

func setFaults(t *testing.T, r *rig, faults ...demo.Fault) {
	t.Helper()
	if err := r.demo.SetFaults(faults...); err != nil {
		t.Fatal(err)
	}
}

// TestSlowStatement has an org that takes six minutes for whatever is about
// tasks, and holds up what is in the same call. Those others are asked again
// without them; tasks get a call each, are given up, and are asked ever more
// seldom.
func TestSlowStatement(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, rigOptions{demo: demo.Options{Users: 10, Frozen: true}})
		setFaults(t, r, demo.Fault{Kind: demo.Latency, Delay: 6 * time.Minute, Object: "Task", Path: "query"})
		for range 4 * 24 {
			r.scrape(0)
			time.Sleep(15 * time.Minute)
		}
		m := r.scrape(0)
		if m.series["salesforce_up"] != 1 || m.series[`salesforce_collector_success{collector="opportunities"}`] != 1 {
			t.Errorf("one slow object takes all down:\n%s", r.log)
		}
		if got, there := m.series[`salesforce_collector_success{collector="activities"}`]; !there || got != 0 {
			t.Errorf("activities without tasks are a success:\n%s", r.log)
		}
		reason := `salesforce_collector_skipped{collector="activities",reason="Task by OwnerId: ask demo.my.salesforce.test: no answer within 5m0s"}`
		if m.series[reason] == 0 || m.has("salesforce_activities_closed_7d") {
			t.Errorf("no metric says what is given up, or it is not:\n%s", m.text)
		}
		for _, metric := range []string{"salesforce_users", "salesforce_events_held_7d", "salesforce_overdue_opportunities",
			"salesforce_records_created_7d"} {
			if !m.has(metric) {
				t.Errorf("%s is missing, because it was asked together with tasks", metric)
			}
		}
		if lines := r.log.lines("no answer within"); len(lines) > 20 {
			t.Errorf("in a day %d lines say so:\n%s", len(lines), r.log)
		}
		calls := r.demo.Calls()
		for range 4 * 24 {
			time.Sleep(15 * time.Minute)
			r.scrape(0)
		}
		if n := r.demo.Calls() - calls; n > 300 {
			t.Errorf("on the second day it cost %d calls, want about 234 as without the fault", n)
		}
		setFaults(t, r)
		for range 4 * 48 {
			time.Sleep(15 * time.Minute)
			r.scrape(0)
		}
		if m := r.scrape(0); !m.has("salesforce_activities_closed_7d") || m.sum("salesforce_collector_skipped") != 0 {
			t.Errorf("two days after the org is quick again, tasks are not back:\n%s", m.text)
		}
	})
}
