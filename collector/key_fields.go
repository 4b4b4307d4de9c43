package collector

import (
	"maps"
	"slices"

	"salesforce_exporter/internal/soql"
)

// KeyFields are the fields that should be filled in records of an object, and
// how much each counts.
type KeyFields struct {
	Object string             `yaml:"object"`
	Where  string             `yaml:"where"`
	Fields map[string]float64 `yaml:"fields"`
}

// planScores asks for each owner how many records there are, and in how many
// of them each key field is filled.
func (q *quality) planScores(s *Schema) Plan {
	people := q.settings.People.Plan(s)
	metric := q.metric("data_quality_score_ratio",
		"Share of an object's key fields that are filled in the records of an owner, by weight; the mean over owners.", append([]string{"object"}, people.Labels...)...)
	var plan Plan
	for _, k := range q.file.Scores {
		score, err := planScore(s, metric, k)
		if err != nil {
			plan.Skipped = append(plan.Skipped, skip(metric.Name+" of "+k.Object, err))
			continue
		}
		plan.Queries = append(plan.Queries, Query{Statement: score.statement, MaxAge: q.Interval()})
		plan.parts = append(plan.parts, score)
	}
	return plan
}

// A score turns the counts of one object into samples.
type score struct {
	metric    *Metric
	object    string
	statement soql.Statement
	weights   []float64 // of the columns behind owner and number of records
}

// planScore fails where the org hides any of the fields: a score of the others
// is another score.
func planScore(s *Schema, metric *Metric, k KeyFields) (*score, error) {
	_, err := s.Object(k.Object)
	if err := firstError(err, s.check(k.Object, "OwnerId", groups), s.check("User", "Id", selects), checkCondition(s, k.Object, k.Where)); err != nil {
		return nil, err
	}
	p := &score{metric: metric, object: k.Object, statement: soql.Statement{
		Object: k.Object, Where: k.Where, GroupBy: []string{"OwnerId"},
		Columns: []soql.Column{{Expr: "OwnerId"}, {Expr: "COUNT(Id)", Alias: "v0"}},
	}}
	for _, field := range slices.Sorted(maps.Keys(k.Fields)) {
		if err := s.check(k.Object, field, aggregates); err != nil {
			return nil, err
		}
		p.weights = append(p.weights, k.Fields[field])
		p.statement.Columns = append(p.statement.Columns, soql.Column{Expr: "COUNT(" + field + ")", Alias: numbered("v", len(p.weights))})
	}
	return p, nil
}

func (p *score) metrics() []*Metric { return []*Metric{p.metric} }

func (p *score) needs() []string { return []string{p.statement.String()} }

// samples are of teams with records only: no record is no bad record.
func (p *score) samples(answers Answers, people *People) []Sample {
	if people == nil {
		return nil
	}
	sum, owners := map[int]float64{}, map[int]float64{}
	for _, row := range answers[p.statement.String()].Rows {
		of, err := p.of(row)
		if err != nil {
			return nil
		}
		team := people.team(row[0])
		sum[team] += of
		owners[team]++
	}
	var all []Sample
	for team := range people.teams {
		if owners[team] > 0 {
			all = append(all, people.sample(p.metric, []string{p.object}, team, sum[team]/owners[team]))
		}
	}
	return all
}

// of is the score of one owner: the weighted share of fields that are filled.
func (p *score) of(row []string) (float64, error) {
	filled, most := 0.0, 0.0
	records, err := soql.ParseNumber(row[1])
	if err != nil {
		return 0, err
	}
	for i, weight := range p.weights {
		n, err := soql.ParseNumber(row[2+i])
		if err != nil {
			return 0, err
		}
		filled += weight * n
		most += weight * records
	}
	return filled / most, nil
}
