package tests

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

const manifestHead = `# The exporter in Kubernetes without Helm. Written by go test . -update in
# deploy/helm/tests, from the chart's defaults. Fill in URL, consumer key and image, then:
#   kubectl create secret generic salesforce-exporter --from-literal=client_secret=…
#   kubectl apply -f deploy/kubernetes/exporter.yml
# The ServiceMonitor is for the Prometheus Operator, as is prometheusrule.yml beside this file.
`

// TestManifests keeps deploy/kubernetes/exporter.yml what the chart makes.
func TestManifests(t *testing.T) {
	values := map[string]any{
		"org": map[string]any{"url": "https://NAME.my.salesforce.com", "clientId": "CONSUMER-KEY",
			"existingSecret": "salesforce-exporter"},
		"dashboards":     map[string]any{"enabled": false},
		"prometheusRule": map[string]any{"enabled": false},
	}
	var b strings.Builder
	b.WriteString(manifestHead)
	for i, manifest := range mustRender(t, values, operator...).manifests {
		if i > 0 {
			b.WriteString("---\n")
		}
		b.WriteString(strings.TrimSpace(ofHelm.ReplaceAllString(manifest, "")) + "\n")
	}
	checkFile(t, "../../kubernetes/exporter.yml", b.String())
}

// ofHelm is what Helm alone needs.
var ofHelm = regexp.MustCompile(`(?m)^(# Source: .*|  namespace: .*|\s*|` +
	`\s*(helm\.sh/chart|app\.kubernetes\.io/(managed-by|instance)): .*)\n`)

// TestVersions: the chart, what it runs, and VERSION are one version.
func TestVersions(t *testing.T) {
	version, err := os.ReadFile("../../../VERSION")
	if err != nil {
		t.Fatal(err)
	}
	m := loadChart(t).Metadata
	if want := strings.TrimSpace(string(version)); m.Version != want || m.AppVersion != want {
		t.Errorf("Chart.yaml has version %s and appVersion %s, VERSION has %s", m.Version, m.AppVersion, want)
	}
}
