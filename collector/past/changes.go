package past

import (
	"slices"
	"strings"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/soql"
)

// Changes correct what flows tell by the fields of cases as they are today, where the org
// tracks the history of these (Object Reference, CaseHistory).
type Changes struct {
	Fields     []string          // whose history is read
	Conditions []soql.Comparison // on these fields
	Cases      Flow              // the cases that the question is about, whatever these fields are
	keys       []int             // columns of the groups
}

// OfChanges finds the recipe of a query that Of has none for, or none that is exact,
// because a field may have been otherwise. It is not ok where no history tells.
func OfChanges(q collector.Query) (recipe Recipe, ok bool) {
	s := q.Statement
	if s.Object != "Case" || q.Noted != nil || q.Dated != nil || s.Limit > 0 || s.Scope != "" {
		return Recipe{}, false
	}
	r := reader{statement: s, recipe: Recipe{Grade: Exact, Window: AllBefore, statement: s}}
	for _, text := range soql.Conjuncts(s.Where) {
		if r.condition(text) != "" {
			return Recipe{}, false
		}
	}
	if !r.open && r.event == "" || r.closed || !countsOnly(s) {
		return Recipe{}, false
	}
	c := &Changes{}
	steadily, ok := c.conditions(r.kept)
	if !ok || !c.groups(s.GroupBy) || len(c.Fields) == 0 {
		return Recipe{}, false
	}
	r.flows()
	single := r
	single.kept, single.statement = steadily, c.rows(s)
	c.Cases = single.rows().Flows[0]
	for _, key := range s.GroupBy {
		c.keys = append(c.keys, c.Cases.column(key))
	}
	r.recipe.Changes, r.recipe.Grade = c, Exact
	fields := strings.Join(c.Fields, " and ")
	r.recipe.Reason = "as far back as the history of " + fields + " goes"
	if len(c.Conditions) == 0 {
		r.recipe.Reason += "; before that, split as today"
	}
	return r.recipe, true
}

// countsOnly reports whether a statement counts records and nothing else.
func countsOnly(s soql.Statement) bool {
	values := s.Columns[min(len(s.GroupBy), len(s.Columns)):]
	return s.Count() || len(values) == 1 && values[0].Expr == "COUNT(Id)"
}

// changeable tells fields that a history tells of with their values: not those of other
// records, nor references, which are written as names, too.
func changeable(field string) bool {
	return !strings.ContainsAny(field, ".(") && !strings.HasSuffix(field, "Id")
}

// conditions takes out the conditions on fields that change.
func (c *Changes) conditions(kept []string) (steadily []string, ok bool) {
	for _, text := range kept {
		found, err := soql.Comparisons(text)
		if err != nil {
			return nil, false
		}
		if !slices.ContainsFunc(found, func(x soql.Comparison) bool { return !steady("Case", x.Path) }) {
			steadily = append(steadily, text)
			continue
		}
		x := found[0]
		simple := slices.Contains([]string{"=", "!=", "IN", "NOT IN"}, x.Operator) && x.Function == ""
		if len(found) != 1 || !simple || !changeable(x.Path) || strings.HasPrefix(strings.ToUpper(text), "NOT") {
			return nil, false
		}
		c.Conditions = append(c.Conditions, x)
		c.Fields = collector.Union(c.Fields, []string{x.Path})
	}
	return steadily, true
}

// groups notes the groups by fields that change.
func (c *Changes) groups(keys []string) bool {
	for _, key := range keys {
		switch {
		case steady("Case", key):
		case changeable(key):
			c.Fields = collector.Union(c.Fields, []string{key})
		default:
			return false
		}
	}
	return true
}

// rows reads the cases themselves: id first, then the fields that change.
func (c *Changes) rows(s soql.Statement) soql.Statement {
	rows := soql.Statement{Object: s.Object, Where: s.Where}
	for _, field := range append(append([]string{"Id"}, c.Fields...), s.GroupBy...) {
		rows.Column(field)
	}
	return rows
}

// A Change is one of a field of a record.
type Change struct {
	At  time.Time
	Old string
}

// A Changed names a field of a record.
type Changed struct{ ID, Field string }

// PutChanges takes in what became of fields, in any order.
func (b *Book) PutChanges(of Changed, changes []Change) {
	all := append(b.changes[of], changes...)
	slices.SortStableFunc(all, func(x, y Change) int { return x.At.Compare(y.At) })
	b.changes[of] = all
}

// value is what a field had at a moment: the old value of the first change since then.
func (b *Book) value(of Changed, moment time.Time, today string) string {
	all := b.changes[of]
	i, _ := slices.BinarySearchFunc(all, moment, func(c Change, m time.Time) int { return c.At.Compare(m) })
	if i < len(all) {
		return all[i].Old
	}
	return today
}

// correct takes cases out of the groups that they are in today, and puts them into those
// that they were in at a moment.
func (b *Book) correct(all sums, r Recipe, moment time.Time) error {
	c := r.Changes
	rows, err := b.shelf(c.Cases).at(moment, r.Window, len(c.Cases.Statement.Columns), b.Zone)
	if err != nil {
		return err
	}
	for _, row := range rows {
		c.count(all, row, -1)
		then := slices.Clone(row)
		for i, field := range c.Fields {
			then[i+1] = b.value(Changed{row[0], field}, moment, row[i+1])
		}
		c.count(all, then, 1)
	}
	return nil
}

// count counts a case in its group, if it is one that the question is about.
func (c *Changes) count(all sums, row []string, n float64) {
	if !c.meets(row) {
		return
	}
	key := make([]string, len(c.keys))
	for i, column := range c.keys {
		key[i] = row[column]
	}
	text := strings.Join(key, "\x00")
	if all[text] == nil {
		all[text] = []float64{0}
	}
	all[text][0] += n
}

// meets holds a row against the conditions, as SOQL compares: without case.
func (c *Changes) meets(row []string) bool {
	for _, x := range c.Conditions {
		value := row[1+slices.Index(c.Fields, x.Path)]
		is := slices.ContainsFunc(x.Values, func(literal string) bool {
			switch soql.LiteralOf(literal) {
			case soql.Null:
				return value == ""
			case soql.Quoted:
				return strings.EqualFold(literal, soql.Quote(value))
			}
			return strings.EqualFold(literal, value)
		})
		if is != (x.Operator == "=" || x.Operator == "IN") {
			return false
		}
	}
	return true
}
