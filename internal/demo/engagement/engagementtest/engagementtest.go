// Package engagementtest changes the rows of Account Engagement as the API's
// clients find them changed between two looks, in tests: visits grow, prospects
// are merged, and a great many visits come in.
//
// Each change is one instant, in one transaction.
package engagementtest

import (
	"database/sql"
	"testing"
	"time"
)

// Grow opens one more page in a visit: the page before has a duration from then
// on, and the visit is longer. The page is of the same campaign.
func Grow(t testing.TB, db *sql.DB, visit int64, at time.Time) {
	t.Helper()
	change(t, db, at, visit,
		`UPDATE ae_visitor_page_view SET durationInSeconds = ?1 - createdAt WHERE visitId = ?2 AND durationInSeconds IS NULL`,
		`INSERT INTO ae_visitor_page_view (id, url, title, visitorId, visitId, campaignId, createdAt)
			SELECT (SELECT MAX(id) + 1 FROM ae_visitor_page_view), url, title, visitorId, visitId, campaignId, ?1 FROM ae_visitor_page_view WHERE visitId = ?2 ORDER BY id DESC LIMIT 1`,
		`UPDATE ae_visit SET visitorPageViewCount = visitorPageViewCount + 1, lastVisitorPageViewAt = ?1, durationInSeconds = ?1 - firstVisitorPageViewAt, updatedAt = ?1 WHERE id = ?2`,
		`UPDATE ae_visitor SET pageViewCount = pageViewCount + 1, updatedAt = ?1 WHERE id = (SELECT visitorId FROM ae_visit WHERE id = ?2)`)
}

// Merge makes two prospects one: visitors, visits and activities of the second
// are the first one's from then on, and are changed by that.
func Merge(t testing.TB, db *sql.DB, into, from int64, at time.Time) {
	t.Helper()
	change(t, db, at, into, from,
		`UPDATE ae_visitor SET prospectId = ?2, updatedAt = ?1 WHERE prospectId = ?3`,
		`UPDATE ae_visit SET prospectId = ?2, updatedAt = ?1 WHERE prospectId = ?3`,
		`UPDATE ae_visitor_activity SET prospectId = ?2, updatedAt = ?1 WHERE prospectId = ?3`,
		`UPDATE ae_prospect SET updatedAt = ?1, isDeleted = (id = ?3) WHERE id IN (?2, ?3)`)
}

// Crowd adds visits that begin evenly from an instant on up to another. Every
// other is of one page, without duration; the rest are of two pages, a minute
// apart. They are of visitors that are there, one after the other, and half of
// them have the utm_campaign of a visit that was there before. With pages they
// have page views, of the visitors' campaigns.
func Crowd(t testing.TB, db *sql.DB, visits int, from, to time.Time, pages bool) {
	t.Helper()
	statements := []any{to.Unix() - from.Unix(), visits,
		`CREATE TEMP TABLE slug AS SELECT ROW_NUMBER() OVER (ORDER BY campaignParameter) - 1 AS n, campaignParameter AS name
			FROM (SELECT DISTINCT campaignParameter FROM ae_visit WHERE campaignParameter IS NOT NULL)`,
		`CREATE TEMP TABLE visitor AS SELECT ROW_NUMBER() OVER (ORDER BY id) - 1 AS n, id, prospectId, campaignId FROM ae_visitor`,
		`CREATE TEMP TABLE came AS WITH RECURSIVE k(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM k WHERE i + 1 < ?3)
			SELECT i, (SELECT MAX(id) FROM ae_visit) + 1 + i AS id, ?1 + i * ?2 / ?3 AS at, i % 2 * 60 AS seconds,
				i % (SELECT COUNT(*) FROM visitor) AS v, i % (SELECT COUNT(*) FROM slug) AS s FROM k`,
		`INSERT INTO ae_visit (id, visitorId, prospectId, visitorPageViewCount, firstVisitorPageViewAt, lastVisitorPageViewAt, durationInSeconds, campaignParameter, createdAt, updatedAt)
			SELECT c.id, v.id, v.prospectId, 1 + (seconds > 0), at, at + seconds, NULLIF(seconds, 0),
			CASE WHEN i % 4 < 2 THEN slug.name END, at, at + seconds
			FROM came c JOIN visitor v ON v.n = c.v LEFT JOIN slug ON slug.n = c.s`}
	if pages {
		statements = append(statements,
			`INSERT INTO ae_visitor_page_view (id, url, title, visitorId, visitId, campaignId, durationInSeconds, createdAt)
				SELECT (SELECT MAX(id) FROM ae_visitor_page_view) + ROW_NUMBER() OVER (ORDER BY at, c.id),
			'https://www.example.com/', 'Northgate', v.id, c.id, v.campaignId, length, at
				FROM (SELECT id, v, at, NULLIF(seconds, 0) AS length FROM came UNION ALL SELECT id, v, at + seconds, NULL FROM came WHERE seconds > 0) c JOIN visitor v ON v.n = c.v`,
			`UPDATE ae_visitor SET pageViewCount = pageViewCount + pages
				FROM (SELECT v.id AS visitor, SUM(1 + (seconds > 0)) AS pages FROM came c JOIN visitor v ON v.n = c.v GROUP BY v.id) WHERE visitor = ae_visitor.id`)
	}
	statements = append(statements, `DROP TABLE came`, `DROP TABLE visitor`, `DROP TABLE slug`)
	change(t, db, from, statements...)
}

// change runs statements in one transaction. Their arguments are the instant
// and the numbers that come before the statements.
func change(t testing.TB, db *sql.DB, at time.Time, parts ...any) {
	t.Helper()
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	args := []any{at.Unix()}
	for _, part := range parts {
		statement, ok := part.(string)
		if !ok {
			args = append(args, part)
			continue
		}
		if _, err := tx.ExecContext(t.Context(), statement, args...); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
}
