package soql

import (
	"slices"
	"strconv"
	"strings"
)

// maxRollup is how many fields ROLLUP and CUBE take ("SOQL and SOSL
// Reference", GROUP BY ROLLUP and GROUP BY CUBE).
const maxRollup = 3

// groupingMark begins the stand-in for GROUPING(key), which each grouping set
// replaces by its own constant; the number of the key follows.
const groupingMark = "\x00GROUPING "

// groupBy resolves the keys and the grouping sets.
func (s *summary) groupBy(g *group) error {
	if g == nil {
		s.sets = [][]bool{nil}
		return nil
	}
	by, kind := g.By, ""
	if first := g.By[0]; first.Call != nil && len(first.Path) == 1 {
		if name := strings.ToUpper(first.Path[0]); name == "ROLLUP" || name == "CUBE" {
			by, kind = first.Call.List, name
			if len(g.By) > 1 {
				return unexpected(s.text, g.By[1].Pos, g.By[1].Path[0])
			}
			if len(by) == 0 || len(by) > maxRollup {
				return s.at(first.Pos).refuse(malformedQuery, "%s takes one to %d fields", kind, maxRollup)
			}
		}
	}
	for _, o := range by {
		e, err := s.groupable(o)
		if err != nil {
			return err
		}
		if s.key(e) < 0 {
			s.keys = append(s.keys, e)
		}
	}
	s.sets = groupingSets(kind, len(s.keys))
	for _, k := range s.keys {
		s.columns.add(k.sql)
	}
	if kind != "" {
		s.columns.add("COUNT(*)") // the grand total asks for it in HAVING
	}
	return nil
}

func (s *summary) groupable(o *operand) (*expression, error) {
	e, err := s.expression(o)
	if err != nil {
		return nil, err
	}
	if e.aggregate {
		return nil, s.unexpectedCall(o)
	}
	if e.function == "" && !e.column.field.Groupable {
		return nil, s.at(e.pos).refuse(malformedQuery, "field '%s' can not be grouped in a query call", e.column.field.Name)
	}
	return e, nil
}

// groupingSets lists which of n keys each partial result groups by: all of
// them, for ROLLUP then ever fewer from the right, for CUBE all combinations.
func groupingSets(kind string, n int) [][]bool {
	all := slices.Repeat([]bool{true}, n)
	sets := [][]bool{all}
	switch kind {
	case "ROLLUP":
		for k := n - 1; k >= 0; k-- {
			set := slices.Clone(all)
			clear(set[k:])
			sets = append(sets, set)
		}
	case "CUBE":
		for left := 1; left < 1<<n; left++ {
			set := make([]bool, n)
			for k := range set {
				set[k] = left&(1<<k) == 0
			}
			sets = append(sets, set)
		}
	}
	return sets
}

// selection puts the SQL together, one SELECT for each grouping set.
func (s *summary) selection(where fragment, having []fragment, order string, w window) *selection {
	var sql []string
	var args []any
	for i, set := range s.sets {
		sql = append(sql, s.grouped(set, where, having[i]))
		args = append(append(args, where.args...), having[i].args...)
	}
	limit := w.sql()
	out := &selection{
		sql:     sql[0] + order + limit.sql,
		args:    append(args, limit.args...),
		columns: len(s.columns.columns), tables: len(s.tables),
		shape:   &shape{object: aggregateResult, id: -1, kind: -1, members: s.members},
		grouped: len(s.keys) > 0,
	}
	if len(sql) > 1 {
		out.sql = "SELECT * FROM (" + strings.Join(sql, " UNION ALL ") + ")" + order + limit.sql
	}
	if len(s.keys) == 0 {
		out.sql = sql[0] // one row needs no order
	}
	return out
}

// groupingConstant replaces the stand-in for GROUPING(key): 1 where the
// grouping set leaves the key out. Other SQL stays as it is.
func groupingConstant(sql string, set []bool) string {
	n, ok := strings.CutPrefix(sql, groupingMark)
	if !ok {
		return sql
	}
	if k, _ := strconv.Atoi(n); set[k] {
		return "0"
	}
	return "1"
}

// grouped is the SELECT of one grouping set.
func (s *summary) grouped(set []bool, where, having fragment) string {
	var ordinals []string
	columns := slices.Clone(s.columns.columns)
	for i, c := range columns {
		columns[i] = groupingConstant(c, set)
	}
	for k := range set {
		if set[k] {
			ordinals = append(ordinals, strconv.Itoa(k+1))
		} else {
			columns[k] = "NULL"
		}
	}
	sql := "SELECT " + strings.Join(columns, ", ") + " FROM " + strings.Join(s.tables, " ") + where.clause("WHERE")
	switch {
	case len(ordinals) > 0:
		return sql + " GROUP BY " + strings.Join(ordinals, ", ") + having.clause("HAVING")
	case len(set) == 0:
		return sql
	case having.sql == "": // the grand total of nothing is no row
		return sql + " HAVING COUNT(*) > 0"
	}
	return sql + " HAVING COUNT(*) > 0 AND " + having.sql
}
