package soql

import (
	"strconv"
	"strings"
	"time"
)

// A period is the stretch of days that a date literal covers. Its days are
// midnights in UTC that stand for calendar days.
type period struct {
	first    time.Time // first day
	end      time.Time // first day after
	untilNow bool      // for dateTimes: ends at this moment, not at a midnight
}

// maxPeriods bounds the n of LAST_N_DAYS:n, so that dates stay in range.
const maxPeriods = 100_000

// dateLiteral finds the period of a date literal such as THIS_MONTH or, with
// its number, LAST_N_DAYS:30 ("SOQL and SOSL Reference", Date Formats and Date
// Literals). It reports whether there is such a literal.
func dateLiteral(name, number string, today time.Time, fiscalStart time.Month) (period, bool) {
	name = strings.ToUpper(name)
	n := 0
	if number != "" {
		var err error
		if n, err = strconv.Atoi(number); err != nil || n < 0 || n > maxPeriods {
			return period{}, false
		}
	}
	if p, ok := days(name, n, number != "", today); ok {
		return p, true
	}
	unitName, first, count, ok := relative(name, n, number != "")
	if !ok {
		return period{}, false
	}
	u, ok := unitOf(unitName, fiscalStart)
	if !ok {
		return period{}, false
	}
	start := u.move(u.start(today), first)
	return period{first: start, end: u.move(start, count)}, true
}

// days reads the literals that count single days.
func days(name string, n int, counted bool, today time.Time) (period, bool) {
	switch name {
	case "LAST_90_DAYS", "NEXT_90_DAYS":
		if counted {
			return period{}, false
		}
		name, n, counted = strings.Replace(name, "90", "N", 1), 90, true
	}
	span := func(from, to int) (period, bool) {
		return period{first: today.AddDate(0, 0, from), end: today.AddDate(0, 0, to)}, true
	}
	if counted {
		switch name {
		case "LAST_N_DAYS": // today is part of it, up to this moment
			p, ok := span(-n, 1)
			p.untilNow = true
			return p, ok
		case "NEXT_N_DAYS": // begins tomorrow
			return span(1, n+1)
		case "N_DAYS_AGO":
			return span(-n, 1-n)
		}
		return period{}, false
	}
	switch name {
	case "YESTERDAY":
		return span(-1, 0)
	case "TODAY":
		return span(0, 1)
	case "TOMORROW":
		return span(1, 2)
	}
	return period{}, false
}

// relative takes apart the literals of the longer units: the unit's name, which
// unit is the first one counted from the current, and how many there are.
func relative(name string, n int, counted bool) (unit string, first, count int, ok bool) {
	if counted {
		if u, found := strings.CutPrefix(name, "LAST_N_"); found {
			return strings.TrimSuffix(u, "S"), -n, n, strings.HasSuffix(u, "S")
		}
		if u, found := strings.CutPrefix(name, "NEXT_N_"); found {
			return strings.TrimSuffix(u, "S"), 1, n, strings.HasSuffix(u, "S")
		}
		u, isAgo := strings.CutSuffix(name, "S_AGO")
		u, isN := strings.CutPrefix(u, "N_")
		return u, -n, 1, isAgo && isN
	}
	for prefix, first := range map[string]int{"LAST_": -1, "THIS_": 0, "NEXT_": 1} {
		if u, found := strings.CutPrefix(name, prefix); found {
			return u, first, 1, true
		}
	}
	return "", 0, 0, false
}

// A unit is a kind of calendar period.
type unit struct {
	start func(day time.Time) time.Time // first day of the unit that has the day
	move  func(start time.Time, n int) time.Time
}

func unitOf(name string, fiscalStart time.Month) (unit, bool) {
	switch name {
	case "WEEK": // begins on Sunday, as in the locale en_US
		return unit{
			start: func(d time.Time) time.Time { return d.AddDate(0, 0, -int(d.Weekday())) },
			move:  func(d time.Time, n int) time.Time { return d.AddDate(0, 0, 7*n) },
		}, true
	case "MONTH":
		return months(1, time.January), true
	case "QUARTER":
		return months(3, time.January), true
	case "YEAR":
		return months(12, time.January), true
	case "FISCAL_QUARTER":
		return months(3, max(fiscalStart, time.January)), true
	case "FISCAL_YEAR":
		return months(12, max(fiscalStart, time.January)), true
	}
	return unit{}, false
}

// months is a unit of several months, counted from the given month.
func months(length int, from time.Month) unit {
	return unit{
		start: func(d time.Time) time.Time {
			into := (int(d.Month()) - int(from) + 12) % length
			return time.Date(d.Year(), d.Month()-time.Month(into), 1, 0, 0, 0, 0, time.UTC)
		},
		move: func(d time.Time, n int) time.Time { return d.AddDate(0, n*length, 0) },
	}
}
