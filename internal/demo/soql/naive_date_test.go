package soql_test

import (
	"fmt"
	"strings"
	"time"
)

// literal is a date literal as distances from today: the units from low to
// high, counted from the current one.
type literalPeriod struct {
	soql      string
	index     func(day time.Time, fiscal time.Month) int
	low, high int
	untilNow  bool // LAST_N_DAYS ends at this moment
}

// The number of the unit that a day is in, counted from some beginning.
func dayIndex(d time.Time, _ time.Month) int     { return int(d.Unix() / 86400) }
func weekIndex(d time.Time, _ time.Month) int    { return (dayIndex(d, 0) + 4) / 7 } // 1 January 1970 was a Thursday
func monthIndex(d time.Time, _ time.Month) int   { return d.Year()*12 + int(d.Month()) - 1 }
func quarterIndex(d time.Time, _ time.Month) int { return monthIndex(d, 0) / 3 }
func yearIndex(d time.Time, _ time.Month) int    { return d.Year() }
func fiscalQuarterIndex(d time.Time, f time.Month) int {
	return (monthIndex(d, 0) - int(f) + 1) / 3
}
func fiscalYearIndex(d time.Time, f time.Month) int { return (monthIndex(d, 0) - int(f) + 1) / 12 }

var literalUnits = map[string]func(time.Time, time.Month) int{
	"DAY": dayIndex, "WEEK": weekIndex, "MONTH": monthIndex, "QUARTER": quarterIndex, "YEAR": yearIndex,
	"FISCAL_QUARTER": fiscalQuarterIndex, "FISCAL_YEAR": fiscalYearIndex,
}

// literals are all date literals, those with a number for the given one.
func literals(n int) []literalPeriod {
	out := []literalPeriod{
		{"YESTERDAY", dayIndex, -1, -1, false},
		{"TODAY", dayIndex, 0, 0, false},
		{"TOMORROW", dayIndex, 1, 1, false},
		{"LAST_90_DAYS", dayIndex, -90, 0, true},
		{"NEXT_90_DAYS", dayIndex, 1, 90, false},
		{fmt.Sprintf("LAST_N_DAYS:%d", n), dayIndex, -n, 0, true},
		{fmt.Sprintf("NEXT_N_DAYS:%d", n), dayIndex, 1, n, false},
		{fmt.Sprintf("N_DAYS_AGO:%d", n), dayIndex, -n, -n, false},
	}
	for _, unit := range []string{"WEEK", "MONTH", "QUARTER", "YEAR", "FISCAL_QUARTER", "FISCAL_YEAR"} {
		index := literalUnits[unit]
		out = append(out,
			literalPeriod{"LAST_" + unit, index, -1, -1, false},
			literalPeriod{"THIS_" + unit, index, 0, 0, false},
			literalPeriod{"NEXT_" + unit, index, 1, 1, false},
			literalPeriod{fmt.Sprintf("LAST_N_%sS:%d", unit, n), index, -n, -1, false},
			literalPeriod{fmt.Sprintf("NEXT_N_%sS:%d", unit, n), index, 1, n, false},
			literalPeriod{fmt.Sprintf("N_%sS_AGO:%d", unit, n), index, -n, -n, false},
		)
	}
	return out
}

// inPeriod reports whether a value lies before (-1), in (0) or after (1) a
// literal.
func (n *naive) inPeriod(v time.Time, k kind, l literalPeriod) int {
	today := civil(n.now.In(n.zone))
	day := v
	if k == instant {
		day = civil(v.In(n.zone))
	}
	distance := l.index(day, n.fiscal) - l.index(today, n.fiscal)
	switch {
	case distance < l.low:
		return -1
	case k == instant && l.untilNow:
		if v.After(n.now) {
			return 1
		}
	case distance > l.high:
		return 1
	}
	return 0
}

// civil is the day of a wall clock, as midnight in UTC.
func civil(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// dateFunction computes a date function of a wall clock.
func dateFunction(name string, t time.Time, fiscal time.Month) any {
	fiscalMonth := (int(t.Month())-int(fiscal)+12)%12 + 1
	switch name {
	case "CALENDAR_YEAR":
		return float64(t.Year())
	case "CALENDAR_QUARTER":
		return float64((int(t.Month())-1)/3 + 1)
	case "CALENDAR_MONTH":
		return float64(t.Month())
	case "FISCAL_YEAR":
		if fiscal > time.January && t.Month() >= fiscal {
			return float64(t.Year() + 1)
		}
		return float64(t.Year())
	case "FISCAL_QUARTER":
		return float64((fiscalMonth-1)/3 + 1)
	case "FISCAL_MONTH":
		return float64(fiscalMonth)
	case "DAY_IN_WEEK":
		return float64(t.Weekday() + 1)
	case "DAY_IN_MONTH":
		return float64(t.Day())
	case "DAY_IN_YEAR":
		return float64(t.YearDay())
	case "WEEK_IN_MONTH":
		return float64((t.Day()-1)/7 + 1)
	case "WEEK_IN_YEAR":
		return float64((t.YearDay()-1)/7 + 1)
	case "HOUR_IN_DAY":
		return float64(t.Hour())
	case "DAY_ONLY":
		return civil(t)
	}
	panic("no date function " + name)
}

// dateFunctionNames lists the functions for a kind of field.
func dateFunctionNames(k kind) []string {
	names := strings.Fields("CALENDAR_YEAR CALENDAR_QUARTER CALENDAR_MONTH FISCAL_YEAR FISCAL_QUARTER FISCAL_MONTH " +
		"DAY_IN_WEEK DAY_IN_MONTH DAY_IN_YEAR WEEK_IN_MONTH WEEK_IN_YEAR")
	if k == instant {
		names = append(names, "HOUR_IN_DAY", "DAY_ONLY")
	}
	return names
}
