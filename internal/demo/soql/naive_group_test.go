package soql_test

import (
	"fmt"
	"math/bits"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"salesforce_exporter/internal/demo/soql"
)

// addPeople reads what lookups lead to.
func (n *naive) addPeople(t testing.TB, s *soql.Session) {
	for _, object := range []string{"User", "UserRole", "Group", "Account", "OpportunityStage"} {
		n.read(t, s.Store, object)
	}
	for _, stage := range n.rows["OpportunityStage"] {
		n.rank[strings.ToLower(stage["ApiName"].(string))] = int(stage["SortOrder"].(int64))
	}
}

// summary is a generated statement with groups.
type summary struct {
	object string
	all    bool
	kind   string // ROLLUP, CUBE or ""
	keys   []operand
	sums   []aggregate
	having condition
	orders []order // nil where they could leave groups equal
}

// aggregate is a function of the rows of a group.
type aggregate struct {
	operand
	of func([]record) any
}

// group is some rows and what they have in common; a key that a subtotal
// leaves out is null.
type group struct {
	keys []any
	left int // which keys are left out, as bits
	rows []record
}

func (n *naive) drawSummary(t *rapid.T) *summary {
	g := &summary{object: rapid.SampledFrom(sorted(generatedFields)).Draw(t, "object"),
		all: rapid.Bool().Draw(t, "queryAll")}
	fields := generatedFields[g.object]
	var plain []string
	for _, f := range rapid.SliceOfNDistinct(rapid.SampledFrom(fields), 0, 3,
		func(f field) string { return f.path }).Draw(t, "keys") {
		switch {
		case (f.kind == date || f.kind == instant) && rapid.Bool().Draw(t, "by function"):
			g.keys = append(g.keys, n.functionOperand(t, f))
		case f.groupable:
			g.keys = append(g.keys, n.fieldOperand(f))
			plain = append(plain, f.path)
		}
	}
	if len(g.keys) > 0 {
		g.kind = rapid.SampledFrom([]string{"", "", "", "ROLLUP", "CUBE"}).Draw(t, "subtotals")
	}
	fields = slices.DeleteFunc(slices.Clone(fields), func(f field) bool { return slices.Contains(plain, f.path) })
	g.sums = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) aggregate { return n.drawAggregate(t, fields) }), 1, 3).Draw(t,
		"aggregates")
	g.having = condition{holds: func(any) bool { return true }}
	if len(g.keys) > 0 && rapid.IntRange(0, 2).Draw(t, "having") == 0 {
		g.having = n.conditions(t, g.operands(), func(o operand) []any {
			if o.kind == number {
				return []any{1.0, 2.0, 3.0}
			}
			return nil
		}, 1)
	}
	g.drawOrders(t)
	return g
}

// operands are what HAVING and ORDER BY may name, as functions of groups.
func (g *summary) operands() []operand {
	var out []operand
	for i, k := range g.keys {
		out = append(out, operand{k.soql, k.kind, func(row any) any { return row.(*group).keys[i] }})
	}
	for _, a := range g.sums {
		if a.kind == number {
			out = append(out, operand{a.soql, a.kind, func(row any) any { return a.of(row.(*group).rows) }})
		}
	}
	return out
}

// drawOrders orders groups by anything, then by all keys. Subtotals stay
// unordered: a key that is left out looks like a null one.
func (g *summary) drawOrders(t *rapid.T) {
	if g.kind != "" || len(g.keys) == 0 {
		return
	}
	if candidates := g.operands(); len(candidates) > 0 && rapid.Bool().Draw(t, "ordered") {
		g.orders = append(g.orders, drawOrder(t, rapid.SampledFrom(candidates).Draw(t, "order")))
	}
	for i, k := range g.keys {
		g.orders = append(g.orders, drawOrder(t, operand{k.soql, k.kind, func(row any) any { return row.(*group).keys[i] }}))
	}
}

func (n *naive) drawAggregate(t *rapid.T, fields []field) aggregate {
	usable := slices.DeleteFunc(slices.Clone(fields), func(f field) bool { return !f.aggregatable })
	if len(usable) == 0 || rapid.IntRange(0, 3).Draw(t, "count") == 0 && usable[0].path == "Id" {
		usable = []field{{path: "Id", kind: id}}
	}
	f := rapid.SampledFrom(usable).Draw(t, "field")
	names := []string{"COUNT", "COUNT_DISTINCT", "MIN", "MAX"}
	if f.kind == number {
		names = append(names, "SUM", "AVG")
	}
	name := rapid.SampledFrom(names).Draw(t, "aggregate")
	a := aggregate{operand: operand{soql: name + "(" + f.path + ")", kind: number}}
	if name == "MIN" || name == "MAX" {
		a.kind = f.kind
	}
	a.of = func(rows []record) any { return n.aggregate(name, f, rows) }
	return a
}

// aggregate computes an aggregate function over rows.
func (n *naive) aggregate(name string, f field, rows []record) any {
	var values []any
	for _, r := range rows {
		if v := n.value(r, f); v != nil {
			values = append(values, v)
		}
	}
	switch name {
	case "COUNT":
		return float64(len(values))
	case "COUNT_DISTINCT":
		slices.SortFunc(values, func(a, b any) int { return n.compare(a, b, f.kind) })
		return float64(len(slices.CompactFunc(values, func(a, b any) bool { return n.compare(a, b, f.kind) == 0 })))
	}
	if len(values) == 0 {
		return nil
	}
	switch name {
	case "MIN":
		return slices.MinFunc(values, func(a, b any) int { return n.compareRanked(a, b, f.kind) })
	case "MAX":
		return slices.MaxFunc(values, func(a, b any) int { return n.compareRanked(a, b, f.kind) })
	}
	sum := 0.0
	for _, v := range values {
		sum += v.(float64)
	}
	if name == "AVG" {
		return sum / float64(len(values))
	}
	return sum
}

// groups are the groups of some rows, with all subtotals.
func (g *summary) groups(rows []record) []*group {
	var out []*group
	for _, left := range g.subtotals() {
		out = append(out, g.grouped(rows, left)...)
	}
	if len(g.keys) == 0 && len(out) == 0 {
		return []*group{{}}
	}
	return out
}

// subtotals lists which keys are left out, as bits.
func (g *summary) subtotals() []int {
	n := len(g.keys)
	out := []int{0}
	for left := 1; left < 1<<n && g.kind != ""; left++ {
		// ROLLUP leaves out keys from the right only.
		if g.kind == "CUBE" || bits.OnesCount(uint(left)) == n-bits.TrailingZeros(uint(left)) {
			out = append(out, left)
		}
	}
	return out
}

func (g *summary) grouped(rows []record, left int) []*group {
	found := map[string]*group{}
	var out []*group
	for _, r := range rows {
		keys := make([]any, len(g.keys))
		for i, k := range g.keys {
			if left&(1<<i) == 0 {
				keys[i] = k.value(r)
			}
		}
		name := strings.ToLower(fmt.Sprintf("%#v", keys))
		one, ok := found[name]
		if !ok {
			one = &group{keys: keys, left: left}
			found[name] = one
			out = append(out, one)
		}
		one.rows = append(one.rows, r)
	}
	return out
}

// selected is the SELECT list: keys with aliases, aggregates without.
func (g *summary) selected() []string {
	var out []string
	for i, k := range g.keys {
		out = append(out, k.soql+" k"+strconv.Itoa(i))
		if g.kind != "" {
			out = append(out, "GROUPING("+k.soql+") g"+strconv.Itoa(i))
		}
	}
	for _, a := range g.sums {
		out = append(out, a.soql)
	}
	return out
}

func (g *summary) clauses() string {
	if len(g.keys) == 0 {
		return ""
	}
	var keys []string
	for _, k := range g.keys {
		keys = append(keys, k.soql)
	}
	by := strings.Join(keys, ", ")
	if g.kind != "" {
		by = g.kind + "(" + by + ")"
	}
	if g.having.soql != "" {
		by += " HAVING " + g.having.soql
	}
	return " GROUP BY " + by
}

func (g *summary) shown(one *group) map[string]any {
	n := &naive{}
	out := map[string]any{}
	for i, k := range g.keys {
		out["k"+strconv.Itoa(i)] = n.shown(one.keys[i], k.kind)
		if g.kind != "" {
			out["g"+strconv.Itoa(i)] = float64(oneIf(one.left&(1<<i) != 0))
		}
	}
	for i, a := range g.sums {
		out["expr"+strconv.Itoa(i)] = n.shown(a.of(one.rows), a.kind)
	}
	return out
}
