package org

import (
	"slices"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/salesforce"
)

// A snapshot is what one collector shows until it is renewed. Its families are
// checked and in order, so that a scrape only has to hand them out.
type snapshot struct {
	families []family
	encoded  encoded // in part or in full
	figures  []shownFigure
	skipped  []collector.Skip
	waiting  []collector.Skip // what will be there in time
	warnings []collector.Warning
	dropped  map[string]int      // series over the limit, by metric
	coarse   map[string][]string // dimensions that were dropped for the limit, by metric
	flaws    map[string]int      // rows that are left out or repaired, by reason
	calls    float64             // of the refresh that made it
}

// A shownFigure is what a snapshot tells of one figure.
type shownFigure struct {
	metrics []*collector.Metric
	age     age  // of the oldest thing that it is made of
	there   bool // has samples, or would have if there were any rows
	tooOld  bool // is not there, because something that it is made of is too old
}

// ended reports whether the figure is not shown any more, because it is too old.
func (f shownFigure) ended(now time.Time) bool { return f.there && !f.age.shows(now) }

// ended tells which figures are not shown any more; nil for none.
func (s *snapshot) ended(now time.Time) []bool {
	var ended []bool
	for i, f := range s.figures {
		if f.ended(now) {
			if ended == nil {
				ended = make([]bool, len(s.figures))
			}
			ended[i] = true
		}
	}
	return ended
}

// withheld lists the metrics of which something is not shown, because it is too
// old.
func (s *snapshot) withheld(now time.Time) map[string]bool {
	names := map[string]bool{}
	for _, f := range s.figures {
		if f.tooOld || f.ended(now) {
			for _, m := range f.metrics {
				names[m.Name] = true
			}
		}
	}
	return names
}

// shown are the families without what is too old.
func (s *snapshot) shown(now time.Time) []family {
	if ended := s.ended(now); ended != nil {
		return without(s.families, ended)
	}
	return s.families
}

// snapshot renews the snapshots of the named collectors from what there is, new
// and old. It returns what they lack.
func (o *Org) snapshot(due []string, asked *outcome, now time.Time) []lack {
	pairs := labelPairs{}
	var all []lack
	for _, c := range o.collectors {
		name := c.Name()
		if !slices.Contains(due, name) {
			continue
		}
		m := o.making(name, now)
		if err := o.joined.ownersProblem; err != nil && m.plan.NamesOwners() {
			all = append(all, lack{collector: name, metrics: m.plan.Metrics(), err: err})
			continue // as with a panic
		}
		var figures []collector.Figure
		var warnings []collector.Warning
		err := o.contain(name, func() {
			in := m.inputs()
			figures = m.plan.Make(in)
			warnings = m.plan.Warn(in, figures)
		})
		if err != nil {
			o.countError(codePanic)
			asked.fail([]string{name}, err)
			continue // the last good snapshot stays, until it is too old
		}
		s := &snapshot{skipped: slices.Concat(o.skips(name), m.skips(figures)), calls: asked.calls[name],
			flaws: o.flawsOf(m.plan), warnings: warnings}
		for _, f := range figures {
			shown, lacking := m.judge(f)
			s.figures = append(s.figures, shown)
			if lacking != nil {
				all = append(all, *lacking)
			}
		}
		for _, err := range o.fill(name, s, samplesOf(figures), pairs) {
			all = append(all, lack{collector: name, err: err})
		}
		o.gaps.log(name, s)
		o.encode(s, now)
		o.show(name, s)
	}
	return all
}

// A figureSample is a sample, and the index of the figure that it belongs to.
type figureSample struct {
	collector.Sample
	figure int
}

func samplesOf(figures []collector.Figure) []figureSample {
	var all []figureSample
	for i, f := range figures {
		for _, s := range f.Samples {
			all = append(all, figureSample{s, i})
		}
	}
	return all
}

// fill puts samples of a collector into a snapshot. A family that cannot be made is left
// out, and its error returned.
func (o *Org) fill(name string, s *snapshot, samples []figureSample, pairs labelPairs) []error {
	made, errs := familiesOf(o.detailed(name, s, samples))
	s.families = made.compact(pairs)
	return errs
}

// detailed leaves samples as fine as the configuration and the limit of series say.
func (o *Org) detailed(name string, s *snapshot, samples []figureSample) []figureSample {
	return o.limitSeries(s, thin(only(samples, o.detail.Dimensions[name]), o.detail.Zeros))
}

// show makes a snapshot the one that scrapes are answered with.
func (o *Org) show(name string, s *snapshot) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.snapshots[name] = s
}

// skips lists what a collector cannot give: what the schema hides, and what the
// org refused when asked.
func (o *Org) skips(name string) []collector.Skip {
	plan := o.schema.plans[name]
	skips := slices.Clone(plan.Skipped)
	for _, q := range plan.Queries {
		switch a := o.answers.of(q); {
		case a.attempt.givenUp():
			skips = append(skips, q.Refused(salesforce.Code(a.problem), a.problem.Error(), a.attempt == hidden))
		case a.waived && q.Optional != nil:
			skips = append(skips, *q.Optional)
		}
	}
	return skips
}
