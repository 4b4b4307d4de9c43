package e2e

import (
	"compress/gzip"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"salesforce_exporter/internal/demo"
)

// exportDir finds a real export to run on: 183,000 rows of users, accounts,
// contacts, tasks and events, without roles, profiles and opportunities.
func exportDir(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("SAMPLE_EXPORT_DIR")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data", "sample-export")
	}
	if _, err := os.Stat(filepath.Join(dir, "User.csv.gz")); err != nil {
		t.Skipf("no sample export: set SAMPLE_EXPORT_DIR to a folder with User.csv.gz (%v)", err)
	}
	return dir
}

// TestRealExport compares what is measured with counts made straight from the
// files.
func TestRealExport(t *testing.T) {
	dir := exportDir(t)
	start := time.Now()
	r := newRig(t, rigOptions{demo: demo.Options{DataDir: dir}})
	if took := time.Since(start); took > time.Minute {
		t.Errorf("loading took %v, want less than a minute", took)
	}
	m := r.scrape(0)

	regions := map[string]string{}
	for _, user := range readCSV(t, dir, "User") {
		regions[user["Id"]] = orElse(user["Country"], "none")
	}
	region := func(id string) string { return orElse(regions[id], "unknown") }

	want := map[string]float64{}
	for _, object := range []string{"Account", "Contact", "Task", "Event"} {
		for _, row := range readCSV(t, dir, object) {
			want[`salesforce_records_created_total{object="`+object+`",region="`+region(row["OwnerId"])+`"}`]++
		}
	}
	for _, task := range readCSV(t, dir, "Task") {
		if task["IsClosed"] == "false" {
			want[`salesforce_open_tasks{region="`+region(task["OwnerId"])+`"}`]++
		}
	}
	for _, user := range readCSV(t, dir, "User") {
		if user["IsActive"] != "true" || user["UserType"] != "Standard" {
			continue
		}
		want[`salesforce_users{region="`+region(user["Id"])+`"}`]++
		if user["LastLoginDate"] == "" {
			want[`salesforce_users_never_logged_in{region="`+region(user["Id"])+`"}`]++
		}
	}
	got := map[string]float64{}
	for series, value := range m.series {
		name, _, _ := strings.Cut(series, "{")
		switch name {
		case "salesforce_records_created_total", "salesforce_open_tasks", "salesforce_users",
			"salesforce_users_never_logged_in":
			if value != 0 {
				got[series] = value
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("counts from the files and from /metrics differ (-files +metrics):\n%s", diff)
	}
	expectGaps(t, m)
}

// expectGaps checks that what the export lacks is absent, and said to be.
func expectGaps(t *testing.T, m metrics) {
	t.Helper()
	for _, part := range []string{`role="`, `profile="`, `object="Opportunity"`, "salesforce_overdue_opportunities{",
		"salesforce_licenses{"} {
		if strings.Contains(m.text, part) {
			t.Errorf("the export has nothing for %s, but /metrics does", part)
		}
	}
	for _, reason := range []string{
		"object Opportunity is hidden or does not exist",
		"object UserLicense is hidden or does not exist",
		"relationship User.UserRole is hidden or does not exist",
	} {
		if !strings.Contains(m.text, `reason="`+reason+`"`) {
			t.Errorf("/metrics does not say that %s", reason)
		}
	}
	if m.series["salesforce_up"] != 1 || m.series[`salesforce_collector_success{collector="activities"}`] != 1 {
		t.Error("what the export lacks counts as a failure")
	}
}

func orElse(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

func readCSV(t *testing.T, dir, object string) []map[string]string {
	t.Helper()
	file, err := os.Open(filepath.Join(dir, object+".csv.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(unzipped).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	rows := make([]map[string]string, len(lines)-1)
	for i, line := range lines[1:] {
		rows[i] = make(map[string]string, len(line))
		for j, name := range lines[0] {
			rows[i][name] = line[j]
		}
	}
	return rows
}
