package collector

import (
	"fmt"
	"slices"
	"strings"

	"salesforce_exporter/internal/setting"
	"salesforce_exporter/internal/soql"
)

// function is the aggregate of an expression, in capitals; empty for a field.
func function(expr string) string {
	name, _, called := strings.Cut(strings.ToUpper(expr), "(")
	if !called {
		return ""
	}
	return name
}

// AddsUp reports whether values of several groups can be added up.
func AddsUp(expr string) bool {
	return !slices.Contains([]string{"COUNT_DISTINCT", "AVG", "MIN", "MAX"}, function(expr))
}

// CountsNothing reports whether no records make a zero, as in a report, rather
// than no value: there is no mean of nothing.
func CountsNothing(expr string) bool {
	return slices.Contains([]string{"COUNT", "COUNT_DISTINCT", "SUM"}, function(expr))
}

// ValueOf reads the value of an expression from an answer: a number, or a
// dateTime as seconds since 1970. There is none where the answer is null and
// that is not zero.
func ValueOf(expr, text string) (value float64, there bool, err error) {
	if text == "" {
		return 0, CountsNothing(expr), nil
	}
	value, err = soql.ParseNumber(text)
	if err == nil {
		return value, true, nil
	}
	if t, timeErr := soql.ParseTime(text); timeErr == nil {
		return float64(t.Unix()), true, nil
	}
	return 0, false, err
}

// CheckValue finds out whether an expression has values that can be shown, and
// that Salesforce makes: sums and means of numbers only ("SOQL and SOSL
// Reference", Support for Field Types in Aggregate Functions).
func CheckValue(s *Schema, object, expr string) error {
	field := expr
	if _, inner, ok := soql.Aggregate(expr); ok {
		field = inner
	}
	called := function(expr)
	if called == "COUNT" || called == "COUNT_DISTINCT" || strings.Contains(field, "(") {
		return nil
	}
	f, err := s.Field(object, field)
	if err != nil {
		return err
	}
	if (called == "SUM" || called == "AVG") && !Numeric(f.Type) {
		return SkippedError{Reason: fmt.Sprintf("%s is %s, and %s takes numbers only", field, What(f), called),
			Remedy: s.numbers(object, called) + "count the records that have one, COUNT(" + field + "), or the different ones, COUNT_DISTINCT(" +
				field + ")",
			Mistake: true}
	}
	if !Numeric(f.Type) && f.Type != "datetime" {
		return SkippedError{Reason: fmt.Sprintf("%s is %s, which a metric cannot show", field, What(f)),
			Remedy: s.numbers(object, called) + "show a date with a time, or count", Mistake: true}
	}
	return nil
}

// numbers offers the fields of an object that are amounts, or else numbers.
func (s *Schema) numbers(object, called string) string {
	o, err := s.Object(object)
	if err != nil {
		return ""
	}
	var amounts, others []string
	for _, f := range o.Fields {
		switch {
		case f.Type == "currency" && f.Aggregatable:
			amounts = append(amounts, f.Name)
		case f.Type != "" && Numeric(f.Type) && f.Aggregatable && !strings.HasSuffix(f.Name, "itude"): // of a place
			others = append(others, f.Name)
		}
	}
	all := append(amounts, others...)
	for i := range all {
		if called != "" {
			all[i] = called + "(" + all[i] + ")"
		}
	}
	if len(all) == 0 {
		return ""
	}
	return "use a number, such as " + setting.OneOf(all[:min(len(all), 2)]) + "; or "
}

// Numeric reports whether a type of field is a number. A schema of which
// nothing is known has no types.
func Numeric(fieldType string) bool {
	return slices.Contains([]string{"int", "long", "double", "currency", "percent", ""}, fieldType)
}
