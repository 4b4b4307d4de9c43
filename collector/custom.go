package collector

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"salesforce_exporter/internal/setting"
	"salesforce_exporter/internal/soql"
)

// Custom is the collector of what the configuration defines.
func Custom() Factory {
	return Factory{"custom", "custom metrics, from the configuration", func() Configurable { return &CustomSettings{} }}
}

// CustomSettings are the definitions of the configuration.
type CustomSettings struct {
	Settings `yaml:",inline"`
	Metrics  []Definition `yaml:"-"`
}

// Section is metrics.
func (s *CustomSettings) Section() (key string, into any) { return "metrics", &s.Metrics }

// On is false where no metric is configured.
func (s *CustomSettings) On() bool { return s.Enabled && len(s.Metrics) > 0 }

const customEvery = time.Hour

// custom is made of one collector for each definition: each has statements of its
// own, so that one that the org refuses takes no other along.
type custom struct {
	every time.Duration
	all   []*defined
}

// New measures what the configuration defines. The collector runs as often as the
// most frequent of its metrics.
func (s *CustomSettings) New() (Collector, error) {
	c := &custom{every: s.interval(customEvery)}
	own := s.Settings
	own.Interval, own.Windows = 0, nil // each metric has its own
	for _, d := range s.Metrics {
		d.complete()
		if d.Every == 0 {
			d.Every = setting.Duration(s.interval(d.usualInterval()))
		}
		c.every = min(c.every, own.every(time.Duration(d.Every)))
		c.all = append(c.all,
			&defined{catalog: &Catalog{Collector: "custom", Every: d.Every, Metrics: []Definition{d}}, settings: own})
	}
	return c, nil
}

func (c *custom) Name() string { return "custom" }

func (c *custom) Interval() time.Duration { return c.every }

func (c *custom) Plan(s *Schema) (plan Plan) {
	for _, d := range c.all {
		plan.add(d.catalog.Metrics[0].plan(s, d.settings))
	}
	return plan
}

func (c *custom) definitions() []*defined { return c.all }

// plan plans one metric of the configuration. What becomes of it is told with the
// line that it stands on.
func (d Definition) plan(s *Schema, settings Settings) Plan {
	plan := d.planUnplaced(s, settings)
	place := ""
	if d.Line > 0 {
		place = fmt.Sprintf("line %d: ", d.Line)
	}
	for i := range plan.Skipped {
		plan.Skipped[i].Reason = place + plan.Skipped[i].Reason
	}
	for i := range plan.Queries {
		plan.Queries[i].Of, plan.Queries[i].Place = Prefix+d.Name, place
	}
	return plan
}

func (d Definition) planUnplaced(s *Schema, settings Settings) Plan {
	switch {
	case d.SOQL != "":
		return planRaw(s, settings, d)
	case d.Histogram != nil:
		return planHistogram(s, settings, d)
	}
	alone := Catalog{Every: d.Every, Metrics: []Definition{d}}
	return alone.plan(s, settings)
}

// Check finds what is wrong with custom metrics.
func (s *CustomSettings) Check(c Checked) (errs []error) {
	if len(s.Metrics) == 0 {
		return nil
	}
	taken, err := c.Taken()
	if err != nil {
		return []error{err}
	}
	for i := range s.Metrics {
		d, place := &s.Metrics[i], strconv.Itoa(i)
		d.Line = c.Section.At(place).Line
		err := d.CheckCustom(c.Dimensions, taken)
		if err == nil {
			err = d.lint()
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("line %d: metric %q: %w", c.Section.About(err, place), d.Name, err))
		}
		taken = append(taken, d.Names()...)
	}
	return errs
}

// CheckCustom finds out whether the configuration may define the metric, and
// fills in defaults. Taken are complete names of metrics that there are.
func (d *Definition) CheckCustom(dimensions, taken []string) error {
	if err := d.checkCustom(); err != nil {
		return err
	}
	for _, name := range d.Names() {
		if slices.Contains(taken, name) || metaMetric(name) {
			return fmt.Errorf("name: there is a metric %s already: choose another", name)
		}
	}
	for _, label := range d.LabelNames() {
		switch {
		case !metricName.MatchString(label):
			return fmt.Errorf("labels: %q is none: use lower-case letters, digits and underscores", label)
		case slices.Contains(prometheusLabels(), label):
			return fmt.Errorf("labels: %q belongs to Prometheus: choose another", label)
		case d.byPerson() && slices.Contains(dimensions, label):
			return fmt.Errorf("labels: %q is a dimension already: choose another", label)
		}
	}
	return nil
}

func (d *Definition) checkCustom() error {
	switch {
	case strings.HasPrefix(d.Name, Prefix):
		return fmt.Errorf("name begins with %s, which is put before it: leave that out", Prefix)
	case endsLikeAnother(d.Name):
		return errors.New("name ends like a counter, an info metric or a part of a histogram, and this is none: choose another")
	case d.Per != "":
		return errors.New("per is for the built-in catalogue: list the sources under from")
	case d.SeriesLimit < 0:
		return errors.New("series_limit is below zero: give the number of series that the metric may have")
	case d.SOQL != "":
		return d.checkRaw()
	}
	if len(d.From) == 0 && d.Object == "" {
		return errors.New("object is missing: whose records are counted, such as Contract or Invoice__c")
	}
	if len(d.From) > 0 && (d.Object+d.Scope+d.Where+d.By != "" || d.WhereShown != nil) {
		return errors.New("object, scope, where and by stand beside from: move them into its list")
	}
	if err := d.check(); err != nil {
		return err
	}
	for _, s := range d.From {
		if err := setting.CheckObject(s.Object); err != nil {
			return err
		}
		if s.Scope != "" && !soql.IsScope(s.Scope) {
			return fmt.Errorf("scope %q is none: use the name of one, such as mine or allPrivate", s.Scope)
		}
		if s.Unless != (Unless{}) {
			return errors.New("unless is for the built-in catalogue: leave it out, what the org refuses is reported")
		}
		if s.By != "" && !setting.IsPath(s.By) {
			return fmt.Errorf("by %q is no field that refers to a user, such as OwnerId", s.By)
		}
		if err := checkBy(s.By); err != nil {
			return err
		}
		if err := checkConditions(s.Object, s.Where, s.WhereShown); err != nil {
			return err
		}
		if err := d.checkGrouped(s); err != nil {
			return err
		}
		for label, expr := range s.Labels {
			field := strings.TrimSuffix(strings.TrimPrefix(expr, "lower("), ")")
			if !setting.IsPath(field) {
				return fmt.Errorf("labels: %q of %s is no field or path, such as StageName or Account.Type", expr, label)
			}
		}
	}
	return nil
}

// checkGrouped refuses to aggregate what is grouped by, as Salesforce does
// ("Grouped field should not be aggregated").
func (d *Definition) checkGrouped(s Source) error {
	found := aggregate.FindStringSubmatch(d.Value)
	if found == nil {
		return nil // a histogram reads records
	}
	field := found[2]
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

// Names are the complete names of the metrics that the definition makes.
func (d *Definition) Names() []string {
	names := []string{Prefix + d.Name}
	if len(d.Windows) > 0 {
		names = nil
	}
	for _, w := range d.Windows {
		names = append(names, Prefix+d.Name+"_"+w)
	}
	if d.Histogram.leavesOut() {
		for _, name := range slices.Clone(names) {
			names = append(names, name+negative)
		}
	}
	return names
}

// LabelNames are the labels of the metric besides dimensions, in order.
func (d *Definition) LabelNames() []string { return slices.Sorted(maps.Keys(d.allLabels())) }

func (d *Definition) allLabels() map[string]string {
	if len(d.From) > 0 {
		return d.From[0].Labels
	}
	return d.Labels
}

func (d *Definition) byPerson() bool {
	return d.By != "" || len(d.From) > 0 && d.From[0].By != ""
}

// metaMetric tells the metrics about the exporter.
func metaMetric(name string) bool {
	return name == Prefix+"up" || strings.HasPrefix(name, Prefix+"collector_") ||
		strings.HasPrefix(name, Prefix+"exporter_") || strings.HasPrefix(name, Prefix+"api_requests_")
}
