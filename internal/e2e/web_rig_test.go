package e2e

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/budget"
	"salesforce_exporter/internal/demo"
	"salesforce_exporter/internal/engagement"
	"salesforce_exporter/internal/salesforce"
)

// newUnit measures the demo org's business unit, within a budget if there is one.
func (r *rig) newUnit(settings collector.Settings, calls *budget.Budget) *engagement.Unit {
	r.t.Helper()
	cfg := engagement.Config{
		URL: "https://demo.my.salesforce.test/account-engagement", BusinessUnit: demo.BusinessUnit,
		Sessions: sessions{r.unit}, Transport: r.host,
	}
	if calls != nil {
		cfg.Gate = calls
	}
	client, err := engagement.NewClient(cfg)
	if err != nil {
		r.t.Fatal(err)
	}
	return engagement.NewUnit(engagement.Options{Client: client, Web: collector.NewWeb(settings), Budget: calls,
		TimeZone: r.unit.TimeZone})
}

// sessions are those of a client.
type sessions struct{ client *salesforce.Client }

func (s sessions) Token(ctx context.Context) (string, error) {
	session, err := s.client.Session(ctx)
	if err != nil {
		return "", err
	}
	return session.AccessToken, nil
}

func (s sessions) Renew(ctx context.Context, refused string) (string, error) {
	session, err := s.client.Session(ctx)
	if err == nil && session.AccessToken == refused { // and not renewed in the meantime
		session, err = s.client.Renew(ctx, session)
	}
	if err != nil {
		return "", err
	}
	return session.AccessToken, nil
}

// webOracle computes all series of the web collector from the rows of the demo
// org, by SQL and by the rules of docs/collectors/web.md. Page views and
// visitors are left out where there are too many visits.
func webOracle(t testing.TB, db *sql.DB, now time.Time, zone *time.Location, pageViews bool) map[string]float64 {
	t.Helper()
	want := map[string]float64{}
	for _, days := range []int{7, 30} {
		year, month, day := now.In(zone).Date()
		since := time.Date(year, month, day-days, 0, 0, 0, 0, zone).Unix()
		source := "COALESCE(own.name, touch.name, prospect.name, v.campaignParameter, 'none')"
		if !pageViews {
			source = "COALESCE(prospect.name, v.campaignParameter, 'none')"
		}
		visits := sums(t, db, `SELECT `+source+`, 'visits', COUNT(*), SUM(IFNULL(v.durationInSeconds, 0)), SUM(v.visitorPageViewCount > 1) FROM ae_visit v
			LEFT JOIN (SELECT visitId, MIN(id) AS id FROM ae_visitor_page_view
				WHERE campaignId IS NOT NULL GROUP BY visitId) first
				ON first.visitId = v.id
			LEFT JOIN ae_visitor_page_view p ON p.id = first.id
			LEFT JOIN ae_campaign own ON own.id = p.campaignId
			LEFT JOIN ae_visitor x ON x.id = v.visitorId LEFT JOIN ae_campaign touch ON touch.id = x.campaignId
			LEFT JOIN ae_prospect y ON y.id = v.prospectId LEFT JOIN ae_campaign prospect ON prospect.id = y.campaignId
			WHERE v.firstVisitorPageViewAt >= ? GROUP BY 1`, since)
		goals := sums(t, db, `SELECT IFNULL(c.name, 'none'), CASE WHEN type = 4 AND landingPageId IS NOT NULL THEN 'landing_page' WHEN type = 4 AND formHandlerId IS NOT NULL THEN 'form_handler'
				WHEN type = 4 AND formId IS NOT NULL THEN 'form' WHEN type = 21 AND customRedirectId IS NOT NULL THEN 'link'
				WHEN type IN (24, 25) THEN 'webinar'
				WHEN type IN (28, 29) THEN 'event' WHEN type IN (30, 34) THEN 'video'
				WHEN type = 1 AND fileId IS NOT NULL THEN 'file' END kind, COUNT(*), 0, 0
			FROM ae_visitor_activity a LEFT JOIN ae_campaign c ON c.id = a.campaignId
			WHERE a.createdAt >= ? AND kind IS NOT NULL GROUP BY 1, 2`, since)
		conversions := sums(t, db, `SELECT IFNULL(c.name, 'none'), '', COUNT(*), 0, 0 FROM ae_prospect p LEFT JOIN ae_campaign c ON c.id = p.campaignId
			WHERE p.isDeleted = 0 AND p.convertedAt >= ? GROUP BY 1`, since)
		expect(want, days, visits, goals, conversions)
	}
	return want
}

// sums are the numbers of a statement by campaign and kind.
func sums(t testing.TB, db *sql.DB, statement string, since int64) map[[2]string][3]float64 {
	t.Helper()
	rows, err := db.Query(statement, since)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	all := map[[2]string][3]float64{}
	for rows.Next() {
		var key [2]string
		var n [3]float64
		if err := rows.Scan(&key[0], &key[1], &n[0], &n[1], &n[2]); err != nil {
			t.Fatal(err)
		}
		all[key] = n
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	if len(all) == 0 {
		t.Fatalf("no rows: %s", statement)
	}
	return all
}

// expect folds campaigns into the 20 with most visits, of all that have
// anything, and adds the series.
func expect(want map[string]float64, days int, visits, goals, conversions map[[2]string][3]float64) {
	of := map[string]float64{}
	for _, sums := range []map[[2]string][3]float64{visits, goals, conversions} {
		for key := range sums {
			of[key[0]] = visits[[2]string{key[0], "visits"}][0]
		}
	}
	ranked := slices.SortedFunc(maps.Keys(of),
		func(a, b string) int { return cmp.Or(cmp.Compare(of[b], of[a]), cmp.Compare(a, b)) })
	shown := map[string]bool{"none": true}
	for _, campaign := range ranked {
		if campaign != "none" && len(shown) <= 20 {
			shown[campaign] = true
		}
	}
	add := func(metric, campaign, goal string, value float64) {
		if !shown[campaign] {
			campaign = "other"
		}
		labels := fmt.Sprintf("campaign=%q", campaign)
		if goal != "" {
			labels += fmt.Sprintf(",goal=%q", goal)
		}
		want[fmt.Sprintf("salesforce_web_%s_%dd{%s}", metric, days, labels)] += value
	}
	for key, n := range visits {
		add("visits", key[0], "", n[0])
		add("visit_seconds", key[0], "", n[1])
		add("visits_multi_page", key[0], "", n[2])
	}
	for key, n := range goals {
		add("goals_completed", key[0], key[1], n[0])
	}
	for key, n := range conversions {
		add("conversions", key[0], "", n[0])
	}
}
