package org

import (
	"context"
	"time"

	"salesforce_exporter/collector"
)

// Plans are what an org would be asked.
type Plans struct {
	UserID, OrgID string // whom the session acts as, and where
	People        collector.PeoplePlan
	Collectors    []collector.Collector
	ByCollector   map[string]collector.Plan
	// Show makes of the figures of a collector what a scrape shows of them.
	Show func(collector string, figures []collector.Figure) []collector.Sample
}

// Plans signs in and reads the schema, and nothing else.
func (o *Org) Plans(ctx context.Context) (Plans, error) {
	session, err := o.signIn(ctx)
	if err != nil {
		return Plans{}, err
	}
	if err := o.learn(ctx, time.Now()); err != nil {
		return Plans{}, err
	}
	return Plans{UserID: session.UserID, OrgID: session.OrgID, People: o.schema.people, Collectors: o.collectors,
		ByCollector: o.schema.plans, Show: o.shown}, nil
}

func (o *Org) shown(name string, figures []collector.Figure) []collector.Sample {
	samples := o.detailed(name, &snapshot{}, samplesOf(figures))
	all := make([]collector.Sample, len(samples))
	for i, s := range samples {
		all[i] = s.Sample
	}
	return all
}
