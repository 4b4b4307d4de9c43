package live_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"salesforce_exporter/internal/demo/generate"
	"salesforce_exporter/internal/demo/generate/generatetest"
	"salesforce_exporter/internal/demo/live"
	"salesforce_exporter/internal/demo/schema"
	"salesforce_exporter/internal/demo/store"
)

var start = time.Date(2026, time.March, 11, 12, 0, 0, 0, time.UTC)

func company(t *testing.T, users int) (*store.Store, *live.Life) {
	t.Helper()
	s, err := schema.Company()
	if err != nil {
		t.Fatal(err)
	}
	st, err := store.Open(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	c, err := generate.Fill(t.Context(), st, generate.Options{Users: users, Seed: 5, Now: start})
	if err != nil {
		t.Fatal(err)
	}
	return st, live.New(st, c, 5)
}

// run lives for a number of seconds and returns the time after them.
func run(t *testing.T, l *live.Life, seconds int) time.Time {
	t.Helper()
	now := start
	for range seconds {
		now = now.Add(time.Second)
		if err := l.Step(t.Context(), now); err != nil {
			t.Fatal(err)
		}
	}
	return now
}

func TestRowsStillAgreeAfterALongTime(t *testing.T) {
	for _, users := range []int{5, 15} {
		t.Run(strconv.Itoa(users)+" users", func(t *testing.T) {
			st, l := company(t, users)
			now := run(t, l, 600)
			generatetest.Contradictions(t, st, now)
		})
	}
}

func TestGraphsMove(t *testing.T) {
	for seconds, appear := range map[int]map[string]int{ // the least number of rows that each query finds
		60: {
			`SELECT Id FROM LoginHistory WHERE LoginTime > START`: 5,
			`SELECT Id FROM User WHERE LastLoginDate > START`:     5,
			`SELECT Id FROM Task WHERE CompletedDateTime > START`: 3,
			`SELECT Id FROM Lead WHERE CreatedDate > START`:       1,
		},
		600: {
			`SELECT Id FROM Task WHERE CreatedDate > START AND IsClosed = 0`:                10,
			`SELECT Id FROM Task WHERE CreatedDate < START AND CompletedDateTime > START`:   10,
			`SELECT Id FROM Event WHERE CreatedDate > START`:                                5,
			`SELECT Id FROM EmailMessage WHERE MessageDate > START`:                         5,
			`SELECT Id FROM Lead WHERE IsConverted = 1 AND LastModifiedDate > START`:        3,
			`SELECT Id FROM Account WHERE CreatedDate > START`:                              3,
			`SELECT Id FROM Opportunity WHERE CreatedDate > START`:                          5,
			`SELECT Id FROM OpportunityHistory WHERE CreatedDate > START`:                   20,
			`SELECT Id FROM Opportunity WHERE IsWon = 1 AND LastStageChangeDate > START`:    3,
			`SELECT Id FROM Opportunity WHERE IsClosed = 0 AND LastStageChangeDate > START`: 5,
			`SELECT Id FROM FeedItem WHERE CreatedDate > START AND Type = 'TextPost'`:       3,
			`SELECT Id FROM FeedComment WHERE CreatedDate > START`:                          3,
			`SELECT Id FROM Report WHERE LastRunDate > START`:                               3,
			`SELECT Id FROM "Case" WHERE CreatedDate > START`:                               10,
			`SELECT Id FROM "Case" WHERE ClosedDate > START`:                                10,
			`SELECT Id FROM LoginHistory WHERE LoginTime > START AND Status != 'Success'`:   1,
			`SELECT id FROM ae_visit WHERE createdAt > START`:                               5,
			`SELECT id FROM ae_visit WHERE createdAt > START AND visitorPageViewCount > 1`:  1,
		},
	} {
		st, l := company(t, 25)
		now := run(t, l, seconds)
		for query, least := range appear {
			query = strings.ReplaceAll(query, "START", strconv.FormatInt(start.Unix(), 10))
			if n := generatetest.Count(t, st, now, query); n < least {
				t.Errorf("after %d seconds: %s: %d rows, want at least %d", seconds, query, n, least)
			}
		}
	}
}

// TestUsageGoesOn: who signed in on a day that passed is in its usage of Lightning, once for each app, and no day is
// written down before it is over.
func TestUsageGoesOn(t *testing.T) {
	st, l := company(t, 15)
	now := start
	for range 4 * 24 * 6 { // four days, to noon
		now = now.Add(10 * time.Minute)
		if err := l.Step(t.Context(), now); err != nil {
			t.Fatal(err)
		}
	}
	for _, wrong := range []string{
		`SELECT 1 FROM LightningUsageByAppTypeMetrics GROUP BY UserId, MetricsDate, AppExperience HAVING COUNT(*) > 1`,
		`SELECT 1 FROM LightningUsageByPageMetrics GROUP BY UserId, MetricsDate, PageName HAVING COUNT(*) > 1`,
		`SELECT UserId, MetricsDate FROM LightningUsageByPageMetrics EXCEPT SELECT UserId, MetricsDate
			FROM LightningUsageByAppTypeMetrics WHERE AppExperience = 'Lightning Experience'`,
		`SELECT Id FROM LightningUsageByAppTypeMetrics WHERE MetricsDate >= '` + now.Format(time.DateOnly) + `'`,
	} {
		if n := generatetest.Count(t, st, now, wrong); n > 0 {
			t.Errorf("%s: %d rows", wrong, n)
		}
	}
	for back := range 4 {
		day := now.AddDate(0, 0, -1-back)
		among := strings.NewReplacer("FROM", strconv.FormatInt(day.Truncate(24*time.Hour).Unix(), 10),
			"TO", strconv.FormatInt(day.Truncate(24*time.Hour).AddDate(0, 0, 1).Unix(), 10), "DAY", day.Format(time.DateOnly))
		count := func(query string) int { return generatetest.Count(t, st, now, among.Replace(query)) }
		const signedIn = `SELECT DISTINCT UserId from LoginHistory WHERE Status = 'Success' AND LoginTime >= FROM AND LoginTime < TO
			AND UserId IN (SELECT UserId from LightningUsageByAppTypeMetrics)`
		const usage = `SELECT DISTINCT UserId from LightningUsageByAppTypeMetrics WHERE MetricsDate = 'DAY'`
		if n, missing := count(signedIn), count(signedIn+` EXCEPT `+usage); n < 5 || missing > 0 {
			t.Errorf("%s: of %d people who signed in %d are missing", day.Format(time.DateOnly), n, missing)
		}
		if n := count(`SELECT Id from LightningUsageByPageMetrics WHERE MetricsDate = 'DAY'`); n < 5 {
			t.Errorf("%s: %d pages were opened", day.Format(time.DateOnly), n)
		}
	}
	// At half past one in the night yesterday is not written down yet, at two it is.
	night := now.AddDate(0, 0, 1).Truncate(24 * time.Hour).Add(90 * time.Minute)
	yesterday := `SELECT Id FROM LightningUsageByAppTypeMetrics WHERE MetricsDate = '` + now.Format(time.DateOnly) + `'`
	for _, at := range []struct {
		time time.Time
		told bool
	}{{night, false}, {night.Add(time.Hour), true}} {
		if err := l.Step(t.Context(), at.time); err != nil {
			t.Fatal(err)
		}
		if n := generatetest.Count(t, st, at.time, yesterday); (n > 0) != at.told {
			t.Errorf("at %s yesterday has %d rows", at.time.Format(time.TimeOnly), n)
		}
	}
}

func TestOneOrTwoActionsAStep(t *testing.T) {
	st, l := company(t, 15)
	const query = `SELECT Id FROM LoginHistory UNION ALL SELECT Id FROM Task UNION ALL SELECT Id FROM Lead UNION ALL SELECT Id FROM "Case"`
	before := generatetest.Count(t, st, start, query)
	now := run(t, l, 300)
	if n := generatetest.Count(t, st, now, query) - before; n < 150 || n > 600 {
		t.Errorf("%d new rows in 300 steps, want about one a step", n)
	}
}

func TestEqualSeedsLiveEqualLives(t *testing.T) {
	last := func() (n int, id string) {
		st, l := company(t, 10)
		run(t, l, 100)
		err := st.DB().QueryRowContext(t.Context(), `SELECT COUNT(*), MAX(Id || Subject || OwnerId) FROM Task`).Scan(&n, &id)
		if err != nil {
			t.Fatal(err)
		}
		return n, id
	}
	n, id := last()
	if again, idAgain := last(); again != n || idAgain != id {
		t.Errorf("%d tasks up to %s, then %d up to %s", n, id, again, idAgain)
	}
}
