//go:build e2e

package e2e

import (
	"encoding/csv"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"salesforce_exporter/collector/builtin"
)

// TestBackfilledPast: with the history that backfill writes and nothing else, the alert
// for the team that stopped logging in fires as soon as Prometheus runs.
func TestBackfilledPast(t *testing.T) {
	dir := t.TempDir()
	after := filepath.Join(dir, "after")
	org := exportOrg(t)
	org.write(t, after, team, 8)
	org.writeLogins(t, after, 8)
	exporter := startExporter(t, after)
	exporter.scrape(t)

	past := filepath.Join(dir, "past")
	args := []string{"backfill", "--demo", "--demo.data=" + after, "--instance=" + exporter.address, "--output=" + past,
		"--since=" + time.Now().AddDate(0, 0, -36).Format(time.DateOnly), "--repeat=20m"}
	for _, c := range builtin.Collectors() {
		if c.Name != "users" {
			args = append(args, "--no-collector."+c.Name)
		}
	}
	run(t, exporterProgram(), args...)
	files, err := filepath.Glob(filepath.Join(past, "*.om"))
	if err != nil || len(files) == 0 {
		t.Fatalf("backfill wrote no files: %v", err)
	}
	data := filepath.Join(dir, "data")
	for _, file := range files {
		run(t, "promtool", "tsdb", "create-blocks-from", "openmetrics", file, data)
	}

	hook := listen(t)
	prometheus := startPrometheus(t, dir, data, exporter.address, startAlertmanager(t, dir, hook.URL))
	hook.wait(t, 2*time.Minute, func(alerts []alert) bool { return len(drops(alerts)) > 0 })
	waitForEvaluations(t, prometheus, 5)
	got := drops(hook.received())
	if _, told := got["SalesforceAdoptionDrop "+team]; len(got) != 1 || !told {
		t.Errorf("the webhook got adoption drops of %d teams, want that of %s alone: %v", len(got), team, got)
	}
}

// writeLogins adds a login a day of everybody who ever logged in, up to the last one; that
// of the team was some days earlier.
func (e export) writeLogins(t *testing.T, dir string, days int) {
	t.Helper()
	role := ""
	for _, row := range e["UserRole"] {
		if row[1] == team {
			role = row[0]
		}
	}
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.Write([]string{"Id", "UserId", "LoginTime", "Status", "LoginType", "Application"})
	n := 0
	for _, row := range e["User"] {
		for ago := 0; ago < 150 && row[10] != ""; ago++ {
			before := ago
			if row[8] == role {
				before += days
			}
			n++
			w.Write([]string{fmt.Sprintf("0Ya%012dAAA", n), row[0], daysBefore(t, row[10], before), "Success", "Application", "Browser"})
		}
	}
	w.Flush()
	save(t, filepath.Join(dir, "LoginHistory.csv"), b.String())
}
