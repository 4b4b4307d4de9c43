package collector_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"salesforce_exporter/collector"
)

// An indexed metric is a row of docs/metrics.md.
type indexed struct{ name, kind, labels, from, meaning string }

// TestMetricsPage keeps docs/metrics.md, the index of all metrics: those of the
// collectors, and those about the measuring as the code emits them.
func TestMetricsPage(t *testing.T) {
	rows := measuring(t)
	if len(rows) < 20 {
		t.Fatalf("found %d metrics about the measuring", len(rows))
	}
	for _, c := range all(t) {
		for _, m := range c.Plan(collector.OpenSchema()).Metrics() {
			from := fmt.Sprintf("[%[1]s](collectors/%[1]s.md)", c.Name())
			kind := "gauge"
			if len(m.Buckets) > 0 {
				kind = "histogram"
			}
			rows = append(rows, indexed{m.Name, kind, strings.Join(m.Labels, ", "), from, m.Help})
		}
	}
	slices.SortFunc(rows, func(a, b indexed) int { return strings.Compare(a.name, b.name) })
	var b strings.Builder
	b.WriteString("| metric | type | labels | collector | meaning |\n| --- | --- | --- | --- | --- |\n")
	for i, r := range rows {
		if i > 0 && r.name == rows[i-1].name {
			if r != rows[i-1] {
				t.Errorf("two metrics have the name %s: %v, %v", r.name, r, rows[i-1])
			}
			continue
		}
		labels := r.labels
		if labels == "" {
			labels = "–"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", r.name, r.kind, labels, r.from, r.meaning)
	}
	path := filepath.Join("..", "docs", "metrics.md")
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want := replacePart(t, string(page), "metrics", b.String())
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, string(page)); diff != "" {
		t.Errorf("%s is out of date, run go test ./collector -update (-code +page):\n%s", path, diff)
	}
}

// measuring are the metrics that are no collector's: in the code, a call or a
// literal with the name, the help and perhaps the labels.
func measuring(t *testing.T) []indexed {
	t.Helper()
	var rows []indexed
	for _, root := range []string{"../internal", "../cmd"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if row, ok := emitted(n); ok {
					rows = append(rows, row)
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return rows
}

// emitted is the metric that a piece of code emits, if it does.
func emitted(n ast.Node) (indexed, bool) {
	var parts []ast.Expr
	switch n := n.(type) {
	case *ast.CallExpr:
		parts = n.Args
	case *ast.CompositeLit: // the options of a metric of the client library
		for _, e := range n.Elts {
			if field, ok := e.(*ast.KeyValueExpr); ok {
				parts = append(parts, field.Value)
			}
		}
	}
	if len(parts) < 2 {
		return indexed{}, false
	}
	name, help := text(parts[0]), text(parts[1])
	if !strings.HasPrefix(name, "salesforce_") || help == "" || strings.Contains(name, " ") {
		return indexed{}, false
	}
	row := indexed{name: name, kind: "gauge", from: "[measuring](configuration.md#metrics-about-the-measuring)",
		meaning: help}
	if strings.HasSuffix(name, "_total") {
		row.kind = "counter"
	}
	if strings.Contains(name, "_budget_") {
		row.from = "[budget](api-budget.md#metrics)"
	}
	var labels []string
	for _, part := range parts[2:] {
		labels = append(labels, list(part)...)
	}
	row.labels = strings.Join(labels, ", ")
	return row, true
}

// text is the value of a string literal; empty for anything else.
func text(e ast.Expr) string {
	literal, ok := e.(*ast.BasicLit)
	if !ok || literal.Kind != token.STRING {
		return ""
	}
	value, err := strconv.Unquote(literal.Value)
	if err != nil {
		return ""
	}
	return value
}

// list are the values of a list of strings, also where a variable holds it.
func list(e ast.Expr) []string {
	if name, ok := e.(*ast.Ident); ok && name.Obj != nil {
		if set, ok := name.Obj.Decl.(*ast.AssignStmt); ok && len(set.Rhs) == 1 {
			e = set.Rhs[0]
		}
	}
	literal, ok := e.(*ast.CompositeLit)
	if !ok {
		return nil
	}
	if array, ok := literal.Type.(*ast.ArrayType); !ok || fmt.Sprint(array.Elt) != "string" {
		return nil
	}
	var values []string
	for _, element := range literal.Elts {
		values = append(values, text(element))
	}
	return values
}
