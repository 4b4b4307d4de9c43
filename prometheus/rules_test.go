// Package rules_test checks what promtool does not: that rules name only what
// exists, that each alert is documented and tested both ways, and that files
// that are made from others are up to date.
package rules_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/builtin"
)

type ruleFile struct {
	Groups []struct {
		Name  string
		Rules []rule
	}
}

type rule struct {
	Record, Alert, Expr, For string
	Keep                     string `yaml:"keep_firing_for"`
	Labels, Annotations      map[string]string
}

var ruleFiles = []string{"thresholds.yml", "calendar.yml", "recording.yml", "alerts.yml", "leaderboards.yml"}

func readRules(t *testing.T, paths ...string) []rule {
	t.Helper()
	var rules []rule
	for _, path := range paths {
		var f ruleFile
		if err := yaml.Unmarshal([]byte(read(t, path)), &f); err != nil {
			t.Fatalf("reading %s: %v", path, err)
		}
		for _, g := range f.Groups {
			rules = append(rules, g.Rules...)
		}
	}
	if len(rules) == 0 {
		t.Fatalf("no rules in %v", paths)
	}
	return rules
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

var (
	// A series of a rule, or of the exporter. Names in annotations count, too.
	seriesName = regexp.MustCompile(`[a-z_]*:?salesforce[a-z0-9_]*(:[a-z0-9_]+)*`)
	backquoted = regexp.MustCompile("`(salesforce_[a-z0-9_]+)`")
)

// TestRulesNameOnlyWhatExists is about metrics that were renamed or never were.
func TestRulesNameOnlyWhatExists(t *testing.T) {
	known := exported(t)
	rules := readRules(t, ruleFiles...)
	for _, r := range rules {
		known[r.Record] = true
	}
	for _, r := range rules {
		for _, text := range []string{r.Expr, r.Annotations["description"], r.Annotations["summary"]} {
			for _, name := range seriesName.FindAllString(text, -1) {
				if !known[name] {
					t.Errorf("%s%s names %s, which neither the exporter nor a rule makes", r.Record, r.Alert, name)
				}
			}
		}
	}
}

// exported are the metrics of all collectors and those about the measuring.
func exported(t *testing.T) map[string]bool {
	t.Helper()
	known := map[string]bool{}
	all, err := builtin.Everything(collector.DefaultDimensions())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		plan := c.Plan(collector.OpenSchema())
		for _, m := range plan.Metrics() {
			known[m.Name] = true
		}
	}
	_, meta, ok := strings.Cut(read(t, "../docs/configuration.md"), "## Metrics about the measuring")
	if !ok {
		t.Fatal("docs/configuration.md does not list the metrics about the measuring")
	}
	for _, m := range backquoted.FindAllStringSubmatch(meta, -1) {
		known[m[1]] = true
	}
	return known
}

// TestThresholds: each is used, and documented with its value's meaning.
func TestThresholds(t *testing.T) {
	var exprs strings.Builder
	for _, r := range readRules(t, ruleFiles[1:]...) {
		exprs.WriteString(r.Expr + "\n")
	}
	page := read(t, "../docs/alerts.md")
	for _, r := range readRules(t, "thresholds.yml") {
		if !regexp.MustCompile(regexp.QuoteMeta(r.Record) + `\b`).MatchString(exprs.String()) {
			t.Errorf("no rule uses %s", r.Record)
		}
		if !strings.Contains(page, "`"+strings.TrimPrefix(r.Record, "salesforce:threshold:")+"`") {
			t.Errorf("docs/alerts.md does not explain %s", r.Record)
		}
	}
}

// exceptSandboxes ends what tells people of their work: in a sandbox they have none.
const exceptSandboxes = "\nunless on (job, instance) last_over_time(salesforce:threshold:org_left_alone[2h])"

// TestAlertsAreComplete: a person who is woken by an alert finds what it means
// and what to do.
func TestAlertsAreComplete(t *testing.T) {
	page, chapters := read(t, "../docs/alerts.md"), read(t, "../docs/runbooks.md")
	tested := testedAlerts(t)
	for _, r := range readRules(t, ruleFiles...) {
		if r.Alert == "" {
			continue
		}
		if !slices.Contains([]string{"critical", "warning", "info"}, r.Labels["severity"]) {
			t.Errorf("%s: severity %q", r.Alert, r.Labels["severity"])
		}
		if !slices.Contains([]string{"management", "admin", "platform", "floor"}, r.Labels["audience"]) {
			t.Errorf("%s: audience %q", r.Alert, r.Labels["audience"])
		}
		told := slices.Contains([]string{"management", "floor"}, r.Labels["audience"])
		if told != strings.HasSuffix(r.Expr, exceptSandboxes) {
			t.Errorf("%s is for %s; only what is for managers or the floor ends with %s", r.Alert, r.Labels["audience"],
				exceptSandboxes)
		}
		if r.For == "" || r.Annotations["summary"] == "" {
			t.Errorf("%s lacks a duration or a summary", r.Alert)
		}
		if d := r.Annotations["description"]; !strings.Contains(d, "{{") && !strings.HasPrefix(r.Expr, "absent(") {
			t.Errorf("%s: the description has no figure: %s", r.Alert, d)
		}
		if want := runbooks(t) + "#" + strings.ToLower(r.Alert); r.Annotations["runbook_url"] != want {
			t.Errorf("%s: runbook_url is %s, want %s", r.Alert, r.Annotations["runbook_url"], want)
		}
		if !strings.Contains(chapters, "\n## "+r.Alert+"\n") {
			t.Errorf("docs/runbooks.md has no chapter %s", r.Alert)
		}
		if !strings.Contains(page, "`"+r.Alert+"`") {
			t.Errorf("docs/alerts.md does not explain %s", r.Alert)
		}
		if !tested[r.Alert].fires || !tested[r.Alert].quiet {
			t.Errorf("%s is tested firing: %v, staying quiet: %v", r.Alert, tested[r.Alert].fires, tested[r.Alert].quiet)
		}
	}
}

type ways struct{ fires, quiet bool }

func testedAlerts(t *testing.T) map[string]ways {
	t.Helper()
	tested := map[string]ways{}
	files, err := filepath.Glob("tests/*.yml")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		var f struct {
			Tests []struct {
				Alerts []struct {
					Name     string `yaml:"alertname"`
					Expected []any  `yaml:"exp_alerts"`
				} `yaml:"alert_rule_test"`
			}
		}
		if err := yaml.Unmarshal([]byte(read(t, path)), &f); err != nil {
			t.Fatalf("reading %s: %v", path, err)
		}
		for _, test := range f.Tests {
			for _, a := range test.Alerts {
				w := tested[a.Name]
				w.fires, w.quiet = w.fires || len(a.Expected) > 0, w.quiet || len(a.Expected) == 0
				tested[a.Name] = w
			}
		}
	}
	return tested
}

// TestPrometheusRule keeps the Kubernetes resource in step with the rule files.
func TestPrometheusRule(t *testing.T) {
	var b strings.Builder
	b.WriteString(`# Written by go test ./prometheus -update from the files in prometheus/.
# promtool reads those in the tests. This could not be applied to a real API server.
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: salesforce-exporter
  labels:
    app.kubernetes.io/name: salesforce-exporter
spec:
  groups:
`)
	for _, path := range ruleFiles {
		_, groups, ok := strings.Cut(read(t, path), "\ngroups:\n")
		if !ok {
			t.Fatalf("%s has no groups", path)
		}
		for line := range strings.Lines(groups) {
			b.WriteString("  " + line)
		}
	}
	checkFile(t, "../deploy/kubernetes/prometheusrule.yml", b.String())
}

// TestEverybodyIsTold: each audience has a route to a receiver of its own.
func TestEverybodyIsTold(t *testing.T) {
	var config struct {
		Route struct {
			Receiver string
			Routes   []struct {
				Matchers []string
				Receiver string
			}
		}
	}
	if err := yaml.Unmarshal([]byte(read(t, "alertmanager.yml")), &config); err != nil {
		t.Fatal(err)
	}
	receivers := map[string]string{"platform": config.Route.Receiver}
	for _, r := range config.Route.Routes {
		if len(r.Matchers) == 1 {
			receivers[strings.TrimPrefix(r.Matchers[0], "audience = ")] = r.Receiver
		}
	}
	for _, r := range readRules(t, ruleFiles...) {
		if r.Alert != "" && receivers[r.Labels["audience"]] == "" {
			t.Errorf("%s is for %s, whom alertmanager.yml tells nothing", r.Alert, r.Labels["audience"])
		}
	}
}
