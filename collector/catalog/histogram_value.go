package catalog

import (
	"errors"
	"time"

	"salesforce_exporter/internal/soql"
)

// Value returns what reads the histogram's value from rows in which its fields
// have these columns. A record in which one of them is empty has none.
func (h *Histogram) Value(columns []int) func([]string, time.Time, *time.Location) (float64, bool, error) {
	if h.Of != "" {
		return func(row []string, _ time.Time, _ *time.Location) (float64, bool, error) {
			v, err := soql.ParseNumber(row[columns[0]])
			return v, row[columns[0]] != "", err
		}
	}
	return func(row []string, at time.Time, zone *time.Location) (float64, bool, error) {
		from, to := row[columns[0]], at.UTC().Format(soql.TimeLayout)
		if len(columns) > 1 {
			to = row[columns[1]]
		}
		if from == "" || to == "" {
			return 0, false, nil
		}
		took, err := between(from, to, zone)
		return took.Seconds(), true, err
	}
}

var errNoZone = errors.New("the integration user's time zone is not known")

// between is the time from one date or dateTime to another. A date has no time
// of day, so beside one, whole days are counted: those of the zone.
func between(from, to string, zone *time.Location) (time.Duration, error) {
	first, firstDay, err := instantOf(from)
	if err != nil {
		return 0, err
	}
	last, lastDay, err := instantOf(to)
	if err != nil {
		return 0, err
	}
	if firstDay != lastDay {
		if zone == nil {
			return 0, errNoZone
		}
		first, last = dayOf(first, firstDay, zone), dayOf(last, lastDay, zone)
	}
	return last.Sub(first), nil
}

// instantOf reads a dateTime, or a date as midnight UTC.
func instantOf(text string) (t time.Time, isDay bool, err error) {
	if t, err = time.Parse(time.DateOnly, text); err == nil {
		return t, true, nil
	}
	t, err = soql.ParseTime(text)
	return t, false, err
}

// dayOf is the day on which something happens, as midnight UTC.
func dayOf(t time.Time, isDay bool, zone *time.Location) time.Time {
	if isDay {
		return t
	}
	year, month, day := t.In(zone).Date()
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}
