package e2e

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/demo"
)

// skipsOf lists what is skipped, and what helps, as check prints it.
func skipsOf(t *testing.T, r *rig) []string {
	t.Helper()
	report, err := r.org.Try(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	lines := map[string]bool{}
	for _, c := range report.Collectors {
		if c.Error != "" {
			t.Errorf("%s: %v", c.Name, c.Error)
		}
		for _, s := range c.Skipped {
			lines[s.Metric+" | "+s.Reason+" | "+s.Remedy] = true
		}
	}
	return slices.Sorted(maps.Keys(lines))
}

// TestPermissionsThatAreMissing takes one system permission after the other away:
// check names that permission, and what it measures is absent.
func TestPermissionsThatAreMissing(t *testing.T) {
	t.Parallel()
	options := demo.Options{Users: 20, Frozen: true, WhoWhats: 10}
	whole := newRig(t, rigOptions{demo: options, make: everyOf(t)})
	all := whole.scrape(0)
	if skips := skipsOf(t, whole); len(skips) > 0 {
		t.Errorf("with all permissions: %v", skips)
	}
	for permission, c := range map[string]struct {
		absent []string // beginnings of series
		skips  string   // a part
	}{
		collector.AccessActivities: {
			absent: []string{"salesforce_open_tasks{", "salesforce_events_held_7d{", "salesforce_emails_sent_30d{",
				`salesforce_records_created_total{object="Task"`},
			skips: "object Event is hidden or does not exist | grant the system permission Access Activities and Read Access to all fields of Event",
		},
		collector.ViewAllData: {
			absent: []string{"salesforce_open_tasks{", "salesforce_events_held_7d{",
				`salesforce_records_created_total{object="Task"`},
			skips: "OPERATION_TOO_LARGE (HTTP 400): exceeded 100000 distinct who/what's | grant the system permission View All Data: without it a large org refuses its activities",
		},
		collector.ManageUsers: {
			absent: []string{"salesforce_users_frozen{"},
			skips:  "salesforce_users_frozen | object UserLogin is hidden or does not exist | grant the system permission Manage Users",
		},
		collector.PrivateReports: {
			skips: "are not counted | grant the system permission Manage All Private Reports and Dashboards",
		},
	} {
		t.Run(permission, func(t *testing.T) {
			options := options
			options.Without = []string{permission}
			r := newRig(t, rigOptions{demo: options, make: everyOf(t)})
			m := r.scrape(0)
			for _, start := range c.absent {
				if !slices.ContainsFunc(slices.Collect(maps.Keys(all.series)),
					func(s string) bool { return strings.HasPrefix(s, start) }) {
					t.Errorf("%s is not there with the permission", start)
				}
				for series := range m.series {
					if strings.HasPrefix(series, start) {
						t.Errorf("%s is there without", series)
						break
					}
				}
			}
			if m.series["salesforce_up"] != 1 {
				t.Error("salesforce_up is not 1")
			}
			if skips := skipsOf(t, r); !slices.ContainsFunc(skips, func(s string) bool { return strings.Contains(s, c.skips) }) {
				t.Errorf("check does not say %q, but\n%s", c.skips, strings.Join(skips, "\n"))
			}
			if permission != collector.PrivateReports {
				return
			}
			if got, before := m.series["salesforce_reports"], all.series["salesforce_reports"]; got == 0 || got >= before {
				t.Errorf("there are %v reports without private folders and %v with them", got, before)
			}
		})
	}
}

// TestStatementsThatTheOrgRefuses has custom metrics whose mistakes only the org
// can tell: each is named with its line, and the others have figures.
func TestStatementsThatTheOrgRefuses(t *testing.T) {
	definitions := define(t, `
  - {name: right, help: Accounts., object: Account}
  - {name: sum_of_text, help: S., object: Account, value: SUM(Name)}
  - {name: no_user, help: S., object: Account, by: ParentId}
  - {name: no_scope, help: S., object: Account, scope: allPrivate}
  - {name: no_field, help: S., soql: "SELECT COUNT() FROM Account WHERE Nothing__c = 1"}
`)
	r := newRig(t, rigOptions{demo: demo.Options{Users: 10, Frozen: true}, make: customOnly(t, definitions)})
	m := r.scrape(0)
	if m.series["salesforce_right"] == 0 || m.series["salesforce_up"] != 1 {
		t.Errorf("the right one is %v, salesforce_up is %v", m.series["salesforce_right"], m.series["salesforce_up"])
	}
	got := strings.Join(skipsOf(t, r), "\n")
	for _, want := range []string{
		"salesforce_sum_of_text | exporter.yml, line 4: ",
		"salesforce_no_user | exporter.yml, line 5: field Account.ParentId leads to Account, and not to a user | use OwnerId, CreatedById or LastModifiedById",
		"salesforce_no_scope | exporter.yml, line 6: ",
		"salesforce_no_field | exporter.yml, line 7: Account has no field Nothing__c that this user sees | take its API name from Setup",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("check does not say %q, but\n%s", want, got)
		}
	}
}
