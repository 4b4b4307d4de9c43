package e2e

import (
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
	for series, value := range want {
		if value == 0 {
			delete(want, series)
		}
	}
	got := m.web()
	if len(want) < 60 {
		r.t.Fatalf("%s: the rows make %d series only", when, len(want))
	}
	for series, value := range want {
		if got[series] != value {
			r.t.Errorf("%s: %s is %v, want %v", when, series, got[series], value)
		}
	}
	for series, value := range got {
		if _, ok := want[series]; !ok {
			r.t.Errorf("%s: %s is %v, and the rows do not make it", when, series, value)
		}
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
// before and after visits grow, prospects are merged, and visits deleted, in a
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
					switch i % 3 {
					case 0:
						engagementtest.Grow(t, db, id, at)
					case 1:
						engagementtest.Delete(t, db, id, at)
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
				if strings.Contains(series, "_web_") || strings.Contains(series, "engagement") || strings.Contains(series, `collector="web"`) {
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

// TestWebFaults lets the API of Account Engagement refuse everything, by one code
// after the other: the other collectors do not notice, figures stay, the log
// has one clear line, few calls are wasted, and it comes back by itself.
func TestWebFaults(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		fault demo.FaultKind
		code  string
		says  string
		most  int // calls in an hour
		lines int // of log in an hour
		back  time.Duration
	}{
		{demo.EngagementToken, "184", "pardot_api", 8, 4, 15 * time.Minute},
		{demo.EngagementAtOnce, "66", "code 66", 12, 12, 20 * time.Minute},
		{demo.EngagementDailyLimit, "122", "before midnight", 1, 1, 24 * time.Hour},
		{demo.EngagementMinuteLimit, "202", "code 202", 12, 12, 20 * time.Minute},
		{demo.EngagementNoUnit, "181", "0Uv", 1, 1, time.Hour},
		{demo.EngagementUnknownUnit, "201", "pi.demo.pardot.com", 1, 1, time.Hour},
		{demo.EngagementDisabled, "76", "edition", 1, 1, time.Hour},
		{demo.EngagementNoPermission, "46", "Prospects > View", 3, 1, time.Hour},
	} {
		t.Run(string(c.fault), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, rigOptions{unit: true, demo: demo.Options{Users: 10, Frozen: true}})
				good := r.scrape(10)
				time.Sleep(2 * time.Hour)
				if err := r.demo.SetFaults(demo.Fault{Kind: c.fault}); err != nil {
					t.Fatal(err)
				}
				refresh := good.series["salesforce_exporter_refreshes_total"]
				before := r.scrape(10).series["salesforce_exporter_engagement_api_calls_total"]
				for range 58 {
					time.Sleep(time.Minute)
					r.get("/metrics", 10)
				}
				during := r.scrape(10)
				if n := during.series["salesforce_exporter_engagement_api_calls_total"] - before; int(n) > c.most {
					t.Errorf("an hour of it cost %v calls, want %d at most", n, c.most)
				}
				if during.series[`salesforce_collector_success{collector="web"}`] != 0 || during.series[`salesforce_exporter_engagement_errors_total{code="`+c.code+`"}`] == 0 {
					t.Errorf("nothing says that web fails:\n%s", r.log)
				}
				lines := r.log.lines("collectors=web code=" + c.code)
				if len(lines) == 0 || len(lines) > c.lines || !strings.Contains(lines[0], c.says) {
					t.Errorf("%d lines of log, want 1 to %d with %q:\n%s", len(lines), c.lines, c.says, r.log)
				}
				if n := len(r.log.lines("level=error")); n != len(lines) {
					t.Errorf("others fail, too:\n%s", r.log)
				}
				session, err := r.client.Session(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				if strings.Contains(r.log.String()+allPages(r), session.AccessToken) {
					t.Error("the token is in the log or on a page")
				}
				if during.series["salesforce_up"] != 1 || during.series[`salesforce_collector_success{collector="users"}`] != 1 ||
					during.series["salesforce_exporter_errors_total"] != 0 || during.series["salesforce_exporter_refreshes_total"] < refresh+3 {
					t.Errorf("the other collectors notice:\n%s", r.log)
				}
				if got, want := during.sum("salesforce_web_visits_30d"), good.sum("salesforce_web_visits_30d"); got != want {
					t.Errorf("visits: got %v, want the last good %v", got, want)
				}
				if err := r.demo.SetFaults(); err != nil {
					t.Fatal(err)
				}
				time.Sleep(c.back)
				if after := r.scrape(10); after.series[`salesforce_collector_success{collector="web"}`] != 1 {
					t.Errorf("%s after the cause is gone web is not back:\n%s", c.back, r.log)
				}
			})
		})
	}
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
		if m.series[`salesforce_collector_success{collector="users"}`] != 1 || m.series[`salesforce_collector_last_success_timestamp_seconds{collector="users"}`] < float64(time.Now().Add(-16*time.Minute).Unix()) {
			t.Errorf("users are late:\n%s", r.log)
		}
	})
}
