package soql_test

import (
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// minGenerated is how many statements each test below compares at least.
const minGenerated = 200

// TestGeneratedRecords compares lists of records with the naive evaluator's.
func TestGeneratedRecords(t *testing.T) {
	s := generatedOrg(t)
	n := newNaive(t, s, slices.Collect(maps.Keys(generatedFields))...)
	n.addPeople(t, s)
	compared := 0
	for range minGenerated / 100 {
		rapid.Check(t, func(t *rapid.T) {
			object := rapid.SampledFrom(sorted(generatedFields)).Draw(t, "object")
			all := rapid.Bool().Draw(t, "queryAll")
			fields := rapid.SliceOfNDistinct(rapid.SampledFrom(generatedFields[object]), 1, 4,
				func(f field) string { return f.path }).Draw(t, "fields")
			paths := make([]string, len(fields))
			for i, f := range fields {
				paths[i] = f.path
			}
			where, rows := n.where(t, object, all)
			orders := n.rowOrders(t, object)
			slices.SortFunc(rows, func(a, b record) int { return n.compareBy(orders, a, b) })
			limit, rows := cut(t, rows)
			text := "SELECT " + strings.Join(paths, ", ") + " FROM " + object + where + orderClause(orders) + limit
			want := []map[string]any{}
			for _, r := range rows {
				want = append(want, n.shownRecord(r, fields))
			}
			sameAnswer(t, text, answer(t, s, text, all), want)
			compared++
		})
	}
	if compared < minGenerated {
		t.Errorf("compared %d statements", compared)
	}
}

// sorted are the keys of a map in order.
func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// rowOrders draws ORDER BY terms that leave no two rows equal.
func (n *naive) rowOrders(t *rapid.T, object string) []order {
	var orders []order
	for range rapid.IntRange(0, 2).Draw(t, "orders") {
		orders = append(orders, drawOrder(t, n.fieldOperand(rapid.SampledFrom(generatedFields[object]).Draw(t, "order"))))
	}
	return append(orders, drawOrder(t, n.fieldOperand(field{path: "Id", kind: id})))
}

// TestGeneratedSummaries compares groups, subtotals and aggregates with the
// naive evaluator's.
func TestGeneratedSummaries(t *testing.T) {
	s := generatedOrg(t)
	n := newNaive(t, s, slices.Collect(maps.Keys(generatedFields))...)
	n.addPeople(t, s)
	compared := 0
	for range minGenerated / 100 {
		rapid.Check(t, func(t *rapid.T) {
			g := n.drawSummary(t)
			where, rows := n.where(t, g.object, g.all)
			groups := slices.DeleteFunc(g.groups(rows), func(one *group) bool { return !g.having.holds(one) })
			text := "SELECT " + strings.Join(g.selected(), ", ") + " FROM " + g.object + where + g.clauses()
			if g.orders != nil {
				slices.SortFunc(groups, func(a, b *group) int { return n.compareBy(g.orders, a, b) })
				limit, some := cut(t, groups)
				text, groups = text+orderClause(g.orders)+limit, some
			}
			want := []map[string]any{}
			for _, one := range groups {
				want = append(want, g.shown(one))
			}
			got := answer(t, s, text, g.all)
			for _, m := range slices.Concat(got, want) {
				foldText(m)
			}
			if g.orders == nil {
				sortRecords(got)
				sortRecords(want)
			}
			sameAnswer(t, text, got, want)
			compared++
		})
	}
	if compared < minGenerated {
		t.Errorf("compared %d statements", compared)
	}
}

// TestGeneratedCounts compares COUNT().
func TestGeneratedCounts(t *testing.T) {
	s := generatedOrg(t)
	n := newNaive(t, s, slices.Collect(maps.Keys(generatedFields))...)
	n.addPeople(t, s)
	rapid.Check(t, func(t *rapid.T) {
		object := rapid.SampledFrom(sorted(generatedFields)).Draw(t, "object")
		all := rapid.Bool().Draw(t, "queryAll")
		where, rows := n.where(t, object, all)
		r, err := s.Query(t.Context(), "SELECT COUNT() FROM "+object+where, all)
		if err != nil {
			t.Fatalf("%s\n%v", where, err)
		}
		if r.TotalSize != len(rows) {
			t.Fatalf("%s: got %d, want %d", where, r.TotalSize, len(rows))
		}
	})
}

// foldText brings text to lower case: which of two spellings stands for a
// group is open.
func foldText(m map[string]any) {
	for k, v := range m {
		if s, ok := v.(string); ok {
			m[k] = strings.ToLower(s)
		}
	}
}

func sortRecords(all []map[string]any) {
	sort.Slice(all, func(i, j int) bool { return fmt.Sprint(all[i]) < fmt.Sprint(all[j]) })
}
