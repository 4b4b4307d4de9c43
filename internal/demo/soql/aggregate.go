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
		if i.Operand == nil || i.Operand.Call == nil {
			return false
		}
		name := strings.ToUpper(i.Operand.Path[0])
		return isAggregate(name) || isDateFunction(name)
	})
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
	having, err := s.having(st.Group)
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
		return w, s.at(st.Limit.Pos).refuse(malformedQuery, "Non-grouped query that uses overall aggregate functions cannot also use LIMIT")
	case st.Offset != nil:
		return w, s.at(st.Offset.Pos).refuse(malformedQuery, "Non-grouped query that uses overall aggregate functions cannot also use OFFSET")
	}
	return w, nil
}

// having translates the HAVING clause.
func (s *summary) having(g *group) (fragment, error) {
	if g == nil || g.Having == nil {
		return fragment{}, nil
	}
	f := &filter{translator: s.translator, having: true, operand: func(o *operand) (*expression, error) {
		e, err := s.expression(o)
		if err != nil {
			return nil, err
		}
		if e.aggregate && e.column == nil {
			return nil, s.unexpectedCall(o)
		}
		if !e.aggregate && len(s.sets) > 1 {
			return nil, s.unsupported(e.pos, "A grouped field in HAVING beside ROLLUP or CUBE")
		}
		return e, s.mustBeGrouped(e, "Field must be grouped or aggregated: %s")
	}}
	return f.condition(g.Having, "")
}

// ordered resolves what a summary is sorted by.
func (s *summary) ordered(o *operand) (*expression, error) {
	e, err := s.expression(o)
	if err != nil {
		return nil, err
	}
	if e.aggregate && e.column == nil {
		return nil, s.unexpectedCall(o)
	}
	return e, s.mustBeGrouped(e, "Ordered field must be grouped or aggregated: %s")
}

func (s *summary) mustBeGrouped(e *expression, message string) error {
	if e.aggregate || s.key(e) >= 0 {
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
		if isBareCount(item.Operand) {
			return unexpected(s.text, item.Operand.Call.Pos, "(") // COUNT() stands alone
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
		s.members = append(s.members, member{name: name, value: valueColumn{s.columns.add(e.sql), e.typ}})
	}
	return nil
}

func (s *summary) selected(o *operand) (*expression, error) {
	if o.Call != nil && len(o.Path) == 1 && strings.EqualFold(o.Path[0], "GROUPING") {
		return s.grouping(o)
	}
	e, err := s.expression(o)
	if err != nil {
		return nil, err
	}
	return e, s.mustBeGrouped(e, "Field must be grouped or aggregated: %s")
}

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
	return &expression{column: e.column, function: "GROUPING", typ: schema.TypeInt, sql: groupingMark + strconv.Itoa(k), pos: o.Pos, written: e.written}, nil
}
