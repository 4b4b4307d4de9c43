package config_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/builtin"
	"salesforce_exporter/internal/config"
	"salesforce_exporter/internal/setting"
)

func load(t *testing.T, text string) (*config.File, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.yml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return config.Load(path, builtin.Collectors())
}

// places are where things stand in the file, which most tests do not look at.
var places = cmpopts.IgnoreTypes(&setting.Lines{})

// same compares files by what they say, not by how.
var same = cmp.Options{cmpopts.IgnoreFields(config.File{}, "Text", "Below", "Sections"),
	cmpopts.IgnoreUnexported(config.File{}), cmpopts.IgnoreFields(collector.Common{}, "Others"),
	cmp.FilterValues(func(a, b collector.Configurable) bool { return a.All() != nil && b.All() != nil },
		cmp.Comparer(func(a, b collector.Configurable) bool { // functions are never the same
			place := regexp.MustCompile(`(At|Place):(0x[0-9a-f]+|<nil>)`)
			said := func(c collector.Configurable) string { return place.ReplaceAllString(fmt.Sprintf("%T %+v", c, c), "") }
			return said(a) == said(b)
		})),
}

func TestLoad(t *testing.T) {
	got, err := load(t, `
dimensions:
  role: UserRole.Name
  department: Department
users:
  where: IsActive = true AND Department != 'IT'
series_limit: 2000
collectors:
  logins: {enabled: false}
  records:
    interval: 4h
    windows: [90d]
    objects: [Account, Invoice__c]
  opportunities:
    late_stages: [Offer, Contract]
  cases:
    satisfaction: {field: CSAT__c, scale: 5}
`)
	if err != nil {
		t.Fatal(err)
	}
	collectors := collector.Defaults(builtin.Collectors())
	collectors["logins"].All().Enabled = false
	records := collector.Find[*builtin.RecordSettings](collectors)
	records.Interval, records.Windows = setting.Duration(4*time.Hour), []setting.Window{"90d"}
	records.Objects = []setting.Name{"Account", "Invoice__c"}
	collector.Find[*builtin.OpportunitySettings](collectors).LateStages = []string{"Offer", "Contract"}
	collector.Find[*builtin.CaseSettings](collectors).Satisfaction = builtin.Score{Field: "CSAT__c", Scale: 5}
	want := &config.File{
		Dimensions:  config.Dimensions{{Label: "role", Path: "UserRole.Name"}, {Label: "department", Path: "Department"}},
		Users:       config.Users{Where: "IsActive = true AND Department != 'IT'"},
		SeriesLimit: 2000,
		Collectors:  collectors,
	}
	if !strings.Contains(got.Text, "\ndimensions:\n    role: UserRole.Name\n    department: Department\n") {
		t.Errorf("the text that orgs share is %q", got.Text)
	}
	if diff := cmp.Diff(want, got, same); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if empty, err := load(t, "# nothing\n"); err != nil || !cmp.Equal(empty, config.Default(builtin.Collectors()), same) {
		t.Errorf("an empty file: got %v, %v", empty, err)
	}
}

func TestLoadNamesFileLineAndRemedy(t *testing.T) {
	refuses(t, []mistake{
		{"unknown key", "dimension:\n  role: x\n", "line 1", `unknown key dimension`},
		{"unknown key below", "collectors:\n  records:\n    intervall: 4h\n", "line 3", `unknown key intervall`},
		{"bad label", "dimensions:\n  Role: UserRole.Name\n", "line 2", "lower-case"},
		{"taken label", "dimensions:\n  stage: Title\n", "line 2", "choose another name"},
		{"bad path", "dimensions:\n  role: UserRole..Name\n", "line 2", "path on User"},
		{"dimensions as a list", "dimensions: [role]\n", "line 1", "a map of labels"},
		{"no collector", "series_limit: 5\ncollectors:\n  record: {}\n", "line 3", "use one of users, logins"},
		{"foreign key", "collectors:\n  users:\n    objects: [Account]\n", "line 3", "belongs to records"},
		{"negative interval", "collectors:\n  users:\n    interval: -5m\n", "line 3", "such as 15m"},
		{"interval without a unit", "collectors:\n  users:\n    interval: 15\n", "line 3", "such as 15m"},
		{"bad window", "collectors:\n  users:\n    windows: [week]\n", "line 3", "such as 7d"},
		{"bad object", "collectors:\n  records:\n    objects: [\"Account WHERE\"]\n", "line 3", "API name"},
		{"bad limit", "series_limit: many\n", "line 1", "whole number"},
		{"score without scale", "collectors:\n  cases:\n    satisfaction: {field: CSAT__c}\n", "line 3", "a scale"},
		{"tabs", "collectors:\n\tusers: {}\n", "line 2", "indent with spaces"},
		{"two documents", "series_limit: 5\n---\nseries_limit: 6\n", "", "remove the second"},
		{"wrong type", "collectors: [users]\n", "line 1", "a map, such as"},
	})
}

// A mistake is a file that is refused, and what the error says besides the
// name of the file.
type mistake struct{ name, text, line, remedy string }

func refuses(t *testing.T, mistakes []mistake) {
	t.Helper()
	for _, c := range mistakes {
		_, err := load(t, c.text)
		if err == nil {
			t.Errorf("%s: accepted", c.name)
			continue
		}
		for _, part := range []string{"config.yml", c.line, c.remedy} {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("%s: %q does not contain %q", c.name, err, part)
			}
		}
	}
}

// TestTextIsOneWayOfWriting: files that say the same have the same text, so that
// a reload keeps the orgs; files that do not, have not.
func TestTextIsOneWayOfWriting(t *testing.T) {
	text := func(file string) string {
		t.Helper()
		parsed, err := load(t, file)
		if err != nil {
			t.Fatal(err)
		}
		return parsed.Text
	}
	const first = "dimensions:\n  role: UserRole.Name\n  country: Country\ncollectors:\n  users: {interval: 10m, windows: [60d]}\n  records: {windows: [60d]}\n"
	for _, same := range []string{
		"# adoption\n" + first + "# the end\n",
		"dimensions: {role: 'UserRole.Name', country: \"Country\"} # of the owner\n\n\ncollectors:\n  users:\n    interval: 10m\n    windows: &w\n      - 60d\n  records: {windows: *w}\n",
	} {
		if got := text(same); got != text(first) {
			t.Errorf("%s\nis read as\n%s\nand not as\n%s", same, got, text(first))
		}
	}
	for _, other := range []string{
		strings.Replace(first, "10m", "20m", 1),
		strings.Replace(first, "  role: UserRole.Name\n  country: Country\n", "  country: Country\n  role: UserRole.Name\n",
			1),
	} {
		if text(other) == text(first) {
			t.Errorf("%s\nis read as\n%s", other, first)
		}
	}
}
