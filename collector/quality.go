package collector

import (
	"bytes"
	"fmt"
	"slices"
	"time"

	"go.yaml.in/yaml/v3"

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
	By string `yaml:"by"`
}

// QualityFactory is the collector of how good the data is.
func QualityFactory() Factory {
	return Factory{"quality", "how well fields are filled, broken rules, duplicates",
		func() Configurable { return &QualitySettings{} }}
}

// QualitySettings are what the configuration adds to and takes from the
// shipped Quality.
type QualitySettings struct {
	Settings `yaml:",inline"`
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
	Metrics         []Definition `yaml:"metrics"`
}

// ShippedQuality returns the rules, scores and fields that ship.
func ShippedQuality() (Quality, error) {
	file, err := readQuality()
	if err != nil {
		return Quality{}, err
	}
	return file.Quality, nil
}

func readQuality() (*qualityFile, error) {
	text, err := catalogFiles.ReadFile("catalog/quality.yml")
	if err != nil {
		return nil, fmt.Errorf("read built-in catalogue: %w", err)
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	file := &qualityFile{}
	if err := decoder.Decode(file); err != nil {
		return nil, fmt.Errorf("built-in catalogue quality.yml: %w", err)
	}
	for i := range file.Metrics {
		if err := file.Metrics[i].check(); err != nil {
			return nil, fmt.Errorf("built-in catalogue quality.yml: %s: %w", file.Metrics[i].Name, err)
		}
	}
	return file, nil
}

// quality measures whether the data is worth something.
type quality struct {
	file     *qualityFile
	metrics  Catalog
	settings Settings
}

// New measures how well fields are filled, which rules are broken, duplicates and
// spellings.
func (s *QualitySettings) New() (Collector, error) {
	file, err := readQuality()
	if err != nil {
		return nil, err
	}
	opportunities, err := s.Others("opportunities")
	if err != nil {
		return nil, err
	}
	file.Quality = file.with(s)
	return &quality{file: file, settings: s.Settings, metrics: Catalog{Every: file.Every, Metrics: file.Metrics,
		Lists: opportunities.(*defined).catalog.Lists}}, nil
}

// with returns the shipped Quality as the configuration changes it.
func (q Quality) with(own *QualitySettings) Quality {
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

func (q *quality) Name() string { return "quality" }

func (q *quality) Interval() time.Duration { return q.settings.interval(time.Duration(q.file.Every)) }

func (q *quality) Plan(s *Schema) Plan {
	plan := q.planRules(s)
	plan.add(q.planScores(s))
	plan.add(q.planPopulation(s))
	plan.add(q.planSpellings(s))
	plan.add(q.metrics.plan(s, q.settings))
	return plan
}

// metric makes a metric that is asked as often as the rest of the collector.
func (q *quality) metric(name, help string, labels ...string) *Metric {
	return &Metric{Name: Prefix + name, Help: helpWithInterval(help, q.Interval()), Labels: labels}
}

// planRules makes a measure of each rule: one metric, a statement a rule.
func (q *quality) planRules(s *Schema) Plan {
	people := q.settings.People.Plan(s)
	const name, help = "data_quality_violations", "Records that break a rule, by owner."
	labels := append([]string{"rule", "object"}, people.Labels...)
	owned, ownerless := q.metric(name, help, labels...), q.metric(name, help, labels...)
	var plan Plan
	var usable []measure
	for _, r := range q.file.Rules {
		m := measure{
			metric: owned, object: r.Object, where: s.shown(r.Object, q.metrics.fill(r.Where), r.WhereShown), by: r.owner(s),
			constants: []string{r.Name, r.Object}, value: "COUNT(Id)", maxAge: q.Interval(),
		}
		if m.by == "" {
			m.metric, m.constants = ownerless, append(m.constants, make([]string, len(people.Labels))...)
		}
		if err := m.check(s, people); err != nil {
			plan.Skipped = append(plan.Skipped, skip("rule "+r.Name, err))
			continue
		}
		usable = append(usable, m)
	}
	plan.add(planMeasures(usable))
	return plan
}

// owner is the reference to the user whom a rule's records count for. Details
// of a master record have none: who owns the master owns them (Object
// Reference, System Fields).
func (r Rule) owner(s *Schema) string {
	if r.By != "" {
		return r.By
	}
	if _, err := s.Field(r.Object, "OwnerId"); err != nil {
		return ""
	}
	return "OwnerId"
}
