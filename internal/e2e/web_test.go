package e2e

import (
	"maps"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"salesforce_exporter/internal/demo"
	"salesforce_exporter/internal/demo/engagement/engagementtest"
)

// web are the series of the web collector that are not zero: campaigns and goals
// that nobody reached have one, too.
func (m metrics) web() map[string]float64 {
	all := map[string]float64{}
	for series, value := range m.series {
		if strings.HasPrefix(series, "salesforce_web_") && value != 0 {
			all[series] = value
		}
	}
	return all
}

func (r *rig) checkWeb(when string, m metrics, zone *time.Location, pageViews bool) {
	r.t.Helper()
	want := webOracle(r.t, r.demo.DB(), r.demo.Now(), zone, pageViews)
	maps.DeleteFunc(want, func(_ string, value float64) bool { return value == 0 })
	if len(want) < 60 {
		r.t.Fatalf("%s: the rows make %d series only", when, len(want))
	}
	for _, difference := range differences(want, m.web()) {
		r.t.Errorf("%s: %s", when, difference)
	}
}

// ids are those that a statement selects.
func (r *rig) ids(statement string) []int64 {
	r.t.Helper()
	rows, err := r.demo.DB().Query(statement)
	if err != nil {
		r.t.Fatal(err)
	}
	defer rows.Close()
	var ids []int64
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			r.t.Fatal(err)
		}
		ids = append(ids, id)
	}
	if len(ids) == 0 {
		r.t.Fatalf("none: %s", statement)
	}
	return ids
}

// scrapeWeb scrapes until web figures are there: a scrape waits for them for a
// second at most.
func (r *rig) scrapeWeb() metrics {
	r.t.Helper()
	m := r.scrape(10)
	for tries := 0; tries < 5 && len(m.web()) == 0; tries++ {
		m = r.scrape(10)
	}
	return m
}

// TestWebEqualsRows holds all figures against SQL over the demo org's rows,
// before and after visits grow and prospects are merged, in a
// zone whose days begin elsewhere than in UTC.
func TestWebEqualsRows(t *testing.T) {
	t.Parallel()
	for _, many := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			zone, err := time.LoadLocation("Asia/Kolkata")
			if err != nil {
				t.Fatal(err)
			}
			r := newRig(t, rigOptions{unit: true, demo: demo.Options{Users: 30, TimeZone: zone.String()}})
			db := r.demo.DB()
			if many { // so many that their page views are not read
				engagementtest.Crowd(t, db, 12_000, r.demo.Now().Add(-20*time.Hour), r.demo.Now(), false)
			}
			m := r.scrapeWeb()
			r.checkWeb("at first", m, zone, !many)
			if read := m.series["salesforce_exporter_engagement_page_views_read"]; (read == 1) == many {
				t.Errorf("page views read: %v, many visits: %v", read, many)
			}
			for round := range 3 {
				time.Sleep(40 * time.Hour) // over midnight
				at := time.Now().Add(-time.Minute)
				visits := r.ids(`SELECT id FROM ae_visit WHERE isDeleted = 0 ORDER BY id DESC LIMIT 60`)
				for i, id := range visits {
					if i%3 == 0 {
						engagementtest.Grow(t, db, id, at)
					}
				}
				prospects := r.ids(`SELECT id FROM ae_prospect WHERE isDeleted = 0 AND convertedAt IS NOT NULL ORDER BY id DESC LIMIT 20`)
				for i := 0; i+1 < len(prospects); i += 2 {
					engagementtest.Merge(t, db, prospects[i], prospects[i+1], at)
				}
				engagementtest.Crowd(t, db, 100, at.Add(-time.Hour), at, true)
				if many {
					engagementtest.Crowd(t, db, 500, at.Add(-time.Hour), at, false)
				}
				r.checkWeb("round "+string(rune('1'+round)), r.scrapeWeb(), zone, !many)
			}
		})
	}
}

// TestNoBusinessUnit asks nothing and shows nothing.
func TestNoBusinessUnit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, rigOptions{make: everyOf(t), demo: demo.Options{Users: 20, Frozen: true}})
		for range 30 {
			m := r.scrape(10)
			for series := range m.series {
				if strings.Contains(series, "_web_") || strings.Contains(series, "engagement") ||
					strings.Contains(series, `collector="web"`) {
					t.Fatalf("%s is there without a business unit", series)
				}
			}
			time.Sleep(time.Hour)
		}
		if n := r.demo.EngagementCalls(); n != 0 {
			t.Errorf("%d calls of Account Engagement without a business unit", n)
		}
	})
}

// TestSlowWebDelaysNobody: an API that takes a minute for each answer costs a
// scrape a second, and other collectors nothing.
func TestSlowWebDelaysNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, rigOptions{unit: true, demo: demo.Options{Users: 10, Frozen: true,
			Faults: []demo.Fault{{Kind: demo.Latency, Delay: time.Minute, Path: "engagement"}}}})
		start := time.Now()
		m := r.scrape(60)
		if took := time.Since(start); took > 2*time.Second || !m.has("salesforce_users") {
			t.Errorf("the first scrape took %s, with users: %v", took, m.has("salesforce_users"))
		}
		for range 30 {
			time.Sleep(time.Minute)
			start := time.Now()
			m = r.scrape(60)
			if took := time.Since(start); took > 2*time.Second {
				t.Fatalf("a scrape took %s", took)
			}
		}
		if m.series[`salesforce_collector_success{collector="users"}`] != 1 ||
			m.series[`salesforce_collector_last_success_timestamp_seconds{collector="users"}`] < float64(time.Now().Add(-16*time.Minute).Unix()) {
			t.Errorf("users are late:\n%s", r.log)
		}
	})
}
