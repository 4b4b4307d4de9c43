package load

import (
	"fmt"
	"strings"
	"time"
)

// clockLayout is the time of day that a cell may have behind its day.
type timeOfDay struct {
	hour, minute, second int
	zone                 *time.Location // nil where the cell says none
	there                bool
}

// midnight reports whether the cell says no more than the day.
func (t timeOfDay) midnight() bool { return t.hour == 0 && t.minute == 0 && t.second == 0 }

// parseDate reads a day and returns it as 2006-01-02. The data export service
// writes midnight behind it.
func parseDate(cell string) (string, error) {
	_, rest, ok := cutDay(cell)
	if ok {
		clock, ok := parseTimeOfDay(rest)
		if ok && clock.midnight() {
			return cell[:len(time.DateOnly)], nil
		}
	}
	return "", fmt.Errorf("%q is not a date, want 2006-01-02 or 2006-01-02 00:00:00", cell)
}

// parseDateTime reads an instant. Without a zone it is in UTC, as the data
// export service writes it. A day without a time of day begins in the given zone.
func parseDateTime(cell string, zone *time.Location) (time.Time, error) {
	day, rest, ok := cutDay(cell)
	if ok {
		var clock timeOfDay
		if clock, ok = parseTimeOfDay(rest); ok {
			switch {
			case !clock.there:
				return time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, zone), nil
			case clock.zone == nil:
				clock.zone = time.UTC
			}
			return time.Date(day.Year(), day.Month(), day.Day(), clock.hour, clock.minute, clock.second, 0, clock.zone), nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is not a date and time, want 2006-01-02T15:04:05.000Z, 2006-01-02T15:04:05.000+0000, 2006-01-02 15:04:05 or 2006-01-02", cell)
}

// cutDay reads the day at the start of a cell. It takes apart by hand what
// time.Parse would try in several layouts: an export has millions of them.
func cutDay(cell string) (day time.Time, rest string, ok bool) {
	if len(cell) < len(time.DateOnly) || cell[4] != '-' || cell[7] != '-' {
		return day, "", false
	}
	year, okYear := digits(cell[:4])
	month, okMonth := digits(cell[5:7])
	d, okDay := digits(cell[8:10])
	if !okYear || !okMonth || !okDay {
		return day, "", false
	}
	day = time.Date(year, time.Month(month), d, 0, 0, 0, 0, time.UTC)
	exists := day.Year() == year && int(day.Month()) == month && day.Day() == d
	return day, cell[len(time.DateOnly):], exists
}

// parseTimeOfDay reads what follows a day: nothing, or a time such as
// "T15:04:05.000Z", " 15:04:05" or " 15:04".
func parseTimeOfDay(s string) (t timeOfDay, ok bool) {
	if s == "" {
		return t, true
	}
	if len(s) < len("T15:04") || s[0] != 'T' && s[0] != ' ' || s[3] != ':' {
		return t, false
	}
	var okHour, okMinute bool
	t.there = true
	t.hour, okHour = digits(s[1:3])
	t.minute, okMinute = digits(s[4:6])
	ok, s = okHour && okMinute && t.hour < 24 && t.minute < 60, s[6:]
	if ok && len(s) >= 3 && s[0] == ':' {
		t.second, ok = digits(s[1:3])
		ok = ok && t.second < 60
		s = s[3:]
		if len(s) > 1 && s[0] == '.' { // fractions of seconds are cut off
			s = strings.TrimLeft(s[1:], "0123456789")
		}
	}
	if !ok {
		return t, false
	}
	t.zone, ok = parseOffset(strings.TrimPrefix(s, " "))
	return t, ok
}

// parseOffset reads the zone behind a time: "", "Z", "UTC", "+0000", "+00:00" or
// "+00".
func parseOffset(s string) (*time.Location, bool) {
	switch s {
	case "":
		return nil, true
	case "Z", "z", "UTC", "GMT", "+0000", "+00:00":
		return time.UTC, true
	}
	if len(s) < 3 || s[0] != '+' && s[0] != '-' {
		return nil, false
	}
	hours, okHours := digits(s[1:3])
	minutes, okMinutes := 0, true
	if rest := strings.TrimPrefix(s[3:], ":"); rest != "" {
		minutes, okMinutes = digits(rest)
		okMinutes = okMinutes && len(rest) == 2 && minutes < 60
	}
	if !okHours || !okMinutes || hours > 14 {
		return nil, false
	}
	offset := hours*3600 + minutes*60
	if s[0] == '-' {
		offset = -offset
	}
	return time.FixedZone("", offset), true
}

func digits(s string) (n int, ok bool) {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, s != ""
}
