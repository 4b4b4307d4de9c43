package org

import (
	"context"
	"fmt"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/soql"
)

// joinedPeople is the join table made of the last answer about User.
type joinedPeople struct {
	people   *collector.People
	answered time.Time // of the answer that it was made of
	zone     *time.Location
	// zoneProblem says why the time zone is not known; empty if it is.
	zoneProblem string
}

// joinPeople makes the join table anew if there is a newer answer about User.
func (o *Org) joinPeople(ctx context.Context, userID string, now time.Time) error {
	queries := o.schema.people.Queries(peopleMaxAge)
	cached := make([]*cachedAnswer, len(queries))
	answers := make([]soql.Answer, len(queries))
	var answered time.Time
	for i, q := range queries {
		cached[i] = o.answers[q.String()]
		if !cached[i].shows(now, peopleMaxAge) {
			o.joined.people = nil
			return nil
		}
		answers[i] = cached[i].answer
		if cached[i].answered.After(answered) {
			answered = cached[i].answered
		}
	}
	if len(queries) == 0 || o.joined.people != nil && o.joined.answered.Equal(answered) {
		return nil
	}
	people, err := o.schema.people.Read(answers, userID, o.joined.zone)
	if err != nil {
		return err
	}
	if people.Zone == nil {
		people.Zone = o.askZone(ctx)
	} else {
		o.joined.zoneProblem = ""
	}
	o.joined.people, o.joined.answered = people, answered
	return nil
}

// askZone asks for the zone of the integration user, whose own User row is not
// among those that it sees.
func (o *Org) askZone(ctx context.Context) *time.Location {
	name, err := o.client.TimeZone(ctx)
	var zone *time.Location
	if err == nil && name != "" {
		zone, err = time.LoadLocation(name)
	}
	switch {
	case err != nil:
		o.joined.zoneProblem = fmt.Sprintf("time zone of the integration user: %v", err)
	case name == "":
		o.joined.zoneProblem = "time zone of the integration user is not known: let it see its own User row"
	default:
		o.joined.zoneProblem = ""
	}
	o.joined.zone = zone
	return zone
}
