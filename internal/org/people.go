package org

import (
	"context"
	"errors"
	"fmt"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/refresh"
	"salesforce_exporter/internal/soql"
)

// wholeEvery is how often the whole User table is read where it takes more
// than one page: what a row shows of other objects changes without a trace.
const wholeEvery = 24 * time.Hour

// overlap is how far back changes are asked for again: a row gets its time
// stamp when it is written, and can be seen when its transaction ends.
const overlap = 5 * time.Minute

// joinedPeople is the join table made of the last answers about User.
type joinedPeople struct {
	people   *collector.People
	answered time.Time // of the answers that it was made of
	problem  error     // why newer answers could not be put into it; nil if they could
	zone     *time.Location
	// zoneProblem says why the time zone is not known; nil if it is.
	zoneProblem error
	zoneAttempt attempt // what asking for it came to

	// Of the last time that the table was read as a whole:
	text  string // of the statements
	pages int
	whole time.Time
	// byID says that the table is too large to be read as a whole, and manyChanges
	// that what changed in it is, too.
	byID, manyChanges bool
	// looked are the owners of records that were looked up since, also in vain.
	looked map[string]bool
	// ownersProblem is why owners could not be looked up in the refresh under way.
	ownersProblem error
	// readTo is until when, by the org's clock, changes are known.
	readTo time.Time
}

// changes returns what to ask in place of the people queries: only what
// changed, where reading the whole table costs more than a page.
func (o *Org) changes(now time.Time) []soql.Statement {
	j, plan := o.joined, o.schema.people
	if j.people == nil || j.pages < 2 || j.manyChanges || j.text != textOf(plan) ||
		refresh.Since(j.whole, now) >= o.stretch.of(wholeEvery) {
		return nil
	}
	return plan.Changed(j.readTo.Add(-overlap), j.byID)
}

// joinPeople makes the join table anew, or brings it up to date, if there are
// newer answers about User.
func (o *Org) joinPeople(ctx context.Context, userID string, now time.Time) error {
	if o.joined.text != textOf(o.schema.people) { // it has other labels
		o.joined.people, o.joined.answered = nil, time.Time{}
	}
	cached, answered, ok := o.peopleAnswers(now)
	if !ok || answered.IsZero() || o.joined.people != nil && o.joined.answered.Equal(answered) {
		return nil
	}
	o.joined.problem = o.renewPeople(ctx, cached, userID, now)
	if o.joined.problem == nil {
		o.joined.answered = answered
	}
	return o.joined.problem
}

// renewPeople puts answers into the join table.
func (o *Org) renewPeople(ctx context.Context, cached []*cachedAnswer, userID string, now time.Time) error {
	answers := make([]soql.Answer, len(cached))
	for i, a := range cached {
		answers[i] = a.answer()
	}
	if err := o.takePeople(cached[0], answers, userID, now); err != nil {
		return err
	}
	for _, a := range cached {
		a.rows = soql.Rows{} // the join table is all that anybody needs of them
	}
	if o.joined.people.Zone == nil {
		o.joined.people.Zone = o.askZone(ctx)
	} else {
		o.joined.zoneProblem = nil
	}
	return nil
}

// peopleAnswers returns the answers about User, and when they were answered:
// zero where they do not belong together because one of them failed since. It
// is not ok where one of them is not there, or too old to be joined.
func (o *Org) peopleAnswers(now time.Time) (cached []*cachedAnswer, answered time.Time, ok bool) {
	for _, q := range o.peopleQueries() {
		a := o.answers[q.String()]
		if !a.age(o.stretch.of(peopleMaxAge)).shows(now) {
			return nil, time.Time{}, false
		}
		cached = append(cached, a)
	}
	for _, a := range cached {
		if !a.answered.Equal(cached[0].answered) {
			return cached, time.Time{}, true
		}
		answered = a.answered
	}
	return cached, answered, true
}

// takePeople puts whole answers or changes into the join table.
func (o *Org) takePeople(rows *cachedAnswer, answers []soql.Answer, userID string, now time.Time) error {
	j, plan := &o.joined, o.schema.people
	if rows.changes {
		if err := plan.Update(j.people, answers, userID); err != nil {
			return err
		}
	} else {
		people, err := plan.Read(answers, userID, j.zone)
		if err != nil {
			return err
		}
		j.people, j.text, j.pages, j.whole, j.looked = people, textOf(plan), rows.pages, now, map[string]bool{}
	}
	j.readTo = answers[0].At
	for _, a := range answers {
		if a.At.Before(j.readTo) {
			j.readTo = a.At
		}
	}
	return nil
}

// askZone asks for the zone of the integration user, whose own User row is not
// among those that it sees, or has a zone that is not known here.
func (o *Org) askZone(ctx context.Context) *time.Location {
	j := &o.joined
	j.zone, j.zoneAttempt = nil, failed
	name, err := o.client.TimeZone(ctx)
	switch {
	case err != nil:
		j.zoneProblem = fmt.Errorf("time zone of the integration user: %w", err)
	case name == "":
		j.zoneProblem, j.zoneAttempt = errors.New("time zone of the integration user is not known: let it see its own User row"), hidden
	default:
		if j.zone, err = time.LoadLocation(name); err != nil {
			j.zone, j.zoneAttempt = nil, hidden
			j.zoneProblem = fmt.Errorf("time zone of the integration user: %w", err)
		} else {
			j.zoneProblem, j.zoneAttempt = nil, answered
		}
	}
	return j.zone
}

// textOf tells one way of reading User from another.
func textOf(plan collector.PeoplePlan) string {
	text := ""
	for _, q := range plan.Queries(peopleMaxAge) {
		text += q.String() + "\n"
	}
	return text
}
