package rules_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"testing"

	"go.yaml.in/yaml/v3"
)

// TestInstanceStays: rules look back for weeks, so in every shipped way to scrape
// the exporter the label instance is a name, and no address that changes.
func TestInstanceStays(t *testing.T) {
	for _, path := range []string{"prometheus.yml", "../deploy/prometheus-compose.yml"} {
		var config struct {
			Jobs []struct {
				Static []struct{ Targets []string } `yaml:"static_configs"`
			} `yaml:"scrape_configs"`
		}
		if err := yaml.Unmarshal([]byte(read(t, path)), &config); err != nil {
			t.Fatal(err)
		}
		targets := 0
		for _, job := range config.Jobs {
			for _, static := range job.Static {
				for _, target := range static.Targets {
					targets++
					if host, _, err := net.SplitHostPort(target); err != nil || net.ParseIP(host) != nil {
						t.Errorf("%s scrapes %s, want a name and a port", path, target)
					}
				}
			}
		}
		if targets < 2 || targets != len(config.Jobs) {
			t.Errorf("%s has %d targets by name in %d jobs", path, targets, len(config.Jobs))
		}
	}
	for _, monitor := range monitors(t) {
		for _, e := range monitor.Spec.Endpoints {
			constant := false
			for _, r := range e.Relabelings {
				constant = constant || r.TargetLabel == "instance" && len(r.SourceLabels) == 0 && r.Replacement != ""
			}
			if !constant {
				t.Errorf("an endpoint of the ServiceMonitor gives instance no constant name: %+v", e)
			}
		}
	}
}

type serviceMonitor struct {
	Kind string
	Spec struct {
		Endpoints []struct {
			Relabelings []struct {
				TargetLabel  string `yaml:"targetLabel"`
				Replacement  string
				SourceLabels []string `yaml:"sourceLabels"`
			}
		}
	}
}

func monitors(t *testing.T) []serviceMonitor {
	t.Helper()
	var found []serviceMonitor
	documents := yaml.NewDecoder(bytes.NewBufferString(read(t, "../deploy/kubernetes/exporter.yml")))
	for {
		var m serviceMonitor
		err := documents.Decode(&m)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil && m.Kind == "ServiceMonitor" {
			t.Fatal(err)
		}
		if m.Kind == "ServiceMonitor" && len(m.Spec.Endpoints) > 0 {
			found = append(found, m)
		}
	}
	if len(found) == 0 {
		t.Fatal("deploy/kubernetes/exporter.yml has no ServiceMonitor with an endpoint")
	}
	return found
}
