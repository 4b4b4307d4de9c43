package tests

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"helm.sh/helm/v4/pkg/chart/v2/lint"
	"helm.sh/helm/v4/pkg/chart/v2/lint/support"
)

var update = flag.Bool("update", false, "write the files that are made from the chart")

func valueFiles(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/values/*.yml")
	if err != nil || len(files) < 10 {
		t.Fatalf("found %d value files: %v", len(files), err)
	}
	return files
}

// TestGolden compares all that is rendered with what was read and found good.
// Dashboards and rules are left out of the files: TestDashboards and TestRules
// compare them with their sources.
func TestGolden(t *testing.T) {
	for _, path := range valueFiles(t) {
		name := strings.TrimSuffix(filepath.Base(path), ".yml")
		t.Run(name, func(t *testing.T) {
			r := mustRender(t, readValues(t, path), operator...)
			checkFile(t, filepath.Join("testdata/rendered", name+".yml"), golden(r))
		})
	}
}

var (
	dashboardText = regexp.MustCompile(`(?ms)^(  salesforce-[a-z]+\.json: \|).*`)
	ruleText      = regexp.MustCompile(`(?ms)^(  groups:).*`)
	// of the dashboards, one is enough to see
	otherDashboard = regexp.MustCompile(`(?m)^  name: \S+-dashboard-([^o]|o[^v])`)
	extraLine      = regexp.MustCompile(`(?m)^\s*\n`)
)

func golden(r rendering) string {
	var b strings.Builder
	for _, manifest := range r.manifests {
		if otherDashboard.MatchString(manifest) {
			continue
		}
		manifest = dashboardText.ReplaceAllString(manifest, "$1 # the dashboard\n")
		manifest = ruleText.ReplaceAllString(manifest, "$1 # the rules\n")
		b.WriteString("---\n" + strings.TrimRight(extraLine.ReplaceAllString(manifest, ""), "\n") + "\n")
	}
	notes := strings.ReplaceAll(strings.TrimRight(r.notes, "\n"), "\n", "\n# ")
	b.WriteString("---\n# NOTES.txt\n# " + notes + "\n")
	return b.String()
}

// checkFile compares a file that is made with what it should be, or writes it.
func checkFile(t *testing.T, path, want string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(got), want); diff != "" {
		t.Errorf("%s is not what the chart makes; go test . -update writes it (-file +chart):\n%s", path, diff)
	}
}

// TestLint: "helm lint" has nothing to say.
func TestLint(t *testing.T) {
	for _, path := range append(valueFiles(t), "") {
		values := map[string]any{}
		if path != "" {
			values = readValues(t, path)
		}
		for _, m := range lint.RunAll(chartDir, values, "monitoring").Messages {
			if m.Severity > support.InfoSev {
				t.Errorf("%s: %v", path, m)
			}
		}
	}
}
