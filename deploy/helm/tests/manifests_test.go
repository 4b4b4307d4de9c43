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
# The tests read it strictly into the types of both, and run the container's command. They could
# not apply it to a real API server.
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

// TestVersion keeps the version of the chart and of what it runs that of VERSION.
func TestVersion(t *testing.T) {
	version, err := os.ReadFile("../../../VERSION")
	if err != nil {
		t.Fatal(err)
	}
	const path = chartDir + "/Chart.yaml"
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	line := regexp.MustCompile(`(?m)^(version|appVersion): .*$`)
	if n := len(line.FindAll(text, -1)); n != 2 {
		t.Fatalf("Chart.yaml has %d lines with a version, want 2", n)
	}
	checkFile(t, path, line.ReplaceAllString(string(text), "$1: "+strings.TrimSpace(string(version))))
}
