package collector

import (
	"strings"

	"salesforce_exporter/internal/soql"
)

// fill puts the lists of a catalogue into a condition: IN ({late_stages}).
func (c *Catalog) fill(condition string) string {
	for name, values := range c.Lists {
		condition = strings.ReplaceAll(condition, "{"+name+"}", quoteAll(values))
	}
	return condition
}

func orDefault(values, fallback []string) []string {
	if values == nil {
		return fallback
	}
	return values
}

func quoteAll(values []string) string {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = soql.Quote(v)
	}
	return strings.Join(quoted, ", ")
}
