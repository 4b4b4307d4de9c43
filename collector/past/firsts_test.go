package past_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"salesforce_exporter/collector/past"
)

// TestFirsts tells who came to be, and who did something first, in the days before a
// moment.
func TestFirsts(t *testing.T) {
	t.Parallel()
	rows := [][]string{
		{"ada", "2026-05-01T10:00:00.000+0000"},
		{"bo", "2026-05-08T10:00:00.000+0000"},
		{"cy", "2026-05-09T00:00:00.000+0000"},
	}
	const new = " AND CreatedById IN (SELECT Id FROM User WHERE CreatedDate = LAST_N_DAYS:5)"
	for text, want := range map[string]struct{ recipe, asks string }{
		"SELECT Id, CreatedDate FROM User WHERE CreatedDate = LAST_N_DAYS:5": {
			"as the records tell today: by the users who are active today", "SELECT Id, CreatedDate FROM User"},
		"SELECT CreatedById, MIN(CreatedDate) first FROM Lead WHERE CreatedDate = LAST_N_DAYS:5" + new + " GROUP BY CreatedById": {
			"exact: ", "SELECT CreatedById, MIN(CreatedDate) first FROM Lead GROUP BY CreatedById ORDER BY CreatedById LIMIT 2000"},
		"SELECT UserId, MIN(LoginTime) first FROM LoginHistory WHERE LoginTime = LAST_N_DAYS:5 GROUP BY UserId": {
			"exact: ", "SELECT UserId, MIN(LoginTime) first FROM LoginHistory GROUP BY UserId ORDER BY UserId LIMIT 2000"},
	} {
		r := past.Of(query(t, text))
		if len(r.Flows) != 1 || !r.Flows[0].Once || told(r)[0] != want.recipe || r.Flows[0].Statement.String() != want.asks {
			t.Fatalf("%s: %v", text, told(r))
		}
		b := past.NewBook(time.UTC)
		if err := b.Before(r.Flows[0], rows); err != nil {
			t.Fatal(err)
		}
		for day, want := range map[int][][]string{1: nil, 6: rows[:1], 7: nil, 9: rows[1:2], 10: rows[1:]} {
			got, err := b.Answer(r, time.Date(2026, time.May, day, 0, 0, 0, 0, time.UTC))
			if diff := cmp.Diff(want, got.Rows.List()); diff != "" || err != nil {
				t.Errorf("%s on May %d (-want +got):\n%s%v", text, day, diff, err)
			}
		}
	}
	for text, want := range map[string]string{
		"SELECT UserId, MIN(LoginTime) first FROM LoginHistory GROUP BY UserId": "not to be had: it is made of " +
			"MIN(LoginTime), which a record may have had otherwise",
		"SELECT Id, CreatedDate FROM User WHERE CreatedDate = LAST_N_DAYS:5 AND IsActive = true": "not to be had: User says only what is now",
		"SELECT Id, Name FROM User WHERE CreatedDate = LAST_N_DAYS:5":                            "not to be had: User says only what is now",
	} {
		if got := told(past.Of(query(t, text)))[0]; got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

// TestHoursOfTheWeek adds up logins by weekday and hour, which a history by hours asks
// for once.
func TestHoursOfTheWeek(t *testing.T) {
	t.Parallel()
	r := past.Of(query(t, "SELECT DAY_IN_WEEK(convertTimezone(LoginTime)) w, HOUR_IN_DAY(convertTimezone(LoginTime)) h, COUNT(Id) n "+
		"FROM LoginHistory WHERE LoginTime = LAST_N_DAYS:7 GROUP BY DAY_IN_WEEK(convertTimezone(LoginTime)), "+
		"HOUR_IN_DAY(convertTimezone(LoginTime))"))
	if r.Grade != past.Exact || len(r.Flows) != 1 {
		t.Fatal(told(r))
	}
	at := func(day, hour int) time.Time { return time.Date(2026, time.May, day, hour, 0, 0, 0, time.UTC) }
	rows := [][]string{{"2", "9", "2026-05-04", "3"}, {"2", "17", "2026-05-04", "1"}, {"2", "9", "2026-05-11", "2"}}
	for _, hourly := range []bool{false, true} {
		b := past.NewBook(time.UTC)
		if err := b.Note(r.Flows[0], hourly, rows); err != nil {
			t.Fatal(err)
		}
		atNoon := [][]string{{"2", "17", "1"}, {"2", "9", "3"}}
		if hourly {
			atNoon = [][]string{{"2", "17", "1"}, {"2", "9", "5"}}
		}
		for _, c := range []struct {
			at   time.Time
			want [][]string
		}{{at(11, 0), [][]string{{"2", "17", "1"}, {"2", "9", "3"}}}, {at(11, 12), atNoon}, {at(12, 0), [][]string{{"2", "9", "2"}}}} {
			got, err := b.Answer(r, c.at)
			if diff := cmp.Diff(c.want, got.Rows.List()); diff != "" || err != nil {
				t.Errorf("hourly %v, at %s (-want +got):\n%s%v", hourly, c.at, diff, err)
			}
		}
	}
}
