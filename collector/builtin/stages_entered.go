package builtin

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/soql"
)

const stagesEnteredEvery = 24 * time.Hour

// planStagesEntered counts the opportunities created in the last 30 days by the
// first stage they were given. Their history has to be read row by row: SOQL
// cannot say "the first of each", and a history row does not know the stage
// before it.
func planStagesEntered(s *collector.Schema, settings collector.Settings) collector.Plan {
	every := settings.EveryOr(stagesEnteredEvery)
	metric := collector.NewMetric("opportunities_entered_30d",
		"Opportunities created in the last 30 days and today, by the first stage they were ever in.", every, "stage")
	if err := cmp.Or(
		s.Check("OpportunityHistory", "OpportunityId", collector.Selects),
		s.Check("OpportunityHistory", "StageName", collector.Selects),
		s.Check("OpportunityHistory", "CreatedDate", collector.Filters),
		s.Check("OpportunityHistory", "Opportunity.CreatedDate", collector.Filters),
	); err != nil {
		return collector.Skipping(metric.Name, err)
	}
	statement := soql.Statement{
		Object:  "OpportunityHistory",
		Columns: []soql.Column{{Expr: "OpportunityId"}, {Expr: "StageName"}},
		Where:   "CreatedDate = LAST_N_DAYS:30 AND Opportunity.CreatedDate = LAST_N_DAYS:30",
		OrderBy: []string{"OpportunityId", "CreatedDate", "Id"},

		MaxPages: collector.RowPages,
	}
	return collector.AskingRows(statement, every, collector.Answered,
		func(rows [][]string, _ *collector.People) ([]collector.Sample, error) {
			counts := map[string]float64{}
			last := ""
			for _, row := range rows {
				if row[0] != last {
					counts[collector.OrNone(row[1])]++
				}
				last = row[0]
			}
			samples := make([]collector.Sample, 0, len(counts))
			for _, stage := range slices.Sorted(maps.Keys(counts)) {
				samples = append(samples, collector.Sample{Metric: metric, Values: []string{stage}, Value: counts[stage]})
			}
			return samples, nil
		}, metric)
}
