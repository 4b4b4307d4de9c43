package status

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

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
