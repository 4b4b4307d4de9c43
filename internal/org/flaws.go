package org

import (
	"slices"

	"salesforce_exporter/collector"
)

// flawsOf adds up what is wrong with rows of the answers that a collector shows.
func (o *Org) flawsOf(plan collector.Plan) map[string]int {
	flaws := map[string]int{}
	queries := plan.Queries
	if plan.Joins() {
		queries = slices.Concat(queries, o.peopleQueries())
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
