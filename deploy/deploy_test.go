// Package deploy_test checks what needs neither Docker nor Kubernetes.
package deploy_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

func parse(t *testing.T, path string, into any) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(text, into); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

// TestComposeMountsWhatThereIs: Docker makes an empty folder of a file that is
// not there, and the program inside fails later.
func TestComposeMountsWhatThereIs(t *testing.T) {
	var compose struct {
		Services map[string]struct {
			Image   string
			Volumes []string
		}
		Volumes map[string]any
	}
	parse(t, "compose.yml", &compose)
	if len(compose.Services) != 8 {
		t.Errorf("%d services, want exporter, prometheus, alertmanager, grafana, and four that write history", len(compose.Services))
	}
	for name, service := range compose.Services {
		if strings.HasSuffix(service.Image, ":latest") || service.Image != "" && !strings.Contains(service.Image, ":") {
			t.Errorf("%s: image %s has no version", name, service.Image)
		}
		for _, volume := range service.Volumes {
			source, _, _ := strings.Cut(volume, ":")
			if _, named := compose.Volumes[source]; named {
				continue
			}
			if _, err := os.Stat(source); err != nil {
				t.Errorf("%s mounts %v", name, err)
			}
		}
	}
}

// TestExportReplacesTheDemoOrg: compose-export.yml changes services that there are.
func TestExportReplacesTheDemoOrg(t *testing.T) {
	type compose struct {
		Services map[string]struct{ Command []string }
	}
	var all, changed compose
	parse(t, "compose.yml", &all)
	parse(t, "compose-export.yml", &changed)
	for name := range changed.Services {
		if _, ok := all.Services[name]; !ok {
			t.Errorf("compose-export.yml changes %s, which compose.yml does not have", name)
		}
	}
	if command := changed.Services["exporter"].Command; len(command) < 2 || command[0] != "--demo" ||
		command[1] != "--demo.data=/export" {
		t.Errorf("the exporter runs %v, want --demo --demo.data=/export", command)
	}
	for _, writer := range []string{"history", "weeks"} {
		if command := changed.Services[writer].Command; slices.Contains(command, "--demo") || len(command) == 0 {
			t.Errorf("beside an export, %s writes the history of the demo org", writer)
		}
	}
}

// TestComposePutsThePastWherePrometheusReads: past.sh moves blocks into the data directory, which the image names in
// the command that compose replaces.
func TestComposePutsThePastWherePrometheusReads(t *testing.T) {
	var compose struct {
		Services map[string]struct{ Command, Entrypoint []string }
	}
	parse(t, "compose.yml", &compose)
	if command := compose.Services["prometheus"].Command; !slices.Contains(command, "--storage.tsdb.path=/prometheus") {
		t.Errorf("Prometheus runs %v, want its data in /prometheus", command)
	}
	for writer, mover := range map[string]string{"history": "past", "weeks": "past-weeks"} {
		moves := strings.Join(compose.Services[mover].Entrypoint, " ")
		for _, argument := range compose.Services[writer].Command {
			if dir, ok := strings.CutPrefix(argument, "--output="); ok && !strings.Contains(moves, dir+" /prometheus") {
				t.Errorf("%s writes to %s, and %s runs %s", writer, dir, mover, moves)
			}
		}
	}
}

// TestComposeLoadsAllRules compares the two configurations of Prometheus.
func TestComposeLoadsAllRules(t *testing.T) {
	type configuration struct {
		RuleFiles []string `yaml:"rule_files"`
	}
	var here, there configuration
	parse(t, "prometheus-compose.yml", &here)
	parse(t, "../prometheus/prometheus.yml", &there)
	for i, file := range here.RuleFiles {
		here.RuleFiles[i] = filepath.Base(file)
	}
	if len(there.RuleFiles) != 5 || !slices.Equal(here.RuleFiles, there.RuleFiles) {
		t.Errorf("compose loads %v, prometheus/prometheus.yml %v, want the five rule files in both", here.RuleFiles,
			there.RuleFiles)
	}
}
