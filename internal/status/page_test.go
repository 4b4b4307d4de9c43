package status_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"salesforce_exporter/internal/status"
)

var update = flag.Bool("update", false, "write the golden files")

// at is the moment of all reports.
func at() time.Time { return time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC) }

// whole is a report of an org in which something is the matter everywhere.
func whole() status.Report {
	no := false
	return status.Report{
		About: status.About{Org: "emea", URL: "https://emea.my.salesforce.com", Names: "pseudonym", SOAP: true},
		At:    at(), Up: &no, User: status.User{ID: "005", Username: "person@example.com", TimeZone: "Europe/Berlin",
			SeesAll: &no},
		Users:     &status.Users{All: 209, Counted: 172, Inactive: 27, OtherType: 8, System: 1, Exporter: 1},
		CallsADay: 1358, Budget: status.Budget{Calls: 1000, Spent: 950, Available: 0, Pace: 500, Closed: "cap"},
		Allowance: status.Allowance{Used: 12000, Limit: 100000},
		Unit:      &status.Unit{CallsADay: 105, FilledDays: 3, LongestDays: 30},
		Refresh: status.Refresh{
			Runs: 7, Next: at().Add(90 * time.Second),
			First: &status.First{Ended: at().Add(-time.Hour), Seconds: 48.5, Series: 14654, Calls: 36},
			Now: &status.Asking{Since: at().Add(-9 * time.Second), Doing: "asking", Statements: 61, Answered: 23, Calls: 5,
				Collectors: []string{"users"}},
			Pause: &status.Pause{Until: at().Add(3 * time.Minute), Failures: 2, Reason: "connection refused"},
		},
		Collectors: []status.Collector{
			{Name: "users", State: status.Works, Series: 1135, Calls: 1, Oldest: at().Add(-20 * time.Minute),
				Started: at().Add(-20 * time.Minute), Due: at().Add(-5 * time.Minute)},
			{Name: "leads", State: status.Failed, Error: "INVALID_FIELD: <no such field>", Calls: 0.25},
			{Name: "cases", State: status.Skips, Series: 3, Oldest: at().Add(-50 * time.Hour), Due: at().Add(26 * time.Hour),
				Skipped: []status.Skip{
					{Metric: "salesforce_a", Reason: "object Case is hidden", Remedy: "grant Read on Case", Grants: onCase()},
					{Metric: "salesforce_b", Reason: "object Case is hidden", Remedy: "grant Read on Case", Grants: onCase()},
					{Metric: "salesforce_e", Reason: "/limits is refused", Remedy: "grant View Setup and Configuration",
						Grants: []status.Grant{{Page: "System Permissions", What: "View Setup and Configuration"}}}},
				Waiting: []status.Skip{{Metric: "salesforce_c", Reason: "comes in 3 days"}},
				BadRows: map[string]int{"a date cannot be read": 2}, Dropped: map[string]int{"salesforce_d": 9}},
			{Name: "quality", State: status.Stale, Withheld: []string{"v", "w", "x", "y", "z"},
				Skipped: []status.Skip{{Metric: "rule r", Reason: "object Case is hidden", Remedy: "grant Read on Case",
					Grants: onCase()},
					{Metric: "salesforce_f", Reason: "too many fields", Remedy: "name some"}},
				Warnings: []status.Warning{{About: "rule s", Reason: "file.yml, line 3: no record breaks it",
					Remedy: "correct it"}}},
			{Name: "custom", State: status.PutOff, Metrics: []status.Metric{{Name: "salesforce_mine", Series: 1200, CallsADay: 4.8}},
				Skipped: []status.Skip{{Metric: "salesforce_mine", Reason: "file.yml, line 9: Case has no field Stauts",
					Remedy: "did you mean Status?", Mistake: true}}},
			{Name: "org", State: status.Waits},
		},
		Warnings: []status.Warning{{About: "label team", Reason: "file.yml, line 1: it is empty for everybody", Remedy: "use another"}},
	}
}

func onCase() []status.Grant {
	return []status.Grant{{Page: "Object Settings", On: "Case", What: "Read"},
		{Page: "Object Settings", On: "Case.Status", What: "Read Access"}}
}

func site(t testing.TB) *status.Site {
	t.Helper()
	s, err := status.NewSite("version 1", "/metrics", "/")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// golden compares a text with a file, which -update writes.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// body is the part of a page between style and script, which other files show.
func body(page string) string {
	_, page, _ = strings.Cut(page, "</style>")
	page, _, _ = strings.Cut(page, "<script>")
	return page
}

func orgPage(t testing.TB, r status.Report) string {
	t.Helper()
	var out bytes.Buffer
	if err := site(t).WriteOrg(&out, r, status.OrgView{Many: true}); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestPageOfAnOrg shows all that can be the matter, and no person.
func TestPageOfAnOrg(t *testing.T) {
	page := orgPage(t, whole())
	golden(t, "org.html", body(page))
	if strings.Contains(page, "person@example.com") {
		t.Error("the page shows a person")
	}
}

// TestPageOfANewOrg is that of an org of which nothing is known yet, and of one
// whose first refresh is under way.
func TestPageOfANewOrg(t *testing.T) {
	r := status.Report{At: at(), Collectors: []status.Collector{{Name: "users", State: status.Waits}}}
	if page := orgPage(t, r); !strings.Contains(page, "the first scrape begins the first refresh") ||
		!strings.Contains(page, "What a day costs is known after the first refresh") || strings.Contains(page, "<meter") {
		t.Errorf("before the first scrape:\n%s", body(page))
	}
	r.Refresh.Now = &status.Asking{Since: at(), First: true, Doing: "signing in"}
	if page := orgPage(t, r); !strings.Contains(page, "The first refresh is under way.") ||
		!strings.Contains(page, "signing in") || strings.Contains(page, "<progress") {
		t.Errorf("while it signs in:\n%s", body(page))
	}
}

// fleet are reports of so many orgs, of which each tenth has a collector that fails.
func fleet(n int) []status.Report {
	all := make([]status.Report, n)
	for i := range all {
		all[i] = whole()
		all[i].Org, all[i].Refresh.Now, all[i].Refresh.Pause = fmt.Sprintf("org-%03d", i), nil, nil
		all[i].Collectors, all[i].Warnings = nil, nil
		for j := range 17 {
			c := status.Collector{Name: fmt.Sprintf("collector-%d", j), State: status.Works, Series: 1000, Oldest: at()}
			if i%10 == 3 && j == 5 {
				c.State = status.Failed
			}
			all[i].Collectors = append(all[i].Collectors, c)
		}
	}
	return all
}

func orgsPage(t testing.TB, all []status.Report, v status.OrgsView) string {
	t.Helper()
	var out bytes.Buffer
	if err := site(t).WriteOrgs(&out, all, v, at()); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestPagesOfManyOrgs has two hundred of them, fifty on a page.
func TestPagesOfManyOrgs(t *testing.T) {
	all := fleet(200)
	seen := map[string]bool{}
	for page := 1; page <= 4; page++ {
		text := orgsPage(t, all, status.OrgsView{Page: page})
		if len(text) > 60_000 {
			t.Errorf("page %d has %d bytes, want at most 60,000", page, len(text))
		}
		for _, r := range all {
			if strings.Contains(text, `href="/org?target=`+r.Org+`"`) {
				if seen[r.Org] {
					t.Errorf("%s is there twice", r.Org)
				}
				seen[r.Org] = true
			}
		}
		if !strings.Contains(text, "20 orgs need attention.") {
			t.Errorf("page %d does not say how many need attention", page)
		}
	}
	if len(seen) != 200 {
		t.Errorf("the pages show %d orgs, want 200", len(seen))
	}
	needing := orgsPage(t, all, status.OrgsView{Page: 1, Attention: true})
	if strings.Count(needing, "/org?target=") != 20 || !strings.Contains(needing, "1 of 17 collectors failed.") {
		t.Errorf("of those that need attention:\n%s", body(needing))
	}
	if text := orgsPage(t, all, status.OrgsView{Page: 9}); !strings.Contains(text, "None.") {
		t.Errorf("behind the last page:\n%s", body(text))
	}
	golden(t, "orgs.html", body(orgsPage(t, fleet(2), status.OrgsView{})))
}

// TestPageOfAnOrgIsSmall, also where every collector lacks much.
func TestPageOfAnOrgIsSmall(t *testing.T) {
	r := whole()
	for i := range 17 {
		c := r.Collectors[2]
		c.Name = fmt.Sprintf("collector-%d", i)
		for j := range 8 {
			c.Skipped = append(c.Skipped, status.Skip{Metric: fmt.Sprintf("salesforce_some_metric_%d", j),
				Reason: fmt.Sprintf("field Opportunity.Field%d__c is hidden or does not exist", j),
				Remedy: "grant Read Access to the field in a permission set (Field Permissions)"})
		}
		r.Collectors = append(r.Collectors, c)
	}
	if n := len(orgPage(t, r)); n > 60_000 {
		t.Errorf("the page has %d bytes, want at most 60,000", n)
	}
}

func BenchmarkPageOf200Orgs(b *testing.B) {
	all, s := fleet(200), site(b)
	for b.Loop() {
		var out bytes.Buffer
		if err := s.WriteOrgs(&out, all, status.OrgsView{Page: 1}, at()); err != nil {
			b.Fatal(err)
		}
	}
}
