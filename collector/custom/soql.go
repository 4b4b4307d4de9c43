package custom

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/catalog"
	"salesforce_exporter/internal/setting"
	"salesforce_exporter/internal/soql"
)

// maxRawPages bounds what a statement of the configuration may cost.
const maxRawPages = 10

// checkRaw finds out whether a statement can be read, and whether the columns
// are there that value, labels, by and histogram name.
func checkRaw(d *catalog.Definition) error {
	switch {
	case !setting.IsIdentifier(d.Name):
		return catalog.ErrNoName
	case d.Help == "":
		return catalog.ErrNoHelp
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
		return d.CheckHistogram(has)
	}
	if d.Value == "" {
		return fmt.Errorf("value is missing: the column whose numbers are shown, one of %s",
			strings.Join(columnNames(statement), ", "))
	}
	return checkFolding(d, statement)
}

// checkFolding refuses to add up what cannot be added up.
func checkFolding(d *catalog.Definition, s soql.Statement) error {
	value := s.Columns[columnOf(s, d.Value)].Expr
	if collector.AddsUp(value) {
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
func planRaw(s *collector.Schema, settings collector.Settings, d catalog.Definition) collector.Plan {
	every := settings.EveryOr(time.Duration(d.Every))
	metric := collector.NewMetric(d.Name, d.Help, every, slices.Sorted(maps.Keys(d.Labels))...)
	metric.Limit = d.SeriesLimit
	statement, err := soql.Parse(d.SOQL)
	if err == nil {
		err = checkAll(&d, s, statement)
	}
	if err == nil && d.By != "" {
		metric.Labels = append(metric.Labels, settings.People.Plan(s).Labels...)
		err = s.Check("User", "Id", collector.Selects)
	}
	if err != nil {
		return collector.Plan{Skipped: collector.SkipsOf(s, metric.Name, d.At, err)}
	}
	statement = pagedByBestKey(s, statement)
	statement.MaxPages = maxRawPages
	if d.Histogram != nil {
		metric.Buckets, statement.MaxPages = d.Histogram.Bounds(), collector.RowPages
	}
	rows := &collector.Readings{Metric: metric, From: []collector.Reading{reading(&d, statement)},
		AddsUp: addsUp(&d, statement), Negative: d.Histogram.Negative(metric)}
	if d.Histogram != nil {
		var exprs []string
		for _, column := range columnsOf(&d, statement) {
			exprs = append(exprs, statement.Columns[column].Expr)
		}
		rows.Days = d.Histogram.Mixes(s, statement.Object, exprs)
	}
	plan := collector.Asking(statement, every, rows)
	if d.At != nil {
		plan.Warnings = collector.Doubtful(metric.Name, d.At, s.Doubts(statement.Object, statement.Where), "soql")
	}
	return plan
}

// columnsOf are the columns of the histogram.
func columnsOf(d *catalog.Definition, s soql.Statement) (columns []int) {
	for _, field := range d.Histogram.Fields() {
		columns = append(columns, columnOf(s, field))
	}
	return columns
}

// pagedByBestKey puts the key first that pages of groups follow best.
func pagedByBestKey(s *collector.Schema, statement soql.Statement) soql.Statement {
	best := s.BestKey(statement.Object, statement.GroupBy)
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
func reading(d *catalog.Definition, s soql.Statement) collector.Reading {
	r := collector.Reading{Text: s.String(), By: -1}
	if d.By != "" {
		r.By = columnOf(s, d.By)
	}
	for _, label := range slices.Sorted(maps.Keys(d.Labels)) {
		r.Labels = append(r.Labels, collector.LabelColumn{Column: columnOf(s, d.Labels[label])})
	}
	if d.Histogram != nil {
		r.Value = d.Histogram.Value(columnsOf(d, s))
		return r
	}
	expr, column := valueColumn(d, s)
	r.Value = func(row []string, _ time.Time, _ *time.Location) (float64, bool, error) {
		return collector.ValueOf(expr, row[column])
	}
	return r
}

// valueColumn is the expression of the value, and where it stands.
func valueColumn(d *catalog.Definition, s soql.Statement) (expr string, column int) {
	if s.Count() {
		return "COUNT()", 0
	}
	column = columnOf(s, d.Value)
	return s.Columns[column].Expr, column
}

// addsUp reports whether values of rows with the same labels can be added up, and the
// absence of rows is a number: not of a mean.
func addsUp(d *catalog.Definition, s soql.Statement) bool {
	if d.Histogram != nil {
		return true
	}
	expr, _ := valueColumn(d, s)
	return collector.AddsUp(expr)
}

// checkColumns finds out whether the columns have values that can be shown.
func checkColumns(d *catalog.Definition, s *collector.Schema, statement soql.Statement) error {
	if d.Histogram == nil {
		expr, _ := valueColumn(d, statement)
		return collector.CheckValue(s, statement.Object, expr)
	}
	for _, column := range columnsOf(d, statement) {
		expr := statement.Columns[column].Expr
		if strings.Contains(expr, "(") {
			continue
		}
		if err := d.Histogram.CheckType(s, statement.Object, expr); err != nil {
			return err
		}
	}
	return nil
}

// checkAll finds all that keeps the org from answering the statement as it is meant.
func checkAll(d *catalog.Definition, s *collector.Schema, statement soql.Statement) error {
	if _, err := s.Object(statement.Object); err != nil {
		return collector.Under(err, "soql")
	}
	err := checkStatement(s, statement)
	if err == nil {
		err = checkColumns(d, s, statement)
	}
	if d.By == "" {
		return collector.Under(err, "soql")
	}
	by := statement.Columns[columnOf(statement, d.By)].Expr
	if s.Check(statement.Object, by, collector.Selects) != nil { // told already, or a function
		return collector.Under(err, "soql")
	}
	return errors.Join(collector.Under(err, "soql"), collector.Under(s.CheckUser(statement.Object, by), "by"))
}

// checkStatement looks every field of a statement up.
func checkStatement(s *collector.Schema, statement soql.Statement) error {
	errs := []error{s.CheckOwn(statement.Object, statement.Where), s.CheckScope(statement.Object, statement.Scope)}
	for _, path := range statement.GroupBy {
		if !strings.Contains(path, "(") {
			errs = append(errs, s.Check(statement.Object, path, collector.Groups))
		}
	}
	for _, c := range statement.Columns {
		if _, field, ok := soql.Aggregate(strings.ToUpper(function(c.Expr)) + c.Expr[len(function(c.Expr)):]); ok {
			errs = append(errs, s.Check(statement.Object, field, collector.Aggregates))
		} else if !strings.Contains(c.Expr, "(") {
			errs = append(errs, s.Check(statement.Object, c.Expr, collector.Selects))
		}
	}
	return errors.Join(errs...)
}

// function is what stands before the parenthesis of an expression.
func function(expr string) string {
	name, _, _ := strings.Cut(expr, "(")
	return name
}
