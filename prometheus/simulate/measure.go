package main

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
)

const ours = "the rules"

// A tally is what was seen, by detector and case.
type tally struct {
	mu    sync.Mutex
	rates map[string]*rate
	odds  map[string]*odds
}

// A rate is a number of false alarms in years.
type rate struct{ alarms, years float64 }

// odds are drops that were found, after how many days.
type odds struct {
	found, tries float64
	days         []float64
}

func newTally() *tally { return &tally{rates: map[string]*rate{}, odds: map[string]*odds{}} }

// quiet counts how often an alert began in a year.
func (t *tally) quiet(key string, fired []bool, from, to int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	r := t.rates[key]
	if r == nil {
		r = &rate{}
		t.rates[key] = r
	}
	r.years += float64(to-from) / perDay / year
	for s := from; s < to; s++ {
		if fired[s] && !fired[s-1] {
			r.alarms++
		}
	}
}

// quietDays is quiet for an alert that is looked at once a day.
func (t *tally) quietDays(key string, fired []bool, from, to int) {
	twice := make([]bool, 0, perDay*len(fired))
	for _, f := range fired {
		twice = append(twice, f, f)
	}
	t.quiet(key, twice, from*perDay, to*perDay)
}

// try counts whether an alert began after a step, and when.
func (t *tally) try(key string, fired []bool, from int) {
	if fired[from] {
		return // it fired already, which is a false alarm
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	o := t.odd(key)
	o.tries++
	if at := slices.Index(fired[from:], true); at >= 0 {
		o.found++
		o.days = append(o.days, float64(at)/perDay)
	}
}

// hold counts whether something held.
func (t *tally) hold(key string, held bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	o := t.odd(key)
	o.tries++
	if held {
		o.found++
	}
}

func (t *tally) odd(key string) *odds {
	if t.odds[key] == nil {
		t.odds[key] = &odds{}
	}
	return t.odds[key]
}

// A company and what the rules know of it.
type measured struct {
	*company
	parts   []*part
	known   []*known
	working map[string][]float64
}

func measure(c *company, st settings) *measured {
	m := &measured{company: c, parts: c.series(), working: c.workingDays()}
	for _, p := range m.parts {
		m.known = append(m.known, newKnown(p, st))
	}
	return m
}

// fire runs the rules over some days.
func (m *measured) fire(st settings, from, to int) map[string][]bool {
	return newRules(st, m.known, m.working, to*perDay).run(from*perDay, to*perDay)
}

// change takes what the teams do now, of those that changed.
func (m *measured) change(st settings, teams ...int) {
	for _, i := range teams {
		m.parts[i] = m.part(m.teams[i])
		m.known[i] = newKnown(m.parts[i], st)
	}
}

// falseAlarms simulates companies in which nothing happens.
func falseAlarms(t *tally, st settings, companies int, with map[string]detector) {
	parallel(companies, func(seed uint64) {
		c := newCompany(seed, withTeamsAlone(seed, typical(seed)))
		m := measure(c, st)
		first, last := before, before+year
		fired := m.fire(st, first-40, last)
		t.quiet(ours+"|company", fired[orgAlert], first*perDay, last*perDay)
		for i, p := range m.parts {
			if slices.IndexFunc(m.parts, func(o *part) bool { return o.role == p.role }) < i {
				continue
			}
			key := "team"
			if m.alone(p.role) {
				key = "alone"
			}
			f := fired[teamAlert+p.role]
			t.quiet(ours+"|"+key, f, first*perDay, last*perDay)
			t.quiet(ours+"|"+key+" "+sizeBand(sumOf(m.parts, users, roleIs(p.role), first*perDay)), f, first*perDay, last*perDay)
			for _, season := range seasons {
				for d := first; d < last; d += 7 {
					if m.seasonOf(d) == season {
						t.quiet(ours+"|"+key+" "+season, f, d*perDay, (d+7)*perDay)
					}
				}
			}
			if key == "team" {
				t.quiet(ours+"|activities", fired[activityAlert+p.role], first*perDay, last*perDay)
			}
			for name, d := range with {
				t.quiet(name+"|"+key, d(m.parts, p.role, first*perDay, last*perDay), first*perDay, last*perDay)
			}
		}
		for name := range c.holidays {
			t.quiet(ours+"|region", fired[regionAlert+name], first*perDay, last*perDay)
		}
		c.importActivities()
		for i := range c.teams {
			m.change(st, i)
		}
		fired = m.fire(st, first-40, last)
		for name, f := range fired {
			if role, ok := strings.CutPrefix(name, activityAlert); ok && !m.alone(role) {
				t.quiet(ours+"|activities, bulk imports", f, first*perDay, last*perDay)
			}
		}
	})
}

// withTeamsAlone adds two teams that have a country for themselves, with long
// holidays or vacations in most of them.
func withTeamsAlone(seed uint64, teams shape) shape {
	names := []string{"Japan", "Italy", "Norway", "Switzerland", "New Zealand"}
	for i := range 2 {
		name := names[(int(seed)+i*2)%len(names)]
		teams = append(teams, shapePart{"Alone " + name, name, teamSize(rand.New(rand.NewPCG(seed, uint64(i))))})
	}
	return teams
}

// alone says whether a role has no others in one of its regions.
func (m *measured) alone(role string) bool {
	for _, p := range m.parts {
		if p.role == role && sumOf(m.parts, users, func(o *part) bool { return o.region == p.region && o.role != role },
			before*perDay) < 5 {
			return true
		}
	}
	return false
}

func sizeBand(people float64) string {
	switch {
	case people < 10:
		return "5-9"
	case people < 20:
		return "10-19"
	case people < 50:
		return "20-49"
	}
	return "50-200"
}

var seasons = []string{"winter", "spring", "summer", "autumn"}

func (c *company) seasonOf(d int) string {
	return seasons[(int(c.start.AddDate(0, 0, d).Month())%12)/3]
}

// A drop is a kind of loss.
type drop struct {
	name   string
	share  float64
	weeks  int
	within int // weeks after its end in which it has to be found
}

var drops = []drop{
	{"100 % at once", 1, 0, 8}, {"50 % at once", 0.5, 0, 8}, {"30 % at once", 0.3, 0, 8},
	{"50 % in 8 weeks", 0.5, 8, 4}, {"90 % in 18 weeks", 0.9, 18, 0},
}

// power simulates companies in which one team stops, or a part of it.
func power(t *tally, st settings, companies int, with map[string]detector) {
	parallel(companies, func(seed uint64) {
		for _, size := range []int{10, 20, 50, 100} {
			m := measure(newCompany(seed*1000+uint64(size), beside(seed, size)), st)
			for _, d := range drops {
				day := before + m.random.IntN(year)
				left := stop(m.company, m.teams[0], day, d.share, d.weeks)
				m.change(st, 0)
				to := day + 7*(d.weeks+d.within)
				key := fmt.Sprintf("%s, team of %d", d.name, size)
				fired := m.fire(st, day-40, to)[teamAlert+"Sales"]
				t.try(ours+"|"+key, fired, day*perDay)
				if d.share == 0.5 && d.weeks == 0 {
					t.try(ours+"|"+key+", "+m.seasonOf(day), fired, day*perDay)
				}
				for name, other := range with {
					t.try(name+"|"+key, other(m.parts, "Sales", day*perDay, to*perDay), day*perDay)
				}
				goOn(left)
			}
			deactivated(t, st, m, size)
			for _, share := range []float64{0.8, 1} {
				day := before + m.random.IntN(year)
				m.teams[0].unlogged, m.teams[0].unloggedFrom = share, day
				m.change(st, 0)
				key := fmt.Sprintf("%s|activities, %.0f %% fewer, team of %d", ours, share*100, size)
				t.try(key, m.fire(st, day-40, day+56)[activityAlert+"Sales"], day*perDay)
				m.teams[0].unlogged = 0
				m.change(st, 0)
			}
		}
	})
}

// beside is a team with others in its region, and more elsewhere.
func beside(seed uint64, size int) shape {
	countries := []string{"Germany", "France", "United States", "Japan", "United Kingdom", "Italy", "Sweden", "Brazil"}
	i := int(seed) % len(countries)
	return shape{
		{"Sales", countries[i], size}, {"Support", countries[i], 10 + int(seed%17)}, {"Marketing", countries[i], 25},
		{"Support East", countries[(i+1)%8], 30}, {"Marketing East", countries[(i+1)%8], 20},
		{"Support West", countries[(i+3)%8], 20},
	}
}

// deactivated compares a drop as it is with the same drop on a day on which half
// of the neighbours are deactivated.
func deactivated(t *tally, st settings, m *measured, size int) {
	day := before + m.random.IntN(year)
	left := stop(m.company, m.teams[0], day, 0.5, 0)
	m.change(st, 0)
	key := fmt.Sprintf("50 %% at once, team of %d", size)
	t.try(ours+"|"+key+", neighbours stay", m.fire(st, day-40, day+56)[teamAlert+"Sales"], day*perDay)
	var gone []*person
	for _, i := range []int{1, 2} {
		for j, p := range m.teams[i].people {
			if j%2 == 0 && p.user <= day && p.gone > day {
				p.gone = day
				gone = append(gone, p)
			}
		}
	}
	m.change(st, 1, 2)
	t.try(ours+"|"+key+", neighbours deactivated", m.fire(st, day-40, day+56)[teamAlert+"Sales"], day*perDay)
	for _, p := range gone {
		p.gone = never
	}
	goOn(left)
	m.change(st, 0, 1, 2)
}

// lasting simulates drops that last 16 weeks and end.
func lasting(t *tally, st settings, companies int) {
	parallel(companies, func(seed uint64) {
		for _, size := range []int{20, 50} {
			m := measure(newCompany(seed*1000+uint64(size)+7, beside(seed, size)), st)
			for _, d := range drops[:2] {
				day := before + m.random.IntN(year)
				back := day + 7*16
				left := stop(m.company, m.teams[0], day, d.share, d.weeks)
				for _, p := range left {
					p.back = back
				}
				m.change(st, 0)
				fired := m.fire(st, day-40, back+40)[teamAlert+"Sales"]
				goOn(left)
				at := slices.Index(fired[day*perDay:back*perDay], true)
				if at < 0 || fired[day*perDay] {
					continue
				}
				began := day*perDay + at
				key := fmt.Sprintf("%s|%s, team of %d", ours, d.name, size)
				t.hold(key+", goes on for 8 weeks", !slices.Contains(fired[began:min(began+56*perDay, back*perDay)], false))
				t.hold(key+", goes on until use is back", !slices.Contains(fired[began:back*perDay], false))
				t.hold(key+", ends within 10 days", slices.Contains(fired[back*perDay:(back+10)*perDay+1], false))
			}
		}
	})
}

// regions simulates companies of which one region stops.
func regions(t *tally, st settings, companies int) {
	parallel(companies, func(seed uint64) {
		c := newCompany(seed*1000+3, typicalOf(seed, 2+int(seed%4)))
		m := measure(c, st)
		name := c.teams[0].country
		for _, share := range []float64{1, 0.5} {
			day := before + c.random.IntN(year)
			var left []*person
			var teams []int
			for i, team := range c.teams {
				if team.country == name {
					left = append(left, stop(c, team, day, share, 0)...)
					teams = append(teams, i)
				}
			}
			m.change(st, teams...)
			fired := m.fire(st, day-40, day+56)
			goOn(left)
			key := fmt.Sprintf("%s|a region stops, %.0f %%", ours, share*100)
			t.try(key, fired[regionAlert+name], day*perDay)
			others := false
			for alert, f := range fired {
				others = others || alert != regionAlert+name && !f[day*perDay] && slices.Contains(f[day*perDay:], true)
			}
			t.hold(key+", and no other alert", !others)
		}
		day := before + c.random.IntN(year)
		var left []*person
		var teams []int
		for i, team := range c.teams {
			left = append(left, stop(c, team, day, 0.5, 0)...)
			teams = append(teams, i)
		}
		m.change(st, teams...)
		t.try(ours+"|the company, 50 %", m.fire(st, day-40, day+56)[orgAlert], day*perDay)
		goOn(left)
	})
}

func parallel(n int, do func(seed uint64)) {
	var group sync.WaitGroup
	seeds := make(chan uint64)
	for range runtime.NumCPU() {
		group.Go(func() {
			for seed := range seeds {
				do(seed)
			}
		})
	}
	for i := range n {
		seeds <- uint64(i)
	}
	close(seeds)
	group.Wait()
}
