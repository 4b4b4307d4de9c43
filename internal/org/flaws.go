package org

import (
	"slices"

	"salesforce_exporter/collector"
)

// flawsOf adds up what is wrong with rows of the answers that a collector shows.
func (o *Org) flawsOf(plan collector.Plan) map[string]int {
	flaws := map[string]int{}
	queries := plan.Queries
	if o.joins(plan) {
		queries = slices.Concat(queries, o.schema.people.Queries(peopleMaxAge))
	}
	seen := map[string]bool{}
	for _, q := range queries {
		text := q.String()
		if a := o.answers[text]; a != nil && !seen[text] {
			for flaw, n := range a.flaws {
				flaws[flaw] += n
			}
		}
		seen[text] = true
	}
	return flaws
}

// joins reports whether a plan has metrics with labels that come from User.
func (o *Org) joins(plan collector.Plan) bool {
	for _, m := range plan.Metrics() {
		for _, label := range o.schema.people.Labels {
			if slices.Contains(m.Labels, label) {
				return true
			}
		}
	}
	return false
}
