package org

import (
	"slices"
	"time"

	"salesforce_exporter/internal/refresh"
	"salesforce_exporter/internal/salesforce"
)

// codeQueryTimeout is that of a statement that ran for too long.
const codeQueryTimeout = "QUERY_TIMEOUT"

// busy tells whether the org takes too long for whatever it is asked, from what it
// did before.
func (p *pulse) busy(before bool) bool {
	return p.good == 0 && (p.late > 1 || before)
}

// keepOne leaves one statement of those that are due, to find out whether an org that
// took too long for everything is quicker now. Where nothing is due, it is one that
// was given up. The statements take turns, for one may be slow by itself.
func (o *Org) keepOne(list *questionList, due []string) {
	statements := slices.DeleteFunc(slices.Clone(list.questions), func(q question) bool { return q.Resource != "" })
	list.questions = slices.DeleteFunc(list.questions, func(q question) bool { return q.Resource == "" })
	if len(statements) == 0 {
		late := &questionList{index: map[string]int{}, at: list.at, answers: o.answers}
		for _, name := range due {
			for _, q := range o.schema.plans[name].Queries {
				late.add(name, q, o.answers.of(q).attempt == timedOut)
			}
		}
		statements = late.questions
	}
	if len(statements) > 0 {
		list.questions = append(list.questions, slices.MinFunc(statements, func(a, b question) int {
			return o.answers.of(a.Query).asked.Compare(o.answers.of(b.Query).asked)
		}))
	}
}

// waitWhileBusy lets all that failed be tried together, and not each collector by a
// clock of its own: every try asks a statement that most likely takes too long.
func (o *Org) waitWhileBusy(errs map[string]error) {
	if !o.busy {
		return
	}
	pace := refresh.Pace{First: 15 * time.Minute, Last: 15 * time.Minute}
	until := time.Now().Add(pace.After(1))
	for name, err := range errs {
		if salesforce.Code(err) != salesforce.CodeBudget {
			errs[name] = &refresh.Outage{Until: until, Err: err}
		}
	}
}
