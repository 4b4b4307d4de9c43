package org

import (
	"salesforce_exporter/internal/api"
	"salesforce_exporter/internal/salesforce"
)

// A pulse is what a refresh tells of whether the org answers statements. The
// limits are none: they are answered where no statement is.
type pulse struct {
	asked     int // statements
	answered  int // statements that got an answer, if only why they get none
	unreached int // statements whose call as a whole failed
	refused   int // statements that the org suddenly answers with an error of its own
	good      int // of the answered: those with an answer
	late      int // statements that took too long
}

// feel takes the outcome of a question. Before tells whether it failed the last
// time: then it says nothing new.
func (p *pulse) feel(q question, err error, before bool) {
	if q.Resource != "" || salesforce.Code(err) == salesforce.CodeBudget {
		return
	}
	p.asked++
	code := salesforce.Code(err)
	if err == nil {
		p.good++
	}
	if code == codeQueryTimeout {
		p.late++
	}
	switch {
	case err == nil, refusesOne(q, err), code == salesforce.CodeTruncated, code == codeQueryTimeout:
		p.answered++
	case q.alone && api.TooSlow(err):
	case !salesforce.Partial(err):
		p.unreached++
	case !before:
		p.refused++
	}
}

// up tells whether the org answers. It is not known where nothing was asked, and
// where all that failed is a statement that failed before, or a single one: then
// that may be its own fault.
func (p *pulse) up() (up, known bool) {
	switch {
	case p.answered > 0:
		return true, true
	case p.unreached > 0, p.refused > 1:
		return false, true
	}
	return false, false
}

// tellUp notes whether the org answers, and returns it. What is not known leaves
// it as it was; an org that never answered does not.
func (o *Org) tellUp(asked *outcome) bool {
	up, known := asked.up()
	o.mu.Lock()
	defer o.mu.Unlock()
	if !known && (o.state.up != nil || asked.asked == 0) {
		return o.state.up == nil || *o.state.up
	}
	o.state.up = &up
	return up
}

func (o *Org) setUp(up bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.state.up = &up
}
