package collector

import (
	"errors"
	"fmt"
	"time"

	"salesforce_exporter/internal/setting"
	"salesforce_exporter/internal/soql"
)

// checkHistogram finds out whether the definition can be a histogram.
func (d *Definition) checkHistogram(valid func(field string) error) error {
	switch {
	case d.Value != "":
		return errors.New("a histogram has no value: leave it out")
	case d.Top != 0 || d.PageBy != "" || len(d.Only) > 0:
		return errors.New("a histogram knows neither top, page_by nor only: leave them out, and filter with where")
	}
	return d.Histogram.check(d.Name, valid)
}

func checkPath(field string) error {
	if !setting.IsPath(field) {
		return fmt.Errorf("%q is no field or path, such as Amount or Account.CreatedDate", field)
	}
	return nil
}

// usualInterval is how often a metric is asked that does not say so.
func (d *Definition) usualInterval() time.Duration {
	if d.Histogram != nil {
		return histogramEvery
	}
	return customEvery
}

// planHistogram plans a histogram for each window.
func planHistogram(s *Schema, settings Settings, d Definition) Plan {
	catalog := Catalog{Every: d.Every}
	windows := d.Windows
	if len(windows) == 0 {
		windows = []string{""}
	}
	people := settings.People.Plan(s)
	var plan Plan
	for _, w := range windows {
		measures := catalog.unfold(s, d, w, people.Labels, settings)
		measures[0].metric.Buckets = d.Histogram.bounds()
		plan.add(planRows(s, people, measures, d.Histogram))
	}
	return plan
}

// planRows asks for the records of all sources of one histogram.
func planRows(s *Schema, people PeoplePlan, measures []measure, h *Histogram) Plan {
	metric := measures[0].metric
	all := &readings{metric: metric, zero: true, negative: h.negative(metric)}
	var plan Plan
	for _, m := range measures {
		if err := m.checkRows(s, people, h); err != nil {
			return Plan{Skipped: []Skip{skip(metric.Name, err)}}
		}
		statement, r := m.rows(h)
		plan.Queries = append(plan.Queries, Query{Statement: statement, MaxAge: m.maxAge})
		all.from = append(all.from, r)
		all.days = all.days || h.mixes(s, m.object, h.fields())
	}
	plan.parts = []part{all}
	return plan
}

// checkRows returns why the org cannot show the records, or nothing.
func (m measure) checkRows(s *Schema, people PeoplePlan, h *Histogram) error {
	if m.by != "" && !people.Usable() {
		return s.check("User", "Id", selects)
	}
	_, err := s.Object(m.object)
	errs := []error{err, s.checkUser(m.object, m.by), checkCondition(s, m.object, m.where)}
	for _, path := range m.groupBy() {
		errs = append(errs, s.check(m.object, path, selects))
	}
	for _, field := range h.fields() {
		errs = append(errs, h.checkType(s, m.object, field))
	}
	return firstError(errs...)
}

// rows asks for the records that are measured, and tells where in them labels,
// person and value are.
func (m measure) rows(h *Histogram) (soql.Statement, reading) {
	statement := soql.Statement{Object: m.object, Scope: m.scope, Where: m.where, MaxPages: rowPages}
	column := statement.Column
	r := reading{by: -1}
	if m.by != "" {
		r.by = column(m.by)
	}
	for _, l := range m.labels {
		r.labels = append(r.labels, labelColumn{column: column(l.expr), lower: l.lower})
	}
	var columns []int
	for _, field := range h.fields() {
		columns = append(columns, column(field))
	}
	r.value, r.text = h.value(columns), statement.String()
	return statement, r
}
