package org

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/go-kit/log"
	"github.com/go-kit/log/level"

	"salesforce_exporter/internal/budget"
	"salesforce_exporter/internal/refresh"
)

// gapsAgain is how often what is still missing is said again.
const gapsAgain = 24 * time.Hour

// A gapLog writes one line for each thing that is missing, once a day.
type gapLog struct {
	logger   log.Logger
	since    time.Time
	reported map[string]bool
}

func newGapLog(logger log.Logger) gapLog {
	return gapLog{logger: logger, reported: map[string]bool{}}
}

// renew lets everything be said again, if it is time for that.
func (g *gapLog) renew(now time.Time) {
	if refresh.Since(g.since, now) >= gapsAgain {
		g.since, g.reported = now, map[string]bool{}
	}
}

// log writes what a snapshot lacks.
func (g gapLog) log(name string, s *snapshot) {
	missing := map[string][]string{}
	for _, skip := range s.skipped {
		if !slices.Contains(missing[skip.Reason], skip.Metric) {
			missing[skip.Reason] = append(missing[skip.Reason], skip.Metric)
		}
	}
	for _, reason := range slices.Sorted(maps.Keys(missing)) {
		if g.first(reason) {
			level.Warn(g.logger).Log("msg", "metrics are skipped", "collector", name, "metrics", few(missing[reason]), "reason",
				reason)
		}
	}
	for _, reason := range slices.Sorted(maps.Keys(s.flaws)) {
		if g.first("flaw " + reason) {
			level.Warn(g.logger).Log("msg", "rows are bad", "collector", name, "rows", s.flaws[reason], "reason", reason)
		}
	}
	for metric, n := range s.dropped {
		if g.first("dropped " + metric) {
			level.Warn(g.logger).Log("msg", "series are dropped, there are too many", "collector", name, "metric", metric,
				"dropped", n)
		}
	}
}

// first reports whether a thing was not reported before, and notes that it is.
func (g gapLog) first(thing string) bool {
	if g.reported[thing] {
		return false
	}
	g.reported[thing] = true
	return true
}

// firstRefusal is first for a refusal: one line for a budget that is too small,
// however often something does not fit.
func (g gapLog) firstRefusal(r *budget.Refusal) bool {
	if r.Never {
		return g.first(r.Error())
	}
	return g.first(string(r.Reason))
}

// few lists the first few of many names.
func few(names []string) string {
	const most = 3
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}
