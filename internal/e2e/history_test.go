package e2e

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/past"
	"salesforce_exporter/internal/backfill"
	"salesforce_exporter/internal/budget"
	"salesforce_exporter/internal/demo"
	"salesforce_exporter/internal/salesforce"
	"salesforce_exporter/internal/soql"
)

// historyOptions are those of a history of a rig's org, a value a day.
func historyOptions(t *testing.T, r *rig, since, until time.Time) backfill.Options {
	t.Helper()
	plans, err := r.org.Plans(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return backfill.Options{
		Asker: r.client, Plans: plans, Since: since, Until: until, Step: 24 * time.Hour, Dir: t.TempDir(), Now: r.demo.Now,
		Wait:     func(context.Context, time.Time) error { return errors.New("there is no budget") },
		Progress: func(int, int, time.Time) {},
	}
}

// writtenHistory writes a history and reads it back: values by series, by moment.
func writtenHistory(t *testing.T, o backfill.Options) (map[string]past.Grade, map[time.Time]map[string]float64) {
	t.Helper()
	b, err := backfill.New(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	grades := map[string]past.Grade{}
	for _, m := range b.Metrics() {
		grades[m.Metric.Name] = m.Grade
	}
	return grades, readHistory(t, o.Dir)
}

func historyOf(t *testing.T, r *rig, since, until time.Time) (map[string]past.Grade, map[time.Time]map[string]float64) {
	t.Helper()
	return writtenHistory(t, historyOptions(t, r, since, until))
}

func readHistory(t *testing.T, dir string) map[time.Time]map[string]float64 {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.om"))
	if err != nil || len(files) == 0 {
		t.Fatalf("there are no files: %v", err)
	}
	all := map[time.Time]map[string]float64{}
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(string(text), "\n# EOF\n") {
			t.Errorf("%s has no end", path)
		}
		for line := range strings.Lines(string(text)) {
			if strings.HasPrefix(line, "#") {
				continue
			}
			at := strings.LastIndex(strings.TrimSpace(line), " ")
			space := strings.LastIndex(line[:at], " ")
			value, err1 := strconv.ParseFloat(line[space+1:at], 64)
			seconds, err2 := strconv.ParseFloat(strings.TrimSpace(line[at:]), 64)
			if err1 != nil || err2 != nil {
				t.Fatalf("%s: %s", path, line)
			}
			moment := time.Unix(int64(seconds), 0).UTC()
			if all[moment] == nil {
				all[moment] = map[string]float64{}
			}
			if name := shownAs(line[:space]); name != "" {
				all[moment][name] = value
			}
		}
	}
	return all
}

// A bound of a bucket, as OpenMetrics writes it.
var bound = regexp.MustCompile(`,?\ble="([^"]*?)(?:\.0)?"`)

// shownAs is a series as metrics have it; nothing for the bucket of all values.
func shownAs(series string) string {
	found := bound.FindStringSubmatch(series)
	switch {
	case found == nil:
		return series
	case found[1] == "+Inf":
		return ""
	}
	name, labels, _ := strings.Cut(bound.ReplaceAllString(series, ""), "{")
	if labels != "}" {
		labels = "," + labels
	}
	return name + "{le=\"" + found[1] + "\"" + labels
}

// remembering makes the collectors whose past records tell, and histograms of single
// records.
func remembering(t *testing.T) func(*setup) []collector.Collector {
	t.Helper()
	histograms := define(t, `
  - {name: resolution_seconds, help: Cases closed., object: Case, by: OwnerId, where: "IsClosed = true AND ClosedDate = {window}", windows: [7d, 60d],
     histogram: {from: CreatedDate, to: ClosedDate, buckets: [4h, 1d, 3d, 7d]}}
  - {name: unsolved_seconds, help: Cases created., object: Case, where: "CreatedDate = {window}", windows: [30d],
     histogram: {from: CreatedDate, to: ClosedDate, buckets: [1d, 7d]}}
  - {name: open_case_age_seconds, help: Open cases., object: Case, by: OwnerId, where: IsClosed = false,
     histogram: {from: CreatedDate, to: now, buckets: [1d, 7d, 30d]}}
  - {name: open_lead_age_seconds, help: Open leads., object: Lead, where: IsConverted = false,
     histogram: {from: CreatedDate, to: now, buckets: [7d, 30d, 90d]}}
  - {name: won_amount, help: Deals won., object: Opportunity, by: OwnerId, where: "IsWon = true AND CloseDate = {window}", windows: [30d],
     histogram: {of: Amount, buckets: [5000, 20000, 100000]}}
  - {name: sales_cycle_won_seconds, help: Deals won., object: Opportunity, where: "IsWon = true AND CloseDate = {window}", windows: [90d],
     histogram: {from: CreatedDate, to: CloseDate, buckets: [30d, 90d]}}
`)
	return func(s *setup) []collector.Collector {
		s.custom().Metrics = histograms
		return s.only(t, "users", "logins", "records", "people", "onboarding", "habits", "activities", "opportunities",
			"leads", "cases", "chatter", "custom")
	}
}

// remembered is an org in which nothing happens in the very second of a full hour,
// which the history counts for the hour that begins.
func remembered(t *testing.T, o demo.Options) *rig {
	t.Helper()
	r := newRig(t, rigOptions{demo: o, make: remembering(t)})
	if _, err := r.demo.DB().Exec("UPDATE Event SET EndDateTime = EndDateTime - 1 WHERE EndDateTime % 1800 = 0"); err != nil {
		t.Fatal(err)
	}
	return r
}

// TestHistoryIsWhatWas holds the history that is had of today's org against what an
// exporter shows of the org as it stood then, at 24 moments of two years. A metric that
// is exact has the same series; one that records tell as of today has the same sum.
func TestHistoryIsWhatWas(t *testing.T) {
	t.Parallel()
	o := demo.Options{Users: 40, Frozen: true}
	now := remembered(t, o)
	until := now.demo.Now().Truncate(24 * time.Hour)
	grades, history := historyOf(t, now, until.AddDate(-2, 0, 0), until)
	single := []string{"escalated_cases", "open_cases", "case_resolution_seconds_30d", "cases_closed_before_created_30d",
		"sales_cycle_seconds_90d",
		"opportunities_entered_30d", "resolution_seconds_60d", "resolution_seconds_60d_negative", "unsolved_seconds_30d",
		"open_case_age_seconds", "open_lead_age_seconds", "won_amount_30d", "sales_cycle_won_seconds_90d"}
	for _, name := range single {
		metric := collector.Prefix + name
		if grades[metric] != past.Exact || (metrics{series: history[until]}).of(metric) == 0 {
			t.Errorf("%s is %s", metric, grades[metric])
		}
	}
	logins := until.AddDate(0, 0, -80)       // since when the login history has all windows
	months := until.AddDate(0, 0, -180+30+2) // since when it has those of a month
	var tracked int64                        // since when escalations are
	if err := now.demo.DB().QueryRow("SELECT MIN(CreatedDate) FROM CaseHistory WHERE Field = 'IsEscalated'").Scan(&tracked); err != nil {
		t.Fatal(err)
	}
	for i := range 24 {
		o.Then = until.AddDate(0, 0, -30*i-1)
		then := remembered(t, o).scrape(0)
		had := metrics{series: history[o.Then]}
		for name, grade := range grades {
			escalated := name == "salesforce_escalated_cases" && o.Then.Unix() <= tracked
			kept := !strings.Contains(name, "log") && !escalated || o.Then.After(months) && strings.HasSuffix(name, "logged_in_30d")
			switch {
			case grade == past.Lost:
				if had.sum(name) != 0 {
					t.Errorf("%s: %s is said to be lost, and is there", o.Then, name)
				}
			case had.of(name) == 0 && (kept || o.Then.After(logins)) && then.of(name) > 0:
				t.Errorf("%s: there is no %s", o.Then, name)
			case had.of(name) == 0:
			case grade == past.Exact, strings.Contains(name, "joined"), strings.Contains(name, "onboarding"):
				// Nobody leaves the demo org, so figures by the users of today are exact in it.
				if diff := cmp.Diff(then.named(name), had.named(name), cmpopts.EquateApprox(1e-9, 0)); diff != "" {
					t.Errorf("%s: %s (-then +history):\n%s", o.Then, name, diff)
				}
			case math.Abs(had.sum(name)-then.sum(name)) > 1e-9*then.sum(name):
				t.Errorf("%s: the sum of %s is %g, want %g", o.Then, name, had.sum(name), then.sum(name))
			}
		}
	}
}

// of is how many series a metric has.
func (m metrics) of(name string) int { return len(m.named(name)) }

// named are the series of a metric.
func (m metrics) named(name string) map[string]float64 {
	all := map[string]float64{}
	for series, value := range m.series {
		switch of, _, _ := strings.Cut(series, "{"); of {
		case name, name + "_bucket", name + "_sum", name + "_count":
			all[series] = value
		}
	}
	return all
}

// TestHistoryByHours holds a moment within a day against the org of that moment.
func TestHistoryByHours(t *testing.T) {
	t.Parallel()
	o := demo.Options{Users: 40, Frozen: true, TimeZone: "America/St_Johns"}
	now := remembered(t, o)
	zone, err := time.LoadLocation(o.TimeZone)
	if err != nil {
		t.Fatal(err)
	}
	year, month, day := now.demo.Now().In(zone).Date()
	until := time.Date(year, month, day, 0, 0, 0, 0, zone)
	options := historyOptions(t, now, until.AddDate(0, 0, -40), until)
	options.Step = 6 * time.Hour
	grades, history := writtenHistory(t, options)
	o.Then = time.Date(year, month, day-20, 18, 0, 0, 0, zone)
	then := remembered(t, o).scrape(0)
	had := metrics{series: history[o.Then.UTC()]}
	for _, name := range []string{"salesforce_records_created_7d", "salesforce_records_created_total",
		"salesforce_cases_closed_1d", "salesforce_activities_closed_7d", "salesforce_open_opportunities",
		"salesforce_overdue_opportunities_amount",
		"salesforce_logins_7d", "salesforce_logins_by_hour_30d", "salesforce_people_creating_records_30d"} {
		diff := cmp.Diff(then.named(name), had.named(name), cmpopts.EquateApprox(1e-9, 0))
		if grades[name] != past.Exact || diff != "" {
			t.Errorf("%s is %s (-then +history):\n%s", name, grades[name], diff)
		}
	}
}

// A flaky asker is interrupted, once.
type flaky struct {
	backfill.Asker
	left  int // statements before the interruption, of which New asks five
	stop  context.CancelFunc
	asked map[string]int
}

func (f *flaky) Ask(ctx context.Context, statements []soql.Statement) []salesforce.Result {
	for _, s := range statements {
		f.asked[s.String()]++
	}
	if f.left -= len(statements); f.left < 0 && f.stop != nil {
		f.stop()
		f.stop = nil
	}
	return f.Asker.Ask(ctx, statements)
}

// TestHistoryGoesOn interrupts a history at several moments and runs it again: nothing
// is lost, and nothing is asked twice.
func TestHistoryGoesOn(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{demo: demo.Options{Users: 10, Frozen: true},
		make: making(t, "records", "opportunities", "leads")})
	until := r.demo.Now().Truncate(24 * time.Hour)
	_, want := historyOf(t, r, until.AddDate(0, 0, -200), until)
	for _, left := range []int{5, 12, 35, 55} {
		options := historyOptions(t, r, until.AddDate(0, 0, -200), until)
		ctx, stop := context.WithCancel(t.Context())
		asks := &flaky{Asker: r.client, left: left, stop: stop, asked: map[string]int{}}
		options.Asker = asks
		first, err := backfill.New(ctx, options)
		if err != nil {
			t.Fatal(err)
		}
		if err := first.Run(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("after %d statements: got %v, want an interruption", left, err)
		}
		_, got := writtenHistory(t, options)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("interrupted after %d statements, the history differs (-want +got):\n%.2000s", left, diff)
		}
		twice := 0
		for text, n := range asks.asked {
			probe := strings.HasSuffix(text, " LIMIT 1") || strings.Contains(text, "FROM CaseHistory GROUP BY")
			if n > 1 && !probe { // these find out what is hidden
				twice += n - 1
			}
		}
		if twice > 0 {
			t.Errorf("interrupted after %d statements, %d were asked twice", left, twice)
		}
	}
}

// TestHistoryOfAnotherOrg finds answers of another org in its directory.
func TestHistoryOfAnotherOrg(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{demo: demo.Options{Users: 10, Frozen: true}, make: making(t, "leads")})
	until := r.demo.Now().Truncate(24 * time.Hour)
	options := historyOptions(t, r, until.AddDate(0, 0, -10), until)
	writtenHistory(t, options)
	options.Plans.OrgID = "00D000000000002AAA"
	b, err := backfill.New(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "give another --output") {
		t.Errorf("got %v, want that the answers are of another org", err)
	}
}

// A pausing gate lets few calls through until somebody waits.
type pausing struct{ left, waits int }

func (p *pausing) Spend(now time.Time) error {
	if p.left--; p.left < 0 {
		return &budget.Refusal{Reason: budget.Cap, Until: now.Add(time.Hour)}
	}
	return nil
}

func (*pausing) Exhaust(time.Time) {}

func (*pausing) Tell(int, int, time.Time) {}

// TestHistoryKeepsToTheBudget runs out of calls again and again.
func TestHistoryKeepsToTheBudget(t *testing.T) {
	t.Parallel()
	o := rigOptions{demo: demo.Options{Users: 10, Frozen: true}, make: making(t, "records", "opportunities", "leads")}
	free := newRig(t, o)
	until := free.demo.Now().Truncate(24 * time.Hour)
	_, want := historyOf(t, free, until.AddDate(0, 0, -200), until)
	gate := &pausing{left: 1000}
	o.gate = gate
	r := newRig(t, o)
	options := historyOptions(t, r, until.AddDate(0, 0, -200), until)
	gate.left = 4
	options.Wait = func(context.Context, time.Time) error {
		gate.left, gate.waits = 3, gate.waits+1
		return nil
	}
	_, got := writtenHistory(t, options)
	if diff := cmp.Diff(want, got); diff != "" || gate.waits < 5 {
		t.Errorf("after %d waits the history differs (-want +got):\n%.2000s", gate.waits, diff)
	}
}

// TestHistoryOfHiddenObjects has an org that hides what history is made of: only the
// metrics that need it are lost, and each says why.
func TestHistoryOfHiddenObjects(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{demo: demo.Options{Users: 10, Frozen: true,
		Hidden: []string{"OpportunityHistory", "LoginHistory", "CaseHistory"}}, make: remembering(t)})
	until := r.demo.Now().Truncate(24 * time.Hour)
	options := historyOptions(t, r, until.AddDate(0, 0, -10), until)
	b, err := backfill.New(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	reasons := map[string]string{}
	for _, m := range b.Metrics() {
		reasons[m.Metric.Name] = m.Reason
	}
	_, history := writtenHistory(t, options)
	had := metrics{series: history[until]}
	for name, want := range map[string]string{
		"salesforce_open_opportunities":    "OpportunityHistory is hidden from the user",
		"salesforce_new_customers_90d":     "OpportunityHistory is hidden from the user",
		"salesforce_users_logged_in_7d":    "LoginHistory is hidden from the user",
		"salesforce_records_created_total": "",
		"salesforce_escalated_cases":       "it depends on IsEscalated, and CaseHistory is hidden from the user",
	} {
		if reasons[name] != want || (had.of(name) == 0) != (want != "") {
			t.Errorf("%s: %d series, because %q, want %q", name, had.of(name), reasons[name], want)
		}
	}
}
