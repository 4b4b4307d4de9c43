package org

import (
	"cmp"
	"slices"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/combine"
	"salesforce_exporter/internal/salesforce"
)

// A rehearsal is a day that is played through, to tell what it costs.
type rehearsal struct {
	org     *Org
	parts   []part // the collectors
	people  []role // of the statements that answers are joined to
	spare   spare
	slot    time.Duration
	fillers bool // whether empty places are filled
}

// A part is that of a collector.
type part struct {
	every, next time.Duration
	roles       []role
}

// A line is a statement in a rehearsal.
type line struct {
	first, again salesforce.Expected // what it costs the first time, and later
	asked        bool
	last         time.Duration
	later        time.Duration  // that it comes due later than its answer is too old
	shape        *combine.Shape // nil for what is asked by itself
	fills        bool           // whether it may be asked in an empty place
	turns        time.Duration  // how often the collectors that want it have their turn
}

// A role is a query of a collector: its line, which it may share, and how old the answer may get.
type role struct {
	*line
	maxAge  time.Duration
	overdue float64 // age of the answer in intervals, where it is too old
}

// rehearse sets the stage.
func (o *Org) rehearse() *rehearsal {
	r := &rehearsal{org: o, slot: o.collectors[0].Interval(), fillers: o.fillsPlaces()}
	at, lines := o.moment(time.Now()), map[string]*line{}
	r.people = o.rolesOf(lines, at, o.schema.people.Queries(peopleMaxAge), o.joined.pages > 1)
	for _, c := range o.collectors {
		r.slot = min(r.slot, c.Interval())
		roles := o.rolesOf(lines, at, o.schema.asSet[c.Name()].Queries, false)
		for _, x := range roles {
			x.turns = min(cmp.Or(x.turns, c.Interval()), c.Interval())
		}
		r.parts = append(r.parts, part{every: c.Interval(), roles: roles})
	}
	return r
}

// rolesOf returns the roles of those of the queries that are asked at all. Queries
// about changes read one page once they were asked.
func (o *Org) rolesOf(lines map[string]*line, at collector.Moment, queries []collector.Query, changes bool) []role {
	var all []role
	calendar := o.calendar(time.Now())
	for _, q := range queries {
		sent, said := q.At(at)
		if !said || o.answers.of(q).attempt == hidden {
			continue
		}
		text := q.String()
		if lines[text] == nil {
			l := &line{first: salesforce.Expected{Statement: q.Statement, Pages: o.pagesOf(q, false)}, fills: o.couldFill(q)}
			if o.combines(question{Query: q}) {
				l.shape = shapeOf(sent, calendar)
			}
			l.again = l.first
			l.again.Pages = o.pagesOf(q, changes)
			lines[text] = l
		}
		all = append(all, role{line: lines[text], maxAge: q.MaxAge})
	}
	return all
}

// at plays a moment, and returns what it costs.
func (r *rehearsal) at(now time.Duration) int {
	var due, others []role
	for i := range r.parts {
		p := &r.parts[i]
		if now < p.next {
			others = append(others, p.roles...)
			continue
		}
		p.next = now + p.every
		due = append(due, p.roles...)
	}
	if len(due) == 0 {
		return 0
	}
	acts, turn := r.hold(r.acts(tooOld(append(due, r.people...), now)), now)
	free := salesforce.Free(expectedOf(acts))
	for _, a := range acts {
		a.play(now)
	}
	fillers := r.acts(slices.DeleteFunc(tooOld(others, now), func(x role) bool {
		return !r.fillers || !x.asked || !x.fills
	}))
	slices.SortStableFunc(fillers, func(a, b act) int { return cmp.Compare(b.overdue, a.overdue) })
	if !turn {
		r.spare.note(free, len(fillers))
	}
	fillers = fillers[:min(free, len(fillers))]
	for _, a := range fillers {
		a.play(now)
	}
	return salesforce.Price(expectedOf(append(acts, fillers...)))
}

// tooOld are those of the roles whose answers are too old, each line once.
func tooOld(roles []role, now time.Duration) []role {
	var all []role
	for _, r := range roles {
		due := !r.asked || now-r.last >= r.maxAge+r.later
		if due && !slices.ContainsFunc(all, func(other role) bool { return other.line == r.line }) {
			r.overdue = float64(now-r.last) / float64(r.maxAge)
			all = append(all, r)
		}
	}
	return all
}

// An act is what is sent for one line, or for several that are answered together.
type act struct {
	roles    []role
	expected salesforce.Expected
	overdue  float64
}

// acts are what is sent for some roles.
func (r *rehearsal) acts(roles []role) []act {
	shapes := make([]*combine.Shape, len(roles))
	for i := range roles {
		shapes[i] = roles[i].shape
	}
	var all []act
	for _, s := range r.org.together(shapes, r.org.tellsDays()) {
		var a act
		for _, i := range s.of {
			a.roles = append(a.roles, roles[i])
			a.overdue = max(a.overdue, roles[i].overdue)
		}
		switch first := a.roles[0]; {
		case s.whole != nil:
			a.expected.Statement = s.whole.Statement
		case first.asked:
			a.expected = first.again
		default:
			a.expected = first.first
		}
		all = append(all, a)
	}
	return all
}

func expectedOf(acts []act) []salesforce.Expected {
	all := make([]salesforce.Expected, len(acts))
	for i, a := range acts {
		all[i] = a.expected
	}
	return all
}

// play notes that the lines are answered.
func (a act) play(now time.Duration) {
	for _, r := range a.roles {
		r.asked, r.last, r.later = true, now, 0
	}
}

// hold takes out the acts that wait for an empty place.
func (r *rehearsal) hold(acts []act, now time.Duration) (rest []act, turn bool) {
	eligible := 0
	for _, a := range acts {
		if r.canWait(a) {
			eligible++
		}
	}
	if eligible == 0 {
		return acts, false
	}
	holds := r.spare.holds(expectedOf(acts), eligible)
	for _, a := range acts {
		if holds == 0 || !r.canWait(a) {
			rest = append(rest, a)
			continue
		}
		holds--
		least := a.roles[0].maxAge
		for _, x := range a.roles {
			least = min(least, x.maxAge)
		}
		wait := r.spare.wait(least, r.slot)
		for _, x := range a.roles {
			x.later = max(0, now-x.last+wait-x.maxAge)
		}
	}
	return rest, true
}

func (r *rehearsal) canWait(a act) bool {
	return r.fillers && !slices.ContainsFunc(a.roles, func(x role) bool {
		return !x.fills || !x.asked || x.later != 0 || x.turns < 2*r.slot
	})
}
