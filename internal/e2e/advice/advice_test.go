// Package advice holds what people are told of mistakes in their configuration and of
// permissions that are missing against golden files.
package advice

import (
	"bytes"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/go-kit/log"
	"github.com/go-kit/log/level"
	"github.com/google/go-cmp/cmp"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/board"
	"salesforce_exporter/collector/builtin"
	"salesforce_exporter/internal/config"
	"salesforce_exporter/internal/demo"
	"salesforce_exporter/internal/org"
	"salesforce_exporter/internal/salesforce"
	"salesforce_exporter/internal/status"
)

var update = flag.Bool("update", false, "write the golden files")

// direct answers requests without a network.
type direct struct{ http.Handler }

func (d direct) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	answer := w.Result()
	answer.Request = r
	return answer, nil
}

func demoOrg(t *testing.T, o demo.Options) *demo.Org {
	t.Helper()
	o.Frozen = true
	d, err := demo.New(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

// measured is an exporter of a demo org by a file, with the collectors that are named.
func measured(t *testing.T, d *demo.Org, file *config.File, names []string, logger log.Logger) *org.Org {
	t.Helper()
	people := &collector.PeopleSource{Dimensions: collector.DefaultDimensions(), Counted: file.Users.Where,
		At: file.At("users")}
	if file.Dimensions != nil {
		people.Dimensions = nil
	}
	for _, d := range file.Dimensions {
		people.Dimensions = append(people.Dimensions, collector.Dimension{Label: d.Label, Path: d.Path,
			At: file.At("dimensions", d.Label)})
	}
	boards := collector.Find[*board.Settings](file.Collectors)
	boards.Names.Usernames = boards.Usernames()
	people.Naming, people.Hides = boards.Names.Naming(), file.At("leaderboards", "hide")
	makeOne := collector.Maker(file.Collectors, collector.Common{People: people})
	o := org.Options{People: people, Logger: logger}
	o.Client = salesforce.New(salesforce.Config{Transport: direct{d.Handler()}, SignIn: salesforce.ClientCredentials{
		URL: "https://demo.my.salesforce.test", ClientID: "demo", Secret: func() (string, error) { return "demo", nil }}})
	for _, name := range names {
		if !file.Collectors[name].On() {
			continue
		}
		c, err := makeOne(name)
		if err != nil {
			t.Fatal(err)
		}
		o.Collectors = append(o.Collectors, c)
	}
	made := org.New(o)
	t.Cleanup(made.Close)
	return made
}

// concerned lists the collectors that a file says something of.
func concerned(file *config.File) []string {
	names := []string{"users", "custom"}
	for _, f := range builtin.Collectors() {
		if _, ok := file.Below[f.Name]; ok && f.Name != "users" {
			names = append(names, f.Name)
		}
	}
	if file.At("leaderboards") != nil {
		names = append(names, "leaderboards")
	}
	return names
}

func report(t *testing.T, o *org.Org) status.Report {
	t.Helper()
	r, err := o.Try(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s changed; -update writes it (-golden +now):\n%s", name, diff)
	}
}

// permission is advice to grant something.
var permission = regexp.MustCompile(`(?i)grant|permission|Read Access|View All`)

// TestMistakes tries files with mistakes against one org. Each message names the file
// and the line, says what to write, and advises no permission.
func TestMistakes(t *testing.T) {
	files, err := filepath.Glob("testdata/mistakes/*.yml")
	if err != nil || len(files) < 20 {
		t.Fatalf("there are %d files (%v), want 20 at least", len(files), err)
	}
	d := demoOrg(t, demo.Options{Users: 200})
	var all strings.Builder
	for _, path := range files {
		var told string
		file, err := config.Load(path, builtin.Collectors())
		if err != nil {
			told = strings.ReplaceAll(err.Error(), path, filepath.Base(path)) + "\n"
		} else {
			r := report(t, measured(t, d, file, concerned(file), log.NewNopLogger()))
			told = r.Advice()
			if r.ToGrant() != nil {
				t.Errorf("%s: something is to be granted: %+v", path, r.ToGrant())
			}
			if strings.Count(told, "  fix: ") != strings.Count(told, "  why: "+filepath.Base(path)+", line ") {
				t.Errorf("%s: a message lacks the place or the remedy:\n%s", path, told)
			}
		}
		if permission.MatchString(told) {
			t.Errorf("%s: a permission is advised for a mistake:\n%s", path, told)
		}
		fmt.Fprintf(&all, "##### %s\n%s\n", filepath.Base(path), told)
	}
	golden(t, "mistakes.txt", all.String())
}

// TestPermissions takes permissions away. What is told ends with one list of what to
// grant, in the words and the order of Setup.
func TestPermissions(t *testing.T) {
	own := func(metrics string) *config.File {
		path := filepath.Join(t.TempDir(), "file.yml")
		if err := os.WriteFile(path, []byte("metrics:\n"+metrics), 0o600); err != nil {
			t.Fatal(err)
		}
		file, err := config.Load(path, builtin.Collectors())
		if err != nil {
			t.Fatal(err)
		}
		return file
	}
	none := config.Default(builtin.Collectors())
	var all strings.Builder
	for _, c := range []struct {
		name       string
		hide       []string
		without    []string
		file       *config.File
		collectors []string
	}{
		{"object", []string{"Case"}, nil, none, []string{"users", "cases", "records"}},
		{"fields", []string{"Opportunity.Amount", "Opportunity.LeadSource", "Lead.Email"}, nil, none, []string{"opportunities", "quality"}},
		{"field of a custom metric", []string{"Opportunity.NextStep"}, nil,
			own("  - {name: a, help: A., object: Opportunity, where: NextStep = null}\n"), []string{"custom"}},
		{"object of a custom metric", []string{"Campaign"}, nil, own("  - {name: a, help: A., object: Campaign}\n"), []string{"custom"}},
		{"roles", []string{"UserRole"}, nil, none, []string{"users"}},
		{"login history", []string{"LoginHistory"}, nil, none, []string{"logins"}},
		{"frozen users", nil, []string{"Manage Users"}, none, []string{"users"}},
		{"licences", []string{"PermissionSetLicense", "PackageLicense"}, nil, none, []string{"users"}},
		{"activities", nil, []string{"Access Activities"}, none, []string{"activities"}},
		{"setup", nil, []string{"View Setup and Configuration"}, none, []string{"org"}},
		{"private reports", nil, []string{"Manage All Private Reports and Dashboards"}, none, []string{"reports"}},
		{"reports", []string{"Report", "Dashboard"}, nil, none, []string{"reports"}},
		{"chatter", []string{"FeedItem", "FeedComment"}, nil, none, []string{"chatter"}},
		{"setup object of a custom metric", []string{"PermissionSetLicenseAssign"}, nil,
			own("  - {name: a, help: A., object: PermissionSetLicenseAssign}\n"), []string{"custom"}},
		{"many", []string{"Case", "Opportunity.Amount", "Lead", "FeedItem", "FeedComment", "UserRole"},
			[]string{"Access Activities", "Manage Users"}, none,
			[]string{"users", "records", "activities", "opportunities", "leads", "cases", "chatter", "quality", "leaderboards"}},
	} {
		d := demoOrg(t, demo.Options{Users: 10, Without: c.without})
		if err := d.Hide(c.hide...); err != nil {
			t.Fatal(err)
		}
		r := report(t, measured(t, d, c.file, c.collectors, log.NewNopLogger()))
		if r.ToGrant() == nil {
			t.Errorf("%s: nothing is to be granted", c.name)
		}
		fmt.Fprintf(&all, "##### %s\n%s\n", c.name, r.Advice())
	}
	golden(t, "permissions.txt", all.String())
}

// nothing is a file whose metric, rule and board match nothing, and what else is
// surely not meant.
const nothing = `collectors:
  quality:
    rules:
      - {name: cases_of_nobody, object: Case, where: Subject = 'there is no such case'}
leaderboards:
  boards:
    - name: calls_of_nobody
      period: 30d
      measures: [{metric: records_created, only: [Lead], where: Company = 'there is no such company'}]
    - name: deals_of_nobody
      period: 30d
      measures: [{metric: won_opportunities_amount}]
      people: {region: [Germny]}
      targets: {nobody@example.com: 5}
      target: 500.000
    - name: teams
      period: 30d
      measures: [{metric: records_created}]
      team: role
      teams_only: true
      targets: {kim.lee@example.com: 5}
metrics:
  - {name: accounts_of_nobody, help: Accounts., object: Account, where: Name = 'there is no such account'}
  - {name: leads_of_nobody, help: Leads., soql: 'SELECT Company, COUNT(Id) n FROM Lead GROUP BY Company', value: n, by: Company}
`

// TestWhatMatchesNothing is told by check, on the page and, once, in the log.
func TestWhatMatchesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file.yml")
	if err := os.WriteFile(path, []byte(nothing), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := config.Load(path, builtin.Collectors())
	if err != nil {
		t.Fatal(err)
	}
	var lines bytes.Buffer
	logger := level.NewFilter(log.NewLogfmtLogger(log.NewSyncWriter(&lines)), level.AllowWarn())
	o := measured(t, demoOrg(t, demo.Options{Users: 20}), file, []string{"quality", "custom", "leaderboards"}, logger)
	r := report(t, o)
	golden(t, "nothing.txt", r.Advice())
	report(t, o)
	site, err := status.NewSite("version", "/metrics", "/")
	if err != nil {
		t.Fatal(err)
	}
	var page bytes.Buffer
	if err := site.WriteOrg(&page, r, status.OrgView{}); err != nil {
		t.Fatal(err)
	}
	for _, about := range []string{"rule cases_of_nobody", "leaderboard calls_of_nobody", "leaderboard deals_of_nobody",
		"salesforce_accounts_of_nobody"} {
		if !strings.Contains(r.Text(), "\n"+about+"\n") || !strings.Contains(page.String(), about+":") {
			t.Errorf("%s is missing in check or on the page", about)
		}
		if !strings.Contains(lines.String(), about) {
			t.Errorf("%s is missing in the log:\n%s", about, lines.String())
		}
	}
	for _, w := range r.AllWarnings() {
		if n := strings.Count(lines.String(), fmt.Sprintf("reason=%q", w.Reason)); n != 1 {
			t.Errorf("%s: the log has it %d times, want once", w.Reason, n)
		}
	}
	if strings.Contains(page.String(), "@example.com") {
		t.Error("the page shows a person")
	}
}

// TestWorksWithoutSeries warns of a collector that works and has nothing to show.
func TestWorksWithoutSeries(t *testing.T) {
	d := demoOrg(t, demo.Options{Users: 10})
	if err := d.Hide("LandingPage", "MarketingForm"); err != nil {
		t.Fatal(err)
	}
	r := report(t, measured(t, d, config.Default(builtin.Collectors()), []string{"users", "forms"}, log.NewNopLogger()))
	want := []status.Warning{{About: "forms", Reason: "the collector works, and has no series: the org has nothing that it measures",
		Remedy: "switch it off with --no-collector.forms"}}
	if diff := cmp.Diff(want, r.AllWarnings()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
