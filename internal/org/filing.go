package org

import (
	"context"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
	"time"

	"salesforce_exporter/internal/api"
	"salesforce_exporter/internal/salesforce"
	"salesforce_exporter/internal/soql"
)

// ask sends the questions, each once however many collectors want it, and
// files their answers: good ones as soon as they are there, so that an end in the middle
// does not lose them.
func (o *Org) ask(ctx context.Context, questions []question, out *outcome, now time.Time) {
	filed := make([]bool, len(questions))
	results := o.send(ctx, questions, func(i int, r salesforce.Result) {
		if q := questions[i]; r.Err == nil && q.take == nil && q.changes == nil {
			filed[i] = true
			o.file(q, r, out, now)
		}
	})
	good := func(r salesforce.Result) bool { return r.Err == nil }
	reached := slices.ContainsFunc(results, func(r salesforce.Result) bool { return good(r) || salesforce.Partial(r.Err) })
	answered := slices.ContainsFunc(results, good)
	for i, r := range results {
		results[i] = salesforce.Result{} // an answer about a big org takes room
		q := questions[i]
		if !filed[i] {
			r = o.narrowed(ctx, q, r)
		}
		out.cost(q, r) // in one order, for a sum of fractions depends on it
		switch {
		case filed[i]:
		case r.Err == nil:
			o.file(q, r, out, now)
		case q.filler:
			o.answers.entry(q.Query).passed = true
			o.scheduler.Hasten(q.by...) // which tells what is wrong
		default:
			o.fileError(q, r, out, now, reached, answered)
		}
	}
}

// askEach asks, calls ended with each result, and keeps what is known meanwhile.
func (o *Org) askEach(ctx context.Context, statements []soql.Statement, ended func(i int, r salesforce.Result)) {
	arrived := make(chan func())
	go func() {
		defer close(arrived)
		defer func() {
			if value := recover(); value != nil {
				value = fmt.Sprintf("%v, at %s", value, debug.Stack())
				arrived <- func() { panic(value) }
			}
		}()
		o.client.AskEach(ctx, statements, func(i int, r salesforce.Result) { arrived <- func() { ended(i, r) } })
	}()
	defer func() {
		for range arrived { // after a panic the rest is not wanted
		}
	}()
	keep := time.NewTicker(keepEvery)
	defer keep.Stop()
	for {
		select {
		case file, more := <-arrived:
			if !more {
				return
			}
			file()
		case <-keep.C:
			o.keepMeanwhile()
		}
	}
}

// cost notes what an answer cost those who wanted it.
func (a *outcome) cost(q question, r salesforce.Result) {
	for _, name := range q.by {
		a.calls[name] += r.Calls / float64(len(q.by))
	}
}

// file keeps a good answer.
func (o *Org) file(q question, r salesforce.Result, out *outcome, now time.Time) {
	out.feel(q, nil, false)
	o.keeper.learn()
	o.tellClock(r.Answer.At)
	if o.answers.of(q.Query).attempt == timedOut {
		o.answers.hurry()
	}
	switch {
	case q.take != nil:
		o.note(q, r, out, now)
	case q.changes != nil:
		o.answers.keepChanges(q.Query, r, now)
	default:
		o.answers.keep(q.Query, r, now)
	}
}

// fileError notes why a question has no answer, where the org was reached by others, and
// answered others.
func (o *Org) fileError(q question, r salesforce.Result, out *outcome, now time.Time, reached, answered bool) {
	failed := o.answers.of(q.Query).problem != nil
	out.feel(q, r.Err, failed)
	switch {
	case salesforce.Code(r.Err) == salesforce.CodeBudget: // which says nothing of the org
		o.answers.fail(q.Query, r.Err)
		o.answers.learnPages(q.Query, r)
		out.fail(q.by, r.Err)
	case unsent(r.Err):
		o.answers.fail(q.Query, r.Err)
		out.fail(q.by, r.Err)
	case q.Optional != nil && salesforce.Refuses(r.Err):
		o.answers.waive(q.Query, now)
	case o.givesUp(q, r.Err, now):
	// What meets everything that is asked is not about this statement.
	case (answered || failed) && staysRefused(r.Err):
		o.answers.giveUp(q.Query, r.Err, refused, now)
		o.countError(salesforce.Code(r.Err))
	default:
		// While the org answers others, these may have held each other up.
		if reached && api.TooSlow(r.Err) {
			o.answers.entry(q.Query).slow = true
		}
		o.answers.fail(q.Query, r.Err)
		out.fail(q.by, r.Err)
	}
}

// send asks the questions. The results stand in their order; there is called with those
// that are good as soon as they are there.
func (o *Org) send(ctx context.Context, questions []question,
	there func(i int, r salesforce.Result)) []salesforce.Result {
	sendings := o.sendings(questions)
	statements := make([]soql.Statement, len(sendings))
	members, byID := o.schema.people.Members()
	byID = byID && o.joined.byID
	for i, s := range sendings {
		statements[i] = s.sent(questions)
		if byID && o.wholePeople(questions[s.of[0]]) {
			statements[i] = members
		}
	}
	results, late := make([]salesforce.Result, len(questions)), map[int]salesforce.Result{}
	o.askEach(ctx, statements, func(i int, r salesforce.Result) {
		s := sendings[i]
		switch first := s.of[0]; {
		case s.whole != nil:
			if !o.share(s, r, results) {
				late[i] = r
				return
			}
		case o.joined.byID && o.wholePeople(questions[first]):
			late[i] = r
			return
		default:
			results[first] = r
		}
		for _, place := range s.of {
			if results[place].Err == nil {
				there(place, results[place])
			}
		}
	})
	for _, i := range slices.Sorted(maps.Keys(late)) {
		if s := sendings[i]; s.whole != nil {
			o.askApart(ctx, s, late[i].Calls, questions, results)
		} else {
			results[s.of[0]] = o.rowsOf(ctx, late[i])
		}
	}
	return results
}
