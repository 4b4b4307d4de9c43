package collector

import (
	"cmp"
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
// are there that value, labels, by and histogram name.
func (d *Definition) checkRaw() error {
	switch {
	case !metricName.MatchString(d.Name):
		return errNoName
	case d.Help == "":
		return errNoHelp
	case d.Object != "" || d.Scope != "" || d.Where != "" || len(d.From) > 0 || len(d.Windows) > 0 || d.Only != nil ||
		d.PageBy != "" || d.Top != 0:
		return errors.New("soql says it all: leave out object, scope, where, from, windows, only, page_by and top")
	}
	statement, err := soql.Parse(d.SOQL)
	switch {
	case err != nil:
		return fmt.Errorf("soql: %w", err)
	case statement.Count() && (d.Value != "" || d.Labels != nil || d.By != "" || d.Histogram != nil):
		return errors.New("COUNT() has one number: leave out value, labels, by and histogram")
	case statement.Count():
		return nil
	}
	has := func(name string) error {
		if columnOf(statement, name) < 0 {
			return fmt.Errorf("soql selects no column %q: use one of %s", name, strings.Join(columnNames(statement), ", "))
		}
		return nil
	}
	for _, name := range append(slices.Sorted(maps.Values(d.Labels)), d.By, d.Value) {
		if err := has(name); name != "" && err != nil {
			return err
		}
	}
	if d.Histogram != nil {
		return d.checkHistogram(has)
	}
	if d.Value == "" {
		return fmt.Errorf("value is missing: the column whose numbers are shown, one of %s",
			strings.Join(columnNames(statement), ", "))
	}
	return d.checkFolding(statement)
}

// checkFolding refuses to add up what cannot be added up.
func (d *Definition) checkFolding(s soql.Statement) error {
	value := s.Columns[columnOf(s, d.Value)].Expr
	if addsUp(value) {
		return nil
	}
	if d.By != "" {
		return fmt.Errorf("value: %s of several owners cannot be added up: leave out by, or count or sum", value)
	}
	for i, key := range s.GroupBy {
		shown := slices.ContainsFunc(slices.Collect(maps.Values(d.Labels)),
			func(name string) bool { return columnOf(s, name) == i })
		if !shown {
			return fmt.Errorf("value: %s of several groups cannot be added up: make %s a label, or leave it out of GROUP BY",
				value, key)
		}
	}
	return nil
}

func columnNames(s soql.Statement) []string {
	var names []string
	for _, c := range s.Columns {
		names = append(names, cmp.Or(c.Alias, c.Expr))
	}
	return names
}

// columnOf finds a column by its alias or its expression.
func columnOf(s soql.Statement, name string) int {
	return slices.IndexFunc(s.Columns,
		func(c soql.Column) bool { return strings.EqualFold(c.Alias, name) || strings.EqualFold(c.Expr, name) })
}

// planRaw plans a statement of the configuration.
func planRaw(s *Schema, settings Settings, d Definition) Plan {
	every := settings.every(time.Duration(d.Every))
	metric := &Metric{Name: Prefix + d.Name, Help: helpWithInterval(d.Help, every),
		Labels: slices.Sorted(maps.Keys(d.Labels)), Limit: d.SeriesLimit}
	statement, err := soql.Parse(d.SOQL)
	if err == nil {
		err = firstError(checkStatement(s, statement), d.checkColumns(s, statement))
	}
	if err == nil && d.By != "" {
		metric.Labels = append(metric.Labels, settings.People.Plan(s).Labels...)
		err = s.check("User", "Id", selects)
	}
	if err != nil {
		return Plan{Skipped: []Skip{skip(metric.Name, err)}}
	}
	statement = s.pagedByBestKey(statement)
	statement.MaxPages = maxRawPages
	if d.Histogram != nil {
		metric.Buckets, statement.MaxPages = d.Histogram.bounds(), rowPages
	}
	rows := &readings{metric: metric, from: []reading{d.reading(statement)}, zero: d.zeroForNoRows(statement),
		single: d.single(statement), negative: d.Histogram.negative(metric)}
	if d.Histogram != nil {
		rows.days = d.Histogram.mixes(s, statement.Object, d.exprs(statement))
	}
	return Plan{Queries: []Query{{Statement: statement, MaxAge: every}}, parts: []part{rows}}
}

// exprs are what the columns of the histogram select.
func (d *Definition) exprs(s soql.Statement) []string {
	var exprs []string
	for _, field := range d.Histogram.fields() {
		exprs = append(exprs, s.Columns[columnOf(s, field)].Expr)
	}
	return exprs
}

// pagedByBestKey puts the key first that pages of groups follow best.
func (s *Schema) pagedByBestKey(statement soql.Statement) soql.Statement {
	best := s.bestKey(statement.Object, statement.GroupBy)
	if best == 0 {
		return statement
	}
	keys, columns := slices.Clone(statement.GroupBy), slices.Clone(statement.Columns)
	copy(keys[1:best+1], statement.GroupBy[:best])
	copy(columns[1:best+1], statement.Columns[:best])
	keys[0], columns[0] = statement.GroupBy[best], statement.Columns[best]
	statement.GroupBy, statement.Columns = keys, columns
	return statement
}

// reading tells where in the rows of a statement the metric is.
func (d *Definition) reading(s soql.Statement) reading {
	r := reading{text: s.String(), by: -1}
	if d.By != "" {
		r.by = columnOf(s, d.By)
	}
	for _, label := range slices.Sorted(maps.Keys(d.Labels)) {
		r.labels = append(r.labels, labelColumn{column: columnOf(s, d.Labels[label])})
	}
	if d.Histogram != nil {
		var columns []int
		for _, field := range d.Histogram.fields() {
			columns = append(columns, columnOf(s, field))
		}
		r.value = d.Histogram.value(columns)
		return r
	}
	expr, column := d.valueColumn(s)
	r.value = func(row []string, _ time.Time, _ *time.Location) (float64, bool, error) {
		return valueOf(expr, row[column])
	}
	return r
}

// valueColumn is the expression of the value, and where it stands.
func (d *Definition) valueColumn(s soql.Statement) (expr string, column int) {
	if s.Count() {
		return "COUNT()", 0
	}
	column = columnOf(s, d.Value)
	return s.Columns[column].Expr, column
}

// zeroForNoRows reports whether the absence of rows is a number: not of a mean.
func (d *Definition) zeroForNoRows(s soql.Statement) bool {
	if d.Histogram != nil || s.Count() {
		return true
	}
	expr, _ := d.valueColumn(s)
	return addsUp(expr)
}

// single reports whether values of rows with the same labels cannot be added up.
func (d *Definition) single(s soql.Statement) bool {
	if d.Histogram != nil || s.Count() {
		return false
	}
	expr, _ := d.valueColumn(s)
	return !addsUp(expr)
}

// checkColumns finds out whether the columns have values that can be shown.
func (d *Definition) checkColumns(s *Schema, statement soql.Statement) error {
	if d.Histogram == nil {
		expr, _ := d.valueColumn(statement)
		return checkValue(s, statement.Object, expr)
	}
	for _, field := range d.Histogram.fields() {
		expr := statement.Columns[columnOf(statement, field)].Expr
		if strings.Contains(expr, "(") {
			continue
		}
		if err := d.Histogram.checkType(s, statement.Object, expr); err != nil {
			return err
		}
	}
	return nil
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
