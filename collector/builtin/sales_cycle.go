package builtin

import (
	"cmp"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/soql"
)

const (
	salesCycleWhere = "IsWon = true AND CloseDate = LAST_N_DAYS:90"
	createdDay      = "DAY_ONLY(convertTimezone(CreatedDate))"
	salesCycleEvery = 24 * time.Hour
)

// planSalesCycle sums, over opportunities won in the last 90 days, the days from
// creation to close. SOQL cannot subtract two fields, so the opportunities are
// counted by owner and both days, and subtracted here.
func planSalesCycle(s *collector.Schema, settings collector.Settings) collector.Plan {
	every := settings.EveryOr(salesCycleEvery)
	labels := settings.People.Plan(s).Labels
	metric := func(name, help string) *collector.Metric {
		return collector.NewMetric(name, help, every, labels...)
	}
	took := spans{
		seconds: metric("sales_cycle_seconds_90d",
			"Sum over opportunities won in the last 90 days and today of close date less day of creation, by owner. "+
				"Divide by sales_cycle_opportunities_90d for the average."),
		records: metric("sales_cycle_opportunities_90d",
			"Opportunities won in the last 90 days and today whose time from creation to close is in sales_cycle_seconds_90d, by owner."),
		backwards: metric("opportunities_won_before_created_90d",
			"Opportunities won in the last 90 days and today whose close date is before the day of their creation, by owner. They are not in sales_cycle_seconds_90d."),
	}
	if err := cmp.Or(
		s.Check("Opportunity", "OwnerId", collector.Groups),
		s.Check("Opportunity", "CloseDate", collector.Groups),
		s.Check("Opportunity", "IsWon", collector.Filters),
		s.Check("Opportunity", "CreatedDate", collector.Filters),
		s.Check("User", "Id", collector.Selects),
	); err != nil {
		return collector.Skipping(took.seconds.Name, err)
	}
	statement := soql.Statement{
		Object:  "Opportunity",
		Where:   salesCycleWhere,
		GroupBy: []string{"OwnerId", "CloseDate", createdDay},
		Columns: []soql.Column{{Expr: "OwnerId"}, {Expr: "CloseDate"}, {Expr: createdDay, Alias: "d"},
			{Expr: "COUNT(Id)", Alias: "v0"}},
		MaxPages: collector.RowPages,
	}
	return collector.AskingRows(statement, every, collector.Owned, took.ofDays, took.metrics()...)
}

func (s spans) ofDays(rows [][]string, people *collector.People) ([]collector.Sample, error) {
	sums := s.sums(people)
	for _, row := range rows {
		if row[1] == "" || row[2] == "" {
			continue
		}
		closed, err := time.Parse(time.DateOnly, row[1])
		if err != nil {
			return nil, err
		}
		created, err := time.Parse(time.DateOnly, row[2])
		if err != nil {
			return nil, err
		}
		count, err := soql.ParseNumber(row[3])
		if err != nil {
			return nil, err
		}
		sums.add(row[0], closed.Sub(created).Seconds(), count)
	}
	return sums.Samples(), nil
}
