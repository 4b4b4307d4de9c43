package board

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/catalog"
	"salesforce_exporter/internal/soql"
)

// boardCatalogs are the collectors whose metrics by owner boards can measure.
func boardCatalogs() []string {
	return []string{"custom", "logins", "records", "activities", "opportunities", "leads", "cases", "chatter"}
}

// A boardDefinition is a metric by owner, and the definitions that it is from.
type boardDefinition struct {
	catalog.Definition
	of *catalog.Collector
}

// boardDefinitions lists what boards can measure of other collectors. A custom one
// hides the shipped one of its name.
func boardDefinitions(others func(string) (collector.Collector, error)) ([]boardDefinition, error) {
	var all []boardDefinition
	for _, name := range boardCatalogs() {
		c, err := others(name)
		if err != nil {
			return nil, err
		}
		for _, of := range c.(interface{ Definitions() []*catalog.Collector }).Definitions() {
			for _, d := range of.Catalog.Metrics {
				if len(d.From) > 0 && d.From[0].By != "" && d.Histogram == nil && collector.AddsUp(d.Value) {
					all = append(all, boardDefinition{Definition: d, of: of})
				}
			}
		}
	}
	return all, nil
}

// A source turns answers into a number for each person.
type source struct {
	personal
	points float64
}

// personal is a number for each person.
type personal interface {
	// key tells one number from another.
	Key() string
	// texts are those of the statements that say it.
	Texts() []string
	// perPerson calls add for what the answers say, and fails if any of them
	// is not there.
	PerPerson(answers collector.Answers, add func(id string, value float64)) error
}

// boardSources plans the measures of one board, for its period or, if before
// is set, for the one before that.
func (l *leaderboards) boardSources(s *collector.Schema, b Board,
	before bool) (sources []source, plan collector.Plan, err error) {
	for at, m := range b.Measures {
		if m.Metric == qualityMeasure {
			mean, asked, err := l.planQuality(s, m)
			if err != nil {
				return nil, collector.Plan{}, err
			}
			sources = append(sources, source{personal: mean, points: m.Points})
			plan.Add(asked)
			continue
		}
		i := slices.IndexFunc(l.Definitions, func(d boardDefinition) bool { return d.Name == m.Metric })
		if i < 0 {
			return nil, collector.Plan{}, fmt.Errorf("there is no metric %q by owner", m.Metric)
		}
		part, err := l.planMeasure(s, b, at, l.Definitions[i], before)
		if err != nil {
			return nil, collector.Plan{}, err
		}
		for _, p := range part.Parts {
			for _, c := range p.(*catalog.Tally).Columns {
				sources = append(sources, source{personal: c, points: m.Points})
			}
		}
		plan.Add(part)
	}
	return sources, plan, nil
}

// planMeasure asks what the metric's own collector asks, where that is the same
// period; else a statement of its own, without labels.
func (l *leaderboards) planMeasure(s *collector.Schema, b Board, at int, d boardDefinition,
	before bool) (collector.Plan, error) {
	m := b.Measures[at]
	if !before && m.Where == "" && m.Only == nil && slices.Contains(d.Windows, b.Period.Name) {
		return pick(d.of.Catalog.Plan(s, d.of.Settings), collector.Prefix+d.Name+"_"+b.Period.Name)
	}
	people := l.settings.People.Plan(s)
	var measures []catalog.Measure
	var hidden []collector.Skip
	var doubts []collector.Warning
	unwindowed := d.Definition // {window} stays in its conditions
	unwindowed.Windows = nil
	for _, x := range d.of.Catalog.Unfold(s, unwindowed, "", people.Labels, d.of.Settings) {
		if m.Only != nil && !slices.Contains(m.Only, x.Object) {
			continue
		}
		x.Labels, x.First, x.Constants = nil, 0, nil
		checked, about := x, "leaderboard "+b.Name+", "+x.Object
		checked.Where = strings.ReplaceAll(x.Where, "{window}", "TODAY")
		skips := collector.SkipsOf(s, about, x.At, checked.Check(s, people))
		if m.Where != "" {
			place := []string{"measures", strconv.Itoa(at), "where"}
			wrong := collector.Under(s.CheckAt(b.At, x.Object, m.Where), place...)
			skips = append(skips, collector.SkipsOf(s, about, b.At, wrong)...)
			doubts = append(doubts, collector.Doubtful("leaderboard "+b.Name, b.At, s.Doubts(x.Object, m.Where), place...)...)
			x.Where, x.About, x.At = soql.And(x.Where, m.Where), "leaderboard "+b.Name, b.At
		}
		if len(skips) > 0 {
			hidden = append(hidden, skips...)
			continue
		}
		measures = append(measures, x)
	}
	switch {
	case len(measures) == 0 && len(hidden) > 0:
		return collector.Plan{}, collector.Joined(hidden)
	case len(measures) == 0:
		return collector.Plan{}, fmt.Errorf("metric %s is about none of %s", m.Metric, strings.Join(m.Only, ", "))
	}
	plan := l.planPeriod(s, b.Period, measures, before)
	if !before {
		plan.Skipped, plan.Warnings = hidden, doubts
	}
	return plan, nil
}

// planPeriod puts the period into the conditions: as a date literal where one
// says it, else by the clock when the statement is sent.
func (l *leaderboards) planPeriod(s *collector.Schema, p Period, measures []catalog.Measure,
	before bool) collector.Plan {
	literal := p.literal()
	named := literal
	if before || literal == "" {
		named = p.Key(before)
	}
	for i := range measures {
		measures[i].Metric = measures[0].Metric
		measures[i].Where = strings.ReplaceAll(measures[i].Where, "{window}", named)
	}
	plan := catalog.PlanMeasures(measures)
	if literal != "" && !before || p.Name == periodNow {
		return plan
	}
	for i, q := range plan.Queries {
		condition := newPeriodCondition(s, q.Object, strings.ReplaceAll(q.Where, named, "{window}"))
		plan.Queries[i].Dated = func(m collector.Moment) (soql.Statement, bool) {
			if m.Zone == nil {
				return soql.Statement{}, false
			}
			start, end := p.bounds(m)
			ok := !end.IsZero()
			if before {
				start, end, ok = p.before(m)
			}
			dated := q.Statement
			dated.Where = condition.within(start, end)
			return dated, ok
		}
	}
	return plan
}

// Key names a period in the text of a statement that is never sent as it is.
func (p Period) Key(before bool) string {
	name := cmp.Or(p.Name, p.Start+" to "+p.End)
	if p.Name == "this_week" {
		name += " from " + time.Weekday(p.WeekStarts).String()
	}
	if before {
		name = "before " + name
	}
	return "{" + name + "}"
}

// pick leaves of a plan what one metric needs. Objects that the org hides are
// left out, unless nothing is left.
func pick(plan collector.Plan, metric string) (collector.Plan, error) {
	var picked collector.Plan
	for _, s := range plan.Skipped {
		if s.Metric == metric {
			picked.Skipped = append(picked.Skipped, s)
		}
	}
	for _, p := range plan.Parts {
		t, ok := p.(*catalog.Tally)
		if !ok || t.Metric.Name != metric {
			continue
		}
		picked.Parts = append(picked.Parts, t)
		for _, q := range plan.Queries {
			if slices.ContainsFunc(t.Columns, func(c catalog.Column) bool { return c.Text == q.String() }) {
				picked.Queries = append(picked.Queries, q)
			}
		}
	}
	if len(picked.Parts) == 0 && len(picked.Skipped) > 0 {
		return collector.Plan{}, collector.Joined(picked.Skipped)
	}
	return picked, nil
}

// windowed reports whether all measures of a board are about a time.
func (l *leaderboards) windowed(b Board) bool {
	for _, m := range b.Measures {
		if !slices.ContainsFunc(l.Definitions,
			func(d boardDefinition) bool { return d.Name == m.Metric && len(d.Windows) > 0 }) {
			return false
		}
	}
	return true
}
