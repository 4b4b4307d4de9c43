package org

import (
	"maps"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/salesforce"
	"salesforce_exporter/internal/soql"
)

// An answerCache keeps the last good answer to each statement by its text.
// Statements have ages of their own, so a refresh asks only for those answers
// that are too old.
type answerCache map[string]*cachedAnswer

// of returns what is known of the answer to a query; the zero value for nothing.
func (c answerCache) of(q collector.Query) cachedAnswer {
	if a := c[q.String()]; a != nil {
		return *a
	}
	return cachedAnswer{}
}

// due reports whether the statement has to be asked.
func (c answerCache) due(q collector.Query, now time.Time) bool {
	return c[q.String()].due(q.MaxAge, now)
}

// anyHidden reports whether the org hides what a statement asks for.
func (c answerCache) anyHidden() bool {
	for _, a := range c {
		if a.attempt == hidden {
			return true
		}
	}
	return false
}

// keep stores a good answer.
func (c answerCache) keep(q collector.Query, r salesforce.Result, now time.Time) {
	a := &cachedAnswer{attempt: answered, asked: now, maxAge: q.MaxAge, pages: r.Pages,
		content: content{at: r.Answer.At, rows: r.Answer.Rows, flaws: r.Answer.Flaws, answered: now}}
	if before := c[q.String()]; before == nil || before.answered.IsZero() {
		a.stagger = q.Stagger
	}
	c[q.String()] = a
}

// waive stores that the org refused what figures go on without: an answer of no
// rows, which is asked for again when it is too old.
func (c answerCache) waive(q collector.Query, now time.Time) {
	none := salesforce.Result{Answer: soql.Answer{At: now}}
	if q.Count() {
		none.Answer.Rows = soql.RowsOf([][]string{{"0"}})
	}
	c.keep(q, none, now)
	c[q.String()].waived = true
}

// keepChanges stores an answer that tells only what changed since the one before.
// What was wrong with that one still is, as far as the answer does not say.
func (c answerCache) keepChanges(q collector.Query, r salesforce.Result, now time.Time) {
	before := c.entry(q).flaws
	c.keep(q, r, now)
	a := c[q.String()]
	a.changes = true
	a.flaws = maps.Clone(before)
	for flaw, n := range r.Answer.Flaws {
		if a.flaws == nil {
			a.flaws = map[string]int{}
		}
		a.flaws[flaw] = max(a.flaws[flaw], n)
	}
}

// learnPages notes how long an answer is that the budget cut short, so that it is
// asked again when there is enough for all of it. Of groups nobody says how many
// there are, so each time it is taken for longer.
func (c answerCache) learnPages(q collector.Query, r salesforce.Result) {
	a := c.entry(q)
	a.pages = max(a.pages+a.pages/4+1, r.Pages)
}

// entry returns what is known of the answer to a query.
func (c answerCache) entry(q collector.Query) *cachedAnswer {
	a := c[q.String()]
	if a == nil {
		a = &cachedAnswer{maxAge: q.MaxAge}
		c[q.String()] = a
	}
	return a
}

// giveUp notes that asking again soon is no use: not before the schema is read
// again where something is hidden, else not before the interval is over.
func (c answerCache) giveUp(q collector.Query, why error, as attempt, now time.Time) {
	c.entry(q).giveUp(why, as, now)
}

// fail notes that the statement got no answer this time.
func (c answerCache) fail(q collector.Query, why error) { c.entry(q).fail(why) }

// hurry makes all due that the org took too long for: it is quicker now.
func (c answerCache) hurry() {
	for _, a := range c {
		a.hurry()
	}
}

// forgive lets statements that were refused for good be asked again. Their last
// good answers stay.
func (c answerCache) forgive() {
	for text, a := range c {
		switch {
		case a.attempt != hidden:
		case a.answered.IsZero():
			delete(c, text)
		default:
			a.forgive()
		}
	}
}

// evict forgets what no plan needs any more.
func (c answerCache) evict(needed map[string]bool) {
	for text := range c {
		if !needed[text] {
			delete(c, text)
		}
	}
}

// usable returns those of the answers to the queries that may be shown.
func (c answerCache) usable(queries []collector.Query, now time.Time) collector.Answers {
	answers := collector.Answers{}
	for _, q := range queries {
		if a := c[q.String()]; a.age(q.MaxAge).shows(now) {
			answers[q.String()] = a.answer()
		}
	}
	return answers
}

// known returns those of the answers to the texts that may be shown, to who wants
// them most often.
func (c answerCache) known(texts []string, now time.Time) collector.Answers {
	answers := collector.Answers{}
	for _, text := range texts {
		if a := c[text]; a != nil && a.age(a.maxAge).shows(now) {
			answers[text] = a.answer()
		}
	}
	return answers
}
