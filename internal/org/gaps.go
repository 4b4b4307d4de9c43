package org

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/go-kit/log"
	"github.com/go-kit/log/level"

	"salesforce_exporter/internal/budget"
	"salesforce_exporter/internal/refresh"
	"salesforce_exporter/internal/status"
)

// gapsAgain is how often what is still missing is said again.
const gapsAgain = 24 * time.Hour

// A gapLog writes a line when a collector lacks something that it had, once a day
// while that goes on, and when it is back.
type gapLog struct {
	logger   log.Logger
	since    time.Time
	reported map[string]bool            // since then
	open     map[string]map[string]bool // what the last snapshots lacked, by collector
	failing  map[string]time.Time       // since when collectors fail
	warned   map[string]bool            // warnings that were told, once and for all
}

func newGapLog(logger log.Logger) gapLog {
	return gapLog{logger: logger, reported: map[string]bool{}, open: map[string]map[string]bool{},
		failing: map[string]time.Time{}, warned: map[string]bool{}}
}

// warn writes each warning once, however often it is found.
func (g gapLog) warn(warnings []status.Warning) {
	for _, w := range warnings {
		if key := w.About + ": " + w.Reason; !g.warned[key] {
			g.warned[key] = true
			level.Warn(g.logger).Log("msg", "probably not meant", "about", w.About, "reason", w.Reason, "remedy", w.Remedy)
		}
	}
}

// renew lets everything be said again, if it is time for that.
func (g *gapLog) renew(now time.Time) {
	if refresh.Since(g.since, now) >= gapsAgain {
		g.since = now
		clear(g.reported)
	}
}

// A gap is a thing that a snapshot lacks, and the line of log about it.
type gap struct {
	thing string
	line  []any
}

// gapsOf lists what a snapshot lacks.
func gapsOf(s *snapshot) []gap {
	var all []gap
	missing := map[string][]string{}
	for _, skip := range s.skipped {
		if !slices.Contains(missing[skip.Reason], skip.Metric) {
			missing[skip.Reason] = append(missing[skip.Reason], skip.Metric)
		}
	}
	for _, reason := range slices.Sorted(maps.Keys(missing)) {
		all = append(all, gap{reason, []any{"msg", "metrics are skipped", "metrics", few(missing[reason]), "reason", reason}})
	}
	for _, reason := range slices.Sorted(maps.Keys(s.flaws)) {
		all = append(all, gap{"bad rows: " + reason, []any{"msg", "rows are bad", "rows", s.flaws[reason], "reason", reason}})
	}
	for _, metric := range slices.Sorted(maps.Keys(s.coarse)) {
		all = append(all, gap{"too many series of " + metric + " with all dimensions", []any{"msg",
			"a metric is shown without dimensions, it would have too many series", "metric", metric, "without",
			strings.Join(s.coarse[metric], ",")}})
	}
	for _, metric := range slices.Sorted(maps.Keys(s.dropped)) {
		all = append(all, gap{"too many series of " + metric, []any{"msg", "series are dropped, there are too many", "metric",
			metric, "dropped", s.dropped[metric]}})
	}
	return all
}

// log writes what a snapshot lacks, and what the one before lacked and this one
// does not.
func (g gapLog) log(name string, s *snapshot) {
	now := map[string]bool{}
	for _, gap := range gapsOf(s) {
		now[gap.thing] = true
		key := name + ": " + gap.thing
		if g.first(key) || !g.open[name][gap.thing] {
			level.Warn(g.logger).Log(append(gap.line, "collector", name)...)
		}
	}
	for _, thing := range slices.Sorted(maps.Keys(g.open[name])) {
		if !now[thing] {
			level.Info(g.logger).Log("msg", "no longer missing", "collector", name, "reason", thing)
		}
	}
	g.open[name] = now
}

// works tells which collectors work again after they failed, of those that were due.
// What was put off neither works nor fails.
func (g gapLog) works(due []string, errs map[string]error, now time.Time) {
	var back []string
	var since time.Time
	for _, name := range due {
		var later *refresh.Postponed
		began, failed := g.failing[name]
		switch err := errs[name]; {
		case errors.As(err, &later), errors.Is(err, context.Canceled):
		case err != nil && !failed:
			g.failing[name] = now
		case err == nil && failed:
			delete(g.failing, name)
			back = append(back, name)
			if since.IsZero() || began.Before(since) {
				since = began
			}
			g.forget(name)
		}
	}
	if back != nil {
		level.Info(g.logger).Log("msg", "collectors work again", "collectors", strings.Join(back, ","), "after",
			refresh.Since(since, now).Round(time.Second))
	}
}

// forget lets what a collector lacked for a time be said at once when it does again.
func (g gapLog) forget(name string) {
	for key := range g.reported {
		if names, _, ok := strings.Cut(strings.TrimPrefix(key, lackKey), "|"); ok && strings.HasPrefix(key, lackKey) &&
			slices.Contains(strings.Split(names, ","), name) {
			delete(g.reported, key)
		}
	}
}

// lackKey begins the keys of things that collectors lack for a time; their names
// and a | follow.
const lackKey = "lack "

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
