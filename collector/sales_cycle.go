package collector

import (
	"time"

	"salesforce_exporter/internal/soql"
)

// salesCycle sums, over opportunities won in the last 90 days, the days from
// creation to close. SOQL cannot subtract two fields, but the sum of the
// differences is the difference of the sums, and each sum can be had by
// grouping on the day: two statements whose answers grow with owners and days,
// not with opportunities.
type salesCycle struct {
	metric          *Metric
	closed, created string // texts of the statements
}

const (
	salesCycleWhere = "IsWon = true AND CloseDate = LAST_N_DAYS:90"
	createdDay      = "DAY_ONLY(convertTimezone(CreatedDate))"
	salesCycleEvery = 24 * time.Hour
)

func planSalesCycle(s *Schema, settings Settings) Plan {
	every := settings.every(salesCycleEvery)
	people := settings.People.Plan(s)
	metric := &Metric{
		Name: Prefix + "sales_cycle_seconds_90d",
		Help: helpWithInterval("Sum over opportunities won in the last 90 days and today of close date less day of creation, by owner. "+
			"Divide by won_opportunities_90d for the average.", every),
		Labels: people.Labels,
	}
	if err := firstError(
		s.check("Opportunity", "OwnerId", groups),
		s.check("Opportunity", "CloseDate", groups),
		s.check("Opportunity", "IsWon", filters),
		s.check("Opportunity", "CreatedDate", filters),
		s.check("User", "Id", selects),
	); err != nil {
		return Plan{Skipped: []Skip{skip(metric.Name, err)}}
	}
	closed, created := salesCycleBy("CloseDate"), salesCycleBy(createdDay)
	return Plan{
		Queries: []Query{{Statement: closed, MaxAge: every}, {Statement: created, MaxAge: every}},
		parts:   []part{&salesCycle{metric: metric, closed: closed.String(), created: created.String()}},
	}
}

// salesCycleBy counts the opportunities by owner and a day of theirs.
func salesCycleBy(day string) soql.Statement {
	return soql.Statement{
		Object:  "Opportunity",
		Where:   salesCycleWhere,
		GroupBy: []string{"OwnerId", day},

		MaxPages: rowPages,
		Columns:  []soql.Column{{Expr: "OwnerId"}, {Expr: day, Alias: "d"}, {Expr: "COUNT(Id)", Alias: "v0"}},
	}
}

func (c *salesCycle) metrics() []*Metric { return []*Metric{c.metric} }

func (c *salesCycle) needs() Needs { return owned(c.closed, c.created) }

func (c *salesCycle) samples(answers Answers, people *People) ([]Sample, error) {
	sums := newSums(c.metric, true, people)
	sums.touch(nil)
	for _, side := range []struct {
		text string
		sign float64
	}{{c.closed, 1}, {c.created, -1}} {
		for _, row := range answers[side.text].Rows {
			day, err := time.Parse(time.DateOnly, row[1])
			if err != nil {
				return nil, err
			}
			count, err := soql.ParseNumber(row[2])
			if err != nil {
				return nil, err
			}
			sums.add(nil, row, side.sign*count*float64(day.Unix()))
		}
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
