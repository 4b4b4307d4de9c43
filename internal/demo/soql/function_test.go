package soql_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

func TestDateFunctionsOfDateTimes(t *testing.T) {
	s := newOrg(t, map[string][]row{"Lead": {
		{"Id": "00Q000000000001AAA", "CreatedDate": seconds(t, "2026-01-01T04:59:59Z")}, // 31 December in New York
		{"Id": "00Q000000000002AAA", "CreatedDate": seconds(t, "2026-03-08T06:59:59Z")}, // the last second of winter time
		{"Id": "00Q000000000003AAA", "CreatedDate": seconds(t, "2026-03-08T07:00:00Z")}, // the first of summer time
		{"Id": "00Q000000000004AAA", "CreatedDate": nil},
	}})
	newYork, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	s.Zone = newYork
	tests := []struct {
		function   string
		utc, local [3]string // of the three leads that have a date
	}{
		{"CALENDAR_YEAR", [3]string{"2026", "2026", "2026"}, [3]string{"2025", "2026", "2026"}},
		{"CALENDAR_QUARTER", [3]string{"1", "1", "1"}, [3]string{"4", "1", "1"}},
		{"CALENDAR_MONTH", [3]string{"1", "3", "3"}, [3]string{"12", "3", "3"}},
		{"DAY_IN_MONTH", [3]string{"1", "8", "8"}, [3]string{"31", "8", "8"}},
		{"DAY_IN_YEAR", [3]string{"1", "67", "67"}, [3]string{"365", "67", "67"}},
		{"DAY_IN_WEEK", [3]string{"5", "1", "1"}, [3]string{"4", "1", "1"}},
		{"WEEK_IN_MONTH", [3]string{"1", "2", "2"}, [3]string{"5", "2", "2"}},
		{"WEEK_IN_YEAR", [3]string{"1", "10", "10"}, [3]string{"53", "10", "10"}},
		{"HOUR_IN_DAY", [3]string{"4", "6", "7"}, [3]string{"23", "1", "3"}},
		{"DAY_ONLY", [3]string{`"2026-01-01"`, `"2026-03-08"`, `"2026-03-08"`},
			[3]string{`"2025-12-31"`, `"2026-03-08"`, `"2026-03-08"`}},
		{"FISCAL_YEAR", [3]string{"2026", "2026", "2026"}, [3]string{"2025", "2026", "2026"}},
		{"FISCAL_QUARTER", [3]string{"1", "1", "1"}, [3]string{"4", "1", "1"}},
		{"FISCAL_MONTH", [3]string{"1", "3", "3"}, [3]string{"12", "3", "3"}},
	}
	for _, test := range tests {
		for argument, want := range map[string][3]string{"CreatedDate": test.utc,
			"convertTimezone(CreatedDate)": test.local} {
			call := test.function + "(" + argument + ")"
			got := lines(t, query(t, s, "SELECT Id, "+call+" v FROM Lead GROUP BY Id, "+call+" ORDER BY Id"), false)
			expected := fmt.Sprintf(`{"Id":"00Q000000000001AAA","v":%s}
{"Id":"00Q000000000002AAA","v":%s}
{"Id":"00Q000000000003AAA","v":%s}
{"Id":"00Q000000000004AAA","v":null}`, want[0], want[1], want[2])
			if got != expected {
				t.Errorf("%s\ngot\n%s\nwant\n%s", call, got, expected)
			}
		}
	}
}

func TestFiscalFunctionsOfDates(t *testing.T) {
	s := newOrg(t, map[string][]row{"Opportunity": {
		{"Id": "006000000000001AAA", "CloseDate": "2026-01-31"},
		{"Id": "006000000000002AAA", "CloseDate": "2026-02-01"},
		{"Id": "006000000000003AAA", "CloseDate": "2026-12-31"},
	}})
	s.FiscalYearStartMonth = time.February
	got := lines(t, query(t, s, `SELECT Id, FISCAL_YEAR(CloseDate) y, FISCAL_QUARTER(CloseDate) q, FISCAL_MONTH(CloseDate) m
		FROM Opportunity GROUP BY Id, FISCAL_YEAR(CloseDate), FISCAL_QUARTER(CloseDate), FISCAL_MONTH(CloseDate) ORDER BY Id`), false)
	want := `{"Id":"006000000000001AAA","y":2026,"q":4,"m":12}
{"Id":"006000000000002AAA","y":2027,"q":1,"m":1}
{"Id":"006000000000003AAA","y":2027,"q":4,"m":11}`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestDateFunctionsFilterAndSort(t *testing.T) {
	s := daily(t)
	tests := []struct{ text, want string }{
		{"SELECT MIN(CloseDate), MAX(CloseDate) FROM Opportunity WHERE CALENDAR_YEAR(CloseDate) = 2025",
			`{"expr0":"2025-01-01","expr1":"2025-12-31"}`},
		{"SELECT COUNT(Id) n FROM Opportunity WHERE DAY_IN_MONTH(CloseDate) IN (30, 31) AND CALENDAR_YEAR(CloseDate) = 2026",
			`{"n":18}`},
		{"SELECT CALENDAR_YEAR(CloseDate) y, COUNT(Id) FROM Opportunity GROUP BY CALENDAR_YEAR(CloseDate) HAVING CALENDAR_YEAR(CloseDate) < 2026 ORDER BY CALENDAR_YEAR(CloseDate) DESC",
			`{"y":2025,"expr0":365}` + "\n" + `{"y":2024,"expr0":366}`},
		{"SELECT CALENDAR_QUARTER(CloseDate) FROM Opportunity WHERE CloseDate = LAST_YEAR GROUP BY CALENDAR_QUARTER(CloseDate) ORDER BY MAX(CloseDate) LIMIT 1",
			`{"expr0":1}`},
	}
	for _, test := range tests {
		if got := lines(t, query(t, s, test.text), false); got != test.want {
			t.Errorf("%s\ngot\n%s\nwant\n%s", test.text, got, test.want)
		}
	}
}

func TestLocalTimeAgreesWithTheZoneDatabase(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	first, last := time.Date(1955, 1, 1, 0, 0, 0, 0, time.UTC).Unix(), time.Date(2095, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	var rows []row
	var instants []int64
	for i := range 2000 {
		at := first + random.Int64N(last-first)
		instants = append(instants, at)
		rows = append(rows, row{"Id": fmt.Sprintf("00Q0000%08dAAA", i), "CreatedDate": at})
	}
	s := newOrg(t, map[string][]row{"Lead": rows})
	for _, name := range []string{"America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Europe/Dublin",
		"Pacific/Apia", "Africa/Casablanca"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		s.Zone = zone
		got := lines(t, query(t, s, `SELECT Id, DAY_ONLY(convertTimezone(CreatedDate)) d, HOUR_IN_DAY(convertTimezone(CreatedDate)) h FROM Lead
			GROUP BY Id, DAY_ONLY(convertTimezone(CreatedDate)), HOUR_IN_DAY(convertTimezone(CreatedDate)) ORDER BY Id`), false)
		for i, line := range strings.Split(got, "\n") {
			local := time.Unix(instants[i], 0).In(zone)
			want := fmt.Sprintf(`{"Id":"00Q0000%08dAAA","d":%q,"h":%d}`, i, local.Format(time.DateOnly), local.Hour())
			if line != want {
				t.Fatalf("%s at %d: got %s, want %s", name, instants[i], line, want)
			}
		}
	}
}
