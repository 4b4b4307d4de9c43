package tests

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	monitoring "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1"
	release "helm.sh/helm/v4/pkg/release/v1"
	core "k8s.io/api/core/v1"
	"sigs.k8s.io/yaml"
)

var ruleFiles = []string{"thresholds.yml", "calendar.yml", "recording.yml", "alerts.yml", "leaderboards.yml"}

// TestDashboards: each dashboard that is built is in a ConfigMap, to the byte.
func TestDashboards(t *testing.T) {
	files, err := filepath.Glob("../../../grafana/dashboards/*.json")
	if err != nil || len(files) < 11 {
		t.Fatalf("found %d dashboards: %v", len(files), err)
	}
	r := mustRender(t, readValues(t, "testdata/values/01-one-org.yml"))
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		m := find[core.ConfigMap](t, r, "ConfigMap", "salesforce-exporter-dashboard-"+name)
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		got := m.Data["salesforce-"+name+".json"]
		if strings.TrimRight(got, "\n") != strings.TrimRight(string(want), "\n") || m.Labels["grafana_dashboard"] != "1" {
			t.Errorf("the ConfigMap of %s has another dashboard, or labels that the sidecar does not look for: %v",
				file, m.Labels)
		}
	}
}

// TestRules: the PrometheusRule has the groups of prometheus/, in their order.
func TestRules(t *testing.T) {
	want := sourceGroups(t)
	r := mustRender(t, readValues(t, "testdata/values/01-one-org.yml"), operator...)
	got := find[monitoring.PrometheusRule](t, r, "PrometheusRule", "salesforce-exporter").Spec.Groups
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("groups (-prometheus/ +chart):\n%s", diff)
	}
}

func sourceGroups(t *testing.T) (groups []monitoring.RuleGroup) {
	t.Helper()
	for _, name := range ruleFiles {
		text, err := os.ReadFile("../../../prometheus/" + name)
		if err != nil {
			t.Fatal(err)
		}
		var file monitoring.PrometheusRuleSpec
		if err := yaml.UnmarshalStrict(text, &file); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		groups = append(groups, file.Groups...)
	}
	return groups
}

// TestRulesAsWished: values change labels and thresholds, and leave out alerts.
func TestRulesAsWished(t *testing.T) {
	r := mustRender(t, readValues(t, "testdata/values/07-operator-stack.yml"), operator...)
	got := find[monitoring.PrometheusRule](t, r, "PrometheusRule", "salesforce-exporter").Spec.Groups
	var alerts int
	thresholds := map[string]string{}
	for _, g := range got {
		for _, rule := range g.Rules {
			if rule.Alert == "SalesforceLeadershipNotUsing" {
				t.Errorf("%s is there, and should be left out", rule.Alert)
			}
			if rule.Alert != "" {
				alerts++
				want := "https://wiki.example.com/salesforce/runbooks#" + strings.ToLower(rule.Alert)
				if url := rule.Annotations["runbook_url"]; url != want {
					t.Errorf("%s has its runbook at %s, want %s", rule.Alert, url, want)
				}
				if rule.Labels["team"] != "crm" || rule.Labels["severity"] == "" {
					t.Errorf("%s has the labels %v", rule.Alert, rule.Labels)
				}
			}
			if name, ok := strings.CutPrefix(rule.Record, "salesforce:threshold:"); ok {
				thresholds[name+labelText(rule.Labels)] = rule.Expr.String()
			}
		}
	}
	if alerts < 20 {
		t.Errorf("%d alerts are left", alerts)
	}
	for name, want := range map[string]string{
		"overdue_share": "vector(0.4)",
		"missing_share beside=others use=logins_7d":  "vector(0.6)",
		"missing_share beside=others use=logins_14d": "vector(0.2)",
		"level_accepted role=Consultant":             "vector(1)",
		"level_accepted role=name of a role":         "vector(1)",
	} {
		if thresholds[name] != want {
			t.Errorf("threshold %s is %s, want %s", name, thresholds[name], want)
		}
	}
}

func labelText(labels map[string]string) (text string) {
	for _, name := range slices.Sorted(maps.Keys(labels)) {
		text += " " + name + "=" + labels[name]
	}
	return text
}

// TestSizes: Kubernetes keeps objects of 1 MiB at most, "kubectl apply" repeats
// one in an annotation of 256 KiB at most, and Helm keeps the chart and all that
// it made in one Secret.
func TestSizes(t *testing.T) {
	c := loadChart(t)
	values := readValues(t, "testdata/values/07-operator-stack.yml")
	r := mustRender(t, values, operator...)
	for _, manifest := range r.manifests {
		object, err := yaml.YAMLToJSON([]byte(manifest))
		if err != nil {
			t.Fatal(err)
		}
		if h := headerOf(t, manifest); len(object) >= 250<<10 {
			t.Errorf("%s %s has %d KiB", h.Kind, h.Metadata.Name, len(object)>>10)
		}
	}
	text, err := json.Marshal(release.Release{Name: "salesforce-exporter", Chart: c, Config: values,
		Manifest: strings.Join(r.manifests, "---\n"), Info: &release.Info{Notes: r.notes}})
	if err != nil {
		t.Fatal(err)
	}
	var packed bytes.Buffer
	w, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if _, err := w.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if size := base64.StdEncoding.EncodedLen(packed.Len()); size >= 800<<10 {
		t.Errorf("the release takes %d KiB, of 1024 that a Secret may have", size>>10)
	} else {
		t.Logf("the release takes %d KiB", size>>10)
	}
}
