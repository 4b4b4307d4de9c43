package soql_test

import (
	"fmt"
	"testing"
	"time"

	"salesforce_exporter/internal/demo/soql"
)

// daily is an org with one opportunity closing on each day of four years.
func daily(t *testing.T) *soql.Session {
	var rows []row
	last := time.Date(2027, 12, 31, 0, 0, 0, 0, time.UTC)
	for d := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC); !d.After(last); d = d.AddDate(0, 0, 1) {
		rows = append(rows, row{"Id": fmt.Sprintf("0060000%08dAAA", len(rows)), "CloseDate": d.Format(time.DateOnly)})
	}
	return newOrg(t, map[string][]row{"Opportunity": rows})
}

func TestDateLiteralsOnDates(t *testing.T) {
	s := daily(t)
	tests := []struct{ literal, first, last string }{
		{"TODAY", "2026-07-15", "2026-07-15"},
		{"today", "2026-07-15", "2026-07-15"},
		{"YESTERDAY", "2026-07-14", "2026-07-14"},
		{"TOMORROW", "2026-07-16", "2026-07-16"},
		{"LAST_N_DAYS:7", "2026-07-08", "2026-07-15"},
		{"LAST_N_DAYS:1", "2026-07-14", "2026-07-15"},
		{"LAST_N_DAYS:0", "2026-07-15", "2026-07-15"},
		{"LAST_90_DAYS", "2026-04-16", "2026-07-15"},
		{"NEXT_N_DAYS:7", "2026-07-16", "2026-07-22"},
		{"NEXT_90_DAYS", "2026-07-16", "2026-10-13"},
		{"N_DAYS_AGO:30", "2026-06-15", "2026-06-15"},
		{"THIS_WEEK", "2026-07-12", "2026-07-18"},
		{"LAST_WEEK", "2026-07-05", "2026-07-11"},
		{"NEXT_WEEK", "2026-07-19", "2026-07-25"},
		{"LAST_N_WEEKS:2", "2026-06-28", "2026-07-11"},
		{"NEXT_N_WEEKS:2", "2026-07-19", "2026-08-01"},
		{"N_WEEKS_AGO:2", "2026-06-28", "2026-07-04"},
		{"THIS_MONTH", "2026-07-01", "2026-07-31"},
		{"LAST_MONTH", "2026-06-01", "2026-06-30"},
		{"NEXT_MONTH", "2026-08-01", "2026-08-31"},
		{"LAST_N_MONTHS:3", "2026-04-01", "2026-06-30"},
		{"NEXT_N_MONTHS:2", "2026-08-01", "2026-09-30"},
		{"N_MONTHS_AGO:5", "2026-02-01", "2026-02-28"},
		{"THIS_QUARTER", "2026-07-01", "2026-09-30"},
		{"LAST_QUARTER", "2026-04-01", "2026-06-30"},
		{"NEXT_QUARTER", "2026-10-01", "2026-12-31"},
		{"LAST_N_QUARTERS:2", "2026-01-01", "2026-06-30"},
		{"NEXT_N_QUARTERS:2", "2026-10-01", "2027-03-31"},
		{"N_QUARTERS_AGO:3", "2025-10-01", "2025-12-31"},
		{"THIS_YEAR", "2026-01-01", "2026-12-31"},
		{"LAST_YEAR", "2025-01-01", "2025-12-31"},
		{"NEXT_YEAR", "2027-01-01", "2027-12-31"},
		{"LAST_N_YEARS:2", "2024-01-01", "2025-12-31"},
		{"NEXT_N_YEARS:1", "2027-01-01", "2027-12-31"},
		{"N_YEARS_AGO:2", "2024-01-01", "2024-12-31"},
		{"THIS_FISCAL_QUARTER", "2026-07-01", "2026-09-30"},
		{"THIS_FISCAL_YEAR", "2026-01-01", "2026-12-31"},
	}
	for _, test := range tests {
		checkRange(t, s, "= "+test.literal, test.first, test.last)
	}
}

func TestFiscalLiteralsFollowTheFiscalYear(t *testing.T) {
	s := daily(t)
	s.FiscalYearStartMonth = time.February
	tests := []struct{ literal, first, last string }{
		{"THIS_FISCAL_QUARTER", "2026-05-01", "2026-07-31"},
		{"LAST_FISCAL_QUARTER", "2026-02-01", "2026-04-30"},
		{"NEXT_FISCAL_QUARTER", "2026-08-01", "2026-10-31"},
		{"LAST_N_FISCAL_QUARTERS:3", "2025-08-01", "2026-04-30"},
		{"NEXT_N_FISCAL_QUARTERS:2", "2026-08-01", "2027-01-31"},
		{"N_FISCAL_QUARTERS_AGO:2", "2025-11-01", "2026-01-31"},
		{"THIS_FISCAL_YEAR", "2026-02-01", "2027-01-31"},
		{"LAST_FISCAL_YEAR", "2025-02-01", "2026-01-31"},
		{"NEXT_FISCAL_YEAR", "2027-02-01", "2027-12-31"}, // rows end here
		{"LAST_N_FISCAL_YEARS:1", "2025-02-01", "2026-01-31"},
		{"NEXT_N_FISCAL_YEARS:1", "2027-02-01", "2027-12-31"},
		{"N_FISCAL_YEARS_AGO:1", "2025-02-01", "2026-01-31"},
		{"THIS_QUARTER", "2026-07-01", "2026-09-30"},
	}
	for _, test := range tests {
		checkRange(t, s, "= "+test.literal, test.first, test.last)
	}
	s.Now = func() time.Time { return time.Date(2026, 1, 20, 0, 0, 0, 0, time.UTC) }
	checkRange(t, s, "= THIS_FISCAL_YEAR", "2025-02-01", "2026-01-31")
	checkRange(t, s, "= THIS_FISCAL_QUARTER", "2025-11-01", "2026-01-31")
}

func TestComparingWithDateLiterals(t *testing.T) {
	s := daily(t)
	tests := []struct{ filter, first, last string }{
		{"< LAST_MONTH", "2024-01-01", "2026-05-31"},
		{"<= LAST_MONTH", "2024-01-01", "2026-06-30"},
		{"> LAST_MONTH", "2026-07-01", "2027-12-31"},
		{">= LAST_MONTH", "2026-06-01", "2027-12-31"},
		{"< LAST_N_DAYS:30", "2024-01-01", "2026-06-14"},
		{"> LAST_N_DAYS:30", "2026-07-16", "2027-12-31"},
		{"IN (YESTERDAY, TOMORROW)", "2026-07-14", "2026-07-16"},
		{"= 2026-02-28", "2026-02-28", "2026-02-28"},
		{"< 2024-01-03", "2024-01-01", "2024-01-02"},
	}
	for _, test := range tests {
		checkRange(t, s, test.filter, test.first, test.last)
	}
	counts := []struct {
		filter string
		want   int
	}{
		{"!= THIS_YEAR", 1461 - 365},
		{"IN (YESTERDAY, TOMORROW)", 2},
		{"NOT IN (LAST_YEAR, THIS_YEAR)", 1461 - 730},
		{"IN (TODAY, 2026-01-01, null)", 2},
	}
	for _, test := range counts {
		text := "SELECT COUNT() FROM Opportunity WHERE CloseDate " + test.filter
		if got := query(t, s, text).TotalSize; got != test.want {
			t.Errorf("%s: got %d, want %d", text, got, test.want)
		}
	}
}

func checkRange(t *testing.T, s *soql.Session, filter, first, last string) {
	t.Helper()
	text := "SELECT MIN(CloseDate), MAX(CloseDate) FROM Opportunity WHERE CloseDate " + filter
	want := fmt.Sprintf(`{"expr0":%q,"expr1":%q}`, first, last)
	if got := lines(t, query(t, s, text), false); got != want {
		t.Errorf("%s\ngot  %s\nwant %s", text, got, want)
	}
}

func TestDateLiteralsOnDateTimesFollowTheUsersZone(t *testing.T) {
	var rows []row
	last := time.Date(2026, 12, 31, 23, 0, 0, 0, time.UTC)
	for at := time.Date(2024, 12, 1, 0, 0, 0, 0, time.UTC); !at.After(last); at = at.Add(time.Hour) {
		switch at.Hour() {
		case 23, 0, 3, 4, 5, 12, 13: // around midnight there and here, and now
		default:
			continue
		}
		rows = append(rows, row{"Id": fmt.Sprintf("00Q0000%08dAAA", len(rows)), "CreatedDate": at.Unix()})
	}
	s := newOrg(t, map[string][]row{"Lead": rows})
	newYork, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	s.Zone = newYork
	tests := []struct{ now, filter, first, last string }{
		// The day on which summer time begins has 23 hours.
		{"2026-03-09T03:30:00Z", "= TODAY", "2026-03-08T05", "2026-03-09T03"},
		{"2026-03-09T03:30:00Z", "= YESTERDAY", "2026-03-07T05", "2026-03-08T04"},
		{"2026-03-09T03:30:00Z", "= TOMORROW", "2026-03-09T04", "2026-03-10T03"},
		{"2026-03-09T03:30:00Z", "= LAST_N_DAYS:1", "2026-03-07T05", "2026-03-09T03"},
		{"2026-03-09T03:30:00Z", "= THIS_MONTH", "2026-03-01T05", "2026-04-01T03"},
		{"2026-03-09T03:30:00Z", "= THIS_WEEK", "2026-03-08T05", "2026-03-15T03"},
		// The day on which it ends has 25.
		{"2026-11-01T18:00:00Z", "= TODAY", "2026-11-01T04", "2026-11-02T04"},
		// LAST_N_DAYS ends now, TODAY at midnight.
		{"2026-06-10T12:00:00Z", "= LAST_N_DAYS:0", "2026-06-10T04", "2026-06-10T12"},
		{"2026-06-10T12:00:00Z", "= TODAY", "2026-06-10T04", "2026-06-11T03"},
		{"2026-06-10T12:00:00Z", "> LAST_N_DAYS:7", "2026-06-10T13", "2026-12-31T23"},
		{"2026-06-10T12:00:00Z", "< LAST_N_DAYS:7", "2024-12-01T00", "2026-06-03T03"},
		{"2026-06-10T12:00:00Z", "= N_DAYS_AGO:7", "2026-06-03T04", "2026-06-04T03"},
		// Half an hour into 2026 in UTC it is still 2025 in New York.
		{"2026-01-01T00:30:00Z", "= THIS_YEAR", "2025-01-01T05", "2026-01-01T04"},
		{"2026-01-01T00:30:00Z", "= THIS_QUARTER", "2025-10-01T04", "2026-01-01T04"},
		{"2026-01-01T00:30:00Z", "= THIS_MONTH", "2025-12-01T05", "2026-01-01T04"},
		{"2026-01-01T00:30:00Z", "= NEXT_MONTH", "2026-01-01T05", "2026-02-01T04"},
		{"2026-07-01T02:00:00Z", "= THIS_QUARTER", "2026-04-01T04", "2026-07-01T03"},
		{"2026-07-01T02:00:00Z", "= LAST_QUARTER", "2026-01-01T05", "2026-04-01T03"},
		{"2026-07-01T02:00:00Z", "= NEXT_QUARTER", "2026-07-01T04", "2026-10-01T03"},
	}
	for _, test := range tests {
		s.Now = func() time.Time { return time.Unix(seconds(t, test.now), 0) }
		text := "SELECT MIN(CreatedDate), MAX(CreatedDate) FROM Lead WHERE CreatedDate " + test.filter
		want := fmt.Sprintf(`{"expr0":"%s:00:00.000+0000","expr1":"%s:00:00.000+0000"}`, test.first, test.last)
		if got := lines(t, query(t, s, text), false); got != want {
			t.Errorf("at %s, %s\ngot  %s\nwant %s", test.now, text, got, want)
		}
	}
}
