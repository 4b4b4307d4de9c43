// Package custom measures the metrics that the configuration defines.
package custom

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/catalog"
	"salesforce_exporter/internal/setting"
	"salesforce_exporter/internal/soql"
)

// Settings are the definitions of the configuration.
type Settings struct {
	collector.Settings `yaml:",inline"`
	Metrics            []catalog.Definition `yaml:"-"`
}

// Section is metrics.
func (s *Settings) Section() (key string, into any) { return "metrics", &s.Metrics }

// On is false where no metric is configured.
func (s *Settings) On() bool { return s.Enabled && len(s.Metrics) > 0 }

const (
	customEvery    = time.Hour
	histogramEvery = 24 * time.Hour // for what is read record by record
)

// custom is made of one collector for each definition: each has statements of its
// own, so that one that the org refuses takes no other along.
type custom struct {
	collector.Base
	all []*catalog.Collector
}

// New measures what the configuration defines. The collector runs as often as the
// most frequent of its metrics.
func (s *Settings) New() (collector.Collector, error) {
	c, every := &custom{}, s.IntervalOr(customEvery)
	own := s.Settings
	own.Interval, own.Windows = 0, nil // each metric has its own
	for _, d := range s.Metrics {
		d.Complete()
		d.Every = cmp.Or(d.Every, setting.Duration(s.IntervalOr(usualInterval(&d))))
		every = min(every, own.EveryOr(time.Duration(d.Every)))
		alone := &catalog.Catalog{Collector: "custom", Every: d.Every, Metrics: []catalog.Definition{d}}
		c.all = append(c.all, &catalog.Collector{Catalog: alone, Settings: own})
	}
	c.Base = collector.NewBase("custom", every)
	return c, nil
}

func (c *custom) Plan(s *collector.Schema) (plan collector.Plan) {
	for _, d := range c.all {
		plan.Add(planMetric(d, s))
	}
	return plan
}

func (c *custom) Definitions() []*catalog.Collector { return c.all }

// planMetric plans one metric of the configuration. What becomes of it is told with
// the line that it stands on.
func planMetric(c *catalog.Collector, s *collector.Schema) (plan collector.Plan) {
	d := c.Catalog.Metrics[0]
	switch {
	case d.SOQL != "":
		plan = planRaw(s, c.Settings, d)
	case d.Histogram != nil:
		plan = catalog.PlanHistogram(s, c.Settings, d)
	default:
		plan = c.Plan(s)
	}
	for i := range plan.Queries {
		plan.Queries[i].Of, plan.Queries[i].Place = collector.Prefix+d.Name, d.At.Place()
	}
	if d.At != nil && len(plan.Skipped) == 0 && len(plan.Warnings) == 0 {
		plan.Watches = watches(c, d, plan, s)
	}
	return plan
}

// watches warn where the metric counts nothing, or belongs to nobody.
func watches(c *catalog.Collector, d catalog.Definition, plan collector.Plan, s *collector.Schema) []collector.Watch {
	var names []string
	for _, m := range plan.Metrics() {
		names = append(names, m.Name)
	}
	about := collector.Prefix + d.Name
	all := []collector.Watch{{Metrics: names, Warning: collector.Warning{About: about,
		Reason: d.At.Place("where") + "it is 0 everywhere: no record is counted",
		Remedy: "compare it with a report in Salesforce: where that has records, correct the condition"}}}
	if by := byOf(d); by != "" {
		all = append(all, collector.Watch{Metrics: names, Owners: c.Settings.People.Plan(s).Labels,
			Warning: collector.Warning{About: about,
				Reason: d.At.Place("by") + by + " is never the id of a user, so that every owner is unknown",
				Remedy: "use by with a field that refers to a user, such as OwnerId or CreatedById, or leave it out"}})
	}
	return all
}

// byOf is the reference to the owner; empty for none.
func byOf(d catalog.Definition) string {
	if d.By == "" && len(d.From) > 0 {
		return d.From[0].By
	}
	return d.By
}

// Check finds what is wrong with custom metrics.
func (s *Settings) Check(c collector.Checked) (errs []error) {
	if len(s.Metrics) == 0 {
		return nil
	}
	taken, err := c.Taken()
	if err != nil {
		return []error{err}
	}
	for i := range s.Metrics {
		d, place := &s.Metrics[i], strconv.Itoa(i)
		at := c.Section.At(place)
		d.At = &at
		err := CheckCustom(d, c.Dimensions, taken)
		if err == nil || d.Help != "" && setting.IsIdentifier(d.Name) && !endsLikeAnother(d.Name) {
			err = errors.Join(err, lint(d))
		}
		for _, err := range collector.Each(err) {
			errs = append(errs, fmt.Errorf("line %d: metric %q: %w", c.Section.About(err, place), d.Name, err))
		}
		taken = append(taken, d.Names()...)
	}
	return errs
}

// CheckCustom finds out whether the configuration may define the metric, and
// fills in defaults. Taken are complete names of metrics that there are.
func CheckCustom(d *catalog.Definition, dimensions, taken []string) error {
	errs := []error{checkCustom(d)}
	if errs[0] != nil && d.SOQL == "" && len(d.From) == 0 {
		return errs[0]
	}
	for _, name := range d.Names() {
		if slices.Contains(taken, name) || metaMetric(name) {
			errs = append(errs, fmt.Errorf("name: there is a metric %s already: choose another", name))
		}
	}
	for _, label := range d.LabelNames() {
		switch {
		case !setting.IsIdentifier(label):
			errs = append(errs, fmt.Errorf("labels: %q is none: use lower-case letters, digits and underscores", label))
		case slices.Contains(collector.PrometheusLabels(), label):
			errs = append(errs, fmt.Errorf("labels: %q belongs to Prometheus: choose another", label))
		case d.ByPerson() && slices.Contains(dimensions, label):
			errs = append(errs, fmt.Errorf("labels: %q is a dimension already: choose another", label))
		}
	}
	return errors.Join(errs...)
}

func checkCustom(d *catalog.Definition) error {
	var errs []error
	refuse := func(wrong bool, format string, args ...any) {
		if wrong {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	refuse(strings.HasPrefix(d.Name, collector.Prefix), "name begins with %s, which is put before it: leave that out", collector.Prefix)
	refuse(endsLikeAnother(d.Name), "name ends like a counter, an info metric or a part of a histogram, and this is none: choose another")
	refuse(d.Per != "", "per is for the built-in catalogue: list the sources under from")
	refuse(d.SeriesLimit < 0, "series_limit is below zero: give the number of series that the metric may have")
	if d.SOQL != "" {
		return errors.Join(append(errs, checkRaw(d))...)
	}
	if d.Per != "" {
		return errors.Join(errs...)
	}
	noObject := len(d.From) == 0 && d.Object == ""
	refuse(noObject, "object is missing: whose records are counted, such as Contract or Invoice__c")
	refuse(len(d.From) > 0 && (d.Object+d.Scope+d.Where+d.By != "" || d.WhereShown != nil),
		"object, scope, where and by stand beside from: move them into its list")
	if len(errs) > 0 && (noObject || len(d.From) > 0) {
		return errors.Join(errs...)
	}
	errs = append(errs, d.Check())
	for _, s := range d.From {
		errs = append(errs, checkSource(d, s))
	}
	return errors.Join(errs...)
}

// checkSource finds all that is wrong with one source of a definition.
func checkSource(d *catalog.Definition, s catalog.Source) error {
	errs := []error{setting.CheckObject(s.Object), checkGrouped(d, s)}
	if s.Scope != "" && !soql.IsScope(s.Scope) {
		errs = append(errs, fmt.Errorf("scope %q is none: use the name of one, such as mine or allPrivate", s.Scope))
	}
	if s.Unless != (catalog.Unless{}) {
		errs = append(errs, errors.New("unless is for the built-in catalogue: leave it out, what the org refuses is reported"))
	}
	by := collector.CheckBy(s.By)
	if s.By != "" && !setting.IsPath(s.By) {
		by = fmt.Errorf("by %q is no field that refers to a user, such as OwnerId", s.By)
	}
	errs = append(errs, by, collector.CheckConditions(s.Object, s.Where, s.WhereShown))
	for _, label := range slices.Sorted(maps.Keys(s.Labels)) {
		field := strings.TrimSuffix(strings.TrimPrefix(s.Labels[label], "lower("), ")")
		if !setting.IsPath(field) {
			errs = append(errs, fmt.Errorf("labels: %q of %s is no field or path, such as StageName or Account.Type", s.Labels[label], label))
		}
	}
	return errors.Join(errs...)
}

// checkGrouped refuses to aggregate what is grouped by, as Salesforce does
// ("Grouped field should not be aggregated").
func checkGrouped(d *catalog.Definition, s catalog.Source) error {
	_, field, ok := soql.Aggregate(d.Value)
	if !ok {
		return nil // a histogram reads records
	}
	if strings.EqualFold(s.By, field) {
		return fmt.Errorf("value %s is of what by groups by, which Salesforce refuses: use another field that is never empty, such as COUNT(CreatedDate)", d.Value)
	}
	for label, expr := range s.Labels {
		if strings.EqualFold(expr, field) || strings.EqualFold(expr, "lower("+field+")") {
			return fmt.Errorf("value %s is of what the label %s groups by, which Salesforce refuses: use another field that is never empty, such as COUNT(CreatedDate)", d.Value, label)
		}
	}
	return nil
}

// endsLikeAnother reports whether Prometheus would take a name for that of
// another type.
func endsLikeAnother(name string) bool {
	return slices.ContainsFunc([]string{"_total", "_bucket", "_count", "_sum", "_info"},
		func(suffix string) bool { return strings.HasSuffix(name, suffix) })
}

// usualInterval is how often a metric is asked that does not say so.
func usualInterval(d *catalog.Definition) time.Duration {
	if d.Histogram != nil {
		return histogramEvery
	}
	return customEvery
}

// metaMetric tells the metrics about the exporter.
func metaMetric(name string) bool {
	return name == collector.Prefix+"up" || strings.HasPrefix(name, collector.Prefix+"collector_") ||
		strings.HasPrefix(name, collector.Prefix+"exporter_") || strings.HasPrefix(name, collector.Prefix+"api_requests_")
}
