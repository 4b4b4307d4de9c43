package mixin

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-jsonnet"
	"go.yaml.in/yaml/v3"
)

type ruleFile struct {
	Groups []group `json:"groups" yaml:"groups"`
}

type group struct {
	Name     string `json:"name" yaml:"name"`
	Interval string `json:"interval" yaml:"interval"`
	Rules    []rule `json:"rules" yaml:"rules"`
}

type rule struct {
	Record        string            `json:"record" yaml:"record"`
	Alert         string            `json:"alert" yaml:"alert"`
	Expr          string            `json:"expr" yaml:"expr"`
	For           string            `json:"for" yaml:"for"`
	KeepFiringFor string            `json:"keep_firing_for" yaml:"keep_firing_for"`
	Labels        map[string]string `json:"labels" yaml:"labels"`
	Annotations   map[string]string `json:"annotations" yaml:"annotations"`
}

// A mixture is what the mixin renders.
type mixture struct {
	Rules      ruleFile       `json:"prometheusRules"`
	Alerts     ruleFile       `json:"prometheusAlerts"`
	Dashboards map[string]any `json:"grafanaDashboards"`
}

// render evaluates the mixin with a configuration, and of it the parts.
func render(t *testing.T, config string, parts ...string) (mixture, error) {
	t.Helper()
	names, err := json.Marshal(parts)
	if err != nil {
		t.Fatal(err)
	}
	text, err := jsonnet.MakeVM().EvaluateAnonymousSnippet("test.jsonnet",
		`local mixin = (import 'mixin.libsonnet') + { _config+:: `+config+` };
		{ [name]: mixin[name] for name in `+string(names)+` }`)
	if err != nil {
		return mixture{}, err
	}
	var m mixture
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		t.Fatal(err)
	}
	return m, nil
}

const rules, alerts, dashboards = "prometheusRules", "prometheusAlerts", "grafanaDashboards"

func rendered(t *testing.T, config string, parts ...string) mixture {
	t.Helper()
	m, err := render(t, config, parts...)
	if err != nil {
		t.Fatalf("rendering with %s: %v", config, err)
	}
	return m
}

// built are the groups of rule files that have rules of a kind.
func built(t *testing.T, alerts bool, names ...string) []group {
	t.Helper()
	var groups []group
	for _, name := range names {
		text, err := os.ReadFile(filepath.Join("..", "prometheus", name+".yml"))
		if err != nil {
			t.Fatal(err)
		}
		var f ruleFile
		if err := yaml.Unmarshal(text, &f); err != nil {
			t.Fatal(err)
		}
		for _, g := range f.Groups {
			if (g.Rules[0].Alert != "") == alerts {
				groups = append(groups, g)
			}
		}
	}
	if len(groups) == 0 {
		t.Fatalf("no groups in %v", names)
	}
	return groups
}

// TestMixinIsWhatIsBuilt: without a configuration nothing is added, changed or
// left out.
func TestMixinIsWhatIsBuilt(t *testing.T) {
	m := rendered(t, "{}", rules, alerts, dashboards)
	recorded := built(t, false, "thresholds", "calendar", "recording", "leaderboards")
	if diff := cmp.Diff(recorded, m.Rules.Groups); diff != "" {
		t.Errorf("rules (-built +mixin):\n%s", diff)
	}
	if diff := cmp.Diff(built(t, true, "alerts", "leaderboards"), m.Alerts.Groups); diff != "" {
		t.Errorf("alerts (-built +mixin):\n%s", diff)
	}
	files, err := filepath.Glob("../grafana/dashboards/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no dashboards: %v", err)
	}
	if len(files) != len(m.Dashboards) {
		t.Errorf("the mixin has %d dashboards of %d", len(m.Dashboards), len(files))
	}
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var want any
		if err := json.Unmarshal(text, &want); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, m.Dashboards["salesforce-"+filepath.Base(path)]); diff != "" {
			t.Errorf("%s (-built +mixin):\n%s", path, diff)
		}
	}
}

// lines are the threshold's, as labels and expression.
func (m mixture) lines(name string) []string {
	var lines []string
	for _, r := range m.Rules.Groups[0].Rules {
		if r.Record == "salesforce:threshold:"+name {
			labels, _ := json.Marshal(r.Labels)
			lines = append(lines, strings.ReplaceAll(string(labels), "null", "{}")+" "+r.Expr)
		}
	}
	return lines
}

func TestThresholds(t *testing.T) {
	m := rendered(t, `{ retentionDays: 15, thresholds: {
		team_people: 8,
		rule_left_alone: [{ labels: { rule: 'leads_never_touched' } }, { labels: { rule: 'cases_old' } }],
		score_weight: [{ labels: { component: 'logins' }, value: 0.7 }],
	} }`, rules)
	for name, want := range map[string][]string{
		"team_people":     {"{} vector(8)"},
		"retention_days":  {"{} vector(15)"},
		"rule_left_alone": {`{"rule":"leads_never_touched"} vector(1)`, `{"rule":"cases_old"} vector(1)`},
		"score_weight":    {`{"component":"logins"} vector(0.7)`},
		"managers":        {"{} vector(5)"},
	} {
		if diff := cmp.Diff(want, m.lines(name)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestMistakes: a setting that would change nothing is an error.
func TestMistakes(t *testing.T) {
	for config, want := range map[string]string{
		`{ thresholds: { team_pepole: 8 } }`:  "there is no threshold team_pepole",
		`{ thresholds: { score_weight: 1 } }`: "the threshold score_weight has labels: give a list of labels and values",
	} {
		if _, err := render(t, config, rules); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", config, err, want)
		}
	}
}

func TestRunbooks(t *testing.T) {
	m := rendered(t, `{ runbooks: 'https://wiki.example.com/salesforce' }`, alerts)
	named := 0
	for _, g := range m.Alerts.Groups {
		for _, r := range g.Rules {
			named++
			want := "https://wiki.example.com/salesforce#" + strings.ToLower(r.Alert)
			if got := r.Annotations["runbook_url"]; got != want {
				t.Errorf("%s: %s, want %s", r.Alert, got, want)
			}
		}
	}
	if named == 0 {
		t.Error("no alerts")
	}
}
