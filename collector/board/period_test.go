package board_test

import (
	"strings"
	"testing"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/board"
	"salesforce_exporter/internal/soql"
)

// TestPeriodsInStatements holds what is sent for a period, and for the one
// before it, against calendars.
func TestPeriodsInStatements(t *testing.T) {
	const (
		closed = "IsClosed = true AND "
		won    = "IsWon = true AND "
	)
	custom := [][]string{ // a company whose quarters are of thirteen weeks
		{"Year", "2025-02-02", "2026-01-31"}, {"Quarter", "2025-11-02", "2026-01-31"},
		{"Year", "2026-02-01", "2027-01-30"}, {"Quarter", "2026-02-01", "2026-05-02"}, {"Month", "2026-02-01", "2026-02-28"},
	}
	for _, c := range []struct {
		name         string
		period       board.Period
		metric       string
		now, zone    string
		fiscal       [][]string
		want, before string // the conditions; empty for one that cannot be said
	}{
		{"a week from Sunday is a literal", board.Period{Name: "this_week"}, "cases_closed", "2026-11-24T13:00:00Z",
			"Europe/Berlin", nil,
			closed + "ClosedDate = THIS_WEEK",
			closed + "(ClosedDate >= 2026-11-14T23:00:00Z AND ClosedDate < 2026-11-17T13:00:00Z)"},
		{"a week from Monday is not", board.Period{Name: "this_week", WeekStarts: board.Monday}, "cases_closed",
			"2026-11-24T13:00:00Z", "Europe/Berlin", nil,
			closed + "(ClosedDate >= 2026-11-22T23:00:00Z AND ClosedDate < 2026-11-29T23:00:00Z)",
			closed + "(ClosedDate >= 2026-11-15T23:00:00Z AND ClosedDate < 2026-11-17T13:00:00Z)"},
		{"Sunday is the last day of a week from Monday", board.Period{Name: "this_week", WeekStarts: board.Monday},
			"cases_closed", "2026-11-22T22:59:59Z", "Europe/Berlin", nil,
			closed + "(ClosedDate >= 2026-11-15T23:00:00Z AND ClosedDate < 2026-11-22T23:00:00Z)",
			closed + "(ClosedDate >= 2026-11-08T23:00:00Z AND ClosedDate < 2026-11-15T22:59:59Z)"},
		{"summer time ends in the week", board.Period{Name: "this_week", WeekStarts: board.Monday}, "cases_closed",
			"2026-10-25T12:00:00Z", "Europe/Berlin", nil,
			closed + "(ClosedDate >= 2026-10-18T22:00:00Z AND ClosedDate < 2026-10-25T23:00:00Z)",
			closed + "(ClosedDate >= 2026-10-11T22:00:00Z AND ClosedDate < 2026-10-18T11:00:00Z)"},
		{"days of dates", board.Period{Name: "this_month"}, "won_opportunities", "2026-11-24T13:00:00Z", "UTC", nil,
			won + "CloseDate = THIS_MONTH", won + "(CloseDate >= 2026-10-01 AND CloseDate <= 2026-10-24)"},
		{"a month longer than the one before", board.Period{Name: "this_month"}, "won_opportunities",
			"2026-03-31T13:00:00Z", "UTC", nil,
			won + "CloseDate = THIS_MONTH", won + "(CloseDate >= 2026-02-01 AND CloseDate <= 2026-02-28)"},
		{"days back", board.Period{Name: "7d"}, "cases_closed", "2026-11-24T13:00:00Z", "UTC", nil,
			closed + "ClosedDate = LAST_N_DAYS:7",
			closed + "(ClosedDate >= 2026-11-10T00:00:00Z AND ClosedDate < 2026-11-17T13:00:00Z)"},
		{"today", board.Period{Name: "today"}, "cases_closed", "2026-11-24T13:00:00Z", "America/Los_Angeles", nil,
			closed + "ClosedDate = TODAY",
			closed + "(ClosedDate >= 2026-11-23T08:00:00Z AND ClosedDate < 2026-11-23T13:00:00Z)"},
		{"a competition", board.Period{Start: "2026-03-01", End: "2026-03-31"}, "cases_closed", "2026-11-24T13:00:00Z",
			"Europe/Berlin", nil,
			closed + "(ClosedDate >= 2026-02-28T23:00:00Z AND ClosedDate < 2026-03-31T22:00:00Z)", ""},
		{"a competition of dates", board.Period{Start: "2026-03-01", End: "2026-03-31"}, "won_opportunities",
			"2026-11-24T13:00:00Z", "Europe/Berlin", nil,
			won + "(CloseDate >= 2026-03-01 AND CloseDate <= 2026-03-31)", ""},
		{"a custom fiscal quarter", board.Period{Name: "this_fiscal_quarter"}, "won_opportunities",
			"2026-03-10T13:00:00Z", "UTC", custom,
			won + "CloseDate = THIS_FISCAL_QUARTER", won + "(CloseDate >= 2025-11-02 AND CloseDate <= 2025-12-09)"},
		{"a custom fiscal year", board.Period{Name: "this_fiscal_year"}, "won_opportunities", "2026-02-10T00:00:01Z",
			"UTC", custom,
			won + "CloseDate = THIS_FISCAL_YEAR", won + "(CloseDate >= 2025-02-02 AND CloseDate <= 2025-02-11)"},
		{"no fiscal quarter before", board.Period{Name: "this_fiscal_quarter"}, "won_opportunities",
			"2026-03-10T13:00:00Z", "UTC", custom[2:],
			won + "CloseDate = THIS_FISCAL_QUARTER", ""},
		{"fiscal periods are hidden", board.Period{Name: "this_fiscal_quarter"}, "won_opportunities",
			"2026-03-10T13:00:00Z", "UTC", nil,
			won + "CloseDate = THIS_FISCAL_QUARTER", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			queries := boardQueries(t, c.period, c.metric)
			m := moment(t, c.now, c.zone, c.fiscal)
			said := func(i int) string {
				if i >= len(queries) {
					return ""
				}
				s, ok := queries[i].At(m)
				if !ok {
					return ""
				}
				return s.Where
			}
			if got := said(0); got != c.want {
				t.Errorf("now:\ngot  %s\nwant %s", got, c.want)
			}
			if got := said(1); got != c.before {
				t.Errorf("before:\ngot  %s\nwant %s", got, c.before)
			}
			for _, q := range queries {
				if _, ok := q.At(collector.Moment{Now: m.Now}); ok && q.Dated != nil {
					t.Errorf("%s is said although the zone is not known", q)
				}
			}
		})
	}
}

// boardQueries are those of a board about one metric, without that about
// fiscal periods.
func boardQueries(t *testing.T, p board.Period, metric string) []collector.Query {
	t.Helper()
	b := board.Board{Name: "b", Period: p, Top: 1, Measures: []board.Measure{{Metric: metric}}}
	names := board.Names{Mode: board.NamesFull}
	plan := planOfBoards(t, &collector.PeopleSource{Naming: names.Naming()}, board.Below{Boards: []board.Board{b}})
	var queries []collector.Query
	for _, q := range plan.Queries {
		if q.Object != "Period" {
			queries = append(queries, q)
		}
	}
	if len(queries) == 0 {
		t.Fatal("the board asks nothing")
	}
	return queries
}

func moment(t *testing.T, now, zone string, fiscal [][]string) collector.Moment {
	t.Helper()
	at, err := time.Parse(time.RFC3339, now)
	if err != nil {
		t.Fatal(err)
	}
	location, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	m := collector.Moment{Now: at, Zone: location, Answers: collector.Answers{}}
	if fiscal != nil {
		for text := range collector.ExampleMoment(at).Answers {
			if strings.Contains(text, "FROM Period") {
				m.Answers[text] = soql.Answer{Rows: soql.RowsOf(fiscal)}
			}
		}
	}
	return m
}
