package main

import (
	"fmt"
	"strings"
)

// A habitPart is what the exporter says of the people of a role in a country, by step.
type habitPart struct {
	role, region                        string
	users, working, lost, joined, begun []float64
}

// habits are the figures about people.
func (c *company) habits() []*habitPart {
	var parts []*habitPart
	for _, t := range c.teams {
		p := &habitPart{role: t.role, region: t.country}
		for _, s := range []*[]float64{&p.users, &p.working, &p.lost, &p.joined, &p.begun} {
			*s = make([]float64, c.days*perDay)
		}
		for _, who := range t.people {
			p.count(who, c.days)
		}
		parts = append(parts, p)
	}
	return parts
}

const (
	longAgo = -1000 // a day long before the first
	window  = 30
	newFor  = 90 // days for which a person is new
)

func (p *habitPart) count(who *person, days int) {
	worked, ever := longAgo, false
	came := make([]int, days+1) // days with a login before each
	for d := range days {
		came[d+1] = came[d]
		if who.logins[d] && who.works(d) {
			came[d+1]++
		}
	}
	within := func(from, to int) bool { return came[max(0, to)] > came[max(0, from)] }
	for d := who.user; d < min(days, who.gone); d++ {
		for noon := range perDay {
			if noon == 1 && who.logins[d] && who.works(d) && who.keeps(d) {
				worked, ever = d, true
			}
			s := d*perDay + noon
			p.users[s]++
			add(p.working, s, worked >= d-window)
			add(p.lost, s, within(d-2*window, d-window) && !within(d-window, d))
			isNew := who.user > 0 && d-who.user <= newFor
			add(p.joined, s, isNew)
			add(p.begun, s, isNew && ever)
		}
	}
}

// keeps says whether a person who is there on a day changes anything. Of those who log no activities a third only
// looks, and the others change a record on every third day.
func (p *person) keeps(day int) bool {
	looks := int(p.rhythm*1e6)%3 == 0
	return p.logged[day] > 0 || p.pace == 0 && !looks && day%3 == 0
}

func add(to []float64, s int, is bool) {
	if is {
		to[s]++
	}
}

// The alerts about people, and whom they are about.
const (
	stoppedAlert = "SalesforcePeopleStoppedWorking"
	lostAlert    = "SalesforcePeopleLost"
	beginAlert   = "SalesforceOnboardingFails"
)

// peopleSettings are the thresholds, as in thresholds.yml; an alert about a team waits a day, the others three.
type peopleSettings struct {
	people, left, missing, lost, lostShare, joined, working float64
	stoppedPending, pending                                 int
}

func shippedPeople() peopleSettings {
	return peopleSettings{people: 5, left: 0.5, missing: 3, lost: 3, lostShare: 0.2, joined: 5, working: 0.5,
		stoppedPending: perDay, pending: 3 * perDay}
}

// firePeople says when each of the alerts fired, as Prometheus does: TestPeopleEngine.
func firePeople(st peopleSettings, parts []*habitPart, from, to int) map[string][]bool {
	fired := map[string][]bool{}
	roles, org := map[string]*habitPart{}, &habitPart{}
	for _, p := range parts {
		if roles[p.role] == nil {
			roles[p.role] = &habitPart{role: p.role}
		}
		roles[p.role].plus(p)
		org.plus(p)
	}
	see := func(alert string, pending int, on func(s int) bool) {
		f, w := make([]bool, to), newWatch(pending, 0)
		for s := from; s < to; s++ {
			f[s] = w.see(on(s), s)
		}
		fired[alert] = f
	}
	for role, p := range roles {
		see(stoppedAlert+" "+role, st.stoppedPending, func(s int) bool { return st.stopped(p, s) })
		see(lostAlert+" "+role, st.pending, func(s int) bool {
			return p.users[s] >= st.people && p.lost[s] >= st.lost && p.lost[s]/p.users[s] > st.lostShare
		})
	}
	see(beginAlert, st.pending, func(s int) bool { return st.fails(org, s) })
	return fired
}

func (st peopleSettings) stopped(p *habitPart, s int) bool {
	const six, eight = 6 * week, 8 * week
	if s < eight || p.users[s] < st.people || p.users[s-six] == 0 || p.users[s-eight] == 0 {
		return false
	}
	share := func(s int) float64 { return p.working[s] / p.users[s] }
	return share(s) < st.left*share(s-eight) && share(s) < st.left*share(s-six) &&
		(share(s-eight)-share(s))*p.users[s] >= st.missing
}

func (st peopleSettings) fails(p *habitPart, s int) bool {
	before := s - 2*week
	return before >= 0 && p.joined[before] >= st.joined && p.joined[s] > 0 &&
		p.begun[s]/p.joined[before] < st.working && p.begun[s]/p.joined[s] < st.working
}

func (p *habitPart) plus(other *habitPart) {
	for i, from := range other.all() {
		to := p.all()[i]
		if *to == nil {
			*to = make([]float64, len(*from))
		}
		for s, n := range *from {
			(*to)[s] += n
		}
	}
}

func (p *habitPart) all() []*[]float64 {
	return []*[]float64{&p.users, &p.working, &p.lost, &p.joined, &p.begun}
}

// quietPeople simulates companies in which nothing happens.
func quietPeople(t *tally, companies int) {
	parallel(companies, func(seed uint64) {
		c := newCompany(seed, withTeamsAlone(seed, typical(seed)))
		from, to := before*perDay, (before+year)*perDay
		for name, f := range firePeople(shippedPeople(), c.habits(), from-week, to) {
			alert, _, _ := strings.Cut(name, " ") // without the role
			t.quiet(ours+"|"+alert, f, from, to)
		}
	})
}

// losePeople simulates companies of which one team stops, or a part of it, and others in which nobody who joins begins
// to work. An alert has to come within 16 weeks.
func losePeople(t *tally, companies int) {
	const within = 7 * 16
	parallel(companies, func(seed uint64) {
		for _, size := range []int{10, 20, 50, 100} {
			c := newCompany(seed*1000+uint64(size), beside(seed, size))
			for _, share := range []float64{1, 0.6, 0.3} {
				day := before + c.random.IntN(year)
				left := stop(c, c.teams[0], day, share, 0)
				fired := firePeople(shippedPeople(), c.habits(), (day-7)*perDay, (day+within)*perDay)
				for _, alert := range []string{stoppedAlert, lostAlert} {
					t.try(fmt.Sprintf("%s|%s, %.0f %% of %d stop", ours, alert, 100*share, size), fired[alert+" Sales"], day*perDay)
				}
				goOn(left)
			}
		}
		c := newCompany(seed*1000+5, beside(seed, 100))
		day := before + c.random.IntN(year)
		joinLate(c, day, 10)
		fired := firePeople(shippedPeople(), c.habits(), (day-7)*perDay, (day+within)*perDay)
		t.try(ours+"|"+beginAlert+", 10 join, and nobody begins", fired[beginAlert], day*perDay)
	})
}

// joinLate adds people to the first team who get a user and never use it; nor does anybody who joins later.
func joinLate(c *company, day, people int) {
	for range people {
		p := c.newPerson()
		p.user = day
		c.teams[0].people = append(c.teams[0].people, p)
	}
	for _, t := range c.teams {
		for _, p := range t.people {
			if p.user >= day {
				p.stopped = p.user
			}
		}
	}
}
