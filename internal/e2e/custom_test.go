package e2e

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/builtin"
	"salesforce_exporter/collector/catalog"
	"salesforce_exporter/collector/custom"
	"salesforce_exporter/internal/config"
	"salesforce_exporter/internal/demo"
)

// define loads definitions as the configuration file has them.
func define(t *testing.T, metrics string) []catalog.Definition {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, "exporter.yml", "metrics:\n"+metrics)
	file, err := config.Load(dir+"/exporter.yml", builtin.Collectors())
	if err != nil {
		t.Fatal(err)
	}
	return collector.Find[*custom.Settings](file.Collectors).Metrics
}

const somePeople = "Id,Name,IsActive,UserType,Country\n005000000000001AAA,Ann,true,Standard,Peru\n005000000000002AAA,Bob,true,Standard,Chad\n"

// TestHistogramText shows histograms as Prometheus reads them: of numbers, of
// times between instants, of whole days where a date is among them, in the
// user's zone, and of times until now.
func TestHistogramText(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "User.csv", somePeople)
	write(t, dir, "Case.csv", `Id,OwnerId,Priority,CreatedDate,ClosedDate,Score__c,Due__c
500000000000001AAA,005000000000001AAA,High,2024-02-28T12:00:00.000Z,2024-02-28T13:00:00.000Z,1,2024-02-29
500000000000002AAA,005000000000001AAA,high,2024-02-28T12:00:00.000Z,2024-02-28T13:00:01.000Z,2.5,2024-02-27
500000000000003AAA,005000000000001AAA,Low,2024-02-29T23:30:00.000Z,,,2024-03-01
500000000000004AAA,00G000000000009AAA,High,2024-02-28T03:00:00.000Z,2024-03-01T03:00:00.000Z,10,
`)
	definitions := define(t, `
  - {name: x1_score, help: Marks., object: Case, by: OwnerId, histogram: {of: Score__c, buckets: [1, 2.5, 5]}}
  - {name: x2_took_seconds, help: Time., object: Case, labels: {priority: lower(Priority)}, histogram: {from: CreatedDate, to: ClosedDate, buckets: [1h, 1d]}}
  - {name: x3_due_seconds, help: Days., soql: "SELECT CreatedDate, Due__c FROM Case", histogram: {from: CreatedDate, to: Due__c, buckets: [0d, 1d, 2d]}}
  - {name: x4_age_seconds, help: Age., object: Case, where: Priority = 'Low', histogram: {from: CreatedDate, to: now, buckets: [29h, 30h]}}
  - {name: x5_none_seconds, help: None., object: Case, where: Priority = 'None', histogram: {from: Due__c, to: now, buckets: [1d]}}
  - {name: x6_per_owner, help: Owners., soql: "SELECT OwnerId, COUNT(Id) n FROM Case GROUP BY OwnerId", histogram: {of: n, buckets: [1, 2]}}
`)
	r := newRig(t, rigOptions{make: customOnly(t, definitions), demo: demo.Options{
		DataDir: dir, DataAsOf: "2024-03-01", TimeZone: "America/Lima",
	}})
	var got []string
	for line := range strings.Lines(r.scrape(0).text) {
		if regexp.MustCompile(`^salesforce_x[1-6]_`).MatchString(line) {
			got = append(got, strings.TrimSpace(line))
		}
	}
	// Lima is five hours behind, so the third was created on 29 February there,
	// and the fourth on 27 February.
	want := strings.Fields(strings.ReplaceAll(`
salesforce_x1_score_bucket{region="Chad",le="1"}·0
salesforce_x1_score_bucket{region="Chad",le="2.5"}·0
salesforce_x1_score_bucket{region="Chad",le="5"}·0
salesforce_x1_score_bucket{region="Chad",le="+Inf"}·0
salesforce_x1_score_sum{region="Chad"}·0
salesforce_x1_score_count{region="Chad"}·0
salesforce_x1_score_bucket{region="Peru",le="1"}·1
salesforce_x1_score_bucket{region="Peru",le="2.5"}·2
salesforce_x1_score_bucket{region="Peru",le="5"}·2
salesforce_x1_score_bucket{region="Peru",le="+Inf"}·2
salesforce_x1_score_sum{region="Peru"}·3.5
salesforce_x1_score_count{region="Peru"}·2
salesforce_x1_score_bucket{region="queue",le="1"}·0
salesforce_x1_score_bucket{region="queue",le="2.5"}·0
salesforce_x1_score_bucket{region="queue",le="5"}·0
salesforce_x1_score_bucket{region="queue",le="+Inf"}·1
salesforce_x1_score_sum{region="queue"}·10
salesforce_x1_score_count{region="queue"}·1
salesforce_x2_took_seconds_bucket{priority="high",le="3600"}·1
salesforce_x2_took_seconds_bucket{priority="high",le="86400"}·2
salesforce_x2_took_seconds_bucket{priority="high",le="+Inf"}·3
salesforce_x2_took_seconds_sum{priority="high"}·180001
salesforce_x2_took_seconds_count{priority="high"}·3
salesforce_x3_due_seconds_bucket{le="0"}·1
salesforce_x3_due_seconds_bucket{le="86400"}·3
salesforce_x3_due_seconds_bucket{le="172800"}·3
salesforce_x3_due_seconds_bucket{le="+Inf"}·3
salesforce_x3_due_seconds_sum·86400
salesforce_x3_due_seconds_count·3
salesforce_x4_age_seconds_bucket{le="104400"}·0
salesforce_x4_age_seconds_bucket{le="108000"}·1
salesforce_x4_age_seconds_bucket{le="+Inf"}·1
salesforce_x4_age_seconds_sum·106199
salesforce_x4_age_seconds_count·1
salesforce_x5_none_seconds_bucket{le="86400"}·0
salesforce_x5_none_seconds_bucket{le="+Inf"}·0
salesforce_x5_none_seconds_sum·0
salesforce_x5_none_seconds_count·0
salesforce_x6_per_owner_bucket{le="1"}·1
salesforce_x6_per_owner_bucket{le="2"}·1
salesforce_x6_per_owner_bucket{le="+Inf"}·2
salesforce_x6_per_owner_sum·4
salesforce_x6_per_owner_count·2
`, "· ", "·"))
	for i := range want {
		want[i] = strings.ReplaceAll(want[i], "·", " ")
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestHistogramsEqualSQL compares histograms of the company with SQL over its
// rows.
func TestHistogramsEqualSQL(t *testing.T) {
	r := newRig(t, rigOptions{demo: demo.Options{Users: 60, Frozen: true, Now: at(t, "2026-03-04T09:00:00Z")}, make: customOnly(t, define(t, `
  - {name: cycle_seconds, help: Days., object: Opportunity, where: IsWon = true, histogram: {from: CreatedDate, to: CloseDate, buckets: [7d, 30d, 90d]}}
  - {name: amount, help: Amount., object: Opportunity, where: IsWon = true, histogram: {of: Amount, buckets: [5000, 20000]}}
`))})
	m := r.scrape(0)
	for name, query := range map[string]string{
		"salesforce_cycle_seconds": `SELECT (julianday(CloseDate) - julianday(date(CreatedDate, 'unixepoch'))) * 86400 v FROM Opportunity WHERE IsDeleted = 0 AND IsWon = 1`,
		"salesforce_amount":        `SELECT Amount v FROM Opportunity WHERE IsDeleted = 0 AND IsWon = 1 AND Amount IS NOT NULL`,
	} {
		h := m.families[name].GetMetric()[0].GetHistogram()
		var count uint64
		var sum float64
		if err := r.demo.DB().QueryRow(`SELECT count(v), sum(v) FROM (`+query+`)`).Scan(&count, &sum); err != nil {
			t.Fatal(err)
		}
		if h.GetSampleCount() != count || h.GetSampleSum() != sum || count < 50 {
			t.Errorf("%s: %d values add up to %v, want %d and %v", name, h.GetSampleCount(), h.GetSampleSum(), count, sum)
		}
		for _, b := range h.GetBucket() {
			if err := r.demo.DB().QueryRow(`SELECT count(v) FROM (`+query+`) WHERE v <= min(?, 1e300)`,
				b.GetUpperBound()).Scan(&count); err != nil {
				t.Fatal(err)
			}
			if b.GetCumulativeCount() != count {
				t.Errorf("%s: %d values up to %v, want %d", name, b.GetCumulativeCount(), b.GetUpperBound(), count)
			}
		}
	}
}

// TestCustomMetricsStandAlone has metrics that the org refuses, hides or answers
// with too much, beside one that is good.
func TestCustomMetricsStandAlone(t *testing.T) {
	good := `  - {name: good, help: Accounts., object: Account}
`
	bad := `
  - {name: refused, help: Refused., soql: "SELECT COUNT(Id) n FROM Account WHERE CALENDAR_YEAR(Name) = 2020", value: n}
  - {name: hidden, help: Hidden., object: Account, where: Nonsense__c = 1}
  - {name: absent, help: No object., object: Nonsense__c}
  - {name: text, help: No number., soql: "SELECT Name FROM Account LIMIT 5", value: Name}
  - {name: no_time_seconds, help: No time., object: Account, histogram: {from: Name, to: now, buckets: [1d]}}
  - {name: too_long, help: Too many groups., object: Account, labels: {name: BillingState}, series_limit: 10}
  - {name: too_many, help: Too many rows., soql: "SELECT NumberOfEmployees FROM Account", value: NumberOfEmployees}
  - {name: too_many_seconds, help: Too many rows., object: Account, histogram: {from: CreatedDate, to: now, buckets: [1d]}}
`
	r := newRig(t, rigOptions{demo: demo.Options{Users: 10, Frozen: true}, make: customOnly(t, define(t, good+bad))})
	e := &editor{t: t, demo: r.demo, args: instant(r.demo.Now(), time.UTC)}
	e.exec(`INSERT INTO Account (Id, BillingState, NumberOfEmployees, CreatedDate, LastModifiedDate) WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 50001)
		SELECT printf('001z%011dAAA', n), 'State ' || (n % 300), n, :now, :now FROM n`)
	m := r.scrape(0)
	if m.series["salesforce_good"] < 50001 {
		t.Errorf("the good metric is %v, want all accounts", m.series["salesforce_good"])
	}
	if got := len(m.families["salesforce_too_long"].GetMetric()); got != 10 ||
		m.series[`salesforce_collector_dropped_series{collector="custom",metric="salesforce_too_long"}`] < 200 {
		t.Errorf("a metric over its limit has %d series, want 10, and the rest reported", got)
	}
	for _, name := range []string{"refused", "hidden", "absent", "text", "no_time_seconds", "too_many",
		"too_many_seconds"} {
		if m.has("salesforce_" + name) {
			t.Errorf("salesforce_%s has figures", name)
		}
	}
	for _, reason := range []string{
		"line 5: Account has no field Nonsense__c", "line 6: the org has no object Nonsense__c",
		"line 7: Name is text, which a metric cannot show", "line 8: Name is text, not a time",
		"the answer has more than 10 pages", "the answer has more than 25 pages",
	} {
		if !strings.Contains(m.text, reason) {
			t.Errorf("nothing says that %s:\n%s", reason, r.log)
		}
	}
	if !strings.Contains(r.log.String(), "CALENDAR_YEAR") && !strings.Contains(m.text, "CALENDAR_YEAR") {
		t.Errorf("nothing tells why the org refused a statement:\n%s", r.log)
	}
}

// TestHistogramsOverTheLimit drops whole histograms, the emptiest first.
func TestHistogramsOverTheLimit(t *testing.T) {
	r := newRig(t, rigOptions{demo: demo.Options{Users: 60, Frozen: true}, make: customOnly(t, define(t, `
  - {name: age_seconds, help: Age., object: Case, series_limit: 17, labels: {origin: Origin}, histogram: {from: CreatedDate, to: now, buckets: [1d, 7d]}}
`))})
	m := r.scrape(0)
	if got := len(m.families["salesforce_age_seconds"].GetMetric()); got != 3 {
		t.Errorf("17 series are %d histograms, want 3 of 5 series each", got)
	}
	if got := m.series[`salesforce_collector_dropped_series{collector="custom",metric="salesforce_age_seconds"}`]; got == 0 || int(got)%5 != 0 {
		t.Errorf("%v series are reported as dropped, want those of whole histograms", got)
	}
}

// TestCustomIntervals asks each metric as often as it says.
func TestCustomIntervals(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, rigOptions{demo: demo.Options{Users: 10, Frozen: true}, make: customOnly(t, define(t, `
  - {name: often, help: Often., object: Lead, where: Rating = 'Hot', every: 15m}
  - {name: usual, help: As usual., object: Case, where: Priority = 'High'}
  - {name: seldom, help: Seldom., object: Account, where: Type = 'Customer', every: 6h}
  - {name: rows_seconds, help: Rows., object: Contact, histogram: {from: CreatedDate, to: now, buckets: [1d]}}
`))})
		const hours = 48
		for range hours * 12 {
			r.scrape(0)
			time.Sleep(5 * time.Minute)
		}
		asked := map[string]int{}
		for _, s := range r.demo.Statements() {
			for _, object := range []string{"Lead", "Case", "Account", "Contact"} {
				if strings.Contains(s, " FROM "+object) {
					asked[object]++
				}
			}
		}
		want := map[string]int{"Lead": hours * 4, "Case": hours, "Account": hours / 6, "Contact": hours / 24}
		if !maps.Equal(asked, want) {
			t.Errorf("statements were asked so often in %d hours: %v, want %v", hours, asked, fmt.Sprint(want))
		}
	})
}
