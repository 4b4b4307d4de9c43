package org

import (
	"context"
	"fmt"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/salesforce"
)

// knowledge is what is known of the org's schema, and what follows from it.
type knowledge struct {
	readAt time.Time
	people collector.PeoplePlan
	plans  map[string]collector.Plan // by collector
	calls  float64                   // that reading it cost
}

// learn describes the objects in use, unless that was done within a day. A
// failure leaves what was known before.
func (o *Org) learn(ctx context.Context, now time.Time) error {
	if !o.schema.readAt.IsZero() && now.Sub(o.schema.readAt) < schemaMaxAge {
		return nil
	}
	next, err := o.describe(ctx)
	if err != nil {
		if o.schema.readAt.IsZero() {
			return err
		}
		o.noteError("read the schema again", nil, err)
		return nil
	}
	next.readAt = now
	o.schema = next
	o.answers.forgive()
	o.reported = map[string]bool{}
	return nil
}

// describe plans against a schema that grows until the plans look nothing up
// that is not known: first the objects themselves, then those that their
// references lead to.
func (o *Org) describe(ctx context.Context) (knowledge, error) {
	schema := collector.NewSchema()
	calls := 0.0
	for {
		k := knowledge{people: o.people.Plan(schema), plans: map[string]collector.Plan{}, calls: calls}
		for _, c := range o.collectors {
			k.plans[c.Name()] = o.planOf(c, schema)
		}
		wanted := schema.Wanted()
		if len(wanted) == 0 {
			return k, nil
		}
		for i, d := range o.client.Describe(ctx, wanted) {
			if d.Err != nil {
				return knowledge{}, fmt.Errorf("describe %s: %w", wanted[i], d.Err)
			}
			schema.Learn(wanted[i], objectOf(d.Object))
			calls += d.Calls
		}
	}
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
			Calculated: f.Calculated, AutoNumber: f.AutoNumber, Default: f.Default(),
		}
	}
	return object
}
