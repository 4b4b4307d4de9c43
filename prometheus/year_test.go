package rules_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write the files that are made from others")

const (
	yearSteps = 2  // samples a day
	warmUp    = 35 // days before the year, so that it has four weeks to be compared with
	yearDays  = warmUp + 365
)

// TestYear keeps tests/year.yml, which promtool runs, in step with the
// simulation: a normal year with its holidays, in which nothing may fire, and
// the same year with one team that stops using Salesforce in September.
func TestYear(t *testing.T) {
	var b strings.Builder
	b.WriteString("# Written by go test ./prometheus -update from the simulation in company_test.go.\n")
	b.WriteString("rule_files: [../thresholds.yml, ../recording.yml, ../alerts.yml]\nevaluation_interval: 24h\n" +
		groupOrder + "tests:\n")
	for seed := range uint64(2) {
		yearTest(&b, fmt.Sprintf("a normal year with holidays fires nothing (company %d)", seed+1),
			newYear(seed+1, time.Time{}), "")
	}
	stops := time.Date(2026, 9, 7, 0, 0, 0, 0, time.UTC)
	yearTest(&b, "one team stops in September: its alerts fire, and no other's", newYear(1, stops), stoppedTeam)
	checkFile(t, "tests/year.yml", b.String())
}

// groupOrder is the order in which promtool evaluates the groups; without it the
// order is random, and a rule may not find what it reads.
const groupOrder = `group_eval_order:
  - salesforce_thresholds
  - salesforce_ratios_by_org
  - salesforce_ratios_by_role
  - salesforce_ratios_by_profile
  - salesforce_ratios_by_region
  - salesforce_told
  - salesforce_usual
  - salesforce_expected
  - salesforce_drops
  - salesforce_weeks
  - salesforce_quality_levels
  - salesforce_adoption_score
  - salesforce_week_over_week
  - salesforce_adoption
  - salesforce_quality
  - salesforce_org
  - salesforce_exporter
`

const stoppedTeam = "Account Executive EMEA"

func newYear(seed uint64, stops time.Time) *company {
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, -warmUp)
	teams := []team{
		{role: stoppedTeam, region: "Germany", people: 12, stops: stops},
		{role: stoppedTeam, region: "France", people: 6, stops: stops},
		{role: "Support", region: "Germany", people: 12}, {role: "Support", region: "France", people: 8},
		{role: "Support", region: "United States", people: 7},
		{role: "Account Executive Americas", region: "United States", people: 20},
		{role: "Account Executive APAC", region: "Japan", people: 10}, {role: "Customer Success", region: "Japan", people: 7},
	}
	return newCompany(start, yearDays, seed, teams)
}

// yearTest writes one test: its series, and at the end of the year which
// alerts ever fired for which role.
func yearTest(b *strings.Builder, name string, c *company, stopped string) {
	fmt.Fprintf(b, "  - name: '%s'\n    interval: 12h\n    input_series:\n", strings.ReplaceAll(name, "'", "''"))
	yearSeries(b, c)
	fmt.Fprintf(b, "    promql_expr_test:\n      - expr: count by (alertname, role) (last_over_time(ALERTS{alertstate=\"firing\",alertname!=\"SalesforceHistoryTooShort\"}[500d]))\n        eval_time: %dd\n", yearDays)
	if stopped == "" {
		b.WriteString("        exp_samples: []\n")
	} else {
		b.WriteString("        exp_samples:\n")
		for _, alert := range []string{"SalesforceActivityLoggingCollapsed", "SalesforceAdoptionDrop", "SalesforcePeopleLost",
			"SalesforcePeopleStoppedWorking"} {
			fmt.Fprintf(b, "          - {labels: '{alertname=\"%s\", role=\"%s\"}', value: 1}\n", alert, stopped)
		}
	}
	// A year in which nothing was computed would be quiet, too.
	fmt.Fprintf(b, "      - expr: count(role:salesforce_users_logged_in_7d:expected > 0)\n        eval_time: %dd\n        exp_samples: [{labels: '{}', value: %d}]\n", warmUp+200, 5)
}

func yearSeries(b *strings.Builder, c *company) {
	seen := map[team]bool{}
	for _, p := range c.people {
		if seen[p.team] {
			continue
		}
		seen[p.team] = true
		teamSeries(b, c, p.team)
	}
	everyDay := func(name string, of func(day int) float64) { writeSeries(b, name, c.days, of) }
	all := func(of func(*person, int) bool) func(int) float64 {
		return func(day int) float64 {
			return float64(c.count(day, "", "", func(p *person) int { return one(of(p, day)) }))
		}
	}
	everyDay(`salesforce_licenses{kind="user",license="Salesforce"}`, func(int) float64 { return 90 })
	everyDay(`salesforce_licenses_used{kind="user",license="Salesforce"}`, all(func(*person, int) bool { return true }))
	everyDay(`salesforce_licensed_users_not_logged_in_30d{license="Salesforce"}`,
		all(func(p *person, day int) bool { return day > 30 && !p.loggedIn(day, 30) && p.team.stops.IsZero() }))
	everyDay(`salesforce_login_attempts_1d{status="Success"}`,
		all(func(p *person, day int) bool { return p.loggedIn(day, 1) }))
	everyDay(`salesforce_login_attempts_1d{status="Invalid Password"}`,
		func(day int) float64 { return float64(day * 7 % 4) })
	everyDay(`salesforce_api_requests_used{}`, func(day int) float64 { return float64(20000 + day*977%9000) })
	everyDay(`salesforce_api_requests_limit{}`, func(int) float64 { return 100000 })
	everyDay(`up{}`, func(int) float64 { return 1 })
	everyDay(`salesforce_up{}`, func(int) float64 { return 1 })
	everyDay(`salesforce_collector_success{collector="users"}`, func(int) float64 { return 1 })
}

func teamSeries(b *strings.Builder, c *company, t team) {
	series := func(name string, of func(p *person, day int) int) {
		writeSeries(b, fmt.Sprintf("salesforce_%s{role=%q,region=%q}", name, t.role, t.region), c.days,
			func(day int) float64 {
				return float64(c.count(day, t.role, t.region, func(p *person) int { return of(p, day) }))
			})
	}
	series("users", func(*person, int) int { return 1 })
	for _, window := range []int{7, 14, 30} {
		series(fmt.Sprintf("users_logged_in_%dd", window),
			func(p *person, day int) int { return one(p.loggedIn(day, window)) })
	}
	series("users_never_logged_in", func(p *person, day int) int { return one(day > 40 && !p.loggedIn(day, day)) })
	series("managers", func(p *person, _ int) int { return one(p.manager) })
	series("managers_logged_in_7d", func(p *person, day int) int { return one(p.manager && p.loggedIn(day, 7)) })
	series("activities_closed_7d", func(p *person, day int) int { return p.activitiesWithin(day, 7) })
	series("events_held_7d", func(p *person, day int) int { return p.activitiesWithin(day, 7) / 5 })
	series("people_working_30d", func(p *person, day int) int { return one(p.loggedIn(day, 30)) })
	series("people_lost_30d", func(p *person, day int) int {
		return one(day > 60 && !p.loggedIn(day-1, 29) && p.loggedIn(day-31, 29))
	})
	isNew := func(p *person, day int) bool { return p.hired > 0 && day-p.hired <= 90 }
	series("people_joined_90d", func(p *person, day int) int { return one(isNew(p, day)) })
	series("people_joined_working_90d",
		func(p *person, day int) int { return one(isNew(p, day) && p.loggedIn(day, day-p.hired)) })
	// Deals become overdue while nobody is there to move them.
	series("open_opportunities_amount", func(*person, int) int { return 100000 })
	series("overdue_opportunities_amount",
		func(p *person, day int) int { return 15000 + 2000*min(11, daysSinceWork(c, day, t.region)) })
}

func daysSinceWork(c *company, day int, region string) int {
	n := 0
	for n < day && !workday(c.start.AddDate(0, 0, day-n), region) {
		n++
	}
	return n
}

// writeSeries writes a series of job and instance in promtool's notation.
func writeSeries(b *strings.Builder, name string, days int, of func(day int) float64) {
	var runs []string
	for day := 0; day < days; {
		value, first := of(day), day
		for day < days && of(day) == value {
			day++
		}
		runs = append(runs, fmt.Sprintf("%v+0x%d", value, (day-first)*yearSteps-1))
	}
	name = strings.Replace(strings.Replace(name, "{", `{job="salesforce",instance="crm",`, 1), ",}", "}", 1)
	fmt.Fprintf(b, "      - {series: '%s', values: '%s'}\n", name, strings.Join(runs, " "))
}

func one(is bool) int {
	if is {
		return 1
	}
	return 0
}

// checkFile compares a file that is made from others with what it should be.
func checkFile(t *testing.T, path, want string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("%s is out of date, run go test ./prometheus -update", path)
	}
}
