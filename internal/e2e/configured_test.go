package e2e

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/demo"
	"salesforce_exporter/internal/org"
	"salesforce_exporter/internal/setting"
)

// TestConfiguredDimensionsAndPeople labels by department and counts only some.
func TestConfiguredDimensionsAndPeople(t *testing.T) {
	t.Parallel()
	people := &collector.PeopleSource{
		Dimensions: []collector.Dimension{{Label: "department", Path: "Department"},
			{Label: "boss", Path: "Manager.Department"}},
		Counted: "IsActive = true AND UserType = 'Standard' AND Country != 'Germany'",
	}
	r := newRig(t, rigOptions{
		demo: demo.Options{Frozen: true},
		tune: func(o *org.Options) {
			o.People = people
			o.Collectors = firstCollectors(t, newSetup(people))
		},
	})
	m := r.scrape(0)
	want := map[string]float64{}
	rows, err := r.demo.DB().Query(`
		SELECT COALESCE(u.Department, 'none'), COALESCE(b.Department, 'none'), COUNT(*)
		FROM User u LEFT JOIN User b ON b.Id = u.ManagerId
		WHERE u.IsActive = 1 AND u.UserType = 'Standard' AND (u.Country IS NULL OR u.Country <> 'Germany')
		GROUP BY 1, 2`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var department, boss string
		var n float64
		if err := rows.Scan(&department, &boss, &n); err != nil {
			t.Fatal(err)
		}
		want[`salesforce_users{boss="`+boss+`",department="`+department+`"}`] = n
	}
	if err := rows.Err(); err != nil || len(want) < 3 {
		t.Fatalf("the demo org has %d pairs of departments (%v), too few to tell anything", len(want), err)
	}
	for series, n := range want {
		if got := m.series[series]; got != n {
			t.Errorf("%s: got %v, want %v", series, got, n)
		}
	}
	if got := len(m.families["salesforce_users"].GetMetric()); got != len(want) {
		t.Errorf("got %d series of users, want %d", got, len(want))
	}
}

// TestConfiguredWindowsAndObjects adds a window and measures other objects.
func TestConfiguredWindowsAndObjects(t *testing.T) {
	r := newRig(t, rigOptions{demo: demo.Options{Users: 50, Frozen: true},
		make: func(s *setup) []collector.Collector {
			s.records().Objects = []setting.Name{"Account", "ListEmail"}
			s.records().Windows = []setting.Window{"180d"}
			s.all["users"].All().Windows = s.records().Windows
			return s.only(t, "users", "records")
		}})
	m := r.scrape(0)
	since := r.demo.Now().AddDate(0, 0, -180).Truncate(24 * time.Hour).Unix()
	for name, query := range map[string]string{
		"salesforce_records_created_180d": `SELECT (SELECT COUNT(*) FROM Account WHERE IsDeleted = 0 AND CreatedDate >= ?1) +
			(SELECT COUNT(*) FROM ListEmail WHERE IsDeleted = 0 AND CreatedDate >= ?1)`,
		"salesforce_users_logged_in_180d": `SELECT COUNT(*) FROM User u WHERE ` + counted + ` AND LastLoginDate >= ?1`,
	} {
		var want float64
		if err := r.demo.DB().QueryRow(query, since).Scan(&want); err != nil {
			t.Fatal(err)
		}
		if got := m.sum(name); got != want || want == 0 {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
	if strings.Contains(m.text, `object="Lead"`) || !strings.Contains(m.text, `object="ListEmail"`) {
		t.Error("the objects are not those of the configuration")
	}
}

// TestSeriesLimit drops dimensions of metrics that have too many series: no sum changes.
func TestSeriesLimit(t *testing.T) {
	t.Parallel()
	const limit = 50
	whole := newRig(t, rigOptions{demo: demo.Options{Frozen: true}}).scrape(0)
	r := newRig(t, rigOptions{demo: demo.Options{Frozen: true}, tune: func(o *org.Options) { o.SeriesLimit = limit }})
	m := r.scrape(0)
	coarse := 0
	for name, family := range whole.families {
		if isMeta(name) {
			continue
		}
		if kept := len(m.families[name].GetMetric()); kept == 0 || kept > limit {
			t.Errorf("%s has %d series, want up to %d", name, kept, limit)
		}
		if len(family.GetMetric()) <= limit {
			continue
		}
		coarse++
		if got, want := m.sum(name), whole.sum(name); math.Abs(got-want) > 0.005 {
			t.Errorf("%s: the sum is %v, want %v", name, got, want)
		}
		says := fmt.Sprintf("dimension=%q,metric=%q} 1\n", "region", name)
		if !strings.Contains(m.text, says) {
			t.Errorf("/metrics does not say that %s is shown without region", name)
		}
		if n := len(r.log.lines("metric=" + name + " ")); n != 1 {
			t.Errorf("%d lines of log about %s, want 1", n, name)
		}
	}
	if coarse == 0 || m.has("salesforce_collector_dropped_series") {
		t.Errorf("%d metrics have too many series, want some, and none is cut", coarse)
	}
}

// TestZeros changes which zeros there are, and no sum.
func TestZeros(t *testing.T) {
	t.Parallel()
	with := func(zeros collector.Zeros) map[string]float64 {
		return measured(newRig(t, rigOptions{make: everyOf(t), demo: demo.Options{Users: 50, Frozen: true},
			tune: func(o *org.Options) { o.Detail.Zeros = zeros }}).scrape(0))
	}
	all, needed, none := with(collector.ZerosAll), with(collector.ZerosNeeded), with(collector.ZerosNone)
	if len(none) >= len(needed) || 3*len(needed) >= 2*len(all) {
		t.Errorf("%d series with all zeros, %d with those needed and %d with none", len(all), len(needed), len(none))
	}
	for _, some := range []map[string]float64{needed, none} {
		for series, value := range some {
			if all[series] != value {
				t.Errorf("%s is %v, want %v", series, value, all[series])
			}
		}
		for series, value := range all {
			if _, there := some[series]; !there && value != 0 {
				t.Errorf("%s is %v, and is left out", series, value)
			}
		}
	}
	if _, there := none["salesforce_chatter_posts_30d"]; !there {
		t.Error("a metric of the whole org has to be there, whatever its value is")
	}
}
