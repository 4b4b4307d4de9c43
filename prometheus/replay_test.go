package rules_test

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/common/model"
	"go.yaml.in/yaml/v3"
)

const (
	replayed      = "replay/*.yml"
	holdsSeries   = "salesforce:alert:holds"
	replayedAbout = `# Written by go test ./prometheus -update from the files in prometheus/: the rules as
# replay.sh evaluates them over history, once a day. docs/history.md explains it.
`
)

// TestReplay keeps the rules that are evaluated over history in step with the others.
// promtool evaluates recording rules only, and reads from Prometheus what a rule is made
// of: hence a file for each step, in which no rule is made of another, and the alerts as
// rules that record ALERTS.
func TestReplay(t *testing.T) {
	steps := replaySteps(t)
	for i, step := range steps {
		path := fmt.Sprintf("replay/%02d.yml", i+1)
		checkFile(t, path, step.text(t))
	}
	there, err := filepath.Glob(replayed)
	if err != nil || len(there) != len(steps) {
		t.Errorf("%d files in prometheus/replay, want %d: remove what is not written any more (%v)", len(there), len(steps), err)
	}
}

type replayStep []rule

func (s replayStep) text(t *testing.T) string {
	t.Helper()
	type written struct {
		Record string            `yaml:"record"`
		Labels map[string]string `yaml:"labels,omitempty,flow"`
		Expr   string            `yaml:"expr"`
	}
	var rules []written
	for _, r := range s {
		rules = append(rules, written{r.Record, r.Labels, r.Expr})
	}
	out, err := yaml.Marshal(map[string]any{"groups": []any{
		map[string]any{"name": "salesforce_replay", "interval": "1d", "rules": rules},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return replayedAbout + string(out)
}

// replaySteps puts the recording rules into an order, and the alerts behind them.
func replaySteps(t *testing.T) []replayStep {
	t.Helper()
	recorded := map[string][]rule{}
	var names []string
	for _, r := range readRules(t, "thresholds.yml", "calendar.yml", "recording.yml") {
		if tells := strings.Contains(r.Expr, "ALERTS"); r.Record == "" || tells {
			continue
		}
		if recorded[r.Record] == nil {
			names = append(names, r.Record)
		}
		r.Expr = daily(r.Expr)
		recorded[r.Record] = append(recorded[r.Record], r)
	}
	depths := map[string]int{}
	var depth func(name string, above ...string) int
	depth = func(name string, above ...string) int {
		if slices.Contains(above, name) {
			t.Fatalf("%s is made of itself, by %v", name, above)
		}
		if d, known := depths[name]; known {
			return d
		}
		d := 0
		for _, r := range recorded[name] {
			for _, part := range seriesName.FindAllString(r.Expr, -1) {
				if recorded[part] != nil && part != name { // what a rule recorded before is not there yet
					d = max(d, depth(part, append(above, name)...)+1)
				}
			}
		}
		depths[name] = d
		return d
	}
	var steps []replayStep
	for _, name := range names {
		d := depth(name)
		for len(steps) <= d {
			steps = append(steps, nil)
		}
		steps[d] = append(steps[d], recorded[name]...)
	}
	holds, alerts := replayedAlerts(t)
	return append(steps, holds, alerts)
}

// A selector of less than a day.
var withinDay = regexp.MustCompile(`([a-z0-9_:]*(?:\{[^{}]*\})?)\[\d+[mh]\]`)

// daily reads a rule for figures that come once a day, at any time of it. What is
// recorded comes at the very moment of the steps that follow.
func daily(expr string) string {
	return withinDay.ReplaceAllStringFunc(expr, func(s string) string {
		selector, _, _ := strings.Cut(s, "[")
		if name, _, _ := strings.Cut(selector, "{"); strings.Contains(name, ":") {
			return s
		}
		return selector + "[1d]"
	})
}

// replayedAlerts are the alerts about the org: first whether the expression of each
// holds, then ALERTS, for as long as it holds and is kept. Alerts about the measuring say nothing of a past in
// which nothing was measured, and news last an hour.
func replayedAlerts(t *testing.T) (holds, alerts replayStep) {
	t.Helper()
	for _, r := range readRules(t, "alerts.yml") {
		if r.Labels["audience"] == "platform" {
			continue
		}
		holds = append(holds, rule{Record: holdsSeries, Labels: map[string]string{"alertname": r.Alert}, Expr: daily(r.Expr)})
		labels := map[string]string{"alertname": r.Alert, "alertstate": "firing"}
		for name, value := range r.Labels {
			labels[name] = value
		}
		alerts = append(alerts, rule{Record: "ALERTS", Labels: labels, Expr: firing(t, r)})
	}
	return holds, alerts
}

// firing is 1 on a day on which an alert fires: its expression has held on so many days,
// or had until so many days ago.
func firing(t *testing.T, r rule) string {
	t.Helper()
	days := 1 + daysOf(t, r.For)
	held := fmt.Sprintf("count_over_time(%s{alertname=%q}[%dh]", holdsSeries, r.Alert, 24*days-1)
	expr := fmt.Sprintf("%s) >= %d", held, days)
	for ago := range daysOf(t, r.Keep) {
		expr += fmt.Sprintf(" or %s offset %dd) >= %d", held, ago+1, days)
	}
	return "group without () (" + expr + ")"
}

func daysOf(t *testing.T, text string) int {
	t.Helper()
	if text == "" {
		return 0
	}
	d, err := model.ParseDuration(text)
	if err != nil {
		t.Fatal(err)
	}
	return int(time.Duration(d) / (24 * time.Hour))
}
