package builtin

import (
	"cmp"
	"fmt"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/soql"
)

const caseSatisfactionEvery = 6 * time.Hour

// plan asks for the mean of the score over cases closed in the last 30 days that have
// one, as a share of full marks; of no score for nothing.
func (x Score) plan(s *collector.Schema, settings collector.Settings) collector.Plan {
	if x.Field == "" {
		return collector.Plan{}
	}
	every := settings.EveryOr(caseSatisfactionEvery)
	field := string(x.Field)
	metric := collector.NewMetric("case_satisfaction_ratio_30d", "Mean of Case."+field+
		" over its scale, of cases closed in the last 30 days and today that have a score, by owner.",
		every, settings.People.Plan(s).Labels...)
	if err := cmp.Or(s.Check("Case", field, collector.Aggregates), collector.CheckValue(s, "Case", "SUM("+field+")")); err != nil {
		return s.Skipping(metric.Name, settings.At, collector.Under(err, "satisfaction", "field"))
	}
	if err := cmp.Or(
		s.Check("Case", "OwnerId", collector.Groups),
		s.Check("Case", "ClosedDate", collector.Filters),
		s.Check("User", "Id", collector.Selects),
	); err != nil {
		return collector.Skipping(metric.Name, err)
	}
	statement := soql.Statement{
		Object: "Case",
		Columns: []soql.Column{
			{Expr: "OwnerId"},
			{Expr: fmt.Sprintf("SUM(%s)", field), Alias: "v0"},
			{Expr: fmt.Sprintf("COUNT(%s)", field), Alias: "v1"},
		},
		Where:   "IsClosed = true AND ClosedDate = LAST_N_DAYS:30",
		GroupBy: []string{"OwnerId"},
	}
	return collector.AskingRows(statement, every, collector.Owned,
		func(rows [][]string, people *collector.People) ([]collector.Sample, error) {
			return x.means(metric, rows, people)
		}, metric)
}

func (x Score) means(metric *collector.Metric, rows [][]string, people *collector.People) ([]collector.Sample, error) {
	scores := collector.NewMeans()
	for _, row := range rows {
		sum, err := soql.ParseNumber(row[1])
		if err != nil {
			return nil, err
		}
		n, err := soql.ParseNumber(row[2])
		if err != nil {
			return nil, err
		}
		scores.Add(people, row[0], sum, n)
	}
	return scores.Samples(metric, nil, people, x.Scale), nil
}
