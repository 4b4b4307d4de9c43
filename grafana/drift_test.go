package grafana_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"salesforce_exporter/grafana"
)

// TestCommittedDashboardsAreWhatIsMade: people load dashboards/*.json, so each
// page is in it as the sources make it, and nothing else is.
func TestCommittedDashboardsAreWhatIsMade(t *testing.T) {
	if *update {
		if err := grafana.Write("dashboards"); err != nil {
			t.Fatal(err)
		}
	}
	made, err := grafana.Files()
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range made {
		committed, err := os.ReadFile(filepath.Join("dashboards", name))
		if err != nil {
			t.Errorf("%s is not committed: %v", name, err)
			continue
		}
		if !bytes.Equal(committed, text) {
			t.Errorf("dashboards/%s is not what the sources make: go test ./grafana -update", name)
		}
	}
	files, err := filepath.Glob("dashboards/*")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != len(made) || len(made) == 0 {
		t.Errorf("%d files are committed and %d pages are made", len(files), len(made))
	}
}
