package engagement

import (
	"fmt"
	"strings"
	"time"

	"salesforce_exporter/internal/api"
)

// A part is a collection as far as it can fail: it takes what depends on it, and
// nothing else.
type part struct {
	name    string // for people
	ability string // that the user needs
	fields  fields
	// follow and fill are how far one query reaches: by the last change, and back
	// in the first reading.
	follow, fill reach
	limit        int // rows of a page, where the API does not take as many as it should

	hidden   bool // the API does not show it to this user
	failures int  // in a row
	dead     bool // it does not answer for any span
	lacking  bool // figures are shown without it
	reason   string
	remedy   string
	until    time.Time // when it is asked for again

	rows, unread int // that were read, and of these those that could not be
}

// newPart has a reach that the first reading begins with.
func newPart(name, ability string, needed, optional []string) *part {
	return &part{name: name, ability: ability, fields: fields{needed: needed, optional: optional},
		follow: reach{span: longest()}, fill: reach{span: firstStep}}
}

const (
	// firstStep is the span of the first query.
	firstStep = 24 * time.Hour
	// failedAgain and failedLast are how soon a part that failed is asked for
	// again, at first and in the end; deadAgain and deadLast the same of one that
	// does not answer for any span.
	failedAgain, failedLast = time.Minute, time.Hour
	deadAgain, deadLast     = 15 * time.Minute, 4 * time.Hour
)

// works notes that it answers.
func (p *part) works() {
	p.hidden, p.failures, p.dead, p.reason, p.remedy, p.until = false, 0, false, "", "", time.Time{}
}

// hide notes that the API does not show it to this user.
func (p *part) hide(err error, now time.Time) {
	p.explain(err)
	p.hidden, p.until = true, now.Add(hiddenAgain)
}

// fails notes that it does not answer for the time being.
func (p *part) fails(err error, now time.Time) {
	p.explain(err)
	p.failures++
	pause, most := failedAgain, failedLast
	if p.dead = classOf(err) == classHeavy; p.dead {
		pause, most = deadAgain, deadLast
	}
	for range p.failures - 1 {
		pause = min(2*pause, most)
	}
	p.until = now.Add(pause)
}

// explain says why it cannot be read, with the ability that is missing.
func (p *part) explain(err error) {
	p.reason, p.remedy = fmt.Sprintf("%s: %v", p.name, err), ""
	e := api.AsError(err)
	if e == nil {
		return
	}
	p.reason, p.remedy = fmt.Sprintf("%s: code %s: %s", p.name, e.Code, e.Message), e.Remedy
	switch number := numberOf(e); {
	case number == 0 && e.Status != 0:
		p.reason = fmt.Sprintf("%s: HTTP %d %s", p.name, e.Status, e.Message)
	case number == 0:
		p.reason = fmt.Sprintf("%s: %s", p.name, e.Message)
	case number == 46:
		p.remedy = "grant the user's Account Engagement role the ability " + p.ability
	}
}

// resting reports whether it is not asked for a while.
func (p *part) resting(now time.Time) bool { return now.Before(p.until) }

// refused takes what the API says of a request, and reports whether there is
// another to try.
func (p *part) refused(err error, r *reach) bool {
	e := api.AsError(err)
	switch {
	case e == nil:
		return false
	case names(e.Message, "orderBy") && !r.byTime:
		r.byTime = true
		return true
	case names(e.Message, "AfterOrEqualTo"), names(e.Message, "Before"), names(e.Message, "deleted"),
		names(e.Message, "type"):
		return false // it cannot be asked without
	case names(e.Message, "limit") && p.limit == 0:
		p.limit = smallPage
		return true
	}
	return p.fields.refused(e.Message, numberOf(e) != 0 && classOf(err) == classField)
}

// names reports whether a message is about a parameter.
func names(message, parameter string) bool { return strings.Contains(message, parameter) }

// smallPage is the size of a page that needs no parameter ([v5]).
const smallPage = 200

// legible reports whether enough of it could be read to be of use.
func (p *part) legible() bool { return 2*p.unread <= p.rows }

// described is an error with the remedy that the part has for it.
func (p *part) described(err error) error {
	e := api.AsError(err)
	if e == nil || p.remedy == e.Remedy {
		return err
	}
	described := *e
	described.Remedy = p.remedy
	return &described
}
