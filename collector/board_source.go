package collector

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"salesforce_exporter/internal/soql"
)

// boardCatalogs are the collectors whose metrics by owner boards can measure.
func boardCatalogs() []string {
	return []string{"custom", "logins", "records", "activities", "opportunities", "leads", "cases", "chatter"}
}

// A boardDefinition is a metric by owner, and the definitions that it is from.
type boardDefinition struct {
	Definition
	of *defined
}

// boardDefinitions lists what boards can measure of other collectors. A custom one
// hides the shipped one of its name.
func boardDefinitions(others func(string) (Collector, error)) ([]boardDefinition, error) {
	var all []boardDefinition
	for _, name := range boardCatalogs() {
		c, err := others(name)
		if err != nil {
			return nil, err
		}
		for _, of := range c.(interface{ definitions() []*defined }).definitions() {
			for _, d := range of.catalog.Metrics {
				if len(d.From) > 0 && d.From[0].By != "" && d.Histogram == nil && addsUp(d.Value) {
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
	key() string
	// texts are those of the statements that say it.
	texts() []string
	// perPerson calls add for what the answers say, and fails if any of them
	// is not there.
	perPerson(answers Answers, add func(id string, value float64)) error
}

// boardSources plans the measures of one board, for its period or, if before
// is set, for the one before that.
func (l *leaderboards) boardSources(s *Schema, b Board, before bool) (sources []source, plan Plan, err error) {
	for _, m := range b.Measures {
		if m.Metric == qualityMeasure {
			mean, asked, err := l.planQuality(s, m)
			if err != nil {
				return nil, Plan{}, err
			}
			sources = append(sources, source{personal: mean, points: m.Points})
			plan.add(asked)
			continue
		}
		i := slices.IndexFunc(l.definitions, func(d boardDefinition) bool { return d.Name == m.Metric })
		if i < 0 {
			return nil, Plan{}, fmt.Errorf("there is no metric %q by owner", m.Metric)
		}
		part, err := l.planMeasure(s, b, m, l.definitions[i], before)
		if err != nil {
			return nil, Plan{}, err
		}
		for _, p := range part.parts {
			for _, c := range p.(*tally).columns {
				sources = append(sources, source{personal: c, points: m.Points})
			}
		}
		plan.add(part)
	}
	return sources, plan, nil
}

// planMeasure asks what the metric's own collector asks, where that is the same
// period; else a statement of its own, without labels.
func (l *leaderboards) planMeasure(s *Schema, b Board, m BoardMeasure, d boardDefinition, before bool) (Plan, error) {
	if !before && m.Where == "" && m.Only == nil && slices.Contains(d.Windows, b.Period.Name) {
		return pick(d.of.catalog.plan(s, d.of.settings), Prefix+d.Name+"_"+b.Period.Name)
	}
	people := l.settings.People.Plan(s)
	var measures []measure
	var hidden []Skip
	unwindowed := d.Definition // {window} stays in its conditions
	unwindowed.Windows = nil
	for _, x := range d.of.catalog.unfold(s, unwindowed, "", people.Labels, d.of.settings) {
		if m.Only != nil && !slices.Contains(m.Only, x.object) {
			continue
		}
		x.labels, x.first, x.constants = nil, 0, nil
		if m.Where != "" {
			x.where = soql.And(x.where, m.Where)
		}
		checked := x
		checked.where = strings.ReplaceAll(x.where, "{window}", "TODAY")
		if err := checked.check(s, people); err != nil {
			hidden = append(hidden, skip("leaderboard "+b.Name+", "+x.object, err))
			continue
		}
		measures = append(measures, x)
	}
	switch {
	case len(measures) == 0 && len(hidden) > 0:
		return Plan{}, skippedError(hidden[0])
	case len(measures) == 0:
		return Plan{}, fmt.Errorf("metric %s is about none of %s", m.Metric, strings.Join(m.Only, ", "))
	}
	plan := l.planPeriod(s, b.Period, measures, before)
	if !before {
		plan.Skipped = hidden
	}
	return plan, nil
}

// planPeriod puts the period into the conditions: as a date literal where one
// says it, else by the clock when the statement is sent.
func (l *leaderboards) planPeriod(s *Schema, p Period, measures []measure, before bool) Plan {
	literal := p.literal()
	named := literal
	if before || literal == "" {
		named = p.key(before)
	}
	for i := range measures {
		measures[i].metric = measures[0].metric
		measures[i].where = strings.ReplaceAll(measures[i].where, "{window}", named)
	}
	plan := planMeasures(measures)
	if literal != "" && !before || p.Name == periodNow {
		return plan
	}
	for i, q := range plan.Queries {
		condition := newPeriodCondition(s, q.Object, strings.ReplaceAll(q.Where, named, "{window}"))
		plan.Queries[i].Dated = func(m Moment) (soql.Statement, bool) {
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

// key names a period in the text of a statement that is never sent as it is.
func (p Period) key(before bool) string {
	name := p.Name
	if name == "" {
		name = p.Start + " to " + p.End
	}
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
func pick(plan Plan, metric string) (Plan, error) {
	var picked Plan
	for _, s := range plan.Skipped {
		if s.Metric == metric {
			picked.Skipped = append(picked.Skipped, s)
		}
	}
	for _, p := range plan.parts {
		t, ok := p.(*tally)
		if !ok || t.metric.Name != metric {
			continue
		}
		picked.parts = append(picked.parts, t)
		for _, q := range plan.Queries {
			if slices.ContainsFunc(t.columns, func(c tallyColumn) bool { return c.text == q.String() }) {
				picked.Queries = append(picked.Queries, q)
			}
		}
	}
	if len(picked.parts) == 0 && len(picked.Skipped) > 0 {
		return Plan{}, skippedError(picked.Skipped[0])
	}
	return picked, nil
}

// A skippedError is why another collector skips a metric.
type skippedError Skip

func (e skippedError) Error() string { return e.Reason }

// windowed reports whether all measures of a board are about a time.
func (l *leaderboards) windowed(b Board) bool {
	for _, m := range b.Measures {
		if !slices.ContainsFunc(l.definitions,
			func(d boardDefinition) bool { return d.Name == m.Metric && len(d.Windows) > 0 }) {
			return false
		}
	}
	return true
}

func (c tallyColumn) key() string { return fmt.Sprint(c.text, c.column, c.only) }

func (c tallyColumn) texts() []string { return []string{c.text} }

func (c tallyColumn) perPerson(answers Answers, add func(id string, value float64)) error {
	answer, ok := answers[c.text]
	if !ok {
		return fmt.Errorf("%s is not answered", c.text)
	}
	for _, row := range c.chosen(answer.Rows) {
		value, err := soql.ParseNumber(row[c.column])
		if err != nil {
			return err
		}
		add(row[0], value)
	}
	return nil
}
