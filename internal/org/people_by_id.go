package org

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/go-kit/log/level"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/salesforce"
	"salesforce_exporter/internal/soql"
)

// wholePeople reports whether a question is for the User table as a whole.
func (o *Org) wholePeople(q question) bool {
	return q.changes == nil && q.String() == o.schema.people.Statement.String()
}

// narrowed is what a question about a User table comes to that is too large to be
// read. Of what changed in it too much is read as a whole, which is counted users
// alone from now on.
func (o *Org) narrowed(ctx context.Context, q question, r salesforce.Result) salesforce.Result {
	about := q.String() == o.schema.people.Statement.String()
	if !about || salesforce.Code(r.Err) != salesforce.CodeTruncated {
		return r
	}
	if _, ok := o.schema.people.Members(); !ok || o.joined.byID && q.changes == nil {
		return r
	}
	if q.changes != nil {
		o.joined.manyChanges = true
		return o.membersOf(ctx, r)
	}
	o.joined.byID = true
	level.Warn(o.logger).Log("msg",
		"the User table is too large to be read completely: only counted users and owners of records are", "why", r.Err)
	return o.membersOf(ctx, r)
}

// membersOf reads counted users by their ids, after a reading that came to nothing.
func (o *Org) membersOf(ctx context.Context, before salesforce.Result) salesforce.Result {
	members, _ := o.schema.people.Members()
	list := o.client.Ask(ctx, []soql.Statement{members})[0]
	list.Calls += before.Calls
	return o.rowsOf(ctx, list)
}

// rowsOf reads the users whose ids are the rows of an answer.
func (o *Org) rowsOf(ctx context.Context, list salesforce.Result) salesforce.Result {
	if list.Err != nil {
		return list
	}
	ids := make([]string, 0, list.Answer.Rows.Len())
	for row := range list.Answer.Rows.All() {
		ids = append(ids, row[0])
	}
	rows := o.lookUp(ctx, ids)
	rows.Answer.At = list.Answer.At // what changed since is asked for again
	rows.Calls += list.Calls
	rows.Pages += max(1, list.Pages)
	return rows
}

// lookUp reads users by their ids, in one result.
func (o *Org) lookUp(ctx context.Context, ids []string) salesforce.Result {
	var all salesforce.Result
	all.Answer.Flaws = map[string]int{}
	statements := o.schema.people.ByID(ids)
	for _, r := range o.client.Ask(ctx, statements) {
		all.Calls += r.Calls
		if all.Err == nil {
			all.Err = r.Err
		}
		all.Answer.Rows.Join(r.Answer.Rows)
		for flaw, n := range r.Answer.Flaws {
			all.Answer.Flaws[flaw] += n
		}
	}
	all.Pages = salesforce.Price(make([]salesforce.Expected, len(statements)))
	return all
}

// readOwners looks up owners of records in the answers for the due collectors who
// are not in a join table that was read by id. Without them they would look like
// owners that nobody may see.
func (o *Org) readOwners(ctx context.Context, due []string, now time.Time) {
	j := &o.joined
	j.ownersProblem = nil
	if !j.byID || j.people == nil {
		return
	}
	ids := map[string]bool{}
	for _, name := range due {
		plan := o.schema.plans[name]
		for _, id := range plan.Unknown(o.answers.usable(plan.Queries, now), j.people) {
			if !j.looked[id] {
				ids[id] = true
			}
		}
	}
	switch {
	case len(ids) == 0:
		return
	case len(j.looked)+len(ids) > collector.MostOwners:
		j.ownersProblem = fmt.Errorf("owners of records are not known: there are more than %d besides counted users",
			collector.MostOwners)
		return
	}
	r := o.lookUp(ctx, slices.Sorted(maps.Keys(ids)))
	if r.Err == nil {
		r.Err = o.schema.people.Add(j.people, r.Answer.Rows.List())
	}
	if r.Err != nil {
		j.ownersProblem = fmt.Errorf("owners of records are not known: %w", r.Err)
		return
	}
	maps.Copy(j.looked, ids)
}
