package main

import (
	"math"
	"slices"
)

// fastRules are the alerts of prometheus/alerts.yml in a fast form. TestEngine
// proves that they say what Prometheus says.
type fastRules struct {
	settings
	parts      []*known
	working    map[string][]float64 // working days of 8 by alert and step
	team       map[string]*watch
	region     map[string]*watch
	activities map[string]*watch
	org        *watch
	lasted     map[string]*[windows]int // for how many steps the signs of a role, a region, the company have shown
	held       [][windows]float64
	logged     map[string]int // for how many steps activities of a role have been few
	heldActs   []float64
	told       map[string]bool
	fired      map[string][]bool
}

// An alert is named by its kind and what it is about.
const (
	teamAlert     = "team "
	regionAlert   = "region "
	activityAlert = "activities "
	orgAlert      = "company"
)

func newRules(st settings, parts []*known, working map[string][]float64, steps int) *fastRules {
	r := &fastRules{
		settings: st, parts: parts,
		working: map[string][]float64{orgAlert: leastWorking(parts, working, func(*known) bool { return true })},
		team:    map[string]*watch{}, region: map[string]*watch{}, activities: map[string]*watch{},
		org:    newWatch(st.orgPending, st.keep),
		logged: map[string]int{}, lasted: map[string]*[windows]int{}, held: make([][windows]float64, len(parts)),
		heldActs: make([]float64, len(parts)),
		fired:    map[string][]bool{orgAlert: make([]bool, steps)},
	}
	for i, p := range parts {
		r.held[i], r.heldActs[i] = [windows]float64{math.NaN(), math.NaN(), math.NaN()}, math.NaN()
		if r.team[p.role] == nil {
			r.team[p.role], r.activities[p.role] = newWatch(st.pending, st.keep), newWatch(st.pending, st.keep)
			r.fired[teamAlert+p.role], r.fired[activityAlert+p.role] = make([]bool, steps), make([]bool, steps)
			r.working[teamAlert+p.role] = leastWorking(parts, working, func(o *known) bool { return o.role == p.role })
		}
		if r.region[p.region] == nil {
			r.region[p.region] = newWatch(st.regionPending, st.keep)
			r.fired[regionAlert+p.region] = make([]bool, steps)
			r.working[regionAlert+p.region] = leastWorking(parts, working, func(o *known) bool { return o.region == p.region })
		}
	}
	return r
}

// toldNow remembers, before a step, what was told within two days.
func (r *fastRules) toldNow(s int) {
	r.told = map[string]bool{orgAlert: r.org.told(s)}
	for role := range r.team {
		r.told[teamAlert+role], r.told[activityAlert+role] = r.team[role].told(s), r.activities[role].told(s)
	}
	for region, w := range r.region {
		r.told[regionAlert+region] = w.told(s)
	}
}

// run evaluates the steps and says when each alert fired.
func (r *fastRules) run(from, to int) map[string][]bool {
	for s := from; s < to; s++ {
		r.toldNow(s)
		r.hold(s)
		r.judgeTeams(s)
		r.judgeActivities(s)
	}
	return r.fired
}

// hold keeps what is usual as it was while an alert is about it.
func (r *fastRules) hold(s int) {
	for i, p := range r.parts {
		told := r.told[teamAlert+p.role] || r.told[regionAlert+p.region] || r.told[orgAlert]
		for w := range windows {
			if !told || math.IsNaN(r.held[i][w]) {
				r.held[i][w] = p.logins[w].fresh[s]
			}
		}
		if !r.told[activityAlert+p.role] || math.IsNaN(r.heldActs[i]) {
			r.heldActs[i] = p.activities.fresh[s]
		}
	}
}

// A sum is of people who log in, and of those who usually do.
type sum struct{ use, usual float64 }

func (a sum) less(b sum) sum  { return sum{a.use - b.use, a.usual - b.usual} }
func (a sum) plus(b sum) sum  { return sum{a.use + b.use, a.usual + b.usual} }
func (a sum) change() float64 { return min(1, a.use/a.usual) }

// A lack is how many people are missing, of how many who usually log in.
type lack struct{ missing, expected, usual, variance, alone float64 }

func (l lack) plus(m lack) lack {
	return lack{l.missing + m.missing, l.expected + m.expected, l.usual + m.usual, l.variance + m.variance,
		l.alone + m.alone}
}

func (l lack) shows(by sign) bool {
	return l.usual > 0 && l.missing/l.usual >= by.share && l.missing/math.Sqrt(l.variance) >= by.spread
}

// comparable: where the others do not work either, nothing can be said.
func (l lack) comparable(least float64) bool { return l.usual > 0 && l.expected >= least*l.usual }

// nobody: less than half a person is a rounding error of sums.
const nobody = 0.5

// compare says what is missing in a part, beside others.
func compare(own, others sum) lack {
	l := lack{expected: own.usual, usual: own.usual, variance: own.usual}
	if others.usual > nobody {
		l.expected *= others.change()
		l.variance += own.usual * own.usual / others.usual
	}
	l.missing = l.expected - own.use
	return l
}

// others are sums over the parts of which nothing is told yet, by who they are
// others to.
type others struct {
	org          sum
	region, role map[string]sum
	own          []sum // of each part; nothing where it is told
}

func (r *fastRules) others(of func(i int) (sum, bool), told func(*known) bool) others {
	o := others{region: map[string]sum{}, role: map[string]sum{}, own: make([]sum, len(r.parts))}
	for i, p := range r.parts {
		if u, ok := of(i); ok && !told(p) {
			o.own[i] = u
			o.org, o.region[p.region], o.role[p.role] = o.org.plus(u), o.region[p.region].plus(u), o.role[p.role].plus(u)
		}
	}
	return o
}

// compareBeside says what is missing in a part: beside the others of the region, or
// those of the company, where there are too few. If those few do not work
// either, nobody is expected to.
func (r *fastRules) compareBeside(o others, own sum, i int) lack {
	p := r.parts[i]
	near := o.region[p.region].less(o.own[i])
	if near.usual >= r.people {
		return compare(own, near)
	}
	l := compare(own, o.org.less(o.role[p.role]))
	if near.usual > nobody {
		l.expected = min(l.expected, own.usual*near.change())
		l.missing = l.expected - own.use
	}
	l.alone = own.usual
	return l
}

func (r *fastRules) judgeTeams(s int) {
	toldTeam := func(p *known) bool { return r.told[teamAlert+p.role] }
	toldRegion := func(p *known) bool { return r.told[regionAlert+p.region] }
	teams, regions, org := map[string][windows]lack{}, map[string][windows]lack{}, [windows]lack{}
	for w := range windows {
		of := func(i int) (sum, bool) {
			usual := r.held[i][w] * r.parts[i].heads[s]
			return sum{r.parts[i].logins[w].use[s], usual}, !math.IsNaN(usual)
		}
		o := r.others(of, toldTeam)
		for i, p := range r.parts {
			if own, ok := of(i); ok {
				all := teams[p.role]
				all[w] = all[w].plus(r.compareBeside(o, own, i))
				teams[p.role] = all
			}
		}
		untold := r.others(of, func(p *known) bool { return toldTeam(p) || toldRegion(p) })
		for name, own := range o.region {
			all := regions[name]
			all[w] = compare(own, untold.org.less(untold.region[name]))
			regions[name] = all
		}
		org[w] = compare(untold.org, sum{})
	}
	r.tellTeams(s, teams)
	r.tellRegions(s, regions)
	r.fired[orgAlert][s] = r.org.see(r.shows(orgAlert, r.alone, org, r.working[orgAlert], r.told[orgAlert], s), s)
}

func (r *fastRules) tellTeams(s int, teams map[string][windows]lack) {
	for role, w := range r.team {
		heads := 0.0
		for _, p := range r.parts {
			if p.role == role {
				heads += p.heads[s]
			}
		}
		l := teams[role]
		by, working := r.beside, []float64(nil)
		if l[0].usual > 0 && l[0].alone/l[0].usual > r.aloneShare {
			by, working = r.alone, r.working[teamAlert+role]
		}
		on := r.shows(teamAlert+role, by, l, working, r.told[teamAlert+role], s)
		r.fired[teamAlert+role][s] = w.see(on && heads >= r.people && len(r.team) > 1, s)
	}
}

func (r *fastRules) tellRegions(s int, regions map[string][windows]lack) {
	for name, w := range r.region {
		roles := map[string]bool{}
		for _, p := range r.parts {
			if p.region == name && !r.told[teamAlert+p.role] {
				roles[p.role] = true
			}
		}
		l := regions[name]
		on := r.shows(regionAlert+name, r.alone, l, r.working[regionAlert+name], r.told[regionAlert+name], s)
		r.fired[regionAlert+name][s] = w.see(on && len(roles) > 1 && len(r.region) > 1 && l[1].usual >= r.people, s)
	}
}

// shows says whether any sign shows, or the drop goes on. Who has others to be
// compared with needs no working days.
func (r *fastRules) shows(name string, by signs, l [windows]lack, working []float64, told bool, s int) bool {
	lasted := r.lasted[name]
	if lasted == nil {
		lasted = &[windows]int{}
		r.lasted[name] = lasted
	}
	on := false
	for w, by := range []sign{by.stopped, by.fewer, by.away} {
		if !l[w].shows(by) || !l[w].comparable(r.comparable) {
			lasted[w] = 0
			continue
		}
		lasted[w]++
		on = on || lasted[w] >= by.steps && (w > 0 || working == nil || working[s] >= r.workingDays)
	}
	return on || told && (l[0].missing >= 2*r.goesOn*l[0].usual ||
		l[1].missing >= r.goesOn*l[1].usual && (l[0].missing >= r.goesOn*l[0].expected || !l[0].comparable(r.comparable)))
}

// leastWorking are the fewest working days in the regions of a role, in a
// region, or in the company; none where no calendar is known.
func leastWorking(parts []*known, working map[string][]float64, of func(*known) bool) []float64 {
	var least []float64
	for _, p := range parts {
		days := working[p.region]
		if days == nil || !of(p) {
			continue
		}
		if least == nil {
			least = slices.Clone(days)
			continue
		}
		for s := range least {
			least[s] = min(least[s], days[s])
		}
	}
	if least == nil {
		least = make([]float64, len(parts[0].users))
	}
	return least
}

func (r *fastRules) judgeActivities(s int) {
	of := func(i int) (sum, bool) {
		usual := r.heldActs[i] * r.parts[i].heads[s]
		return sum{r.parts[i].activities.use[s], usual}, !math.IsNaN(usual)
	}
	o := r.others(of, func(p *known) bool { return r.told[activityAlert+p.role] })
	teams, heads := map[string]lack{}, map[string]float64{}
	for i, p := range r.parts {
		heads[p.role] += p.heads[s]
		if own, ok := of(i); ok {
			teams[p.role] = teams[p.role].plus(r.compareBeside(o, own, i))
		}
	}
	for role, w := range r.activities {
		l, n := teams[role], heads[role]
		share := l.missing / l.usual
		on := share >= r.activityShare && share*math.Sqrt(n) >= r.activitySpread && l.usual/n >= r.activitiesUsual &&
			n >= r.people
		if on = on && l.comparable(r.comparable); on {
			r.logged[role]++
		} else {
			r.logged[role] = 0
		}
		on = r.logged[role] >= r.activitySteps || r.told[activityAlert+role] && share >= r.activityShare/2
		r.fired[activityAlert+role][s] = w.see(on, s)
	}
}
