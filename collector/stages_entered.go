package collector

import (
	"slices"
	"time"

	"salesforce_exporter/internal/soql"
)

// stagesEntered counts the opportunities created in the last 30 days by the
// first stage they were given. Their history has to be read row by row: SOQL
// cannot say "the first of each", and a history row does not know the stage
// before it.
type stagesEntered struct {
	metric *Metric
	text   string
}

const stagesEnteredEvery = 24 * time.Hour

// rowPages bounds the calls for figures that need rows one by one: 25 pages are
// 50,000 rows. An org with more has no such figure, and a reason instead.
const rowPages = 25

func planStagesEntered(s *Schema, settings Settings) Plan {
	every := settings.every(stagesEnteredEvery)
	metric := &Metric{
		Name: Prefix + "opportunities_entered_30d",
		Help: helpWithInterval("Opportunities created in the last 30 days and today, by the first stage they were ever in.",
			every),
		Labels: []string{"stage"},
	}
	if err := firstError(
		s.check("OpportunityHistory", "OpportunityId", selects),
		s.check("OpportunityHistory", "StageName", selects),
		s.check("OpportunityHistory", "CreatedDate", filters),
		s.check("OpportunityHistory", "Opportunity.CreatedDate", filters),
	); err != nil {
		return Plan{Skipped: []Skip{skip(metric.Name, err)}}
	}
	statement := soql.Statement{
		Object:  "OpportunityHistory",
		Columns: []soql.Column{{Expr: "OpportunityId"}, {Expr: "StageName"}},
		Where:   "CreatedDate = LAST_N_DAYS:30 AND Opportunity.CreatedDate = LAST_N_DAYS:30",
		OrderBy: []string{"OpportunityId", "CreatedDate", "Id"},

		MaxPages: rowPages,
	}
	return Plan{
		Queries: []Query{{Statement: statement, MaxAge: every}},
		parts:   []part{&stagesEntered{metric: metric, text: statement.String()}},
	}
}

func (e *stagesEntered) metrics() []*Metric { return []*Metric{e.metric} }

func (e *stagesEntered) needs() Needs { return Needs{Texts: []string{e.text}} }

func (e *stagesEntered) samples(answers Answers, _ *People) ([]Sample, error) {
	counts := map[string]float64{}
	last := ""
	for _, row := range answers[e.text].Rows {
		if row[0] != last {
			counts[orNone(row[1])]++
		}
		last = row[0]
	}
	samples := make([]Sample, 0, len(counts))
	for stage, n := range counts {
		samples = append(samples, Sample{Metric: e.metric, Values: []string{stage}, Value: n})
	}
	slices.SortFunc(samples, func(a, b Sample) int { return slices.Compare(a.Values, b.Values) })
	return samples, nil
}
