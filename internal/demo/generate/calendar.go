package generate

import "time"

// busy tells how much work is done on a day, 1 at most.
func busy(day time.Time) float64 {
	if wd := day.Weekday(); wd == time.Saturday || wd == time.Sunday {
		return 0.04
	}
	if holiday(day) {
		return 0.03
	}
	weight := 0.75
	switch day.Month() {
	case time.August:
		weight = 0.55
	case time.December:
		weight = 0.65
	}
	if day.Month()%3 == 0 && day.Day() > 14 && day.Day() < 24 {
		weight += 0.25 // the end of a quarter
	}
	return weight
}

func holiday(day time.Time) bool {
	switch day.Month() {
	case time.January:
		return day.Day() == 1
	case time.May:
		return day.Day() == 1
	case time.December:
		return day.Day() >= 24 && day.Day() <= 26 || day.Day() == 31
	}
	return false
}

// moment returns an instant of somebody's working hours from a up to b, more
// likely on busy days. Where it finds none it takes any instant between.
func (g *generator) moment(p *person, a, b time.Time) time.Time {
	if a.Before(g.start) && b.After(g.start) {
		a = g.start
	}
	for range 12 {
		at := g.Between(a, b)
		if !g.Chance(busy(at)) {
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
