package collector

import (
	"time"

	"salesforce_exporter/internal/soql"
)

// salesCycle sums, over opportunities won in the last 90 days, the days from
// creation to close. SOQL cannot subtract two fields, so the opportunities are
// counted by owner and both days, and subtracted here.
type salesCycle struct {
	spans
	text string
}

const (
	salesCycleWhere = "IsWon = true AND CloseDate = LAST_N_DAYS:90"
	createdDay      = "DAY_ONLY(convertTimezone(CreatedDate))"
	salesCycleEvery = 24 * time.Hour
)

func planSalesCycle(s *Schema, settings Settings) Plan {
	every := settings.every(salesCycleEvery)
	labels := settings.People.Plan(s).Labels
	metric := func(name, help string) *Metric {
		return &Metric{Name: Prefix + name, Help: helpWithInterval(help, every), Labels: labels}
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
	if err := firstError(
		s.check("Opportunity", "OwnerId", groups),
		s.check("Opportunity", "CloseDate", groups),
		s.check("Opportunity", "IsWon", filters),
		s.check("Opportunity", "CreatedDate", filters),
		s.check("User", "Id", selects),
	); err != nil {
		return Plan{Skipped: []Skip{skip(took.seconds.Name, err)}}
	}
	statement := soql.Statement{
		Object:  "Opportunity",
		Where:   salesCycleWhere,
		GroupBy: []string{"OwnerId", "CloseDate", createdDay},
		Columns: []soql.Column{{Expr: "OwnerId"}, {Expr: "CloseDate"}, {Expr: createdDay, Alias: "d"},
			{Expr: "COUNT(Id)", Alias: "v0"}},
		MaxPages: rowPages,
	}
	return Plan{
		Queries: []Query{{Statement: statement, MaxAge: every}},
		parts:   []part{&salesCycle{spans: took, text: statement.String()}},
	}
}

func (c *salesCycle) needs() Needs { return owned(c.text) }

func (c *salesCycle) samples(answers Answers, people *People) ([]Sample, error) {
	sums := c.sums(people)
	for _, row := range answers[c.text].Rows {
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
	return sums.samples(), nil
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
