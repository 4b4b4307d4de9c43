package main

import (
	"math"
	"math/rand/v2"
	"time"
)

// A company is simulated day by day: rhythms of work, public holidays,
// vacations, illness, joiners and leavers, drift, off-sites and bulk imports.
type company struct {
	start       time.Time
	days        int
	firstMonday int // day of the first Monday of the first January
	random      *rand.Rand
	teams       []*team
	closed      []bool // the company is closed
	season      []float64
	holidays    map[string][]bool // with bridge days
	official    map[string][]bool
}

// A team is a role in one country.
type team struct {
	role, country string
	people        []*person
	drift         []float64 // of the chance to log in, in log odds
	elsewhere     []bool    // off-sites, fairs, training
	imported      []int     // activities that somebody imported
	unlogged      float64   // share of activities that nobody logs any more …
	unloggedFrom  int       // … from a day on
}

// A shape says which teams a company has.
type shape []shapePart

type shapePart struct {
	role, country string
	people        int
}

const (
	before = 7 * 17 // days before the first on which alerts count
	year   = 364
	after  = 7 * 28 // days after it for drops that begin in the year
)

func newCompany(seed uint64, s shape) *company {
	c := &company{
		start:  time.Date(2025, 9, 1+int(seed%7)*13, 0, 0, 0, 0, time.UTC),
		days:   before + year + after,
		random: rand.New(rand.NewPCG(seed, 22)), holidays: map[string][]bool{}, official: map[string][]bool{},
	}
	c.start = c.start.AddDate(0, 0, -int(c.start.Weekday())+1)
	c.firstMonday = int(time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC).Sub(c.start) / (24 * time.Hour))
	c.closed, c.season = make([]bool, c.days), make([]float64, c.days)
	shut := c.random.Float64() < 0.6
	for d := range c.days {
		day := c.start.AddDate(0, 0, d)
		c.closed[d] = shut && (day.Month() == 12 && day.Day() >= 24 || day.Month() == 1 && day.Day() <= 1)
		c.season[d] = 1
		if day.Month()%3 == 0 && day.Day() > 14 { // the end of a quarter
			c.season[d] = 1.25
		}
	}
	for _, part := range s {
		c.addTeam(part.role, part.country, part.people)
	}
	return c
}

func (c *company) addTeam(role, country string, people int) {
	if c.holidays[country] == nil {
		c.holidays[country], c.official[country] = c.holidaysOf(country)
	}
	t := &team{role: role, country: country, drift: make([]float64, c.days), elsewhere: make([]bool, c.days),
		imported: make([]int, c.days)}
	for d := range c.days {
		if d > 0 {
			t.drift[d] = 0.995*t.drift[d-1] + 0.03*c.random.NormFloat64()
		}
	}
	for range 2 * (c.days/365 + 1) { // two a year
		if from := c.random.IntN(c.days); c.random.Float64() < 0.8 {
			for d := from; d < min(c.days, from+2+c.random.IntN(4)); d++ {
				t.elsewhere[d] = true
			}
		}
	}
	for range people {
		p := c.newPerson()
		// Of a hundred people twelve a year leave, and are replaced after a while.
		if leaves := int(c.random.ExpFloat64() * 365 / 0.12); leaves < c.days {
			p.gone = leaves
			if from := leaves + c.random.IntN(60); from < c.days {
				next := c.newPerson()
				next.user = from
				t.people = append(t.people, next)
			}
		}
		t.people = append(t.people, p)
	}
	for _, p := range t.people {
		c.work(t, p)
	}
	c.teams = append(c.teams, t)
}

func (c *company) holidaysOf(name string) (days, official []bool) {
	days, official = make([]bool, c.days), make([]bool, c.days)
	for year := c.start.Year(); year <= c.start.Year()+3; year++ {
		for _, day := range countryOf(name).holidaysOf(year) {
			if d := int(day.Sub(c.start) / (24 * time.Hour)); d >= 0 && d < c.days {
				days[d], official[d] = true, true
				// Bridge days: a holiday on Thursday or Tuesday takes many of the day between.
				if between := map[time.Weekday]int{time.Thursday: 1, time.Tuesday: -1}[day.Weekday()]; between != 0 &&
					d+between >= 0 && d+between < c.days && name != "United States" && !days[d+between] {
					days[d+between] = c.random.Float64() < 0.5
				}
			}
		}
	}
	return days, official
}

func (c *company) workday(country string, d int) bool {
	weekday := (d + 1) % 7 // the first day is a Monday
	return weekday != 0 && weekday != 6 && !c.holidays[country][d] && !c.closed[d]
}

// workingDays are those of the last eight days that are no weekend, no public
// holiday, and not between Christmas and New Year, by region and step. Bridge
// days and the like are known to nobody.
func (c *company) workingDays() map[string][]float64 {
	all := map[string][]float64{}
	for name := range c.holidays {
		days := make([]float64, c.days*perDay)
		for s := range days {
			for back := range 8 * perDay {
				if d := (s - back) / perDay; s-back >= 0 && c.inCalendar(name, d) {
					days[s] += 1.0 / perDay
				}
			}
		}
		all[name] = days
	}
	return all
}

func (c *company) inCalendar(name string, d int) bool {
	day := c.start.AddDate(0, 0, d)
	between := day.Month() == 12 && day.Day() >= 24 || day.Month() == 1 && day.Day() == 1
	weekend := day.Weekday() == time.Saturday || day.Weekday() == time.Sunday
	return !weekend && !between && !c.official[name][d]
}

// importActivities puts activities into teams in bulk: now and then at once, now
// and then over some weeks.
func (c *company) importActivities() {
	for _, t := range c.teams {
		for range 2 {
			if c.random.Float64() > 0.7 {
				continue
			}
			from, days := c.random.IntN(c.days), []int{1, 1, 3, 10, 20}[c.random.IntN(5)]
			each := float64(len(t.people)) * 10 * math.Exp(c.random.NormFloat64()) * 5 / float64(days)
			for d := from; d < min(c.days, from+days); d++ {
				t.imported[d] += int(each)
			}
		}
	}
}

// typical is a company like many: one to six countries, two to five teams in
// each, of 5 to 200 people.
func typical(seed uint64) shape { return typicalOf(seed, 1+int(seed*7%6)) }

func typicalOf(seed uint64, regions int) shape {
	r := rand.New(rand.NewPCG(seed, 7))
	names := []string{"Germany", "United States", "France", "United Kingdom", "Spain", "Sweden", "Brazil", "Australia",
		"Netherlands", "Poland", "Canada"}
	r.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	roles := []string{"Account Executive", "Inside Sales", "Support", "Customer Success", "Marketing", "Field Service",
		"Partner"}
	var s shape
	for _, country := range names[:regions] {
		for i := range 2 + r.IntN(4) {
			role := roles[i] + " " + country
			if r.Float64() < 0.15 { // a role in several countries
				role = roles[i]
			}
			s = append(s, shapePart{role, country, teamSize(r)})
		}
	}
	return s
}

func teamSize(r *rand.Rand) int {
	return int(5 * math.Pow(40, math.Pow(r.Float64(), 1.3))) // 5 to 200, most are small
}
