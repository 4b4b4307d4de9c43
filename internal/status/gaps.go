package status

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A Cause is one reason for which metrics are missing, of whichever collectors.
type Cause struct {
	Gap         // without its metrics
	By  []Loser // in the order of collectors
}

// A Loser is a collector, and its metrics that are missing for one cause.
type Loser struct {
	Collector string
	Metrics   []string
}

// Causes are all reasons for which metrics are missing, each once.
func (r Report) Causes() []Cause {
	var all []Cause
	for _, c := range r.Collectors {
		for _, g := range c.Gaps() {
			i := slices.IndexFunc(all, func(o Cause) bool { return o.Reason == g.Reason && o.Remedy == g.Remedy })
			if i < 0 {
				i, all = len(all), append(all, Cause{Gap: Gap{Reason: g.Reason, Remedy: g.Remedy, Grants: g.Grants,
					Mistake: g.Mistake}})
			}
			all[i].By = append(all[i].By, Loser{c.Name, g.Metrics})
		}
	}
	return all
}

// names says which metrics of which collectors are missing.
func (c Cause) names() string {
	parts := make([]string, len(c.By))
	for i, l := range c.By {
		parts[i] = l.Collector + " skips " + some(l.Metrics)
	}
	return strings.Join(parts, "; ")
}

// counts says of which collectors that is, and names their metrics where they are few.
func (c Cause) counts() string {
	parts := make([]string, len(c.By))
	for i, l := range c.By {
		parts[i] = fmt.Sprintf("%s (%d metrics)", l.Collector, len(l.Metrics))
		if len(l.Metrics) == 1 {
			parts[i] = fmt.Sprintf("%s (%s)", l.Collector, l.Metrics[0])
		}
	}
	return strings.Join(parts, ", ")
}

// explainGaps says what is missing for a mistake in the configuration, and for other
// reasons than a permission.
func (r Report) explainGaps(b *strings.Builder) {
	for _, mistakes := range []bool{false, true} {
		first := true
		for _, c := range r.Causes() {
			if c.Mistake != mistakes || len(c.Grants) > 0 {
				continue
			}
			if mistakes && first {
				b.WriteString("\nMISTAKES IN THE CONFIGURATION\n")
			}
			first = false
			fmt.Fprintf(b, "\n%s\n  why: %s\n", c.names(), c.Reason)
			if c.Remedy != "" {
				fmt.Fprintf(b, "  fix: %s\n", c.Remedy)
			}
		}
	}
}

// explainWarnings says what is allowed, and surely not meant.
func (r Report) explainWarnings(b *strings.Builder) {
	for i, w := range r.AllWarnings() {
		if i == 0 {
			b.WriteString("\nALLOWED, BUT PROBABLY NOT MEANT\n")
		}
		fmt.Fprintf(b, "\n%s\n  why: %s\n", w.About, w.Reason)
		if w.Remedy != "" {
			fmt.Fprintf(b, "  fix: %s\n", w.Remedy)
		}
	}
}

// fewerSeries is what to do about metrics that have too many series.
const fewerSeries = "take a dimension with many values out of the configuration, or raise series_limit"

// tooMany says which metrics have more series than they may have, and what became of them.
func (c Collector) tooMany() (all []gapLine) {
	for _, metric := range slices.Sorted(maps.Keys(c.Coarse)) {
		all = append(all, gapLine{Class: Warn, What: metric + ":",
			Why: fmt.Sprintf("it is shown without %s, because it would have too many series", strings.Join(c.Coarse[metric], ", "))})
	}
	for _, metric := range slices.Sorted(maps.Keys(c.Dropped)) {
		all = append(all, gapLine{Class: Warn, What: metric + ":",
			Why: fmt.Sprintf("%d series are dropped, there are too many", c.Dropped[metric])})
	}
	return all
}
