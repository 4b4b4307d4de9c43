package quality

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"go.yaml.in/yaml/v3"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/setting"
	"salesforce_exporter/internal/soql"
)

// KeyFields are the fields that should be filled in records of an object, and
// how much each counts.
type KeyFields struct {
	Object string              `yaml:"object"`
	Where  string              `yaml:"where"`
	Fields map[string]KeyField `yaml:"fields"`
	At     *setting.Lines      `yaml:"-"` // where the configuration has it; nil for one that ships
}

// A KeyField is what a field counts. It is filled where it has any value or, if
// there is a condition, where a record meets that. With a condition the name
// need not be that of a field.
type KeyField struct {
	Weight float64
	Where  string
}

// UnmarshalYAML reads "20" or "{weight: 20, where: Amount > 0}".
func (f *KeyField) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind == yaml.ScalarNode {
		weight, err := strconv.ParseFloat(node.Value, 64)
		if err != nil {
			return setting.Refuse(node,
				"%q is no weight: write a number such as 20, or {weight: 20, where: Amount > 0}", node.Value)
		}
		f.Weight = weight
		return nil
	}
	keys := map[string]string{}
	if err := node.Decode(&keys); err != nil {
		return err
	}
	for key := range keys {
		if key != "weight" && key != "where" {
			return setting.Refuse(node, "unknown key %s: use one of weight, where", key)
		}
	}
	f.Where = keys["where"]
	return f.UnmarshalYAML(&yaml.Node{Kind: yaml.ScalarNode, Line: node.Line, Value: keys["weight"]})
}

// String says what counts.
func (f KeyField) String() string {
	if f.Where == "" {
		return fmt.Sprint(f.Weight)
	}
	return fmt.Sprintf("%v where `%s`", f.Weight, f.Where)
}

// PlanScores asks for each owner how many records there are, and in how many
// of them each key field is filled.
func (q *Collector) PlanScores(s *collector.Schema) collector.Plan {
	people := q.settings.People.Plan(s)
	metric := q.metric("data_quality_score_ratio",
		"Share of an object's key fields that are filled in the records of an owner, by weight; the mean over owners.",
		append([]string{"object"}, people.Labels...)...)
	var plan collector.Plan
	for _, k := range q.file.Scores {
		score, err := planScore(s, metric, k)
		if err != nil {
			plan.Skipped = append(plan.Skipped, collector.SkipsOf(s, metric.Name+" of "+k.Object, k.At, err)...)
			continue
		}
		plan.Warnings = append(plan.Warnings, k.doubts(s, metric.Name+" of "+k.Object)...)
		plan.Queries = append(plan.Queries, score.Queries(q.Interval())...)
		plan.Parts = append(plan.Parts, score)
	}
	return plan
}

// check finds all that keeps the score from being made.
func (k KeyFields) check(s *collector.Schema) error {
	if _, err := s.Object(k.Object); err != nil {
		return collector.Under(err, "object")
	}
	if err := cmp.Or(s.Check(k.Object, "OwnerId", collector.Groups),
		s.Check("User", "Id", collector.Selects)); err != nil {
		return err
	}
	errs := []error{collector.Under(s.CheckAt(k.At, k.Object, k.Where), "where")}
	for _, name := range slices.Sorted(maps.Keys(k.Fields)) {
		err := s.Check(k.Object, name, collector.Aggregates)
		if where := k.Fields[name].Where; where != "" {
			err = s.CheckAt(k.At, k.Object, where)
		}
		errs = append(errs, collector.Under(err, "fields", name))
	}
	return errors.Join(errs...)
}

// doubts are about values in conditions that no record has.
func (k KeyFields) doubts(s *collector.Schema, about string) (all []collector.Warning) {
	if k.At == nil {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(k.Fields)) {
		all = append(all, collector.Doubtful(about, k.At, s.Doubts(k.Object, k.Fields[name].Where), "fields", name)...)
	}
	return append(all, collector.Doubtful(about, k.At, s.Doubts(k.Object, k.Where), "where")...)
}

// planScore fails where the org hides any of the fields: a score of the others
// is another score.
func planScore(s *collector.Schema, metric *collector.Metric, k KeyFields) (*Score, error) {
	if err := k.check(s); err != nil {
		return nil, err
	}
	counts := func(where string) soql.Statement {
		return soql.Statement{
			Object: k.Object, Where: where, GroupBy: []string{"OwnerId"},
			Columns: []soql.Column{{Expr: "OwnerId"}, {Expr: "COUNT(Id)", Alias: "v0"}},
		}
	}
	p := &Score{metric: metric, Object: k.Object, counted: counts(k.Where)}
	for _, name := range slices.Sorted(maps.Keys(k.Fields)) {
		field := k.Fields[name]
		p.most += field.Weight
		if field.Where != "" {
			p.meets = append(p.meets, weighed{counts(soql.And(k.Where, field.Where)), field.Weight})
			continue
		}
		p.weights = append(p.weights, field.Weight)
		p.counted.Columns = append(p.counted.Columns,
			soql.Column{Expr: "COUNT(" + name + ")", Alias: "v" + strconv.Itoa(len(p.weights))})
	}
	return p, nil
}
