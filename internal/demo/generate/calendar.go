package generate

import (
	"slices"
	"time"

	"salesforce_exporter/internal/demo/generate/words"
)

// busy tells how much work is done on a day in a region, 1 at most.
func busy(day time.Time, region string) float64 {
	if wd := day.Weekday(); wd == time.Saturday || wd == time.Sunday {
		return 0.04
	}
	if holiday(day, region) {
		return 0.03
	}
	if day.Month() == time.December && day.Day() >= 22 || day.Month() == time.January && day.Day() <= 4 {
		return 0.2 // between the years
	}
	weight := 0.75
	switch month := day.Month(); {
	case region == words.EMEA && month == time.July:
		weight = 0.6
	case region == words.EMEA && month == time.August:
		weight = 0.42
	case month == time.July || month == time.August:
		weight = 0.66
	case month == time.December:
		weight = 0.65
	}
	if day.Month()%3 == 0 && day.Day() > 16 {
		weight += 0.25 // the end of a quarter
	}
	return weight
}

// holiday reports whether hardly anybody of a region works on a day from Monday to Friday.
func holiday(day time.Time, region string) bool {
	date := int(day.Month())*100 + day.Day()
	if date == 101 || date >= 1224 && date <= 1226 || date == 1231 {
		return true
	}
	switch region {
	case words.APAC:
		return date >= 429 && date <= 505 || date >= 811 && date <= 815 || date == 1103 || date == 1123
	case words.Americas:
		return date == 704 || dayOf(day, time.May, time.Monday, 25) || dayOf(day, time.September, time.Monday, 1) ||
			dayOf(day, time.November, time.Thursday, 22) || dayOf(day, time.November, time.Friday, 23)
	}
	return date == 501 || date == 1003 || fromEaster(day, -2, 1, 39, 50)
}

// dayOf reports whether it is the first day of that name in the month, from a day on.
func dayOf(day time.Time, month time.Month, name time.Weekday, from int) bool {
	return day.Month() == month && day.Weekday() == name && day.Day() >= from && day.Day() < from+7
}

// fromEaster reports whether the day is so many days after Easter Sunday.
func fromEaster(day time.Time, days ...int) bool {
	return slices.Contains(days, day.YearDay()-easter(day.Year()).YearDay())
}

// easter is Easter Sunday, by the algorithm of Meeus for the Gregorian calendar.
func easter(year int) time.Time {
	a, b, c := year%19, year/100, year%100
	h := (19*a + b - b/4 - (b-(b+8)/25+1)/3 + 15) % 30
	l := (32 + 2*(b%4) + 2*(c/4) - h - c%4) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return time.Date(year, time.Month(n/31), n%31+1, 0, 0, 0, 0, time.UTC)
}

// moment returns an instant of somebody's working hours from a up to b, more
// likely on busy days. Where it finds none it takes any instant between.
func (g *generator) moment(p *person, a, b time.Time) time.Time {
	if a.Before(g.start) && b.After(g.start) {
		a = g.start
	}
	for range 12 {
		at := g.Between(a, b)
		if !g.Chance(busy(at, p.place.Region) * g.habit(p, at)) {
			continue
		}
		at = g.atWork(p, at)
		if !at.Before(a) && at.Before(b) {
			return at
		}
	}
	return g.Between(a, b)
}

// atWork moves an instant into the person's working hours of that UTC day.
func (g *generator) atWork(p *person, day time.Time) time.Time {
	hour := 8 + g.Float(0, 5) + g.Float(0, 5) - float64(p.place.Hours)
	midnight := day.Truncate(24 * time.Hour)
	// Evening in Tokyo belongs to the same UTC day as its morning does in
	// San Francisco: hours wrap around.
	seconds := int(hour*3600+86400) % 86400
	return midnight.Add(time.Duration(seconds) * time.Second)
}

// earliest returns the first of some instants.
func earliest(first time.Time, others ...time.Time) time.Time {
	for _, t := range others {
		if t.Before(first) {
			first = t
		}
	}
	return first
}

// latest returns the last of some instants.
func latest(first time.Time, others ...time.Time) time.Time {
	for _, t := range others {
		if t.After(first) {
			first = t
		}
	}
	return first
}
