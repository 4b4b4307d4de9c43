package collector

import (
	"fmt"
	"time"

	"salesforce_exporter/internal/soql"
)

// caseSatisfaction is the mean of a score field over cases closed in the last
// 30 days that have a score, as a share of full marks.
type caseSatisfaction struct {
	metric *Metric
	text   string
	scale  float64
}

const caseSatisfactionEvery = 6 * time.Hour

// plan asks for the score; of none for nothing.
func (x Score) plan(s *Schema, settings Settings) Plan {
	if x.Field == "" {
		return Plan{}
	}
	every := settings.every(caseSatisfactionEvery)
	field := string(x.Field)
	metric := &Metric{
		Name:   Prefix + "case_satisfaction_ratio_30d",
		Help:   helpWithInterval("Mean of Case."+field+" over its scale, of cases closed in the last 30 days and today that have a score, by owner.", every),
		Labels: settings.People.Plan(s).Labels,
	}
	if err := firstError(
		s.check("Case", "OwnerId", groups),
		s.check("Case", field, aggregates),
		s.check("Case", "ClosedDate", filters),
		s.check("User", "Id", selects),
	); err != nil {
		return Plan{Skipped: []Skip{skip(metric.Name, err)}}
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
	return Plan{
		Queries: []Query{{Statement: statement, MaxAge: every}},
		parts:   []part{&caseSatisfaction{metric: metric, text: statement.String(), scale: x.Scale}},
	}
}

func (c *caseSatisfaction) metrics() []*Metric { return []*Metric{c.metric} }

func (c *caseSatisfaction) needs() Needs { return owned(c.text) }

func (c *caseSatisfaction) samples(answers Answers, people *People) ([]Sample, error) {
	total, count := map[int]float64{}, map[int]float64{}
	for _, row := range answers[c.text].Rows {
		sum, err := soql.ParseNumber(row[1])
		if err != nil {
			return nil, err
		}
		n, err := soql.ParseNumber(row[2])
		if err != nil {
			return nil, err
		}
		team := people.team(row[0])
		total[team] += sum
		count[team] += n
	}
	var all []Sample
	for team := range people.teams {
		if count[team] > 0 { // no score is no opinion, not the worst one
			all = append(all, people.sample(c.metric, nil, team, total[team]/count[team]/c.scale))
		}
	}
	return all, nil
}
