package builtin

import (
	"cmp"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/soql"
)

const caseResolutionEvery = 24 * time.Hour

// planCaseResolution sums up the time from creation to close over cases closed in
// the last 30 days. SOQL cannot subtract two dateTimes, and no grouping is fine
// enough for seconds, so the cases are read row by row.
func planCaseResolution(s *collector.Schema, settings collector.Settings) collector.Plan {
	every := settings.EveryOr(caseResolutionEvery)
	labels := settings.People.Plan(s).Labels
	metric := func(name, help string) *collector.Metric {
		return collector.NewMetric(name, help, every, labels...)
	}
	took := spans{
		seconds: metric("case_resolution_seconds_30d",
			"Sum of the time from creation to close over cases closed in the last 30 days and today, by owner. "+
				"Divide by case_resolution_cases_30d for the average."),
		records: metric("case_resolution_cases_30d",
			"Cases closed in the last 30 days and today whose time from creation to close is in case_resolution_seconds_30d, by owner."),
		backwards: metric("cases_closed_before_created_30d",
			"Cases closed in the last 30 days and today whose close is before their creation, by owner. They are not in case_resolution_seconds_30d."),
	}
	if err := cmp.Or(
		s.Check("Case", "OwnerId", collector.Selects),
		s.Check("Case", "CreatedDate", collector.Selects),
		s.Check("Case", "ClosedDate", collector.Filters),
		s.Check("Case", "IsClosed", collector.Filters),
		s.Check("User", "Id", collector.Selects),
	); err != nil {
		return collector.Skipping(took.seconds.Name, err)
	}
	statement := soql.Statement{
		Object:   "Case",
		Columns:  []soql.Column{{Expr: "OwnerId"}, {Expr: "CreatedDate"}, {Expr: "ClosedDate"}},
		Where:    "IsClosed = true AND ClosedDate = LAST_N_DAYS:30",
		MaxPages: collector.RowPages,
	}
	return collector.AskingRows(statement, every, collector.Owned, took.ofCases, took.metrics()...)
}

func (s spans) ofCases(rows [][]string, people *collector.People) ([]collector.Sample, error) {
	sums := s.sums(people)
	for _, row := range rows {
		if row[1] == "" || row[2] == "" {
			continue
		}
		created, err := soql.ParseTime(row[1])
		if err != nil {
			return nil, err
		}
		closed, err := soql.ParseTime(row[2])
		if err != nil {
			return nil, err
		}
		sums.add(row[0], closed.Sub(created).Seconds(), 1)
	}
	return sums.Samples(), nil
}
