package builtin

import (
	"cmp"
	"slices"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/soql"
)

// stagesEntered counts the opportunities created in the last 30 days by the
// first stage they were given. Their history has to be read row by row: SOQL
// cannot say "the first of each", and a history row does not know the stage
// before it.
type stagesEntered struct {
	metric *collector.Metric
	text   string
}

const stagesEnteredEvery = 24 * time.Hour

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
	return collector.Asking(statement, every, &stagesEntered{metric: metric, text: statement.String()})
}

func (e *stagesEntered) Metrics() []*collector.Metric { return []*collector.Metric{e.metric} }

func (e *stagesEntered) Needs() collector.Needs { return collector.Needs{Texts: []string{e.text}} }

func (e *stagesEntered) Samples(answers collector.Answers, _ *collector.People) ([]collector.Sample, error) {
	counts := map[string]float64{}
	last := ""
	for _, row := range answers[e.text].Rows {
		if row[0] != last {
			counts[collector.OrNone(row[1])]++
		}
		last = row[0]
	}
	samples := make([]collector.Sample, 0, len(counts))
	for stage, n := range counts {
		samples = append(samples, collector.Sample{Metric: e.metric, Values: []string{stage}, Value: n})
	}
	slices.SortFunc(samples, func(a, b collector.Sample) int { return slices.Compare(a.Values, b.Values) })
	return samples, nil
}
