package org

import (
	"cmp"
	"math"
	"slices"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/refresh"
	"salesforce_exporter/internal/salesforce"
)

// A spare keeps account of the places that stay empty in calls that are made anyway. Answers that are too old are
// renewed in them before the turn of their collector. For that, some have to be too old between turns: at a turn,
// as many questions are held back as places stayed empty since the turn before, and as would have a call with empty
// places. Each is held back for some slots, once. A slot is the time between the refreshes that come most often.
type spare struct {
	places int       // in calls of refreshes in which nothing could be held back, since the last in which something could
	empty  int       // of these, those that stayed so
	next   int       // how many questions were held back so far
	last   time.Time // start of the refresh before
}

// mostSlots is for how many slots a question can be held back.
const mostSlots = 7

// begin starts a refresh. Where scrapes come so seldom that a slot has none, no place can be counted on.
func (s *spare) begin(now time.Time, slot time.Duration) {
	if refresh.Since(s.last, now) >= 2*slot {
		s.places, s.empty = 0, 0
	}
	s.last = now
}

// note takes in the free places of a refresh, and how many statements there were for them.
func (s *spare) note(free, candidates int) {
	s.places += free
	s.empty += max(0, free-candidates)
}

// holds is how many of the statements to hold back that can be. From then on it counts anew.
func (s *spare) holds(all []salesforce.Expected, eligible int) int {
	n := salesforce.Surplus(all, s.empty, min(eligible, s.places))
	s.places, s.empty = 0, 0
	return n
}

// wait is how long the next question is held back, of those whose answers may get so old; zero for not at all.
func (s *spare) wait(maxAge, slot time.Duration) time.Duration {
	slots := min(int(maxAge/slot)-1, mostSlots)
	if slots < 1 {
		return 0
	}
	s.next++
	return slot * time.Duration(1+s.next%slots)
}

// slot is the time between the refreshes that come most often.
func (o *Org) slot() time.Duration {
	least := o.collectors[0].Interval()
	for _, c := range o.collectors {
		least = min(least, c.Interval())
	}
	return o.stretch.of(least)
}

// fillsPlaces reports whether empty places are filled at all: where the figures of many people would have to be
// made anew for an answer more, they are not.
func (o *Org) fillsPlaces() bool { return !o.busy && o.joined.people != nil && o.joined.pages <= 1 }

// fillers are questions for the places that stay empty in the calls for some others: those of collectors whose turn is
// later, and whose answers are too old already. The oldest come first.
func (o *Org) fillers(asked []question, due []string, at collector.Moment, now time.Time, turn bool) []question {
	if !o.fillsPlaces() || len(asked) == 0 {
		return nil
	}
	list := o.tooOld(asked, due, at, now)
	candidates := o.sendings(list.questions)
	slices.SortStableFunc(candidates, func(a, b sending) int {
		return cmp.Compare(o.overdue(b, list.questions, now), o.overdue(a, list.questions, now))
	})
	free := salesforce.Free(o.expectations(asked))
	if !turn {
		o.spare.note(free, len(candidates))
	}
	var chosen []question
	for _, s := range candidates[:min(free, len(candidates))] {
		for _, i := range s.of {
			chosen = append(chosen, list.questions[i])
		}
	}
	return chosen
}

// tooOld lists the questions of collectors that are not due whose answers are too old.
func (o *Org) tooOld(asked []question, due []string, at collector.Moment, now time.Time) *questionList {
	list := &questionList{index: map[string]int{}, at: at, answers: o.answers}
	for _, c := range o.collectors {
		if slices.Contains(due, c.Name()) || o.lastSuccess(c.Name()).IsZero() {
			continue
		}
		for _, q := range o.schema.plans[c.Name()].Queries {
			a := o.answers.of(q)
			waits := a.attempt == answered && !a.passed && !a.forgiven
			if waits && o.couldFill(q) && o.answers.due(q, now) && !has(asked, q) {
				list.add(c.Name(), q, true)
			}
		}
	}
	for i := range list.questions {
		list.questions[i].filler = true
	}
	return list
}

func has(questions []question, q collector.Query) bool {
	return slices.ContainsFunc(questions, func(other question) bool { return other.String() == q.String() })
}

// couldFill reports whether a query may be asked before the turn of its collector: its answer fits into a page, and
// nothing else says when to ask it.
func (o *Org) couldFill(q collector.Query) bool {
	a := o.answers.of(q)
	return q.Noted == nil && q.Stagger == 0 && q.Resource == "" && a.pages <= 1 && !a.slow && !o.aboutPeople(q)
}

// overdue is by how many of its intervals an answer of a sending is too old.
func (o *Org) overdue(s sending, questions []question, now time.Time) float64 {
	most := 0.0
	for _, i := range s.of {
		q := questions[i]
		most = max(most, float64(refresh.Since(o.answers.of(q.Query).asked, now))/float64(q.MaxAge))
	}
	return most
}

// hold takes out of the questions of due collectors those that wait for an empty place. It is their turn where any
// could.
func (o *Org) hold(questions []question, now time.Time) (rest []question, turn bool) {
	o.spare.begin(now, o.slot())
	if !o.fillsPlaces() {
		return questions, false
	}
	sent := o.sendings(questions)
	var eligible []sending
	for _, s := range sent {
		if o.canWait(s, questions) {
			eligible = append(eligible, s)
		}
	}
	if len(eligible) == 0 {
		return questions, false
	}
	held := map[int]bool{}
	for _, s := range eligible[:o.spare.holds(o.expectations(questions), len(eligible))] {
		for _, i := range o.holdBack(s, questions, now) {
			held[i] = true
		}
	}
	for i, q := range questions {
		if !held[i] {
			rest = append(rest, q)
		}
	}
	return rest, true
}

// canWait reports whether all of a sending could fill an empty place later, before the next turn of its collectors, and
// was not held back before.
func (o *Org) canWait(s sending, questions []question) bool {
	return !slices.ContainsFunc(s.of, func(i int) bool {
		q := questions[i]
		a := o.answers.of(q.Query)
		return !o.couldFill(q.Query) || a.attempt != answered || a.problem != nil || a.passed || a.forgiven ||
			a.stagger != 0 || o.turns(q.by) < 2*o.slot()
	})
}

// turns is how often the collectors have their turn.
func (o *Org) turns(names []string) time.Duration {
	least := time.Duration(math.MaxInt64)
	for _, c := range o.collectors {
		if slices.Contains(names, c.Name()) {
			least = min(least, o.stretch.of(c.Interval()))
		}
	}
	return least
}

// holdBack lets a sending wait for some slots, and returns its questions.
func (o *Org) holdBack(s sending, questions []question, now time.Time) []int {
	least := questions[s.of[0]].MaxAge
	for _, i := range s.of {
		least = min(least, questions[i].MaxAge)
	}
	wait := o.spare.wait(least, o.slot())
	for _, i := range s.of {
		a := o.answers.entry(questions[i].Query)
		a.stagger = max(0, refresh.Since(a.asked, now)+wait-questions[i].MaxAge)
	}
	return s.of
}

// renew makes the snapshots of collectors anew that have newer answers though it was not their turn. What they lack is
// told at their turn, and what they said of answers that are still hidden stays until then.
func (o *Org) renew(asked *outcome, now time.Time) {
	var renewed []string
	for _, name := range asked.filled {
		open := slices.ContainsFunc(o.schema.plans[name].Queries, func(q collector.Query) bool {
			a := o.answers[q.String()]
			return q.Noted == nil && (a == nil || a.forgiven)
		})
		if before := o.snapshots[name]; before != nil && !open {
			asked.calls[name] += before.calls
			renewed = append(renewed, name)
		}
	}
	o.snapshot(renewed, asked, now)
}

// collectorsOf are those that questions are for.
func collectorsOf(questions []question) (names []string) {
	for _, q := range questions {
		names = collector.Union(names, q.by)
	}
	return names
}
