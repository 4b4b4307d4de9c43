package catalog

import (
	"errors"
	"fmt"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/setting"
	"salesforce_exporter/internal/soql"
)

// CheckHistogram finds out whether the definition can be a histogram.
func (d *Definition) CheckHistogram(valid func(field string) error) error {
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

// PlanHistogram plans a histogram for each window.
func PlanHistogram(s *collector.Schema, settings collector.Settings, d Definition) collector.Plan {
	catalog := Catalog{Every: d.Every}
	windows := d.Windows
	if len(windows) == 0 {
		windows = []string{""}
	}
	people := settings.People.Plan(s)
	var plan collector.Plan
	for _, w := range windows {
		measures := catalog.Unfold(s, d, w, people.Labels, settings)
		measures[0].Metric.Buckets = d.Histogram.Bounds()
		plan.Add(planRows(s, people, measures, d.Histogram))
	}
	return plan
}

// planRows asks for the records of all sources of one histogram.
func planRows(s *collector.Schema, people collector.PeoplePlan, measures []Measure, h *Histogram) collector.Plan {
	metric := measures[0].Metric
	all := &collector.Readings{Metric: metric, AddsUp: true, Negative: h.Negative(metric)}
	var plan collector.Plan
	for _, m := range measures {
		if err := m.checkRows(s, people, h); err != nil {
			return collector.Plan{Skipped: collector.SkipsOf(s, metric.Name, m.At, err)}
		}
		plan.Warnings = append(plan.Warnings, m.Doubts(s, metric.Name)...)
		statement, r := m.rows(h)
		plan.Queries = append(plan.Queries, collector.Query{Statement: statement, MaxAge: m.MaxAge})
		all.From = append(all.From, r)
		all.Days = all.Days || h.Mixes(s, m.Object, h.Fields())
	}
	plan.Parts = []collector.Part{all}
	return plan
}

// checkRows returns all that keeps the org from showing the records, or nothing.
func (m Measure) checkRows(s *collector.Schema, people collector.PeoplePlan, h *Histogram) error {
	if m.By != "" && !people.Usable() {
		return s.Check("User", "Id", collector.Selects)
	}
	if _, err := s.Object(m.Object); err != nil {
		return collector.Under(err, "object")
	}
	errs := []error{collector.Under(s.CheckUser(m.Object, m.By), "by"), m.checkGroups(s, collector.Selects),
		m.checkWhere(s)}
	for _, field := range h.Fields() {
		errs = append(errs, collector.Under(h.CheckType(s, m.Object, field), "histogram"))
	}
	return errors.Join(errs...)
}

// rows asks for the records that are measured, and tells where in them labels,
// person and value are.
func (m Measure) rows(h *Histogram) (soql.Statement, collector.Reading) {
	statement := soql.Statement{Object: m.Object, Scope: m.scope, Where: m.Where, MaxPages: collector.RowPages}
	column := statement.Column
	r := collector.Reading{By: -1}
	if m.By != "" {
		r.By = column(m.By)
	}
	for _, l := range m.Labels {
		r.Labels = append(r.Labels, collector.LabelColumn{Column: column(l.expr), Lower: l.lower})
	}
	var columns []int
	for _, field := range h.Fields() {
		columns = append(columns, column(field))
	}
	r.Value, r.Text = h.Value(columns), statement.String()
	return statement, r
}
