package combine

import (
	"fmt"
	"strings"
	"time"

	"salesforce_exporter/internal/soql"
)

// Answers makes the answers of the parts, in their order. Days begin in the time zone of the user who asks, as they do
// for date literals. Windows end with the day of the answer, by the org's clock.
func (w Whole) Answers(whole soql.Answer, zone *time.Location) ([]soql.Answer, error) {
	answers := make([]soql.Answer, len(w.parts))
	for i, p := range w.parts {
		if w.ByDay && p.to == "" {
			p.from = whole.At.In(zone).AddDate(0, 0, -p.days).Format(time.DateOnly)
			p.to = "9999-12-31" // no later day is in the answer
		}
		rows, err := p.fold(whole.Rows, len(w.Statement.GroupBy)-1)
		if err != nil {
			return nil, fmt.Errorf("add up groups: %w", err)
		}
		answers[i] = soql.Answer{Rows: soql.RowsOf(rows), At: whole.At, Flaws: whole.Flaws}
	}
	return answers, nil
}

// fold adds up groups that have the same keys of the part, of its days where it has any. Texts that differ in capitals
// only are one group to Salesforce.
func (p part) fold(rows soql.Rows, day int) ([][]string, error) {
	var folded [][]string
	place := map[string]int{}
	for row := range rows.All() {
		if p.from != "" && (row[day] < p.from || row[day] > p.to) {
			continue
		}
		key := p.key(row)
		at, met := place[key]
		if !met {
			place[key] = len(folded)
			folded = append(folded, p.cells(row))
			continue
		}
		for i, column := range p.numbers {
			cell := &folded[at][len(p.keys)+i]
			sum, err := p.adds[i](*cell, row[column])
			if err != nil {
				return nil, err
			}
			*cell = sum
		}
	}
	return folded, nil
}

func (p part) key(row []string) string {
	var b strings.Builder
	for _, column := range p.keys {
		b.WriteString(strings.ToLower(row[column]))
		b.WriteByte(0)
	}
	return b.String()
}

// cells are those of a row that the part has.
func (p part) cells(row []string) []string {
	cells := make([]string, 0, len(p.keys)+len(p.numbers))
	for _, column := range p.keys {
		cells = append(cells, row[column])
	}
	for _, column := range p.numbers {
		cells = append(cells, row[column])
	}
	return cells
}
