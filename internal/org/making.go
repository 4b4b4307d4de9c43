package org

import (
	"cmp"
	"errors"
	"fmt"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/salesforce"
)

// A making is what one collector's figures are made of, at one moment.
type making struct {
	org       *Org
	name      string
	plan      collector.Plan
	intervals map[string]time.Duration // of statements, by their text
	people    age                      // of the join table, and how often the collector wants it renewed
	now       time.Time
}

func (o *Org) making(name string, now time.Time) making {
	m := making{org: o, name: name, plan: o.schema.plans[name], intervals: map[string]time.Duration{}, now: now}
	for _, q := range m.plan.Queries {
		m.intervals[q.String()] = q.MaxAge
	}
	m.people = age{since: o.joined.answered, interval: o.stretch.of(peopleMaxAge)}
	for _, q := range o.peopleQueries() {
		if interval, measured := m.intervals[q.String()]; measured {
			m.people.interval = interval
		}
	}
	return m
}

// inputs are what is not too old to be shown. Which figures the join table is not
// too old for, judge tells.
func (m making) inputs() collector.Inputs {
	return collector.Inputs{Answers: m.org.answers.usable(m.plan.Queries, m.now), People: m.org.joined.people,
		Diaries: m.org.diaries}
}

// A need is one thing that a figure is made of.
type need struct {
	age
	stale   bool  // is not what it should be, however young
	problem error // why it is not there or not renewed; nil where nothing is known
	attempt attempt
	again   time.Time // before this it cannot come; zero for any moment
}

func (n need) fresh(now time.Time) bool { return !n.stale && n.age.fresh(now) }

// errNotAnswered is why a need is not there that could not even be asked for: not
// before something else is known, or not while the org cannot be asked at all.
var errNotAnswered = errors.New("not answered yet")

// needs are all that a figure is made of.
func (m making) needs(f collector.Figure) []need {
	var all []need
	for _, text := range f.Needs.Texts {
		n := need{}
		if a := m.org.answers[text]; a != nil {
			n = need{age: a.age(m.intervals[text]), problem: a.problem, attempt: a.attempt, again: a.again(m.intervals[text])}
		}
		all = append(all, n)
	}
	if f.Needs.Join >= collector.JoinOwners {
		all = append(all, m.peopleNeed(f))
	}
	if f.Needs.Join >= collector.JoinDays {
		all = append(all, m.zoneNeed(f))
	}
	if all == nil { // made of nothing but the schema
		all = []need{{age: age{since: m.org.schema.readAt, interval: m.org.stretch.of(schemaMaxAge)}}}
	}
	return all
}

// peopleNeed is the join table. A figure that is joined to it may be shown for as
// long as the figure's own interval says.
func (m making) peopleNeed(f collector.Figure) need {
	j := m.org.joined
	n := need{age: m.people, stale: j.problem != nil || !m.people.fresh(m.now), problem: j.problem}
	for _, text := range f.Needs.Texts {
		n.interval = max(n.interval, m.intervals[text])
	}
	for _, q := range m.org.peopleQueries() {
		if cached := m.org.answers.of(q); cached.problem != nil {
			n.problem, n.attempt = cached.problem, cached.attempt
		}
	}
	if n.problem != nil {
		n.problem = fmt.Errorf("users are not known: %w", n.problem)
	}
	return n
}

// zoneNeed is the time zone of the integration user, which is as old as the join
// table.
func (m making) zoneNeed(f collector.Figure) need {
	j := m.org.joined
	if j.people == nil || j.people.Zone == nil {
		return need{problem: j.zoneProblem, attempt: j.zoneAttempt}
	}
	return m.peopleNeed(f)
}

// judge tells how old a figure is, and what it lacks for now: nil where it is
// there and fresh, and where it is lacking for good, which skips tell.
func (m making) judge(f collector.Figure) (shown shownFigure, lacking *lack) {
	needs := m.needs(f)
	shown = shownFigure{metrics: f.Metrics, age: needs[0].age, there: f.Err == nil}
	for _, n := range needs {
		if !n.shows(m.now) && n.attempt.lasts() {
			return shownFigure{metrics: f.Metrics}, nil
		}
		shown.age = sooner(shown.age, n.age)
		shown.tooOld = shown.tooOld || n.ended(m.now)
		if lacking == nil && !n.fresh(m.now) {
			lacking = &lack{collector: m.name, metrics: f.Metrics, err: cmp.Or(n.problem, errNotAnswered), again: n.again,
				skipped: n.attempt.lasts()}
		}
	}
	if _, skipped := f.Skip(); lacking == nil && !skipped && f.Err != nil {
		lacking = &lack{collector: m.name, metrics: f.Metrics, err: f.Err}
	}
	return shown, lacking
}

// skips lists what figures lack for good, other than statements of the collector.
func (m making) skips(figures []collector.Figure) []collector.Skip {
	var all []collector.Skip
	joins := collector.JoinNothing
	for _, f := range figures {
		if skip, ok := f.Skip(); ok {
			all = append(all, skip)
		}
		joins = max(joins, f.Needs.Join)
	}
	if o := m.org; joins >= collector.JoinOwners {
		for _, q := range o.peopleQueries() {
			if a := o.answers.of(q); a.attempt.givenUp() && m.intervals[q.String()] == 0 {
				skip := q.Refused(salesforce.Code(a.problem), a.problem.Error(), a.attempt == hidden)
				skip.Metric = "metrics by owner"
				all = append(all, skip)
			}
		}
	}
	if o := m.org; joins >= collector.JoinDays && o.joined.zoneProblem != nil {
		all = append(all, collector.Skip{Metric: "login windows and ends of periods", Reason: o.joined.zoneProblem.Error()})
	}
	return all
}
