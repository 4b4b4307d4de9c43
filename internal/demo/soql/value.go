package soql

import (
	"strconv"
	"strings"
	"time"

	"salesforce_exporter/internal/demo/schema"
)

// A value is a literal in the stored form of the field it is compared with.
type value struct {
	null   bool
	single any
	// first and end bound a date literal, the end exclusive.
	ranged     bool
	first, end any
	currency   string // ISO code of an amount such as USD5000
}

// value checks that a literal suits what it is compared with.
func (t *translator) value(l *literal, e *expression) (value, error) {
	if l.Bind != "" {
		return value{}, t.at(l.Pos).refuse(malformedQuery, "Bind variables only allowed in Apex code")
	}
	if l.Fraction != nil && !t.isMoney(l, e) {
		return value{}, unexpected(t.text, l.Fraction.Pos, l.Fraction.Value)
	}
	if l.Word != "" && l.N == "" && strings.EqualFold(l.Word, "null") {
		return value{null: true}, nil
	}
	switch {
	case e.typ == schema.TypeBoolean:
		return t.booleanValue(l, e)
	case e.typ == schema.TypeDate || e.typ == schema.TypeDateTime:
		return t.dateValue(l, e)
	case e.typ.Numeric():
		return t.numberValue(l, e)
	case e.typ == schema.TypeID || e.typ == schema.TypeReference:
		return t.idValue(l, e)
	}
	return t.textValue(l, e)
}

func (t *translator) booleanValue(l *literal, e *expression) (value, error) {
	switch {
	case l.N != "":
	case strings.EqualFold(l.Word, "true"):
		return value{single: 1}, nil
	case strings.EqualFold(l.Word, "false"):
		return value{single: 0}, nil
	}
	return value{}, t.wrongType(l, e)
}

func (t *translator) numberValue(l *literal, e *expression) (value, error) {
	if t.isMoney(l, e) {
		return t.moneyValue(l)
	}
	if l.Number == "" {
		return value{}, t.wrongType(l, e)
	}
	if n, err := strconv.ParseInt(l.Number, 10, 64); err == nil {
		return value{single: n}, nil
	}
	n, err := strconv.ParseFloat(l.Number, 64)
	if err != nil {
		return value{}, t.at(l.Pos).refuse(malformedQuery, "numeric value out of range: %s", l.Number)
	}
	return value{single: n}, nil
}

func (t *translator) textValue(l *literal, e *expression) (value, error) {
	if l.Text == "" {
		return value{}, t.wrongType(l, e)
	}
	s, err := t.unquote(l, false)
	return value{single: s, null: s == ""}, err // Salesforce knows no empty string
}

func (t *translator) idValue(l *literal, e *expression) (value, error) {
	v, err := t.textValue(l, e)
	if err != nil || v.null {
		return v, err
	}
	id, ok := longID(v.single.(string))
	if !ok {
		return value{}, t.at(l.Pos).refuse(invalidFilter, "invalid ID field: %s", v.single)
	}
	return value{single: id}, nil
}

func (t *translator) dateValue(l *literal, e *expression) (value, error) {
	isTime := e.typ == schema.TypeDateTime
	switch {
	case l.Word != "":
		return t.periodValue(l, e)
	case l.DateTime != "" && isTime:
		at, ok := parseInstant(l.DateTime)
		if !ok {
			return value{}, t.at(l.Pos).refuse(malformedQuery, "Invalid datetime: %s", l.DateTime)
		}
		if at.Nanosecond() != 0 { // rows know whole seconds only
			return value{single: float64(at.UnixNano()) / 1e9}, nil
		}
		return value{single: at.Unix()}, nil
	case l.Date != "" && !isTime:
		at, err := time.Parse(time.DateOnly, l.Date)
		if err != nil || !inSOQL(at) {
			return value{}, t.at(l.Pos).refuse(malformedQuery, "Invalid date: %s", l.Date)
		}
		return value{single: l.Date}, nil
	}
	return value{}, t.wrongType(l, e)
}

func (t *translator) periodValue(l *literal, e *expression) (value, error) {
	if strings.EqualFold(l.Word, "true") || strings.EqualFold(l.Word, "false") {
		return value{}, t.wrongType(l, e)
	}
	now := t.now.In(t.zone())
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
	p, ok := dateLiteral(l.Word, l.N, today, t.session.FiscalYearStartMonth)
	if !ok {
		return value{}, unexpected(t.text, l.Pos, l.Word)
	}
	if e.typ == schema.TypeDate {
		return value{ranged: true, first: p.first.Format(time.DateOnly), end: p.end.Format(time.DateOnly)}, nil
	}
	v := value{ranged: true, first: t.midnight(p.first), end: t.midnight(p.end)}
	if p.untilNow {
		v.end = now.Unix() + 1
	}
	return v, nil
}

// midnight is the instant at which a calendar day begins for the user. Where
// summer time begins at midnight, as in Chile, time.Date may give the evening
// before, and the day begins with the new time.
func (t *translator) midnight(day time.Time) int64 {
	start := time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, t.zone())
	if start.Hour() >= 12 {
		_, start = start.ZoneBounds()
	}
	return start.Unix()
}

// wrongType says which kind of literal the field wants.
func (t *translator) wrongType(l *literal, e *expression) error {
	if l.Word != "" && e.typ != schema.TypeBoolean && !strings.EqualFold(l.Word, "true") &&
		!strings.EqualFold(l.Word, "false") {
		if _, ok := dateLiteral(l.Word, l.N, t.now, 0); !ok {
			return unexpected(t.text, l.Pos, l.Word)
		}
	}
	kind, quotes := "string", "should be enclosed in quotes"
	switch {
	case e.typ == schema.TypeID || e.typ == schema.TypeReference:
		kind = "ID"
	case e.typ == schema.TypeDateTime:
		kind, quotes = "dateTime", "should not be enclosed in quotes"
	case e.typ == schema.TypeDate, e.typ == schema.TypeBoolean, e.typ.Numeric():
		kind, quotes = string(e.typ), "should not be enclosed in quotes"
	}
	return t.at(l.Pos).refuse(invalidField, "value of filter criterion for field '%s' must be of type %s and %s", e.name(),
		kind, quotes)
}

// unquote reads a string literal. With like it leaves \%, \_ and \\ escaped,
// which LIKE takes literally.
func (t *translator) unquote(l *literal, like bool) (string, error) {
	inner := l.Text[1 : len(l.Text)-1]
	var s strings.Builder
	for i := 0; i < len(inner); i++ {
		c := inner[i]
		if c != '\\' {
			s.WriteByte(c)
			continue
		}
		i++
		plain, ok := unescape(inner[i])
		if !ok {
			return "", t.at(l.Pos).refuse(malformedQuery,
				"Illegal string literal: Invalid string literal %s. Illegal character sequence '\\%c' in string literal.",
				l.Text, []rune(inner[i:])[0])
		}
		if like && strings.IndexByte(`%_\`, plain) >= 0 {
			s.WriteByte('\\')
		}
		s.WriteByte(plain)
	}
	if len([]rune(s.String())) > maxString {
		return "", t.at(l.Pos).refuse(malformedQuery,
			"String literals in a WHERE clause cannot be longer than %d characters.", maxString)
	}
	return s.String(), nil
}

// unescape gives the character that a backslash sequence stands for ("SOQL and
// SOSL Reference", Quoted String Escape Sequences).
func unescape(c byte) (byte, bool) {
	switch c {
	case 'n', 'N':
		return '\n', true
	case 'r', 'R':
		return '\r', true
	case 't', 'T':
		return '\t', true
	case 'b', 'B':
		return '\b', true
	case 'f', 'F':
		return '\f', true
	case '"', '\'', '\\', '_', '%':
		return c, true
	}
	return 0, false
}

// parseInstant reads a dateTime literal.
func parseInstant(s string) (time.Time, bool) {
	s = strings.ToUpper(s)
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05Z0700"} {
		if at, err := time.Parse(layout, s); err == nil {
			return at, inSOQL(at)
		}
	}
	return time.Time{}, false
}

// inSOQL reports whether a date is in the range that SOQL allows.
func inSOQL(at time.Time) bool { return at.Year() >= 1700 && at.Year() <= 4000 }
