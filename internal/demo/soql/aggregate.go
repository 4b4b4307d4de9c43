package soql

import (
	"slices"
	"strconv"
	"strings"

	"salesforce_exporter/internal/demo/schema"
)

// maxGroups is the most rows a grouped statement may answer: there is no
// second page ("SOQL and SOSL Reference", Considerations When Using GROUP BY).
const maxGroups = 2_000

// isCount reports whether the statement is SELECT COUNT() FROM …
func isCount(st *statement) bool {
	return len(st.Items) == 1 && isBareCount(st.Items[0].Operand)
}

func isBareCount(o *operand) bool {
	return o != nil && o.Call != nil && len(o.Call.List) == 0 && len(o.Path) == 1 && strings.EqualFold(o.Path[0], "COUNT")
}

// summarizes reports whether the statement answers groups, not records.
func summarizes(st *statement) bool {
	if st.Group != nil {
		return true
	}
	return slices.ContainsFunc(st.Items, func(i *selectItem) bool {
		return i.Operand != nil && summarizing(i.Operand)
	})
}

// summarizing reports whether an operand is an aggregate or a date function,
// perhaps inside FORMAT().
func summarizing(o *operand) bool {
	if o.Call == nil {
		return false
	}
	if displayFunction(o) != "" {
		return slices.ContainsFunc(o.Call.List, summarizing)
	}
	name := strings.ToUpper(o.Path[0])
	return isAggregate(name) || isDateFunction(name)
}

// count translates SELECT COUNT(), whose LIMIT caps the count.
func (t *translator) count(st *statement) (*selection, error) {
	switch {
	case st.Items[0].Alias != "":
		return nil, unexpected(t.text, st.Items[0].Pos, st.Items[0].Alias)
	case st.Group != nil:
		return nil, unexpected(t.text, st.Group.By[0].Pos, st.Group.By[0].Path[0])
	case len(st.Order) > 0:
		return nil, unexpected(t.text, st.Order[0].Operand.Pos, st.Order[0].Operand.Path[0])
	}
	where, err := t.where(st.Where)
	if err != nil {
		return nil, err
	}
	w, err := t.window(st)
	if err != nil {
		return nil, err
	}
	from := " FROM " + strings.Join(t.tables, " ") + where.clause("WHERE")
	s := &selection{sql: "SELECT COUNT(*)" + from, args: where.args, columns: 1, tables: len(t.tables)}
	if limit := w.sql(); limit.sql != "" {
		s.sql = "SELECT COUNT(*) FROM (SELECT 1" + from + limit.sql + ")"
		s.args = append(s.args, limit.args...)
	}
	return s, nil
}

// A summary translates a statement with aggregates or GROUP BY.
type summary struct {
	*translator
	keys    []*expression
	sets    [][]bool // the grouping sets: which keys each of them groups by
	columns projection
	members []member
}

func (t *translator) summary(st *statement) (*selection, error) {
	s := &summary{translator: t}
	if err := s.groupBy(st.Group); err != nil {
		return nil, err
	}
	where, err := t.where(st.Where)
	if err != nil {
		return nil, err
	}
	having, err := s.havings(st.Group)
	if err != nil {
		return nil, err
	}
	order, err := t.ordering(st.Order, s.ordered, &s.columns)
	if err != nil {
		return nil, err
	}
	if err := s.selectItems(st.Items); err != nil {
		return nil, err
	}
	w, err := s.window(st)
	if err != nil {
		return nil, err
	}
	return s.selection(where, having, order, w), nil
}

// window checks LIMIT and OFFSET and asks for one group more than is allowed.
func (s *summary) window(st *statement) (window, error) {
	w, err := s.translator.window(st)
	switch {
	case err != nil:
		return w, err
	case len(s.keys) > 0:
		if w.limit < 0 || w.limit > maxGroups {
			w.limit = maxGroups + 1
		}
		return w, nil
	case st.Limit != nil:
		return w, s.at(st.Limit.Pos).refuse(malformedQuery,
			"Non-grouped query that uses overall aggregate functions cannot also use LIMIT")
	case st.Offset != nil:
		return w, s.at(st.Offset.Pos).refuse(malformedQuery,
			"Non-grouped query that uses overall aggregate functions cannot also use OFFSET")
	}
	return w, nil
}

// havings translates the HAVING clause for each grouping set.
func (s *summary) havings(g *group) ([]fragment, error) {
	out := make([]fragment, len(s.sets))
	if g == nil || g.Having == nil {
		return out, nil
	}
	for i, set := range s.sets {
		f := &filter{translator: s.translator, having: true, operand: func(o *operand) (*expression, error) {
			return s.had(o, set)
		}}
		var err error
		if out[i], err = f.condition(g.Having, decisive); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// had resolves what HAVING compares. A key that the grouping set leaves out is
// null.
func (s *summary) had(o *operand, set []bool) (*expression, error) {
	e, err := s.resolve(o)
	if err != nil {
		return nil, err
	}
	in := *e
	if e.function == "GROUPING" {
		in.sql = groupingConstant(e.sql, set)
	} else if k := s.key(e); !e.aggregate && k >= 0 && !set[k] {
		in.sql = "NULL"
	}
	return &in, s.mustBeGrouped(e, "Field must be grouped or aggregated: %s")
}

// ordered resolves what a summary is sorted by.
func (s *summary) ordered(o *operand) (*expression, error) {
	e, err := s.resolve(o)
	if err != nil {
		return nil, err
	}
	if len(s.sets) == 1 { // subtotals have no value to look up
		e.sort = s.sortKeys(e)
	}
	return e, s.mustBeGrouped(e, "Ordered field must be grouped or aggregated: %s")
}

// resolve resolves an operand of HAVING or ORDER BY.
func (s *summary) resolve(o *operand) (*expression, error) {
	if isCall(o, "GROUPING") {
		return s.grouping(o)
	}
	e, err := s.expression(o)
	if err == nil && e.aggregate && e.column == nil {
		return nil, s.unexpectedCall(o) // COUNT() stands alone
	}
	return e, err
}

func (s *summary) mustBeGrouped(e *expression, message string) error {
	if e.aggregate || e.function == "GROUPING" || s.key(e) >= 0 {
		return nil
	}
	return s.at(e.pos).refuse(malformedQuery, message, e.written)
}

func (s *summary) key(e *expression) int {
	return slices.IndexFunc(s.keys, func(k *expression) bool { return k.sql == e.sql })
}

// selectItems resolves the SELECT list and names its results.
func (s *summary) selectItems(items []*selectItem) error {
	names, unnamed := map[string]bool{}, 0
	for _, item := range items {
		if err := s.mayStand(item); err != nil {
			return err
		}
		e, err := s.selected(item.Operand)
		if err != nil {
			return err
		}
		name := item.Alias
		switch {
		case name != "":
		case e.function != "":
			name = "expr" + strconv.Itoa(unnamed)
			unnamed++
		default:
			name = e.column.field.Name
		}
		if names[strings.ToLower(name)] {
			return s.at(item.Pos).refuse(malformedQuery, "duplicate alias: %s", name)
		}
		names[strings.ToLower(name)] = true
		s.members = append(s.members, member{name: name, value: s.columns.value(e)})
	}
	return nil
}

// mayStand refuses items that only lists of records have.
func (s *summary) mayStand(item *selectItem) error {
	at := s.at(item.Pos)
	switch {
	case item.Child != nil:
		return at.refuse(malformedQuery,
			"Child relationships are not allowed in a query that uses GROUP BY or aggregate functions")
	case item.TypeOf != nil:
		return at.refuse(malformedQuery, "TYPEOF is not allowed in a query that uses GROUP BY or aggregate functions")
	case isCall(item.Operand, "FIELDS"):
		return at.refuse(malformedQuery, "The SOQL FIELDS function is not supported with GROUP BY or aggregate functions")
	case isBareCount(item.Operand):
		return unexpected(s.text, item.Operand.Call.Pos, "(") // COUNT() stands alone
	}
	return nil
}

// selected resolves an item of the SELECT list.
func (s *summary) selected(o *operand) (*expression, error) {
	if isCall(o, "GROUPING") {
		return s.grouping(o)
	}
	return s.displayed(o, s.summarized)
}

// summarized resolves a grouped field or an aggregate.
func (s *summary) summarized(o *operand) (*expression, error) {
	e, err := s.expression(o)
	if err != nil {
		return nil, err
	}
	if e.aggregate && e.column != nil && s.groups(e.column) {
		return nil, s.at(e.column.pos).refuse(malformedQuery, "Grouped field should not be aggregated: %s", e.column.written)
	}
	return e, s.mustBeGrouped(e, "Field must be grouped or aggregated: %s")
}

// groups reports whether the plain field is a key.
func (s *summary) groups(c *column) bool { return s.key(c.expression()) >= 0 }

// grouping resolves GROUPING(field), which tells subtotals from groups.
func (s *summary) grouping(o *operand) (*expression, error) {
	if len(o.Call.List) != 1 || len(s.sets) < 2 {
		return nil, s.unexpectedCall(o)
	}
	e, err := s.expression(o.Call.List[0])
	if err != nil {
		return nil, err
	}
	k := s.key(e)
	if k < 0 {
		return nil, s.at(e.pos).refuse(malformedQuery, "Field must be grouped or aggregated: %s", e.written)
	}
	return &expression{column: e.column, function: "GROUPING", typ: schema.TypeInt, sql: groupingMark + strconv.Itoa(k),
		pos: o.Pos, written: e.written}, nil
}
