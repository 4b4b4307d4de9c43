package collector

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"salesforce_exporter/internal/setting"
	"salesforce_exporter/internal/soql"
)

// CheckOwn finds all that is wrong with a condition of the configuration: what it
// names, and values that Salesforce does not compare such fields with.
func (s *Schema) CheckOwn(object, where string) error {
	references, err := soql.References(where)
	if err != nil || s.open {
		return err
	}
	var errs []error
	for _, r := range references {
		errs = append(errs, s.Check(cmp.Or(r.Object, object), r.Path, Filters))
	}
	comparisons, err := soql.Comparisons(where)
	if err != nil {
		return err
	}
	for _, c := range comparisons {
		if f, err := s.Field(cmp.Or(c.Object, object), c.Path); err == nil && f.Filterable {
			errs = append(errs, checkLiterals(f, c))
		}
	}
	return errors.Join(errs...)
}

// CheckAt is CheckOwn of a condition that stands in the configuration, and CheckCondition
// of one that ships, which stands nowhere.
func (s *Schema) CheckAt(at *setting.Lines, object, where string) error {
	if at != nil {
		return s.CheckOwn(object, where)
	}
	return s.CheckCondition(object, where)
}

// Mistakes leaves of errors those that are mistakes in the configuration.
func (s *Schema) Mistakes(err error) error {
	var all []error
	for _, e := range Each(err) {
		if s.explain(e).Mistake {
			all = append(all, e)
		}
	}
	return errors.Join(all...)
}

// CheckScope finds out whether an object has a scope.
func (s *Schema) CheckScope(object, scope string) error {
	o, err := s.Object(object)
	if scope == "" || err != nil || o.Scopes == nil || isStandard(scope, o.Scopes) {
		return err
	}
	remedy := "leave it out"
	if len(o.Scopes) > 0 {
		remedy = "use " + setting.OneOf(o.Scopes) + ", or leave it out"
	}
	return SkippedError{Reason: fmt.Sprintf("%s has no scope %s", o.Name, scope), Remedy: remedy, Mistake: true}
}

// A family is what fields are compared with.
type family int

const (
	anything family = iota
	yesOrNo
	number
	day
	instant
	textual
	identity
)

// familyOf is what a comparison of a field, or of a function of it, is with.
func familyOf(f *Field, function string) family {
	switch {
	case strings.HasPrefix(function, "CALENDAR_"), strings.HasPrefix(function, "FISCAL_"),
		strings.HasPrefix(function, "DAY_IN_"),
		strings.HasPrefix(function, "WEEK_IN_"), function == "HOUR_IN_DAY":
		return number
	case function == "DAY_ONLY":
		return day
	case function != "":
		return anything
	}
	switch soql.TypeOfField(f.Type) {
	case soql.Boolean:
		return yesOrNo
	case soql.Number:
		return number
	case soql.Day:
		return day
	case soql.Instant:
		return instant
	case soql.Text:
		return textual
	case soql.ID, soql.Lookup:
		return identity
	}
	return anything
}

// checkLiterals finds out whether Salesforce compares a field in this way.
func checkLiterals(f *Field, c soql.Comparison) error {
	kind := familyOf(f, c.Function)
	if err := checkOperator(f, c, kind); err != nil {
		return err
	}
	for _, token := range c.Values {
		literal := soql.LiteralOf(token)
		if literal == soql.Null || literal == soql.NoLiteral {
			continue
		}
		remedy := ""
		switch kind {
		case yesOrNo:
			remedy = asBoolean(token, literal)
		case number:
			remedy = asNumber(token, literal, f.Type == "currency")
		case day:
			remedy = asDay(token, literal)
		case instant:
			remedy = asInstant(token, literal)
		case textual:
			if literal != soql.Quoted {
				remedy = "write '" + token + "' in single quotes"
			}
		case identity:
			remedy = asID(f, c, token, literal)
		}
		if remedy != "" {
			return SkippedError{Reason: fmt.Sprintf("%s is %s, and %s is %s", nameOf(c), whatOf(f, kind), token,
				whatIs(literal)), Remedy: remedy, Mistake: true}
		}
	}
	return nil
}

// whatIs says what a value is.
func whatIs(l soql.Literal) string {
	switch l {
	case soql.Quoted:
		return "a text"
	case soql.Numeral, soql.Money:
		return "a number"
	case soql.TrueOrFalse:
		return "true or false"
	case soql.DayLiteral:
		return "a date without a time"
	case soql.TimeLiteral:
		return "a date with a time"
	}
	return "a date"
}

// nameOf is the left side of a comparison.
func nameOf(c soql.Comparison) string {
	if c.Function != "" {
		return c.Function + "(" + c.Path + ")"
	}
	return c.Path
}

func whatOf(f *Field, kind family) string {
	switch kind {
	case number:
		return "a number"
	case day:
		return "a date"
	}
	return What(f)
}

// checkOperator finds out whether there is such a comparison of the field.
func checkOperator(f *Field, c soql.Comparison, kind family) error {
	wrong := func(remedy string) error {
		return SkippedError{Reason: fmt.Sprintf("%s is %s, and Salesforce does not compare it by %s", nameOf(c), whatOf(f, kind),
			c.Operator), Remedy: remedy, Mistake: true}
	}
	switch c.Operator {
	case "LIKE":
		switch {
		case kind == identity && f.Relationship != "":
			return wrong(fmt.Sprintf("use %s.Name LIKE …", strings.TrimSuffix(c.Path, f.Name)+f.Relationship))
		case f.Type == "multipicklist":
			return wrong(fmt.Sprintf("use %s INCLUDES (%s)", c.Path, strings.Join(c.Values, ", ")))
		case kind != textual && kind != anything:
			return wrong("LIKE is for text: use = or <")
		}
	case "INCLUDES", "EXCLUDES":
		if f.Type != "multipicklist" && kind != anything {
			in := map[string]string{"INCLUDES": "IN", "EXCLUDES": "NOT IN"}[c.Operator]
			return wrong(fmt.Sprintf("use %s %s (%s)", c.Path, in, strings.Join(c.Values, ", ")))
		}
	case "<", "<=", ">", ">=":
		if kind == yesOrNo {
			return wrong("use = or !=")
		}
		if f.Type == "multipicklist" {
			return wrong("use INCLUDES or EXCLUDES")
		}
	}
	return nil
}

// textOf is a text without its quotes.
func textOf(token string) string { return strings.ReplaceAll(strings.Trim(token, "'"), `\'`, "'") }

func asBoolean(token string, literal soql.Literal) string {
	if literal == soql.TrueOrFalse {
		return ""
	}
	quotes := ""
	if strings.HasPrefix(token, "'") {
		quotes = " without quotes"
	}
	switch strings.ToLower(textOf(token)) {
	case "true", "yes", "1", "y":
		return "write true" + quotes
	case "false", "no", "0", "n":
		return "write false" + quotes
	}
	return "write true or false" + quotes
}

func asNumber(token string, literal soql.Literal, money bool) string {
	if literal == soql.Numeral || literal == soql.Money && money {
		return ""
	}
	plain := strings.NewReplacer(",", "", " ", "", "%", "", "€", "", "$", "").Replace(textOf(token))
	if _, err := strconv.ParseFloat(plain, 64); err == nil && literal != soql.TrueOrFalse {
		return "write " + plain + " without quotes"
	}
	return "write a number such as 50, without quotes"
}

// asDay says how to write what a date is compared with; nothing where that is right.
func asDay(token string, literal soql.Literal) string {
	switch literal {
	case soql.DayLiteral, soql.NamedDate:
		return ""
	case soql.TimeLiteral:
		return "write " + token[:len(time.DateOnly)] + ", without a time"
	case soql.Quoted:
		return "write " + dateIn(textOf(token)) + " without quotes"
	}
	return yearOr(token, "write a date such as 2026-12-01 or a date literal such as THIS_YEAR")
}

func asInstant(token string, literal soql.Literal) string {
	switch literal {
	case soql.TimeLiteral, soql.NamedDate:
		return ""
	case soql.DayLiteral:
		return "write " + token + "T00:00:00Z, with a time"
	case soql.Quoted:
		text := textOf(token)
		if soql.LiteralOf(text) == soql.TimeLiteral {
			return "write " + text + " without quotes"
		}
		if text = dateIn(text); soql.LiteralOf(text) == soql.DayLiteral {
			text += "T00:00:00Z"
		}
		return "write " + text + " without quotes"
	}
	return yearOr(token, "write a time such as 2026-12-01T00:00:00Z or a date literal such as THIS_YEAR")
}

// yearOr is about a year in place of a date.
func yearOr(token, remedy string) string {
	if year, err := strconv.Atoi(token); err == nil && year > 1900 && year < 2200 {
		return fmt.Sprintf("%s; the year alone is CALENDAR_YEAR(…) = %d", remedy, year)
	}
	return remedy
}

// dateIn reads a date as people write it, and writes it as SOQL does. One that can be
// read in two ways is none.
func dateIn(text string) string {
	text = strings.TrimSpace(text)
	if l := soql.LiteralOf(strings.ToUpper(text)); l == soql.NamedDate {
		return strings.ToUpper(text)
	}
	if day, _, ok := strings.Cut(text, "T"); ok {
		text = day
	}
	for _, layout := range []string{time.DateOnly, "2006/01/02", "2006-1-2", "2.1.2006", "2 Jan 2006", "Jan 2, 2006",
		"2 January 2006", "January 2, 2006"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.Format(time.DateOnly)
		}
	}
	first, firstErr := time.Parse("1/2/2006", text)
	second, secondErr := time.Parse("2/1/2006", text)
	switch {
	case firstErr == nil && secondErr != nil:
		return first.Format(time.DateOnly)
	case secondErr == nil && firstErr != nil:
		return second.Format(time.DateOnly)
	}
	return "a date such as 2026-12-01"
}

// recordID is the id of a record, in either of its lengths.
var recordID = regexp.MustCompile(`^[A-Za-z0-9]{15}([A-Za-z0-9]{3})?$`)

func asID(f *Field, c soql.Comparison, token string, literal soql.Literal) string {
	text := textOf(token)
	switch {
	case literal == soql.Quoted && recordID.MatchString(text) && strings.ContainsAny(text, "0123456789"):
		return ""
	case literal != soql.Quoted:
		return "write '" + token + "' in single quotes"
	case f.Relationship != "":
		return fmt.Sprintf("write %s%s.Name %s %s", strings.TrimSuffix(c.Path, f.Name), f.Relationship, c.Operator,
			given(c))
	}
	return "write an id of 15 or 18 characters, or compare Name"
}

// given is the right side of a comparison.
func given(c soql.Comparison) string {
	if strings.HasSuffix(c.Operator, "IN") {
		return "(" + strings.Join(c.Values, ", ") + ")"
	}
	return c.Values[0]
}

// Doubts are about values of a condition that no picklist has.
func (s *Schema) Doubts(object, where string) (all []Warning) {
	comparisons, err := soql.Comparisons(where)
	if err != nil || s.open {
		return nil
	}
	for _, c := range comparisons {
		f, err := s.Field(cmp.Or(c.Object, object), c.Path)
		if err != nil || c.Function != "" || c.Operator == "LIKE" || len(f.Values) == 0 {
			continue
		}
		for _, token := range c.Values {
			if soql.LiteralOf(token) != soql.Quoted {
				continue
			}
			for _, value := range strings.Split(textOf(token), ";") {
				if w, doubtful := doubt(f, c.Path, value); doubtful {
					all = append(all, w)
				}
			}
		}
	}
	return all
}

func doubt(f *Field, path, value string) (Warning, bool) {
	if value == "" || slices.ContainsFunc(f.Values, func(v string) bool { return strings.EqualFold(v, value) }) {
		return Warning{}, false
	}
	return Warning{Reason: fmt.Sprintf("%s has no value '%s'", path, value), Remedy: Choice(value, f.Values)}, true
}
