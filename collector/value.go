package collector

import (
	"fmt"
	"slices"
	"strings"

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
		return fmt.Errorf("%s.%s is a %s, of which there is no %s: aggregate a number, or count", object, field, f.Type,
			called)
	}
	if !Numeric(f.Type) && f.Type != "datetime" {
		return fmt.Errorf("%s.%s is a %s, which is no number: show a number or a dateTime, or count", object, field, f.Type)
	}
	return nil
}

// Numeric reports whether a type of field is a number. A schema of which
// nothing is known has no types.
func Numeric(fieldType string) bool {
	return slices.Contains([]string{"int", "long", "double", "currency", "percent", ""}, fieldType)
}
