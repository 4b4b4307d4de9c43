package org

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/go-kit/log/level"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/salesforce"
	"salesforce_exporter/internal/soql"
)

// run refreshes the named collectors together: it learns the schema, asks the
// statements that are due, and makes new snapshots of the answers.
func (o *Org) run(ctx context.Context, due []string) map[string]error {
	now := time.Now()
	session, err := o.client.Session(ctx)
	if err == nil {
		err = o.learn(ctx, now)
	}
	if err != nil {
		o.setUp(false)
		o.noteError("refresh", due, err)
		failed := &outcome{errs: all(due, err)}
		o.snapshot(due, failed, now)
		return failed.errs
	}
	asked := o.ask(ctx, due, now)
	o.setUp(asked.good > 0 || asked.bad == 0)
	if err := o.joinPeople(ctx, session.UserID, now); err != nil {
		asked.fail(due, fmt.Errorf("join people: %w", err))
	}
	o.report(asked, due)
	o.snapshot(due, asked, now)
	return asked.errs
}

func all(names []string, err error) map[string]error {
	errs := map[string]error{}
	for _, name := range names {
		errs[name] = err
	}
	return errs
}

// An outcome is what asking came to.
type outcome struct {
	good, bad int
	errs      map[string]error   // by collector
	calls     map[string]float64 // by collector, shared ones by share
}

func (a *outcome) fail(names []string, err error) {
	for _, name := range names {
		if a.errs[name] == nil {
			a.errs[name] = err
		}
	}
}

// A question is a statement that is due, and who wants it.
type question struct {
	collector.Query
	by []string
}

// ask sends the statements that are due, each once however many collectors
// want it, and files their answers.
func (o *Org) ask(ctx context.Context, due []string, now time.Time) *outcome {
	out := &outcome{errs: map[string]error{}, calls: map[string]float64{}}
	questions := o.questions(due, now)
	for i, r := range o.send(ctx, questions) {
		q := questions[i]
		for _, name := range q.by {
			out.calls[name] += r.Calls / float64(len(q.by))
		}
		switch {
		case r.Err == nil:
			out.good++
			o.answers.keep(q.Query, r, now)
		case o.givesUp(q.Query, r.Err, now):
			out.good++ // the org did answer
		default:
			out.bad++
			out.fail(q.by, r.Err)
		}
	}
	return out
}

// send asks the questions; the results stand in their order.
func (o *Org) send(ctx context.Context, questions []question) []salesforce.Result {
	results := make([]salesforce.Result, len(questions))
	var statements []soql.Statement
	var places []int
	for i, q := range questions {
		if q.Limits {
			results[i] = o.client.Limits(ctx)
			continue
		}
		statements = append(statements, q.Statement)
		places = append(places, i)
	}
	for i, r := range o.client.Ask(ctx, statements) {
		results[places[i]] = r
	}
	return results
}

// givesUp reports whether the error is one that asking again soon cannot mend.
func (o *Org) givesUp(q collector.Query, err error, now time.Time) bool {
	switch {
	case salesforce.NotVisible(err):
		o.answers.refuse(q, err.Error(), true, now)
	case salesforce.Code(err) == salesforce.CodeTruncated, salesforce.Code(err) == "QUERY_TIMEOUT":
		o.answers.refuse(q, err.Error(), false, now)
	default:
		return false
	}
	return true
}

// questions lists the statements that the due collectors need and that are not
// answered freshly enough, in a stable order.
func (o *Org) questions(due []string, now time.Time) []question {
	var list []question
	index := map[string]int{}
	add := func(name string, q collector.Query) {
		i, there := index[q.String()]
		if !there && o.answers.due(q, now) {
			i, there = len(list), true
			index[q.String()] = i
			list = append(list, question{Query: q})
		}
		if there {
			list[i].by = append(list[i].by, name)
			list[i].MaxAge = min(list[i].MaxAge, q.MaxAge)
		}
	}
	for _, name := range due {
		for _, q := range o.schema.plans[name].Queries {
			add(name, q)
		}
	}
	for _, people := range o.schema.people.Queries(peopleMaxAge) {
		if _, there := index[people.String()]; !there {
			add(due[0], people)
		}
	}
	return list
}

// report logs each distinct error once, with the collectors that it hit.
func (o *Org) report(a *outcome, due []string) {
	hit := map[string][]string{}
	first := map[string]error{}
	for _, name := range due {
		if err := a.errs[name]; err != nil {
			hit[err.Error()] = append(hit[err.Error()], name)
			first[err.Error()] = err
		}
	}
	for _, text := range slices.Sorted(maps.Keys(hit)) {
		o.noteError("refresh", hit[text], first[text])
	}
}

// noteError writes one line of log and counts the error by its code.
func (o *Org) noteError(doing string, collectors []string, err error) {
	code := salesforce.Code(err)
	if errors.Is(err, context.Canceled) {
		return // the exporter is shutting down
	}
	o.mu.Lock()
	o.state.errors[code]++
	o.mu.Unlock()
	level.Error(o.logger).Log("msg", doing+" failed", "collectors", strings.Join(collectors, ","), "code", code, "err", err)
}

func (o *Org) setUp(up bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.state.up = &up
}
