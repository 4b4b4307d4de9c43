package collector

import (
	"maps"
	"slices"
	"strings"
	"time"

	"salesforce_exporter/internal/soql"
)

// A measure is one definition made concrete: one window, one object.
type measure struct {
	metric    *Metric
	object    string
	scope     string
	where     string
	unless    Unless
	by        string
	labels    []label // in the order of their names
	first     int     // index of the label that groups are paged by, without by
	only      []condition
	constants []string
	value     string
	top       int
	maxAge    time.Duration
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

// plan makes measures of the definitions, checks each against the schema, and
// composes statements for those that the org can answer. Measures that share
// object, filter, grouping and age become one statement.
func (c *Catalog) plan(s *Schema, settings Settings) Plan {
	people := settings.People.Plan(s)
	var plan Plan
	var usable []measure
	for _, m := range c.measures(s, people.Labels, settings) {
		if err := m.check(s, people); err != nil {
			plan.Skipped = append(plan.Skipped, skip(m.metric.Name, err))
			continue
		}
		usable = append(usable, m)
	}
	plan.add(planMeasures(usable))
	return plan
}

// measures unfolds windows, objects and sources.
func (c *Catalog) measures(s *Schema, dimensions []string, settings Settings) []measure {
	var all []measure
	for _, d := range c.Metrics {
		windows := []string{""}
		if len(d.Windows) > 0 {
			windows = union(d.Windows, settings.windows())
		}
		for _, w := range windows {
			all = append(all, c.unfold(s, d, w, dimensions, settings)...)
		}
	}
	return all
}

func union(a, b []string) []string {
	all := slices.Clone(a)
	for _, x := range b {
		if !slices.Contains(all, x) {
			all = append(all, x)
		}
	}
	return all
}

func (c *Catalog) unfold(s *Schema, d Definition, w string, dimensions []string, settings Settings) []measure {
	every := settings.every(time.Duration(d.Every))
	if every == 0 {
		every = c.interval(settings)
	}
	metric := &Metric{Name: Prefix + d.Name, Help: helpWithInterval(d.Help, every), Limit: d.SeriesLimit}
	if w != "" {
		metric.Name += "_" + w
		metric.Help = inWindow(metric.Help, w)
	}
	var measures []measure
	for _, source := range d.From {
		where := expand(c.fill(source.Where), w)
		m := measure{
			metric: metric, scope: source.Scope, unless: source.Unless, by: source.By, value: d.Value, top: d.Top, maxAge: every,
			only:   conditionsOf(source),
			labels: labelsOf(source),
		}
		objects := []string{source.Object}
		if d.Per == "object" {
			objects = c.Objects
		}
		for _, object := range objects {
			m.object, m.where = object, s.shown(object, where, source.WhereShown)
			m.first = s.firstLabel(object, source, m.labels)
			if d.Per == "object" {
				m.constants = []string{object}
			}
			measures = append(measures, m)
		}
	}
	metric.Labels = metricLabels(d, dimensions)
	return measures
}

// firstLabel is the index of the label that pages of groups follow: the one that
// the definition names, or else the one that they follow best.
func (s *Schema) firstLabel(object string, source Source, labels []label) int {
	if source.PageBy != "" {
		return slices.Index(labelNames(source), source.PageBy)
	}
	keys := make([]string, len(labels))
	for i, l := range labels {
		keys[i] = l.expr
	}
	return s.bestKey(object, keys)
}

func (c *Catalog) interval(settings Settings) time.Duration {
	return settings.interval(time.Duration(c.Every))
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

// check returns why the org cannot answer the measure, or nothing.
func (m measure) check(s *Schema, people PeoplePlan) error {
	if m.by != "" && !people.Usable() {
		return s.check("User", "Id", selects)
	}
	errs := []error{s.checkUser(m.object, m.by)}
	if !m.count() {
		errs = append(errs, s.check(m.object, m.argument(), aggregates), checkValue(s, m.object, m.value))
	}
	for _, path := range m.groupBy() {
		errs = append(errs, s.check(m.object, path, groups))
	}
	_, err := s.Object(m.object)
	return firstError(append(errs, err, checkCondition(s, m.object, m.where))...)
}

// shown adds those of further conditions to a condition whose fields the org
// shows.
func (s *Schema) shown(object, where string, further []string) string {
	for _, condition := range further {
		if checkCondition(s, object, condition) == nil {
			where = soql.And(where, condition)
		}
	}
	return where
}

// checkCondition finds out whether an object can be filtered by a condition.
func checkCondition(s *Schema, object, where string) error {
	references, err := soql.References(where)
	if err != nil {
		return err
	}
	for _, r := range references {
		about := r.Object
		if about == "" {
			about = object
		}
		if err := s.check(about, r.Path, filters); err != nil {
			return err
		}
	}
	return nil
}

// argument is the field inside the aggregate.
func (m measure) argument() string {
	return aggregate.FindStringSubmatch(m.value)[2]
}

// count reports whether the bare number of rows answers the measure.
func (m measure) count() bool {
	return len(m.groupBy()) == 0 && m.value == "COUNT(Id)"
}

// groupBy lists the grouping expressions, the person first: pages of groups
// follow the first one. Each is there once, which Salesforce insists on.
func (m measure) groupBy() []string {
	var exprs []string
	add := func(expr string) {
		if keyIndex(exprs, expr) < 0 {
			exprs = append(exprs, expr)
		}
	}
	if m.by != "" {
		add(m.by)
	}
	if len(m.labels) > 0 {
		add(m.labels[m.first].expr)
	}
	for _, l := range m.labels {
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
func (m measure) sharesStatement(other measure) bool {
	return m.object == other.object && m.scope == other.scope && m.unless == other.unless && m.where == other.where &&
		m.maxAge == other.maxAge &&
		m.count() == other.count() && slices.Equal(m.groupBy(), other.groupBy())
}

// query asks the statement of a measure. What the org refuses of a source that has
// an unless is told, and the metric goes on without it.
func (m measure) query(statement soql.Statement) Query {
	q := Query{Statement: statement, MaxAge: m.maxAge}
	if strings.Contains(statement.Where, theUser) {
		q.Dated = ofUser(statement)
	}
	if m.unless.Reason != "" {
		q.Optional = &Skip{Metric: m.metric.Name, Reason: m.unless.Reason, Remedy: grantSystem(m.unless.Permission)}
	}
	return q
}
