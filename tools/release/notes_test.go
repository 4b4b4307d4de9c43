package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

func TestNotes(t *testing.T) {
	const changelog = "## 0.3.0 / unreleased\n\n* new\n\n" +
		"## 0.2.0 / 2026-12-01\n\n* one\n* two\n\n## 0.1.0 / 2026-11-30\n\n* first\n"
	for version, want := range map[string]string{"0.2.0": "* one\n* two", "0.1.0": "* first"} {
		if got, err := notes(changelog, version); err != nil || got != want {
			t.Errorf("notes of %s: %q, %v", version, got, err)
		}
	}
	for _, version := range []string{"0.3.0", "0.2", "1.0.0"} {
		if got, err := notes(changelog, version); err == nil {
			t.Errorf("notes of %s: %q, want an error", version, got)
		}
	}
}

// TestWorkflow reads the workflow that a tag starts. Its steps call targets of
// the Makefile that there are, and those that need nothing from outside are run.
func TestWorkflow(t *testing.T) {
	var workflow struct {
		Jobs struct {
			Release struct {
				Steps []struct{ Name, Uses, Run string }
			}
		}
	}
	if err := yaml.Unmarshal([]byte(readText(t, "../../.github/workflows/release.yml")), &workflow); err != nil {
		t.Fatal(err)
	}
	targets := readText(t, "../../Makefile")
	called := ""
	steps := map[string]string{}
	for _, step := range workflow.Jobs.Release.Steps {
		steps[step.Name] = step.Run
		for _, target := range makes.FindAllStringSubmatch(step.Run, -1) {
			called += target[1] + " "
			if !strings.Contains(targets, "\n"+target[1]+": ") {
				t.Errorf("there is no target %s", target[1])
			}
		}
	}
	if called != "notes test release-test release push " {
		t.Errorf("the targets are called in this order: %s", called)
	}
	version := strings.TrimSpace(readText(t, "../../VERSION"))
	for tag, want := range map[string]bool{"v" + version: true, version: false, "v9": false} {
		if err := step(t, steps["The tag is the version"], "GITHUB_REF_NAME="+tag); (err == nil) != want {
			t.Errorf("tag %s: %v", tag, err)
		}
	}
	variables := filepath.Join(t.TempDir(), "env")
	if err := step(t, steps["Names in the registry have small letters"], "REGISTRY=registry.example.com",
		"GITHUB_REPOSITORY=Acme/salesforce_exporter", "GITHUB_ENV="+variables); err != nil {
		t.Error(err)
	}
	if got := readText(t, variables); got != "IMAGE=registry.example.com/acme/salesforce_exporter\n" {
		t.Errorf("variables: %s", got)
	}
}

var makes = regexp.MustCompile(`\bmake (?:--silent )?([a-z-]+)`)

func step(t *testing.T, run string, variables ...string) error {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "sh", "-e", "-c", run)
	cmd.Dir, cmd.Env = "../..", append(os.Environ(), variables...)
	return cmd.Run()
}
