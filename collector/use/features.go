package use

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/catalog"
	"salesforce_exporter/internal/setting"
	"salesforce_exporter/internal/soql"
)

// FeatureSettings name what is to be used.
type FeatureSettings struct {
	collector.Settings `yaml:",inline"`
	Features           []Feature `yaml:"-"`
}

// A Feature is Lightning pages and objects that belong together.
type Feature struct {
	Name    string         `yaml:"name"`
	Pages   []string       `yaml:"pages"` // as LightningUsageByPageMetrics calls them
	Objects []setting.Name `yaml:"objects"`
}

// Section is features.
func (s *FeatureSettings) Section() (key string, into any) { return "features", &s.Features }

// On is false where no feature is configured.
func (s *FeatureSettings) On() bool { return s.Enabled && len(s.Features) > 0 }

// Check finds what is wrong with features.
func (s *FeatureSettings) Check(c collector.Checked) (errs []error) {
	for i, f := range s.Features {
		at := func(key string, err error) {
			errs = append(errs, fmt.Errorf("line %d: feature %q: %w", c.Section.At(strconv.Itoa(i), key).Line, f.Name, err))
		}
		same := func(o Feature) bool { return o.Name == f.Name }
		switch {
		case !setting.IsIdentifier(f.Name):
			at("name", errors.New("name: use lower-case letters, digits and underscores, such as opportunity_page"))
		case slices.ContainsFunc(s.Features[:i], same):
			at("name", errors.New("the name is there twice: give one another"))
		case len(f.Pages) == 0 && len(f.Objects) == 0:
			at("name", errors.New("give it pages, objects, or both"))
		}
	}
	return errs
}

const featuresEvery = 12 * time.Hour

// features counts the people who used something.
type features struct {
	collector.Base
	settings FeatureSettings
	records  *catalog.Collector
}

// New makes the collector.
func (s *FeatureSettings) New() (collector.Collector, error) {
	records, err := catalog.Made("records", s.Others)
	return &features{Base: collector.NewBase("features", s.IntervalOr(featuresEvery)), settings: *s, records: records}, err
}

// Plan asks who opened the pages, in one statement for each window, and who created or
// modified records of the objects.
func (f *features) Plan(s *collector.Schema) (plan collector.Plan) {
	table := f.settings.People.Plan(s)
	if !table.Usable() || !table.TellsCounted() {
		return collector.Skipping(collector.Prefix+"feature_people_7d", table.Unseen())
	}
	for _, window := range collector.Union([]string{"7d", "30d"}, f.settings.WindowList()) {
		days := setting.Days(window)
		metric := collector.NewMetric("feature_people_"+window, fmt.Sprintf(
			"Counted users who opened one of the pages of a feature in the last %d days and today, "+
				"or created or last modified a record of its objects.", days),
			f.Interval(), append([]string{"feature"}, table.Labels...)...)
		pages, err := f.pages(s, days)
		if err != nil {
			plan.Skipped = append(plan.Skipped, collector.SkipOf(metric.Name, err))
		} else if pages != nil {
			plan.Queries = append(plan.Queries, collector.Query{Statement: *pages, MaxAge: f.Interval()})
		}
		for _, feature := range f.settings.Features {
			part := featurePart{metric: metric, feature: feature}
			if pages != nil && len(feature.Pages) > 0 {
				part.pages = pages.String()
			}
			f.objects(s, &plan, &part, window)
			if part.pages != "" || part.columns != nil {
				plan.Parts = append(plan.Parts, part.part())
			}
		}
	}
	return plan
}

// pages asks who opened which of the pages; nil where no feature has any.
func (f *features) pages(s *collector.Schema, days int) (*soql.Statement, error) {
	const object = "LightningUsageByPageMetrics"
	var names []string
	for _, feature := range f.settings.Features {
		names = collector.Union(names, feature.Pages)
	}
	if names == nil {
		return nil, nil
	}
	if err := cmp.Or(s.Check(object, "UserId", collector.Groups), s.Check(object, "PageName", collector.Groups),
		s.Check(object, "PageName", collector.Filters), s.Check(object, "MetricsDate", collector.Filters)); err != nil {
		return nil, err
	}
	return &soql.Statement{Object: object,
		Where:   fmt.Sprintf("MetricsDate = LAST_N_DAYS:%d AND PageName IN (%s)", days, soql.QuoteAll(names)),
		GroupBy: []string{"UserId", "PageName"},
		Columns: []soql.Column{{Expr: "UserId"}, {Expr: "PageName"}}}, nil
}

// objects asks what records asks, where that is about the object and the window.
func (f *features) objects(s *collector.Schema, plan *collector.Plan, part *featurePart, window string) {
	if len(part.feature.Objects) == 0 {
		return
	}
	alone := *f.records.Catalog
	alone.Objects, alone.Metrics = nil, nil
	for _, object := range part.feature.Objects {
		alone.Objects = append(alone.Objects, string(object))
	}
	for _, name := range []string{"records_created", "records_updated"} {
		d := definition(f.records, name)
		d.Windows = []string{window}
		alone.Metrics = append(alone.Metrics, d)
	}
	settings := f.records.Settings
	settings.Windows = nil
	asked := alone.Plan(s, settings)
	for _, skip := range asked.Skipped {
		skip.Metric = part.metric.Name
		plan.Skipped = append(plan.Skipped, skip)
	}
	for _, c := range named(asked, "") {
		part.columns = append(part.columns, column{Column: c})
	}
	for _, q := range asked.Queries {
		same := func(o collector.Query) bool { return o.String() == q.String() }
		if !slices.ContainsFunc(plan.Queries, same) {
			plan.Queries = append(plan.Queries, q)
		}
	}
}

// A featurePart counts the people who used one feature.
type featurePart struct {
	metric  *collector.Metric
	feature Feature
	pages   string // text of the statement about pages; empty for none
	columns []column
}

func (p featurePart) part() collector.Part {
	var texts []string
	if p.pages != "" {
		texts = append(texts, p.pages)
	}
	for _, c := range p.columns {
		texts = append(texts, c.Text)
	}
	return collector.NewPart(collector.Owned(texts...), p.samples, p.metric)
}

func (p featurePart) samples(answers collector.Answers, people *collector.People) ([]collector.Sample, error) {
	used := map[string]bool{}
	for row := range answers[p.pages].Rows.All() {
		if slices.Contains(p.feature.Pages, row[1]) {
			used[row[0]] = true
		}
	}
	for _, c := range p.columns {
		if err := c.who(answers, people, used); err != nil {
			return nil, err
		}
	}
	return people.CountBy(p.metric, func(x collector.Person) bool { return used[x.ID] }, p.feature.Name), nil
}
