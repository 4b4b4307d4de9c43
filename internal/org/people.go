package org

import (
	"context"
	"fmt"
	"time"

	"salesforce_exporter/collector"
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
	text := o.schema.people.Statement.String()
	cached := o.answers[text]
	if !cached.shows(now, peopleMaxAge) {
		o.joined.people = nil
		return nil
	}
	if o.joined.people != nil && o.joined.answered.Equal(cached.answered) {
		return nil
	}
	people, err := o.schema.people.Read(cached.answer, userID, o.joined.zone)
	if err != nil {
		return err
	}
	if people.Zone == nil {
		people.Zone = o.askZone(ctx)
	} else {
		o.joined.zoneProblem = ""
	}
	o.joined.people, o.joined.answered = people, cached.answered
	cached.answer.Rows = nil // the table holds all that is needed of them
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
