package combine

import (
	"cmp"
	"slices"
	"strconv"

	"salesforce_exporter/internal/soql"
)

// A Whole is a statement that answers others, its parts.
type Whole struct {
	Statement soql.Statement
	// ByDay reports whether it groups by day, so that its answer has up to as many times more groups.
	ByDay bool
	// Parts are the places of the statements that it answers.
	Parts []int

	parts []part
}

// A part is one of the statements that are answered.
type part struct {
	days     int
	from, to string // the first and the last day; empty for so many days until today
	keys     []int  // where its keys stand in rows of the whole
	numbers  []int  // where its numbers do
	adds     []adder
}

// Together returns the statement that answers those of one family, and the places of those that it leaves out because
// they group by something else. It is not ok where it would answer one only.
func Together(shapes []Shape) (w Whole, out []int, ok bool) {
	finest := slices.MaxFunc(shapes, func(a, b Shape) int {
		return cmp.Compare(len(a.statement.GroupBy), len(b.statement.GroupBy))
	})
	var in []Shape
	for i, s := range shapes {
		if s.within(finest) {
			in = append(in, s)
			w.Parts = append(w.Parts, i)
		} else {
			out = append(out, i)
		}
	}
	if len(in) < 2 {
		return Whole{}, nil, false
	}
	most := slices.MaxFunc(in, func(a, b Shape) int { return cmp.Compare(a.days, b.days) })
	w.ByDay = slices.ContainsFunc(in, func(s Shape) bool { return s.days != most.days || s.ends() })
	w.Statement = finest.statement
	w.Statement.Where = most.statement.Where
	w.Statement.GroupBy = slices.Clone(finest.statement.GroupBy)
	w.Statement.Columns = slices.Clone(finest.statement.Columns[:len(w.Statement.GroupBy)])
	if w.ByDay {
		w.Statement.Where = most.since(most.days + 1) // one more: midnight may pass before the answer has its time
		w.Statement.GroupBy = append(w.Statement.GroupBy, most.day)
		w.Statement.Columns = append(w.Statement.Columns, soql.Column{Expr: most.day, Alias: "day", Type: soql.Day})
	}
	for _, s := range in {
		w.parts = append(w.parts, w.take(s))
	}
	return w, out, true
}

// take makes a statement one of the parts. Columns that only this statement has are added.
func (w *Whole) take(s Shape) part {
	p := part{days: s.days, from: s.from, to: s.to}
	keys := len(s.statement.GroupBy)
	for _, key := range s.statement.GroupBy {
		p.keys = append(p.keys, slices.Index(w.Statement.GroupBy, key))
	}
	for _, c := range s.statement.Columns[keys:] {
		at := slices.IndexFunc(w.Statement.Columns, func(has soql.Column) bool { return has.Expr == c.Expr })
		if at < 0 {
			at = len(w.Statement.Columns)
			c.Alias = "v" + strconv.Itoa(at-len(w.Statement.GroupBy))
			w.Statement.Columns = append(w.Statement.Columns, c)
		}
		p.numbers, p.adds = append(p.numbers, at), append(p.adds, addsUp(c))
	}
	return p
}
