package org

import (
	"context"
	"slices"
	"time"

	"salesforce_exporter/internal/combine"
	"salesforce_exporter/internal/refresh"
	"salesforce_exporter/internal/salesforce"
	"salesforce_exporter/internal/soql"
)

// mostPeopleByDay is how many users there are at most where statements are combined by day. People times days are
// groups, and 2,000 fit on a page: with more people, statements apart cost fewer pages.
const mostPeopleByDay = 1000

// A sending is a statement that is sent: that of one question, or a whole that answers several.
type sending struct {
	of    []int // questions, by their places in a list
	whole *combine.Whole
}

// sendings finds which of a list of questions are answered together.
func (o *Org) sendings(questions []question) []sending { return o.sendingsOf(questions, o.tellsDays()) }

// tellsDays reports whether it is known where days begin, and people are few enough to be counted by day.
func (o *Org) tellsDays() bool {
	people := o.joined.people
	return people != nil && people.Zone != nil && people.Len() <= mostPeopleByDay
}

// sendingsOf finds which of a list of questions are answered together, also by day or not.
func (o *Org) sendingsOf(questions []question, byDay bool) []sending {
	shapes, calendar := make([]*combine.Shape, len(questions)), o.calendar(time.Now())
	for i, q := range questions {
		if o.combines(q) {
			shapes[i] = shapeOf(q.sent, calendar)
		}
	}
	return o.together(shapes, byDay)
}

// combines reports whether a question may share its answer with others. One that failed is asked by itself, so that it
// takes no other along.
func (o *Org) combines(q question) bool {
	a := o.answers.of(q.Query)
	return !o.busy && !q.alone && q.changes == nil && q.Noted == nil && q.Optional == nil && q.Of == "" &&
		a.attempt <= answered && a.problem == nil && a.pages <= 1
}

// shapeOf takes a statement apart; nil for one that is asked by itself.
func shapeOf(s soql.Statement, c calendar) *combine.Shape {
	if shape, ok := combine.ShapeOf(s, c); ok {
		return &shape
	}
	return nil
}

// together finds which of a list of statements are answered together, by their shapes, which are nil for those that are
// asked by themselves. The order of the list stays.
func (o *Org) together(shapes []*combine.Shape, byDay bool) []sending {
	families := map[string][]int{}
	for i, s := range shapes {
		if s != nil {
			families[s.Family] = append(families[s.Family], i)
		}
	}
	var all []sending
	for i, s := range shapes {
		switch {
		case s == nil:
			all = append(all, singly([]int{i})...)
		case families[s.Family] != nil:
			all = append(all, o.family(shapes, families[s.Family], byDay)...)
			families[s.Family] = nil
		}
	}
	return all
}

// family is how the statements of one family are sent.
func (o *Org) family(shapes []*combine.Shape, members []int, byDay bool) []sending {
	list := make([]combine.Shape, len(members))
	for i, m := range members {
		list[i] = *shapes[m]
	}
	whole, left, ok := combine.Together(list)
	if !ok || whole.ByDay && !byDay || !o.serves(whole) {
		return singly(members)
	}
	s := sending{whole: &whole}
	for _, part := range whole.Parts {
		s.of = append(s.of, members[part])
	}
	all := []sending{s}
	for _, i := range left {
		all = append(all, singly(members[i:i+1])...)
	}
	return all
}

// apartFor is how long statements are asked apart that were not served by one.
const apartFor = 24 * time.Hour

// serves reports whether the statement for several did not fail them lately.
func (o *Org) serves(whole combine.Whole) bool {
	failed, ok := o.apart[whole.Statement.String()]
	return !ok || refresh.Since(failed, time.Now()) >= apartFor
}

// singly sends each of some statements by itself.
func singly(places []int) []sending {
	all := make([]sending, len(places))
	for i, place := range places {
		all[i].of = []int{place}
	}
	return all
}

// awaitsZone divides questions into those that can be asked now, and those that are combined by day and can be asked
// when it is known where days begin. Those that would have a call with empty places go with the others.
func (o *Org) awaitsZone(questions []question) (now, later []question) {
	if o.joined.people != nil {
		return questions, nil
	}
	var others []question
	for _, s := range o.sendingsOf(questions, true) {
		for _, i := range s.of {
			switch q := questions[i]; {
			case s.whole != nil && s.whole.ByDay:
				later = append(later, q)
			case s.whole != nil || q.alone || q.Resource != "" || o.aboutPeople(q.Query):
				now = append(now, q)
			default:
				others = append(others, q)
			}
		}
	}
	if len(later) > 0 {
		n := len(others) - salesforce.Surplus(o.expectations(slices.Concat(now, others)), 0, len(others))
		others, later = others[:n], append(others[n:], later...)
	}
	return append(now, others...), later
}

// sent is the statement of a sending.
func (s sending) sent(questions []question) soql.Statement {
	if s.whole != nil {
		return s.whole.Statement
	}
	return questions[s.of[0]].statement()
}

// expected is what the statement of a sending is expected to take.
func (o *Org) expected(s sending, questions []question) salesforce.Expected {
	e := salesforce.Expected{Statement: s.sent(questions)}
	if s.whole == nil {
		q := questions[s.of[0]]
		e.Pages = o.pagesOf(q.Query, q.changes != nil)
	}
	return e
}

// expectations are what the statements for some questions are expected to take.
func (o *Org) expectations(questions []question) []salesforce.Expected {
	var all []salesforce.Expected
	for _, s := range o.sendings(questions) {
		all = append(all, o.expected(s, questions))
	}
	return all
}

// share gives each question of a whole its answer. It reports false where they have to be asked again apart, and so for
// a day: the org refuses this one, or tells a number that is none, and which statement has it will show.
func (o *Org) share(s sending, r salesforce.Result, results []salesforce.Result) bool {
	text := s.whole.Statement.String()
	if r.Pages > 1 {
		o.apart[text] = time.Now() // they have a page each
	}
	var zone *time.Location
	if s.whole.ByDay {
		zone = o.joined.people.Zone
	}
	var answers []soql.Answer
	refused := salesforce.Partial(r.Err)
	if r.Err == nil {
		var err error
		answers, err = s.whole.Answers(r.Answer, zone)
		refused = err != nil
	}
	if refused {
		o.apart[text] = time.Now()
		return false
	}
	for i, place := range s.of {
		results[place] = salesforce.Result{Calls: r.Calls / float64(len(s.of)), Pages: 1, Err: r.Err}
		if r.Err == nil {
			results[place].Answer = answers[i]
		}
	}
	return true
}

// askApart asks the questions of a whole one by one.
func (o *Org) askApart(ctx context.Context, s sending, calls float64, questions []question,
	results []salesforce.Result) {
	statements := make([]soql.Statement, len(s.of))
	for i, place := range s.of {
		statements[i] = questions[place].statement()
	}
	for i, r := range o.client.Ask(ctx, statements) {
		r.Calls += calls / float64(len(s.of))
		results[s.of[i]] = r
	}
}
