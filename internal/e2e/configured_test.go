package e2e

import (
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

// TestSeriesLimit keeps the largest series and says what is dropped.
func TestSeriesLimit(t *testing.T) {
	t.Parallel()
	whole := newRig(t, rigOptions{demo: demo.Options{Frozen: true}}).scrape(0)
	r := newRig(t, rigOptions{demo: demo.Options{Frozen: true}, tune: func(o *org.Options) { o.SeriesLimit = 50 }})
	m := r.scrape(0)
	const metric = "salesforce_open_opportunities_amount"
	all, kept := len(whole.families[metric].GetMetric()), len(m.families[metric].GetMetric())
	if kept != 50 || all <= 50 {
		t.Fatalf("got %d of %d series, want 50 of more", kept, all)
	}
	smallest := -1.0
	for series, value := range m.series {
		if strings.HasPrefix(series, metric+"{") && (smallest < 0 || value < smallest) {
			smallest = value
		}
	}
	for series, value := range whole.series {
		if _, ok := m.series[series]; strings.HasPrefix(series, metric+"{") && !ok && value > smallest {
			t.Errorf("%s was dropped with %v although %v was kept", series, value, smallest)
		}
	}
	dropped := m.series[`salesforce_collector_dropped_series{collector="opportunities",metric="`+metric+`"}`]
	if int(dropped) != all-50 {
		t.Errorf("the metric says that %v series were dropped, want %d", dropped, all-50)
	}
	if n := len(r.log.lines("metric=" + metric + " ")); n != 1 {
		t.Errorf("%d lines of log about it, want 1", n)
	}
}
