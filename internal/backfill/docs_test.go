package backfill

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/builtin"
	"salesforce_exporter/internal/org"
)

var update = flag.Bool("update", false, "write what the code says into the docs")

// everything is an org that tells all that an org may.
func everything() known {
	return known{tracked: func(string) (time.Time, bool) { return time.Time{}, true }}
}

// TestDocsListWhatCanBeHad keeps the table of docs/history.md true.
func TestDocsListWhatCanBeHad(t *testing.T) {
	all, err := builtin.Everything(collector.DefaultDimensions())
	if err != nil {
		t.Fatal(err)
	}
	plans := org.Plans{Collectors: all, ByCollector: map[string]collector.Plan{}}
	for _, c := range all {
		plans.ByCollector[c.Name()] = c.Plan(collector.OpenSchema())
	}
	var table strings.Builder
	table.WriteString("| metric | history | why |\n| --- | --- | --- |\n")
	for _, m := range planOf(plans, everything()).metrics {
		fmt.Fprintf(&table, "| `%s` | %s | %s |\n", m.Metric.Name, m.Grade, m.Reason)
	}
	path := filepath.Join("..", "..", "docs", "history.md")
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const begin, end = "<!-- history, written by go test ./internal/backfill -update -->\n", "<!-- end of history -->"
	before, rest, ok1 := strings.Cut(string(page), begin)
	_, after, ok2 := strings.Cut(rest, end)
	if !ok1 || !ok2 {
		t.Fatal("the page lacks the markers of the table")
	}
	want := before + begin + table.String() + end + after
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, string(page)); diff != "" {
		t.Errorf("run go test ./internal/backfill -update (-code +page):\n%s", diff)
	}
}
