package rules_test

import (
	"math/rand/v2"
	"time"
)

// A company is simulated day by day, so that the rules can be tried on years
// that look like years: with weekends, public holidays, vacations and a
// shutdown at the end of the year.
type company struct {
	start  time.Time
	days   int
	people []*person
}

// A team is a role in one region.
type team struct {
	role, region string
	people       int
	stops        time.Time // the day from which nobody of the role works with Salesforce; zero for never
}

type person struct {
	team       team
	manager    bool
	hired      int // day from which the person is a user
	logins     []bool
	activities []int
}

// newCompany simulates the teams. An equal seed gives an equal company.
func newCompany(start time.Time, days int, seed uint64, teams []team) *company {
	random := rand.New(rand.NewPCG(seed, seed))
	c := &company{start: start, days: days}
	for _, t := range teams {
		for i := range t.people {
			p := &person{team: t, manager: i%6 == 0, logins: make([]bool, days), activities: make([]int, days)}
			if i%9 == 8 {
				p.hired = days / 3
			}
			c.work(p, vacation(random, t.region, days, start), random)
			c.people = append(c.people, p)
		}
	}
	return c
}

func (c *company) work(p *person, away map[int]bool, random *rand.Rand) {
	for d := p.hired; d < c.days; d++ {
		// drawn in any case, so that one change leaves the rest as it is
		works, logged := random.Float64() < 0.92, 1+random.IntN(4)
		day := c.start.AddDate(0, 0, d)
		if away[d] || !workday(day, p.team.region) || !p.team.stops.IsZero() && !day.Before(p.team.stops) {
			continue
		}
		// New people get to it in their second week.
		if p.logins[d] = works && (p.hired == 0 || d >= p.hired+10); p.logins[d] {
			p.activities[d] = logged
		}
	}
}

// vacation is two weeks in summer, three in France, and one at another time.
func vacation(random *rand.Rand, region string, days int, start time.Time) map[int]bool {
	away := map[int]bool{}
	summer, weeks := 182+7*random.IntN(9), 2
	if region == "France" {
		summer, weeks = 205+7*random.IntN(4), 3
	}
	for year := start.Year() - 1; year <= start.Year()+2; year++ {
		first := int(time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC).Sub(start) / (24 * time.Hour))
		for d := range 7 * weeks {
			away[first+summer+d] = true
		}
		other := first + 7*random.IntN(50)
		for d := range 7 {
			away[other+d] = true
		}
	}
	return away
}

func workday(day time.Time, region string) bool {
	if w := day.Weekday(); w == time.Saturday || w == time.Sunday {
		return false
	}
	date := day.Format("01-02")
	if date >= "12-24" || date <= "01-02" { // the company is closed
		return false
	}
	if region == "Japan" && (date >= "04-29" && date <= "05-06" || date >= "08-11" && date <= "08-16") {
		return false
	}
	return !holidays[region][date]
}

// holidays are the public holidays of 2026 on weekdays.
var holidays = map[string]map[string]bool{
	"Germany": {"04-03": true, "04-06": true, "05-01": true, "05-14": true, "05-25": true},
	"France": {"04-06": true, "05-01": true, "05-08": true, "05-14": true, "05-25": true, "07-14": true,
		"11-11": true},
	"United States": {"01-19": true, "02-16": true, "05-25": true, "06-19": true, "07-03": true, "09-07": true,
		"11-11": true, "11-26": true, "11-27": true},
	"Japan": {"01-12": true, "02-11": true, "02-23": true, "03-20": true, "07-20": true, "09-21": true,
		"09-22": true, "09-23": true, "10-12": true, "11-03": true, "11-23": true},
}

// The following are what the exporter would say on a day. As in Salesforce, a
// window of n days is the n days before, and the day itself.

func (p *person) loggedIn(day, window int) bool {
	for d := max(0, day-window); d <= day; d++ {
		if p.logins[d] {
			return true
		}
	}
	return false
}

func (p *person) activitiesWithin(day, window int) int {
	n := 0
	for d := max(0, day-window); d <= day; d++ {
		n += p.activities[d]
	}
	return n
}

// count adds up what people of a role and region have; empty means any.
func (c *company) count(day int, role, region string, of func(*person) int) int {
	n := 0
	for _, p := range c.people {
		if p.hired <= day && (role == "" || p.team.role == role) && (region == "" || p.team.region == region) {
			n += of(p)
		}
	}
	return n
}
