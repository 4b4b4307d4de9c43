package catalog

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/soql"
)

// PlanMeasures composes the fewest statements that answer the measures.
func PlanMeasures(measures []Measure) collector.Plan {
	var plan collector.Plan
	tallies := map[tallyKey]*Tally{}
	for len(measures) > 0 {
		first := measures[0]
		var rest, shared []Measure
		for _, m := range measures {
			if m.sharesStatement(first) {
				shared = append(shared, m)
			} else {
				rest = append(rest, m)
			}
		}
		statement, columns := compose(shared)
		text := statement.String()
		plan.Queries = append(plan.Queries, first.query(statement))
		for i, m := range shared {
			key := tallyKey{m.Metric, strings.Join(m.Constants, "\x00")}
			t := tallies[key]
			if t == nil {
				t = &Tally{Metric: m.Metric, byPerson: m.By != "", top: m.top}
				tallies[key] = t
				plan.Parts = append(plan.Parts, t)
			}
			t.Columns = append(t.Columns, Column{Measure: m, Text: text, column: columns[i]})
		}
		measures = rest
	}
	return plan
}

// compose makes one statement for measures that share it, and tells in which
// column each finds its value.
func compose(measures []Measure) (soql.Statement, []int) {
	m := measures[0]
	statement := soql.Statement{Object: m.Object, Scope: m.scope, Where: m.Where, GroupBy: m.groupBy()}
	columns := make([]int, len(measures))
	if m.count() {
		return statement, columns
	}
	for i, expr := range statement.GroupBy {
		column := soql.Column{Expr: expr}
		if strings.Contains(expr, ".") {
			// Two grouped paths with the same last name clash without aliases.
			column.Alias = fmt.Sprintf("g%d", i)
		}
		statement.Columns = append(statement.Columns, column)
	}
	for i, m := range measures {
		columns[i] = slices.IndexFunc(statement.Columns, func(c soql.Column) bool { return c.Expr == m.Value })
		if columns[i] < 0 {
			columns[i] = len(statement.Columns)
			alias := fmt.Sprintf("v%d", columns[i]-len(statement.GroupBy))
			statement.Columns = append(statement.Columns, soql.Column{Expr: m.Value, Alias: alias})
		}
	}
	if m.newest != "" {
		statement.Columns = append(statement.Columns, soql.Column{Expr: "MAX(" + m.newest + ")", Alias: "newest"})
	}
	return statement, columns
}

// A tallyKey tells tallies apart: objects and rules with a label of their own
// stand alone, so that one without an answer takes no other along.
type tallyKey struct {
	metric    *collector.Metric
	constants string
}

// A Tally adds up grouped answers into samples of one metric.
type Tally struct {
	Metric   *collector.Metric
	byPerson bool
	top      int
	Columns  []Column
}

// A Column is where one measure's numbers are.
type Column struct {
	Measure
	Text   string // of the statement
	column int    // in its rows
}

// Metrics is the metric.
func (t *Tally) Metrics() []*collector.Metric { return []*collector.Metric{t.Metric} }

// Needs are the statements, and people where the metric is by owner.
func (t *Tally) Needs() collector.Needs {
	var texts []string
	for _, c := range t.Columns {
		texts = append(texts, c.Text)
	}
	if t.byPerson {
		return collector.Owned(texts...)
	}
	return collector.Needs{Texts: texts}
}

// Samples adds up the groups of answers.
func (t *Tally) Samples(answers collector.Answers, people *collector.People) ([]collector.Sample, error) {
	sums := collector.NewSums(t.Metric, t.byPerson, people)
	for _, c := range t.Columns {
		if len(c.Labels) == 0 && collector.CountsNothing(c.Value) {
			sums.Touch(c.Constants) // no rows is a zero here
		}
		places := c.places()
		for row := range c.chosen(answers[c.Text].Rows) {
			value, there, err := collector.ValueOf(c.Value, row[c.column])
			if err != nil {
				return nil, err
			}
			if !there {
				continue
			}
			labels := c.extra(row, places)
			if !collector.AddsUp(c.Value) && len(labels) > 0 && sums.Has(labels) {
				return nil, fmt.Errorf("two groups have the same labels, and %s does not add up", c.Value)
			}
			sums.Add(labels, row, value)
		}
	}
	if c := t.Columns[0]; collector.CountsNothing(c.Value) {
		sums.TouchNone(c.Constants, len(c.Labels))
	}
	if t.top > 0 {
		sums.KeepTop(t.top)
	}
	return sums.Samples(), nil
}

// chosen returns the rows that meet the conditions.
func (c Column) chosen(rows soql.Rows) iter.Seq[[]string] {
	if len(c.only) == 0 {
		return rows.All()
	}
	keys := c.groupBy()
	at := make([]int, len(c.only))
	for i, condition := range c.only {
		at[i] = keyIndex(keys, condition.expr)
	}
	return func(yield func([]string) bool) {
		for row := range rows.All() {
			meets := true
			for i, condition := range c.only {
				meets = meets && row[at[i]] == condition.value
			}
			if meets && !yield(row) {
				return
			}
		}
	}
}

// places are where the values of the labels stand in rows.
func (c Column) places() []int {
	keys := c.groupBy()
	places := make([]int, len(c.Labels))
	for i, l := range c.Labels {
		places[i] = keyIndex(keys, l.expr)
	}
	return places
}

// extra returns the values of the labels that are not dimensions.
func (c Column) extra(row []string, places []int) []string {
	values := slices.Clone(c.Constants)
	for i, l := range c.Labels {
		text := collector.OrNone(row[places[i]])
		if l.lower {
			text = strings.ToLower(text)
		}
		values = append(values, text)
	}
	return values
}

// Key tells one number from another.
func (c Column) Key() string { return fmt.Sprint(c.Text, c.column, c.only) }

// Texts are those of the statements that say it.
func (c Column) Texts() []string { return []string{c.Text} }

// TellsNewest reports whether the answer has the moment of each person's newest record.
func (c Column) TellsNewest() bool { return c.newest != "" }

// PerPersonSince calls add for each person whose newest record is of a moment or later,
// of answers that tell it.
func (c Column) PerPersonSince(answers collector.Answers, since time.Time, add func(id string)) error {
	for row := range c.chosen(answers[c.Text].Rows) {
		at, err := soql.ParseTime(row[len(row)-1])
		if err != nil {
			return err
		}
		if !at.Before(since) {
			add(row[0])
		}
	}
	return nil
}

// PerPerson calls add for what the answers say of each person, and fails if any of
// them is not there.
func (c Column) PerPerson(answers collector.Answers, add func(id string, value float64)) error {
	answer, ok := answers[c.Text]
	if !ok {
		return fmt.Errorf("%s is not answered", c.Text)
	}
	for row := range c.chosen(answer.Rows) {
		value, err := soql.ParseNumber(row[c.column])
		if err != nil {
			return err
		}
		add(row[0], value)
	}
	return nil
}
