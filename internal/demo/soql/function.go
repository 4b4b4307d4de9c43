package soql

import (
	"fmt"
	"strings"
	"time"

	"salesforce_exporter/internal/demo/schema"
)

// dateSQL returns the SQL of a date function over moment, which is what
// strftime takes: an ISO date, or seconds and 'unixepoch'. It reports whether
// there is such a function ("SOQL and SOSL Reference", Date Functions).
func dateSQL(name, moment string, fiscalStart time.Month) (string, bool) {
	part := func(code string) string { return "CAST(strftime('%" + code + "', " + moment + ") AS INTEGER)" }
	switch name {
	case "CALENDAR_YEAR":
		return part("Y"), true
	case "CALENDAR_QUARTER":
		return "((" + part("m") + " + 2) / 3)", true
	case "CALENDAR_MONTH":
		return part("m"), true
	case "DAY_IN_MONTH":
		return part("d"), true
	case "DAY_IN_YEAR":
		return part("j"), true
	case "DAY_IN_WEEK": // 1 is Sunday
		return "(" + part("w") + " + 1)", true
	case "WEEK_IN_MONTH": // week 1 is day 1 to 7
		return "((" + part("d") + " + 6) / 7)", true
	case "WEEK_IN_YEAR": // week 1 is 1 to 7 January
		return "((" + part("j") + " + 6) / 7)", true
	case "HOUR_IN_DAY":
		return part("H"), true
	case "DAY_ONLY":
		return "date(" + moment + ")", true
	}
	return fiscalSQL(name, part, max(fiscalStart, time.January))
}

// fiscalSQL names a fiscal year after the calendar year in which it ends.
func fiscalSQL(name string, part func(string) string, start time.Month) (string, bool) {
	month := fmt.Sprintf("((%s + %d) %% 12)", part("m"), 12-int(start)) // counted from 0
	switch name {
	case "FISCAL_YEAR":
		if start == time.January {
			return part("Y"), true
		}
		return fmt.Sprintf("(%s + (%s >= %d))", part("Y"), part("m"), int(start)), true
	case "FISCAL_QUARTER":
		return "(" + month + " / 3 + 1)", true
	case "FISCAL_MONTH":
		return "(" + month + " + 1)", true
	}
	return "", false
}

// isDateFunction reports whether the upper-case name is a date function.
func isDateFunction(name string) bool {
	_, ok := dateSQL(name, "", time.January)
	return ok
}

// dateFunction resolves a call such as DAY_ONLY(convertTimezone(CreatedDate)).
func (t *translator) dateFunction(name string, o *operand) (*expression, error) {
	argument, local, err := t.dateArgument(o)
	if err != nil {
		return nil, err
	}
	c, err := t.column(argument)
	if err != nil {
		return nil, err
	}
	isTime := c.field.Type == schema.TypeDateTime
	needsTime := local || name == "DAY_ONLY" || name == "HOUR_IN_DAY"
	if !isTime && (needsTime || c.field.Type != schema.TypeDate) {
		return nil, t.at(argument.Pos).refuse(malformedQuery, "field %s does not support date function %s", c.field.Name,
			name)
	}
	moment := c.sql()
	if local {
		moment = localSeconds(moment, t.zone())
	}
	if isTime {
		moment += ", 'unixepoch'"
	}
	e := &expression{column: c, function: name, typ: schema.TypeInt, pos: o.Pos, written: c.written}
	e.sql, _ = dateSQL(name, moment, t.session.FiscalYearStartMonth)
	if name == "DAY_ONLY" {
		e.typ = schema.TypeDate
	}
	return e, nil
}

// dateArgument unwraps the one argument of a date function and reports whether
// it stood inside convertTimezone().
func (t *translator) dateArgument(o *operand) (argument *operand, local bool, err error) {
	if len(o.Call.List) != 1 {
		return nil, false, t.unexpectedCall(o)
	}
	argument = o.Call.List[0]
	if argument.Call == nil {
		return argument, false, nil
	}
	inner := argument.Call.List
	if !strings.EqualFold(argument.Path[0], "convertTimezone") || len(inner) != 1 {
		return nil, false, t.unexpectedCall(argument)
	}
	if inner[0].Call != nil {
		return nil, false, t.unexpectedCall(inner[0])
	}
	return inner[0], true, nil
}

// unexpectedCall refuses the parenthesis that opens a call's arguments.
func (t *translator) unexpectedCall(o *operand) error {
	return unexpected(t.text, o.Call.Pos, "(")
}
