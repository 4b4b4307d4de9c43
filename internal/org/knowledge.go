package org

import (
	"context"
	"errors"
	"fmt"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/budget"
	"salesforce_exporter/internal/combine"
	"salesforce_exporter/internal/refresh"
	"salesforce_exporter/internal/salesforce"
)

// knowledge is what is known of the org's schema, and what follows from it.
type knowledge struct {
	readAt time.Time
	people collector.PeoplePlan
	plans  map[string]collector.Plan // by collector, with intervals that fit the budget
	asSet  map[string]collector.Plan // with intervals as they are set
	calls  float64                   // that reading it cost
	doubts int                       // how often in a row it was read anew in doubt
	days   map[string]string         // what groups by the day of a field, by object and field
}

// doubtful reports whether the schema hides something, or the org refuses what
// the schema shows. Somebody may be granting permissions just now, or the org
// may not be well.
func (o *Org) doubtful() bool {
	hides := len(o.schema.people.Skipped) > 0 || o.answers.anyHidden()
	for _, plan := range o.schema.plans {
		hides = hides || len(plan.Skipped) > 0
	}
	return hides
}

// believed is how long the schema is believed: a day, or in doubt ever longer.
func (o *Org) believed() time.Duration {
	if !o.doubtful() {
		return o.stretch.of(schemaMaxAge)
	}
	return o.stretch.of(min(mostDoubtAge, doubtAge<<min(o.schema.doubts, 10)))
}

// learn describes the objects in use, unless what was said of them is still
// believed. A failure leaves what was known before.
func (o *Org) learn(ctx context.Context, now time.Time) error {
	known, doubt := !o.schema.readAt.IsZero(), o.doubtful()
	if known && refresh.Since(o.schema.readAt, now) < o.believed() {
		return nil
	}
	next, err := o.describe(ctx, now)
	if err != nil {
		var refused *budget.Refusal
		if !known || errors.As(err, &refused) {
			return err
		}
		o.noteError("read the schema again", nil, err)
		return nil
	}
	next.readAt, next.asSet, next.plans = now, next.plans, o.stretched(next.plans)
	if known && doubt {
		next.doubts = o.schema.doubts + 1
	}
	o.schema = next
	o.answers.forgive()
	o.answers.evict(o.needed())
	return nil
}

// needed are the texts of all statements that are asked from now on.
func (o *Org) needed() map[string]bool {
	texts := map[string]bool{}
	for _, q := range o.peopleQueries() {
		texts[q.String()] = true
	}
	for _, plan := range o.schema.plans {
		for _, q := range plan.Queries {
			texts[q.String()] = true
		}
	}
	return texts
}

// learning is a schema that is being read. What was read of it stays when the
// rest fails, for as long as objects in it can be taken for of one time.
type learning struct {
	schema  *collector.Schema
	started time.Time
	calls   float64
}

const learningMaxAge = time.Hour

// describe plans against a schema that grows until the plans look nothing up
// that is not known: first the objects themselves, then those that their
// references lead to.
func (o *Org) describe(ctx context.Context, now time.Time) (knowledge, error) {
	if o.learning.schema == nil || refresh.Since(o.learning.started, now) > learningMaxAge {
		o.learning = learning{schema: collector.NewSchema(), started: now}
	}
	l := &o.learning
	for {
		k := o.plan(l.schema)
		k.calls = l.calls
		if l.schema.WantsNames() && o.learnNames(ctx) {
			continue
		}
		wanted := l.schema.Wanted()
		if len(wanted) == 0 {
			nothing := l.schema.ShowsNothing()
			if err := o.keepSchema(l.schema); err != nil {
				return knowledge{}, err
			}
			o.learning = learning{}
			if nothing { // every user that may sign in sees User
				return knowledge{}, errors.New("the org says that it hides every object, User too, so what it says is not taken for its schema")
			}
			return k, nil
		}
		var failed error
		for i, d := range o.client.Describe(ctx, wanted) {
			l.calls += d.Calls
			switch {
			case d.Err == nil:
				l.schema.Learn(wanted[i], objectOf(d.Object))
			case failed == nil:
				failed = fmt.Errorf("describe %s: %w", wanted[i], d.Err)
			}
		}
		if failed != nil {
			return knowledge{}, failed
		}
	}
}

// plan lets everybody plan against a schema.
func (o *Org) plan(s *collector.Schema) knowledge {
	k := knowledge{people: o.people.Plan(s), plans: map[string]collector.Plan{}, days: map[string]string{}}
	for _, c := range o.collectors {
		k.plans[c.Name()] = o.planOf(c, s)
		for _, q := range k.plans[c.Name()].Queries {
			combine.ShapeOf(q.Statement, dayNotes{s, k.days})
		}
	}
	return k
}

// keepSchema compresses the schema where it is kept over a restart: nobody needs it
// after planning.
func (o *Org) keepSchema(s *collector.Schema) (err error) {
	if o.keeper != nil {
		o.keeper.objects, err = packObjects(s)
	}
	return err
}

// learnNames asks which objects there are, for the sake of one that the configuration
// names and the org does not show. It is not ok where the org does not say so: then
// nothing is offered in its place.
func (o *Org) learnNames(ctx context.Context) (ok bool) {
	all, err := o.client.Objects(ctx)
	if err != nil || len(all) == 0 {
		return false
	}
	o.learning.calls++
	names := make([]collector.Named, len(all))
	for i, n := range all {
		names[i] = collector.Named(n)
	}
	o.learning.schema.LearnNames(names)
	return true
}

func objectOf(o *salesforce.Object) *collector.Object {
	if o == nil || !o.Queryable {
		return nil
	}
	object := &collector.Object{Name: o.Name, Fields: make([]collector.Field, len(o.Fields))}
	for i, f := range o.Fields {
		object.Fields[i] = collector.Field{
			Name: f.Name, Type: f.Type,
			Filterable: f.Filterable, Groupable: f.Groupable, Aggregatable: f.Aggregatable,
			Relationship: f.RelationshipName, ReferenceTo: f.ReferenceTo,
			Calculated: f.Calculated, AutoNumber: f.AutoNumber, Default: f.Default,
			Label: f.Label, Values: f.Values,
		}
	}
	for _, c := range o.Children {
		object.Children = append(object.Children, collector.Child(c))
	}
	object.Scopes = o.Scopes
	return object
}
