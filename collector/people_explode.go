package collector

import (
	"fmt"
	"strings"
)

// fewPeople are so few that a label may tell them apart.
const fewPeople = 100

// Explodes warns of dimensions that are about to make more series than a metric may have,
// which is a limit: of one that tells almost every person apart, and of too many
// combinations. The nil People have none.
func (p *People) Explodes(limit int) (all []Warning) {
	if p == nil {
		return nil
	}
	people, combinations := 0, 0
	for _, x := range p.list {
		if x.Counted {
			people++
		}
	}
	values := make([]map[string]bool, len(p.dimensions))
	for i := range values {
		values[i] = map[string]bool{}
	}
	for team, counted := range p.counted {
		if !counted {
			continue
		}
		combinations++
		for i, value := range p.teams[team] {
			values[i][value] = true
		}
	}
	for i, label := range p.dimensions {
		if n := len(values[i]); n > fewPeople && n > people/2 {
			all = append(all, Warning{About: "label " + label,
				Reason: fmt.Sprintf("it has %d values for %d counted users, so that it tells persons apart, and each metric by owner has as many series", n, people),
				Remedy: "use a field that many people have in common, such as Department or UserRole.Name"})
		}
	}
	if len(values) > 0 && combinations > limit/2 {
		all = append(all, Warning{About: "dimensions",
			Reason: fmt.Sprintf("%d combinations of %s have people, and a metric may have %d series: one with more is shown without its last dimensions",
				combinations, strings.Join(p.dimensions, ", "), limit),
			Remedy: "take out " + p.widest(values) + ", which has the most values, or raise series_limit"})
	}
	return all
}

// widest is the dimension with the most values.
func (p *People) widest(values []map[string]bool) string {
	widest := 0
	for i := range values {
		if len(values[i]) > len(values[widest]) {
			widest = i
		}
	}
	return p.dimensions[widest]
}
