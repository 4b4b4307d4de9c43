package main

import (
	"math"
	"math/rand/v2"
)

// A person is a user of Salesforce with a rhythm, vacations and illness. Days
// count from the first day of the company.
type person struct {
	user    int     // first day as a user
	gone    int     // day on which the user is deactivated
	rhythm  float64 // chance of a login on a day of work
	pace    float64 // mean number of activities on a day with a login
	logins  []bool
	logged  []uint16 // activities by day
	stopped int      // first day without any use, for a drop
	back    int      // day on which use begins again
}

const never = math.MaxInt32

// newPerson draws a person who is there from the beginning.
func (c *company) newPerson() *person {
	r := c.random
	p := &person{gone: never, stopped: never, back: never, logins: make([]bool, c.days), logged: make([]uint16, c.days)}
	switch kind := r.Float64(); {
	case kind < 0.55: // daily
		p.rhythm = 0.85 + 0.14*r.Float64()
	case kind < 0.82: // on most days
		p.rhythm = 0.5 + 0.35*r.Float64()
	case kind < 0.93: // some days of the week
		p.rhythm = 0.2 + 0.3*r.Float64()
	default: // now and then
		p.rhythm = 0.02 + 0.15*r.Float64()
	}
	if r.Float64() > 0.15 { // the others log nothing
		p.pace = math.Exp(0.6 + 0.7*r.NormFloat64())
	}
	return p
}

// work draws the days of a person. The draws are the same whatever the person
// does, so that a drop changes nothing else.
func (c *company) work(t *team, p *person) {
	r := c.random
	away := c.absences(t.country)
	drift := 0.0
	first := p.user
	if p.user > 0 {
		first += r.IntN(11) // new people get to it in their first or second week
	}
	last := p.gone
	if p.gone < never {
		last -= r.IntN(22) // who leaves stays a user for up to three weeks
	}
	for d := range c.days {
		if d%7 == 0 {
			drift = 0.98*drift + 0.12*r.NormFloat64()
		}
		chance, logs, count := r.Float64(), r.Float64(), poisson(r, p.pace*c.season[d])
		if d < first || d >= last || away[d] {
			continue
		}
		odds := p.rhythm / (1 - p.rhythm) * math.Exp(drift+t.drift[d])
		rhythm := odds / (1 + odds)
		if !c.workday(t.country, d) {
			rhythm *= 0.03
		}
		if t.elsewhere[d] {
			rhythm *= 0.2
		}
		if chance < rhythm {
			p.logins[d] = true
			if logs < 0.9 {
				p.logged[d] = uint16(count)
			}
		}
	}
}

func poisson(r *rand.Rand, mean float64) int {
	limit, product, n := math.Exp(-mean), r.Float64(), 0
	for product > limit && n < 200 {
		product *= r.Float64()
		n++
	}
	return n
}

// absences are vacations, illness and long leave.
func (c *company) absences(country string) []bool {
	r, away := c.random, make([]bool, c.days)
	block := func(from, days int) {
		for d := max(0, from); d < min(c.days, from+days); d++ {
			away[d] = true
		}
	}
	habits := habitsOf(country)
	for year := -1; year*365 < c.days; year++ {
		monday := c.firstMonday + 364*year
		week := func(n int) int { return monday + 7*n - 2 } // a vacation begins on Saturday
		block(week(habits.summer+r.IntN(habits.spread)), 7*(habits.weeks-r.IntN(2))+2)
		if r.Float64() < habits.christmas {
			block(week(50)+r.IntN(5), 14+r.IntN(4))
		}
		for range habits.others {
			if n := r.IntN(52); r.Float64() < 0.4 {
				block(week([]int{6, 7, 13, 15, 20, 41, 42, 43}[r.IntN(8)]), 9)
			} else {
				block(week(n), 9)
			}
		}
		for range 4 { // single days
			block(monday+r.IntN(364), 1+r.IntN(2))
		}
		for range 3 {
			if day := r.IntN(364); r.Float64() < 0.5+0.4*winter(day) {
				block(monday+day, 1+r.IntN(6)+r.IntN(2)*r.IntN(8))
			}
		}
		if r.Float64() < 0.03 {
			block(monday+r.IntN(364), 40+r.IntN(120))
		}
	}
	return away
}

func winter(day int) float64 { return max(0, math.Cos(2*math.Pi*float64(day-20)/364)) }

// habits say when people of a country are on vacation, in weeks of the year.
type habits struct {
	summer, spread, weeks int
	others                int
	christmas             float64
}

func habitsOf(country string) habits {
	switch country {
	case "France":
		return habits{27, 7, 3, 3, 0.5}
	case "Italy", "Spain":
		return habits{29, 6, 3, 2, 0.5}
	case "Sweden", "Norway":
		return habits{26, 5, 4, 2, 0.4}
	case "Australia", "Brazil", "South Africa", "New Zealand":
		return habits{51, 5, 3, 2, 0.3}
	case "Japan":
		return habits{31, 4, 1, 2, 0.2}
	case "United States", "Canada":
		return habits{24, 12, 2, 2, 0.25}
	}
	return habits{26, 9, 3, 3, 0.4}
}
