package quality

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/setting"
)

// A Population says for which fields of an object to count how many records
// have them filled.
type Population struct {
	Object string   `yaml:"object"`
	Where  string   `yaml:"where"`  // which records are looked at; empty for all
	Fields []string `yaml:"fields"` // empty for all that the org shows and people fill
	// IgnoreDefaults takes a picklist that has its default value for one that
	// nobody filled.
	IgnoreDefaults bool           `yaml:"ignore_defaults"`
	At             *setting.Lines `yaml:"-"` // where the configuration has it; nil for one that ships
}

// countsAnObject bounds the statements for one object: nine calls, which leaves
// a tenth to describe it.
const countsAnObject = 45

// planPopulation counts on the server, many fields to a statement.
func (q *Collector) planPopulation(s *collector.Schema) collector.Plan {
	every := max(q.Interval(), q.settings.EveryOr(time.Duration(q.file.PopulationEvery)))
	metric := func(name, help string, labels ...string) *collector.Metric {
		return collector.NewMetric(name, help, every, labels...)
	}
	m := populationMetrics{
		records: metric("field_records", "Records whose fields were looked at.", "object"),
		populated: metric("field_populated_records",
			"Records in which a field is filled; a check box is filled where it is ticked.", "object", "field"),
		ratio: metric("field_population_ratio", "Share of records in which a field is filled.", "object", "field"),
		unseen: metric("field_not_countable",
			"1 for each field that Salesforce lets nobody count, such as long text, by its type.", "object", "field", "type"),
	}
	var plan collector.Plan
	for i, p := range q.file.Population {
		if s.Open() && p.Fields == nil {
			p.Fields = q.keyFields(p.Object)
		}
		counts, skipped := planCounts(s, m, p)
		plan.Skipped = append(plan.Skipped, skipped...)
		if p.At != nil {
			plan.Warnings = append(plan.Warnings, collector.Doubtful(m.ratio.Name+" of "+p.Object, p.At,
				s.Doubts(p.Object, p.Where), "where")...)
		}
		if counts == nil {
			continue
		}
		// After the first time objects take turns: to count all fields of millions of
		// records is work for the org. So many turns end before answers are too old.
		turns := int(every / q.Interval())
		turn := time.Duration(i%turns) * q.Interval()
		for _, c := range counts.counts {
			plan.Queries = append(plan.Queries, collector.Query{Statement: c.statement, MaxAge: every, Stagger: turn})
		}
		plan.Parts = append(plan.Parts, counts.parts()...)
	}
	return plan
}

// keyFields stand for those that describe finds, where no org is asked.
func (q *Collector) keyFields(object string) (names []string) {
	for _, k := range q.file.Scores {
		for _, name := range slices.Sorted(maps.Keys(k.Fields)) {
			if k.Object == object && k.Fields[name].Where == "" {
				names = append(names, name)
			}
		}
	}
	return names
}

type populationMetrics struct{ records, populated, ratio, unseen *collector.Metric }

// A population is what one object is asked. The first count has the number of
// records.
type population struct {
	populationMetrics
	object string
	counts []count
	blind  []collector.Field // cannot be counted
}

func planCounts(s *collector.Schema, m populationMetrics, p Population) (*population, []collector.Skip) {
	object, err := s.Object(p.Object)
	if err = collector.Under(err, "object"); err == nil {
		err = collector.Under(s.CheckAt(p.At, p.Object, p.Where), "where")
	}
	if err != nil {
		return nil, collector.SkipsOf(s, m.ratio.Name+" of "+p.Object, p.At, err)
	}
	fields, skipped := p.fields(s, object, m)
	plan := &population{populationMetrics: m, object: object.Name}
	plan.counts, plan.blind = p.counts(fields)
	if len(plan.counts) > countsAnObject {
		skipped = append(skipped, p.tooMany(m.ratio, plan.counts[countsAnObject:]))
		plan.counts = plan.counts[:countsAnObject]
	}
	return plan, skipped
}

// fields lists what is looked at. Fields that are named and not there are
// reported.
func (p Population) fields(s *collector.Schema, object *collector.Object,
	m populationMetrics) (fields []collector.Field, skipped []collector.Skip) {
	if p.Fields == nil {
		for _, f := range object.Fields {
			if filledByPeople(object, f) {
				fields = append(fields, f)
			}
		}
		return fields, nil
	}
	for _, name := range p.Fields {
		f, err := s.Field(p.Object, name)
		if err != nil {
			skipped = append(skipped, collector.SkipsOf(s, m.ratio.Name+" of "+p.Object+"."+name, p.At,
				collector.Under(err, "fields"))...)
			continue
		}
		fields = append(fields, *f)
	}
	return fields, skipped
}

// tooMany says which counts are left out because they cost too much.
func (p Population) tooMany(metric *collector.Metric, left []count) collector.Skip {
	var fields []string
	for _, c := range left {
		fields = append(fields, c.fields...)
	}
	return collector.Skip{
		Metric: metric.Name + " of " + p.Object,
		Reason: fmt.Sprintf("%s has more fields than can be counted in %d statements: %s and %d more are left out", p.Object,
			countsAnObject, fields[0], len(fields)-1),
		Remedy: fmt.Sprintf("name the fields that matter in the configuration: {object: %s, fields: […]} in the population of collector quality", p.Object),
	}
}
