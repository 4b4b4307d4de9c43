package collector

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"salesforce_exporter/internal/soql"
)

// maxRawPages bounds what a statement of the configuration may cost.
const maxRawPages = 10

// checkRaw finds out whether a statement can be read, and whether the columns
// are there that value, labels and by name.
func (d *Definition) checkRaw() error {
	switch {
	case !metricName.MatchString(d.Name):
		return errors.New("name must be lower-case letters, digits and underscores")
	case d.Help == "":
		return errors.New("help is missing")
	case d.Object != "" || d.Where != "" || len(d.From) > 0 || len(d.Windows) > 0 || d.Only != nil || d.PageBy != "":
		return errors.New("soql says it all: leave out object, where, from, windows, only and page_by")
	}
	statement, err := soql.Parse(d.SOQL)
	if err != nil {
		return fmt.Errorf("soql: %w", err)
	}
	if statement.Count() {
		if d.Value != "" || d.Labels != nil || d.By != "" {
			return errors.New("COUNT() has one number: leave out value, labels and by")
		}
		return nil
	}
	if d.Value == "" {
		return errors.New("value is missing: the column whose numbers are shown")
	}
	columns := slices.Sorted(maps.Values(d.Labels))
	for _, name := range append([]string{d.Value, d.By}, columns...) {
		if name != "" && columnOf(statement, name) < 0 {
			return fmt.Errorf("soql selects no column %q", name)
		}
	}
	return nil
}

// columnOf finds a column by its alias or its expression.
func columnOf(s soql.Statement, name string) int {
	return slices.IndexFunc(s.Columns, func(c soql.Column) bool { return strings.EqualFold(c.Alias, name) || strings.EqualFold(c.Expr, name) })
}

// planRaw plans a statement of the configuration.
func planRaw(s *Schema, settings Settings, d Definition) Plan {
	every := settings.every(time.Duration(d.Every))
	if every == 0 {
		every = settings.interval(customEvery)
	}
	metric := &Metric{Name: Prefix + d.Name, Help: helpWithInterval(d.Help, every), Labels: slices.Sorted(maps.Keys(d.Labels)), Limit: d.SeriesLimit}
	statement, err := soql.Parse(d.SOQL)
	people := settings.People.Plan(s)
	if err == nil {
		err = checkStatement(s, statement)
	}
	if err == nil && d.By != "" {
		metric.Labels = append(metric.Labels, people.Labels...)
		err = s.check("User", "Id", selects)
	}
	if err != nil {
		return Plan{Skipped: []Skip{skip(metric.Name, err)}}
	}
	statement.MaxPages = maxRawPages
	r := &raw{metric: metric, text: statement.String(), by: -1}
	if !statement.Count() {
		r.value = columnOf(statement, d.Value)
		for _, label := range slices.Sorted(maps.Keys(d.Labels)) {
			r.labels = append(r.labels, columnOf(statement, d.Labels[label]))
		}
		if d.By != "" {
			r.by = columnOf(statement, d.By)
		}
	}
	return Plan{Queries: []Query{{Statement: statement, MaxAge: every}}, parts: []part{r}}
}

// checkStatement looks every field of a statement up.
func checkStatement(s *Schema, statement soql.Statement) error {
	_, err := s.Object(statement.Object)
	errs := []error{err, checkCondition(s, statement.Object, statement.Where)}
	for _, path := range statement.GroupBy {
		if !strings.Contains(path, "(") {
			errs = append(errs, s.check(statement.Object, path, groups))
		}
	}
	for _, c := range statement.Columns {
		if found := aggregate.FindStringSubmatch(c.Expr); found != nil {
			errs = append(errs, s.check(statement.Object, found[2], aggregates))
		} else if !strings.Contains(c.Expr, "(") {
			errs = append(errs, s.check(statement.Object, c.Expr, selects))
		}
	}
	return firstError(errs...)
}

// raw turns the rows of a statement of the configuration into samples.
type raw struct {
	metric    *Metric
	text      string
	value, by int
	labels    []int
}

func (r *raw) metrics() []*Metric { return []*Metric{r.metric} }

func (r *raw) needs() []string { return []string{r.text} }

func (r *raw) samples(answers Answers, people *People) []Sample {
	byPerson := r.by >= 0
	if byPerson && people == nil {
		return nil
	}
	sums := newSums(r.metric, byPerson, people)
	if len(r.labels) == 0 {
		sums.touch(nil)
	}
	for _, row := range answers[r.text].Rows {
		value, err := soql.ParseNumber(row[r.value])
		if err != nil {
			return nil // an answer that is no number says nothing
		}
		var values []string
		for _, column := range r.labels {
			values = append(values, orNone(row[column]))
		}
		keys := row
		if byPerson {
			keys = row[r.by:]
		}
		sums.add(values, keys, value)
	}
	return sums.samples()
}
