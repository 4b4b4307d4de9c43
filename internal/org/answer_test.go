package org

import (
	"strings"
	"testing"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/salesforce"
	"salesforce_exporter/internal/soql"
)

// TestRulesOfAnswers holds an answer to the rules of its attempt, whatever happens
// to it in whatever order.
func TestRulesOfAnswers(t *testing.T) {
	q := collector.Query{Statement: soql.Statement{Object: "Lead"}, MaxAge: time.Hour, Stagger: time.Minute}
	steps := map[string]func(answerCache, time.Time){
		"keep":     func(c answerCache, now time.Time) { c.keep(q, salesforce.Result{}, now) },
		"changes":  func(c answerCache, now time.Time) { c.keepChanges(q, salesforce.Result{}, now) },
		"waive":    func(c answerCache, now time.Time) { c.waive(q, now) },
		"fail":     func(c answerCache, _ time.Time) { c.fail(q, unreachable()) },
		"time out": func(c answerCache, now time.Time) { c.giveUp(q, timeout(), timedOut, now) },
		"refuse":   func(c answerCache, now time.Time) { c.giveUp(q, timeout(), refused, now) },
		"hurry":    func(c answerCache, _ time.Time) { c.hurry() },
		"too much": func(c answerCache, now time.Time) { c.giveUp(q, timeout(), tooMuch, now) },
		"hide":     func(c answerCache, now time.Time) { c.giveUp(q, timeout(), hidden, now) },
		"forgive":  func(c answerCache, _ time.Time) { c.forgive() },
	}
	var walk func(names []string)
	walk = func(names []string) {
		now := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
		c := answerCache{}
		for _, name := range names {
			now = now.Add(time.Hour)
			steps[name](c, now)
		}
		if broken := c[q.String()].broken(); broken != "" {
			t.Errorf("after %s: %s", strings.Join(names, ", "), broken)
		}
		if len(names) < 4 {
			for name := range steps {
				walk(append(names[:len(names):len(names)], name))
			}
		}
	}
	walk(nil)
}

// broken tells which rule does not hold; empty where all do.
func (a *cachedAnswer) broken() string {
	switch {
	case a == nil:
		return ""
	case a.attempt == unasked:
		return "an answer is kept that was not asked for"
	case (a.attempt == answered) != (a.problem == nil):
		return "a problem is there, and an answer, or neither"
	case a.attempt == answered && (a.answered.IsZero() || !a.asked.Equal(a.answered)):
		return "it is answered, and not by the last that was asked"
	case a.attempt.givenUp() != (a.gaveUp > 0):
		return "it is given up, and not counted, or the reverse"
	case a.attempt.givenUp() && a.stagger != 0:
		return "what is given up waits for its turn"
	case a.attempt.lasts() && !a.attempt.givenUp():
		return "it is missing for good, and not given up"
	case a.waived && a.changes:
		return "nothing was answered, and tells what changed"
	}
	return ""
}
