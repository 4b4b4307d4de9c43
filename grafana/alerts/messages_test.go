package alerts_test

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"text/template"

	"github.com/google/go-cmp/cmp"

	"salesforce_exporter/grafana/alerts"
	rules "salesforce_exporter/prometheus"
)

// TestMessages keeps testdata/messages.txt: what Grafana says of each alert, whose
// value is 12 here. It has the templates of Prometheus, but their queries return
// nothing there (expandTemplate in Grafana's ngalert), and each message has to be
// whole sentences without them.
func TestMessages(t *testing.T) {
	groups, err := alerts.Read(rules.Alerts)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, g := range groups {
		made, err := g.Make(alerts.Place{FolderUID: "crm", DataSource: "abc"})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range made.Rules {
			for _, cause := range causes(r.Annotations["description"]) {
				fmt.Fprintf(&b, "%s\n  %s\n  %s\n  %s\n", r.Title, expand(t, r.Annotations["summary"], cause),
					expand(t, r.Annotations["description"], cause), expand(t, r.Annotations["runbook_url"], cause))
			}
		}
	}
	const path = "testdata/messages.txt"
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("%s is out of date, run go test ./grafana/alerts -update (-want +got):\n%s", path, diff)
	}
}

// causes are the values of the label cause that a message tells apart.
func causes(text string) []string {
	if !strings.Contains(text, "$labels.cause") {
		return []string{""}
	}
	return []string{"retention", "instance", "new", "gap"}
}

func expand(t *testing.T, text, cause string) string {
	t.Helper()
	type value struct{ Value float64 }
	labels := map[string]string{"cause": cause}
	for _, name := range []string{"job", "instance", "role", "region", "collector", "reason", "metric", "license", "kind",
		"object", "field", "rule", "goal", "limit", "board", "person"} {
		labels[name] = strings.ToUpper(name)
	}
	number := func(v any) any { return v }
	parsed, err := template.New("").Option("missingkey=error").Funcs(template.FuncMap{
		"query": func(string) []string { return nil }, "first": number, "value": number, "humanize": number,
		"humanizeDuration": number, "humanizePercentage": number, "label": func(string, any) string { return "" },
	}).Parse("{{ $labels := .Labels }}{{ $values := .Values }}" + text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	var b strings.Builder
	data := map[string]any{"Labels": labels, "Values": map[string]value{"query": {12}}}
	if err := parsed.Execute(&b, data); err != nil {
		t.Errorf("%s: %v, with the labels %v", text, err, slices.Sorted(maps.Keys(labels)))
	}
	return b.String()
}
