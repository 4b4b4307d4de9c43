// Package quality measures whether the data is worth something: how well fields are
// filled, which rules are broken, duplicates and spellings.
package quality

import (
	"bytes"
	"fmt"
	"slices"
	"time"

	"go.yaml.in/yaml/v3"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/catalog"
	"salesforce_exporter/internal/setting"
)

// Quality says what good data is: in the catalogue for everybody, and in the
// configuration for one company.
type Quality struct {
	Population []Population `yaml:"population"`
	Rules      []Rule       `yaml:"rules"`
	Scores     []KeyFields  `yaml:"scores"`
	Spellings  []Spelling   `yaml:"spellings"`
}

// A Rule is a condition that records should not meet.
type Rule struct {
	Name   string `yaml:"name"`
	Help   string `yaml:"help"`
	Object string `yaml:"object"`
	Where  string `yaml:"where"` // what breaks the rule
	// WhereShown are further conditions, as in Source.
	WhereShown []string `yaml:"where_shown"`
	// the reference to User whose dimensions are labels; default OwnerId, nobody where there is none
	By string         `yaml:"by"`
	At *setting.Lines `yaml:"-"` // where the configuration has it; nil for one that ships
}

// Settings are what the configuration adds to and takes from the
// shipped Quality.
type Settings struct {
	collector.Settings `yaml:",inline"`
	// Quality replaces the shipped population and spellings where it has any,
	// and the shipped scores of its objects. Its rules are added; one of the
	// name of a shipped rule replaces it.
	Quality      `yaml:",inline"`
	WithoutRules []string `yaml:"without_rules"` // shipped rules that do not apply
}

// qualityFile is the built-in catalogue of the quality collector.
type qualityFile struct {
	Every           setting.Duration `yaml:"every"`
	PopulationEvery setting.Duration `yaml:"population_every"`
	Quality         `yaml:",inline"`
	Metrics         []catalog.Definition `yaml:"metrics"`
}

// Shipped returns the rules, scores and fields that ship.
func Shipped() (Quality, error) {
	file, err := readQuality()
	if err != nil {
		return Quality{}, err
	}
	return file.Quality, nil
}

func readQuality() (*qualityFile, error) {
	text, err := catalog.File("quality")
	if err != nil {
		return nil, err
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	file := &qualityFile{}
	if err := decoder.Decode(file); err != nil {
		return nil, fmt.Errorf("built-in catalogue quality.yml: %w", err)
	}
	for i := range file.Metrics {
		if err := file.Metrics[i].Check(); err != nil {
			return nil, fmt.Errorf("built-in catalogue quality.yml: %s: %w", file.Metrics[i].Name, err)
		}
	}
	return file, nil
}

// Collector measures whether the data is worth something.
type Collector struct {
	file     *qualityFile
	Metrics  catalog.Catalog
	settings collector.Settings
}

// New measures how well fields are filled, which rules are broken, duplicates and
// spellings.
func (s *Settings) New() (collector.Collector, error) {
	file, err := readQuality()
	if err != nil {
		return nil, err
	}
	opportunities, err := catalog.Made("opportunities", s.Others)
	if err != nil {
		return nil, err
	}
	file.Quality = file.with(s)
	return &Collector{file: file, settings: s.Settings, Metrics: catalog.Catalog{Every: file.Every, Metrics: file.Metrics,
		Lists: opportunities.Catalog.Lists}}, nil
}

// with returns the shipped Quality as the configuration changes it.
func (q Quality) with(own *Settings) Quality {
	if own.Population != nil {
		q.Population = own.Population
	}
	if own.Spellings != nil {
		q.Spellings = own.Spellings
	}
	q.Rules = slices.DeleteFunc(slices.Clone(q.Rules), func(r Rule) bool {
		return slices.Contains(own.WithoutRules, r.Name) ||
			slices.ContainsFunc(own.Rules, func(o Rule) bool { return o.Name == r.Name })
	})
	q.Rules = append(q.Rules, own.Rules...)
	q.Scores = slices.DeleteFunc(slices.Clone(q.Scores), func(k KeyFields) bool {
		return slices.ContainsFunc(own.Scores, func(o KeyFields) bool { return o.Object == k.Object })
	})
	q.Scores = append(q.Scores, own.Scores...)
	return q
}

// Name is quality.
func (q *Collector) Name() string { return "quality" }

// Interval is that of all but field population, which is counted less often.
func (q *Collector) Interval() time.Duration {
	return q.settings.IntervalOr(time.Duration(q.file.Every))
}

// Plan asks for rules, scores, field population, spellings and duplicates.
func (q *Collector) Plan(s *collector.Schema) collector.Plan {
	plan := q.planRules(s)
	plan.Add(q.PlanScores(s))
	plan.Add(q.planPopulation(s))
	plan.Add(q.planSpellings(s))
	plan.Add(q.Metrics.Plan(s, q.settings))
	return plan
}

// metric makes a metric that is asked as often as the rest of the collector.
func (q *Collector) metric(name, help string, labels ...string) *collector.Metric {
	return collector.NewMetric(name, help, q.Interval(), labels...)
}

// planRules makes a measure of each rule: one metric, a statement a rule.
func (q *Collector) planRules(s *collector.Schema) collector.Plan {
	people := q.settings.People.Plan(s)
	const name, help = "data_quality_violations", "Records that break a rule, by owner."
	labels := append([]string{"rule", "object"}, people.Labels...)
	owned, ownerless := q.metric(name, help, labels...), q.metric(name, help, labels...)
	var plan collector.Plan
	var usable []catalog.Measure
	for _, r := range q.file.Rules {
		m := catalog.Measure{
			Metric: owned, Object: r.Object, Where: s.Shown(r.Object, q.Metrics.Fill(r.Where), r.WhereShown), By: r.owner(s),
			Constants: []string{r.Name, r.Object}, Value: "COUNT(Id)", MaxAge: q.Interval(), At: r.At,
		}
		if r.At != nil {
			m.About = "rule " + r.Name
		}
		if m.By == "" {
			m.Metric, m.Constants = ownerless, append(m.Constants, make([]string, len(people.Labels))...)
		}
		if err := m.Check(s, people); err != nil {
			plan.Skipped = append(plan.Skipped, collector.SkipsOf(s, "rule "+r.Name, r.At, err)...)
			continue
		}
		doubts := m.Doubts(s, "rule "+r.Name)
		plan.Warnings = append(plan.Warnings, doubts...)
		if r.At != nil && len(doubts) == 0 {
			plan.Watches = append(plan.Watches, r.watch(m))
		}
		usable = append(usable, m)
	}
	plan.Add(catalog.PlanMeasures(usable))
	return plan
}

// watch warns where no record breaks the rule.
func (r Rule) watch(m catalog.Measure) collector.Watch {
	return collector.Watch{Metrics: []string{m.Metric.Name}, Label: "rule", Value: r.Name, Warning: collector.Warning{
		About: "rule " + r.Name, Reason: r.At.Place("where") + "no record of " + r.Object + " breaks the rule",
		Remedy: "compare it with a report in Salesforce: where that has records, correct the condition"}}
}

// owner is the reference to the user whom a rule's records count for. Details
// of a master record have none: who owns the master owns them (Object
// Reference, System Fields).
func (r Rule) owner(s *collector.Schema) string {
	if r.By != "" {
		return r.By
	}
	if _, err := s.Field(r.Object, "OwnerId"); err != nil {
		return ""
	}
	return "OwnerId"
}
