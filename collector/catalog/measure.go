package catalog

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/setting"
	"salesforce_exporter/internal/soql"
)

// A Measure is one definition made concrete: one window, one object.
type Measure struct {
	Metric    *collector.Metric
	Object    string
	scope     string
	Where     string
	unless    Unless
	By        string
	Labels    []label // in the order of their names
	First     int     // index of the label that groups are paged by, without by
	only      []condition
	Constants []string
	Value     string
	newest    string // a field whose latest value is asked for besides; empty for none
	top       int
	MaxAge    time.Duration
	At        *setting.Lines // where its source stands in the configuration; nil for what ships
	About     string         // the rule or board that the configuration defines it for; empty for none
	shown     []string       // conditions that hold where their fields are shown
}

// A condition keeps the groups in which a field has a value.
type condition struct {
	expr, value string
}

// A label is an extra label, filled by a field.
type label struct {
	name, expr string
	lower      bool
}

// Plan makes measures of the definitions, checks each against the schema, and
// composes statements for those that the org can answer. Measures that share
// object, filter, grouping and age become one statement.
func (c *Catalog) Plan(s *collector.Schema, settings collector.Settings) collector.Plan {
	people := settings.People.Plan(s)
	var plan collector.Plan
	var usable []Measure
	for _, m := range c.measures(s, people.Labels, settings) {
		if err := m.Check(s, people); err != nil {
			plan.Skipped = append(plan.Skipped, collector.SkipsOf(s, m.Metric.Name, m.At, err)...)
			continue
		}
		plan.Warnings = append(plan.Warnings, m.Doubts(s, m.Metric.Name)...)
		usable = append(usable, m)
	}
	plan.Add(PlanMeasures(usable))
	return plan
}

// measures unfolds windows, objects and sources.
func (c *Catalog) measures(s *collector.Schema, dimensions []string, settings collector.Settings) []Measure {
	var all []Measure
	for _, d := range c.Metrics {
		windows := []string{""}
		if len(d.Windows) > 0 {
			windows = collector.Union(d.Windows, settings.WindowList())
		}
		for _, w := range windows {
			all = append(all, c.Unfold(s, d, w, dimensions, settings)...)
		}
	}
	return all
}

// Unfold makes the measures of a definition in one window; none for an empty text.
func (c *Catalog) Unfold(s *collector.Schema, d Definition, w string, dimensions []string,
	settings collector.Settings) []Measure {
	every := cmp.Or(settings.EveryOr(time.Duration(d.Every)), c.interval(settings))
	metric := collector.NewMetric(d.Name, d.Help, every, metricLabels(d, dimensions)...)
	metric.Limit = d.SeriesLimit
	if w != "" {
		metric.Name += "_" + w
		metric.Help = inWindow(metric.Help, w)
	}
	var measures []Measure
	for i, source := range d.From {
		where := Expand(c.Fill(source.Where), w)
		m := Measure{
			Metric: metric, scope: source.Scope, unless: source.Unless, By: source.By, Value: d.Value, top: d.Top,
			MaxAge: every,
			only:   conditionsOf(source),
			Labels: labelsOf(source),
			shown:  source.WhereShown,
		}
		if d.At != nil {
			at := d.At.At("from", strconv.Itoa(i))
			m.At = &at
		}
		objects := []string{source.Object}
		if d.Per == "object" {
			objects, m.At = c.Objects, c.ObjectsAt
		}
		for _, object := range objects {
			m.Object, m.Where = object, s.Shown(object, where, source.WhereShown)
			m.First = firstLabel(s, object, source, m.Labels)
			m.newest = c.Newest[d.Name]
			if d.Per == "object" {
				m.Constants = []string{object}
			}
			measures = append(measures, m)
		}
	}
	return measures
}

// firstLabel is the index of the label that pages of groups follow: the one that
// the definition names, or else the one that they follow best.
func firstLabel(s *collector.Schema, object string, source Source, labels []label) int {
	if source.PageBy != "" {
		return slices.Index(labelNames(source), source.PageBy)
	}
	keys := make([]string, len(labels))
	for i, l := range labels {
		keys[i] = l.expr
	}
	return s.BestKey(object, keys)
}

func (c *Catalog) interval(settings collector.Settings) time.Duration {
	return settings.IntervalOr(time.Duration(c.Every))
}

func metricLabels(d Definition, dimensions []string) []string {
	var names []string
	if d.Per == "object" {
		names = append(names, "object")
	}
	names = append(names, labelNames(d.From[0])...)
	if d.From[0].By != "" {
		names = append(names, dimensions...)
	}
	return names
}

func labelsOf(s Source) []label {
	var labels []label
	for _, name := range labelNames(s) {
		expr := s.Labels[name]
		inner, lower := strings.CutPrefix(expr, "lower(")
		labels = append(labels, label{name: name, expr: strings.TrimSuffix(inner, ")"), lower: lower})
	}
	return labels
}

func conditionsOf(s Source) []condition {
	var conditions []condition
	for _, expr := range slices.Sorted(maps.Keys(s.Only)) {
		conditions = append(conditions, condition{expr: expr, value: s.Only[expr]})
	}
	return conditions
}

// Check returns all that keeps the org from answering the measure, or nothing.
func (m Measure) Check(s *collector.Schema, people collector.PeoplePlan) error {
	if m.By != "" && !people.Usable() {
		return s.Check("User", "Id", collector.Selects)
	}
	if _, err := s.Object(m.Object); err != nil {
		_ = m.checkGroups(s, collector.Groups) // so that what labels lead to is described beside the object
		return collector.Under(err, "object")
	}
	errs := []error{collector.Under(s.CheckUser(m.Object, m.By), "by")}
	if !m.count() {
		_, field, _ := soql.Aggregate(m.Value)
		errs = append(errs, collector.Under(cmp.Or(s.Check(m.Object, field, collector.Aggregates),
			collector.CheckValue(s, m.Object, m.Value)), "value"))
	}
	if m.newest != "" {
		errs = append(errs, s.Check(m.Object, m.newest, collector.Aggregates))
	}
	errs = append(errs, m.checkGroups(s, collector.Groups), m.checkWhere(s))
	return errors.Join(errs...)
}

// checkGroups looks up what rows are grouped by, or what is selected in its place.
func (m Measure) checkGroups(s *collector.Schema, use collector.Use) error {
	var errs []error
	if m.By != "" {
		errs = append(errs, collector.Under(s.Check(m.Object, m.By, use), "by"))
	}
	for _, l := range m.Labels {
		errs = append(errs, collector.Under(s.Check(m.Object, l.expr, use), "labels", l.name))
	}
	for _, c := range m.only {
		errs = append(errs, collector.Under(s.Check(m.Object, c.expr, use), "only", c.expr))
	}
	return errors.Join(errs...)
}

// checkWhere looks up what the condition names. One of the configuration is looked at
// more closely, and so are the parts of it that hold where their fields are shown.
func (m Measure) checkWhere(s *collector.Schema) error {
	if m.At == nil {
		return s.CheckCondition(m.Object, m.Where)
	}
	errs := []error{collector.Under(s.CheckOwn(m.Object, m.Where), "where"), collector.Under(s.CheckScope(m.Object, m.scope), "scope")}
	for _, condition := range m.shown {
		errs = append(errs, collector.Under(s.Mistakes(s.CheckOwn(m.Object, condition)), "where_shown"))
	}
	return errors.Join(errs...)
}

// Doubts are about values in the condition that no record has.
func (m Measure) Doubts(s *collector.Schema, about string) []collector.Warning {
	if m.At == nil {
		return nil
	}
	return collector.Doubtful(about, m.At, s.Doubts(m.Object, m.Where), "where")
}

// count reports whether the bare number of rows answers the measure.
func (m Measure) count() bool {
	return len(m.groupBy()) == 0 && m.Value == "COUNT(Id)"
}

// groupBy lists the grouping expressions, the person first: pages of groups
// follow the first one. Each is there once, which Salesforce insists on.
func (m Measure) groupBy() []string {
	var exprs []string
	add := func(expr string) {
		if keyIndex(exprs, expr) < 0 {
			exprs = append(exprs, expr)
		}
	}
	if m.By != "" {
		add(m.By)
	}
	if len(m.Labels) > 0 {
		add(m.Labels[m.First].expr)
	}
	for _, l := range m.Labels {
		add(l.expr)
	}
	for _, c := range m.only {
		add(c.expr)
	}
	return exprs
}

// keyIndex is where an expression stands among grouping expressions; -1 for
// nowhere.
func keyIndex(keys []string, expr string) int {
	return slices.IndexFunc(keys, func(key string) bool { return strings.EqualFold(key, expr) })
}

// sharesStatement reports whether two measures can be columns of one statement.
func (m Measure) sharesStatement(other Measure) bool {
	return m.Object == other.Object && m.scope == other.scope && m.unless == other.unless && m.Where == other.Where &&
		m.MaxAge == other.MaxAge && m.newest == other.newest &&
		m.count() == other.count() && slices.Equal(m.groupBy(), other.groupBy())
}

// query asks the statement of a measure. What the org refuses of a source that has
// an unless is told, and the metric goes on without it.
func (m Measure) query(statement soql.Statement) collector.Query {
	q := collector.Query{Statement: statement, MaxAge: m.MaxAge, Of: m.About}
	if m.About != "" {
		q.Place = m.At.Place()
	}
	if strings.Contains(statement.Where, collector.TheUser) {
		q.Dated = collector.OfUser(statement)
	}
	if m.unless.Reason != "" {
		q.Optional = &collector.Skip{Metric: m.Metric.Name, Reason: m.unless.Reason,
			Remedy: collector.GrantSystem(m.unless.Permission), Grants: collector.System(m.unless.Permission)}
	}
	return q
}
