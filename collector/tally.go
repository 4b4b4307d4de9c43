package collector

import (
	"fmt"
	"slices"
	"strings"

	"salesforce_exporter/internal/soql"
)

// planMeasures composes the fewest statements that answer the measures.
func planMeasures(measures []measure) Plan {
	var plan Plan
	tallies := map[tallyKey]*tally{}
	for len(measures) > 0 {
		first := measures[0]
		var rest, shared []measure
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
			key := tallyKey{m.metric, strings.Join(m.constants, "\x00")}
			t := tallies[key]
			if t == nil {
				t = &tally{metric: m.metric, byPerson: m.by != "", top: m.top}
				tallies[key] = t
				plan.parts = append(plan.parts, t)
			}
			t.columns = append(t.columns, tallyColumn{measure: m, text: text, column: columns[i]})
		}
		measures = rest
	}
	return plan
}

// compose makes one statement for measures that share it, and tells in which
// column each finds its value.
func compose(measures []measure) (soql.Statement, []int) {
	m := measures[0]
	statement := soql.Statement{Object: m.object, Scope: m.scope, Where: m.where, GroupBy: m.groupBy()}
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
		columns[i] = slices.IndexFunc(statement.Columns, func(c soql.Column) bool { return c.Expr == m.value })
		if columns[i] < 0 {
			columns[i] = len(statement.Columns)
			alias := fmt.Sprintf("v%d", columns[i]-len(statement.GroupBy))
			statement.Columns = append(statement.Columns, soql.Column{Expr: m.value, Alias: alias})
		}
	}
	return statement, columns
}

// A tallyKey tells tallies apart: objects and rules with a label of their own
// stand alone, so that one without an answer takes no other along.
type tallyKey struct {
	metric    *Metric
	constants string
}

// A tally adds up grouped answers into samples of one metric.
type tally struct {
	metric   *Metric
	byPerson bool
	top      int
	columns  []tallyColumn
}

// A tallyColumn is where one measure's numbers are.
type tallyColumn struct {
	measure
	text   string // of the statement
	column int    // in its rows
}

func (t *tally) metrics() []*Metric { return []*Metric{t.metric} }

func (t *tally) needs() Needs {
	var texts []string
	for _, c := range t.columns {
		texts = append(texts, c.text)
	}
	if t.byPerson {
		return owned(texts...)
	}
	return Needs{Texts: texts}
}

func (t *tally) samples(answers Answers, people *People) ([]Sample, error) {
	sums := newSums(t.metric, t.byPerson, people)
	for _, c := range t.columns {
		if len(c.labels) == 0 && countsNothing(c.value) {
			sums.touch(c.constants) // no rows is a zero here
		}
		places := c.places()
		for _, row := range c.chosen(answers[c.text].Rows) {
			value, there, err := valueOf(c.value, row[c.column])
			if err != nil {
				return nil, err
			}
			if !there {
				continue
			}
			labels := c.extra(row, places)
			if !addsUp(c.value) && len(labels) > 0 && sums.has(labels) {
				return nil, fmt.Errorf("two groups have the same labels, and %s does not add up", c.value)
			}
			sums.add(labels, row, value)
		}
	}
	if t.top > 0 {
		sums.keepTop(t.top)
	}
	return sums.samples(), nil
}

// chosen returns the rows that meet the conditions.
func (c tallyColumn) chosen(rows [][]string) [][]string {
	if len(c.only) == 0 {
		return rows
	}
	keys := c.groupBy()
	at := make([]int, len(c.only))
	for i, condition := range c.only {
		at[i] = keyIndex(keys, condition.expr)
	}
	var chosen [][]string
	for _, row := range rows {
		if c.meets(row, at) {
			chosen = append(chosen, row)
		}
	}
	return chosen
}

// meets holds a row against the conditions, whose keys stand at some places.
func (c tallyColumn) meets(row []string, at []int) bool {
	for i, condition := range c.only {
		if row[at[i]] != condition.value {
			return false
		}
	}
	return true
}

// places are where the values of the labels stand in rows.
func (c tallyColumn) places() []int {
	keys := c.groupBy()
	places := make([]int, len(c.labels))
	for i, l := range c.labels {
		places[i] = keyIndex(keys, l.expr)
	}
	return places
}

// extra returns the values of the labels that are not dimensions.
func (c tallyColumn) extra(row []string, places []int) []string {
	values := slices.Clone(c.constants)
	for i, l := range c.labels {
		text := orNone(row[places[i]])
		if l.lower {
			text = strings.ToLower(text)
		}
		values = append(values, text)
	}
	return values
}
