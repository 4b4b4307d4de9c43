package catalog

import (
	"strings"

	"salesforce_exporter/internal/soql"
)

// LateStages is a list of stages: that of the opportunities, which the rule on
// products of the quality collector takes from there.
const LateStages = "late_stages"

// Fill puts the lists of a catalogue into a condition: IN ({late_stages}).
func (c *Catalog) Fill(condition string) string {
	for name, values := range c.Lists {
		condition = strings.ReplaceAll(condition, "{"+name+"}", soql.QuoteAll(values))
	}
	return condition
}
