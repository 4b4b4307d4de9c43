package collector_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/builtin"
	"salesforce_exporter/collector/quality"
)

var update = flag.Bool("update", false, "write what the code says into the docs and golden files")

// TestDocsSayWhatTheCodeDoes keeps the generated parts of each collector's
// page true: its metrics, and the statements it sends.
func TestDocsSayWhatTheCodeDoes(t *testing.T) {
	for _, c := range all(t) {
		t.Run(c.Name(), func(t *testing.T) {
			path := filepath.Join("..", "docs", "collectors", c.Name()+".md")
			page, err := os.ReadFile(path)
			if err != nil {
				t.Fatalf("every collector has a page: %v", err)
			}
			plan := c.Plan(collector.OpenSchema())
			want := replacePart(t, string(page), "metrics", metricsTable(plan))
			if len(plan.Queries) > 0 {
				want = replacePart(t, want, "statements", statementsList(plan))
			}
			if *update {
				if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(want, string(page)); diff != "" {
				t.Errorf("%s is out of date, run go test ./collector -update (-code +page):\n%s", path, diff)
			}
		})
	}
}

func all(t *testing.T) []collector.Collector {
	t.Helper()
	list, err := builtin.Everything(collector.DefaultDimensions())
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// replacePart puts text between the markers of a part of a page.
func replacePart(t *testing.T, page, part, text string) string {
	t.Helper()
	begin, end := "<!-- "+part+", written by go test ./collector -update -->\n", "<!-- end of "+part+" -->"
	before, rest, ok1 := strings.Cut(page, begin)
	_, after, ok2 := strings.Cut(rest, end)
	if !ok1 || !ok2 {
		t.Fatalf("the page lacks the markers of %s:\n%s%s", part, begin, end)
	}
	return before + begin + text + end + after
}

// TestDocsListRulesAndScores keeps the names that the configuration takes true.
func TestDocsListRulesAndScores(t *testing.T) {
	shipped, err := quality.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("| rule | records |\n| --- | --- |\n")
	for _, r := range shipped.Rules {
		fmt.Fprintf(&b, "| `%s` | %s |\n", r.Name, r.Help)
	}
	b.WriteString("\n| score of | key fields |\n| --- | --- |\n")
	for _, k := range shipped.Scores {
		var fields []string
		for _, name := range slices.Sorted(maps.Keys(k.Fields)) {
			fields = append(fields, fmt.Sprintf("%s (%s)", name, k.Fields[name]))
		}
		fmt.Fprintf(&b, "| %s | %s |\n", k.Object, strings.Join(fields, ", "))
	}
	path := filepath.Join("..", "docs", "collectors", "quality.md")
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want := replacePart(t, string(page), "definitions", b.String())
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

func metricsTable(p collector.Plan) string {
	var b strings.Builder
	b.WriteString("| metric | labels | meaning |\n| --- | --- | --- |\n")
	for _, m := range p.Metrics() {
		labels := "–"
		if len(m.Labels) > 0 {
			labels = strings.Join(m.Labels, ", ")
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", m.Name, labels, m.Help)
	}
	return b.String()
}

func statementsList(p collector.Plan) string {
	var b strings.Builder
	b.WriteString("```sql\n")
	moment := collector.ExampleMoment(time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC))
	for _, q := range p.Queries {
		if q.Resource == "" {
			statement, ok := q.At(moment)
			if !ok {
				panic(fmt.Sprintf("%s cannot be said", q))
			}
			fmt.Fprintln(&b, statement)
		}
	}
	b.WriteString("```\n")
	return b.String()
}
