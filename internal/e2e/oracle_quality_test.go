package e2e

import (
	"database/sql"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/demo"
)

// A brokenRule is a rule in SQL, with an edit that makes one record break it
// and one that brings a record to the edge, where it does not.
type brokenRule struct {
	name, object, where string
	breaks, keeps       string // assignments
	which               string // of a record that keeps the rule
}

func brokenRules() []brokenRule {
	const open = `IsClosed = 0`
	return []brokenRule{
		{name: "accounts_without_key_fields", object: "Account", where: `CreatedDate >= :fiscal AND (Site IS NULL OR NumberOfEmployees IS NULL OR Industry IS NULL OR Phone IS NULL)`,
			which: `1`, breaks: `CreatedDate = :fiscal, Industry = NULL`, keeps: `CreatedDate = :fiscal - 1, Industry = NULL`},
		{name: "contacts_without_key_fields", object: "Contact",
			where: `LastActivityDate BETWEEN :day180 AND :today AND (FirstName IS NULL OR LastName IS NULL OR Title IS NULL OR Phone IS NULL OR Email IS NULL)`,
			which: `1`, breaks: `LastActivityDate = :day180, Email = NULL`, keeps: `LastActivityDate = date(:day180, '-1 day'), Email = NULL`},
		{name: "leads_without_key_fields", object: "Lead", where: `IsConverted = 0 AND (FirstName IS NULL OR LastName IS NULL OR Title IS NULL OR Phone IS NULL OR Company IS NULL OR Email IS NULL)`,
			which: `1`, breaks: `IsConverted = 0, Phone = NULL`, keeps: `IsConverted = 1, Phone = NULL`},
		{name: "opportunities_without_key_fields", object: "Opportunity", where: open + ` AND (NextStep IS NULL OR Type IS NULL)`,
			which: `1`, breaks: `IsClosed = 0, Type = NULL`, keeps: `IsClosed = 1, Type = NULL`},
		{name: "opportunities_past_close_date", object: "Opportunity", where: open + ` AND CloseDate < :today`,
			which: `1`, breaks: `IsClosed = 0, CloseDate = date(:today, '-1 day')`, keeps: `IsClosed = 0, CloseDate = :today`},
		{name: "opportunities_without_products", object: "Opportunity", where: open + ` AND HasOpportunityLineItem = 0 AND StageName IN ('Proposal/Price Quote', 'Negotiation/Review')`,
			which: `1`, breaks: `IsClosed = 0, HasOpportunityLineItem = 0, StageName = 'Negotiation/Review'`, keeps: `IsClosed = 0, HasOpportunityLineItem = 0, StageName = 'Prospecting'`},
		{name: "won_opportunities_without_amount", object: "Opportunity", where: `IsWon = 1 AND (Amount IS NULL OR Amount = 0)`,
			which: `1`, breaks: `IsWon = 1, Amount = 0`, keeps: `IsWon = 1, Amount = 0.01`},
		{name: "leads_never_touched", object: "Lead", where: `IsConverted = 0 AND LastActivityDate IS NULL AND CreatedDate < :since7`,
			which: `1`, breaks: `IsConverted = 0, LastActivityDate = NULL, CreatedDate = :since7 - 1`, keeps: `IsConverted = 0, LastActivityDate = NULL, CreatedDate = :since7`},
		{name: "contacts_without_account", object: "Contact", where: `AccountId IS NULL`, which: `AccountId IS NOT NULL`, breaks: `AccountId = NULL`, keeps: `Title = 'Boss'`},
		{name: "tasks_without_due_date", object: "Task", where: open + ` AND IsArchived = 0 AND ActivityDate IS NULL`,
			which: `IsArchived = 0`, breaks: `IsClosed = 0, ActivityDate = NULL`, keeps: `IsClosed = 1, ActivityDate = NULL`},
	}
}

// keyFieldsOf are those of the shipped scores, as SQL reads them.
func keyFieldsOf(t *testing.T) []collector.KeyFields {
	t.Helper()
	shipped, err := collector.ShippedQuality()
	if err != nil {
		t.Fatal(err)
	}
	return shipped.Scores
}

// TestOracleOfQuality compares rules, scores, duplicates and spellings with SQL.
func TestOracleOfQuality(t *testing.T) {
	for _, zone := range []string{"UTC", "America/Los_Angeles"} {
		t.Run(zone, func(t *testing.T) {
			r := newRig(t, rigOptions{make: qualityOnly(t), demo: demo.Options{Users: 60, Frozen: true, TimeZone: zone, Now: at(t, "2026-03-04T09:00:00Z")}})
			e := &editor{t: t, demo: r.demo, args: instant(r.demo.Now(), time.UTC)}
			e.set("Account", `BillingCountry IS NOT NULL`, "BillingCountry = 'Germany'", "BillingCountry = 'germany '", "BillingCountry = 'Gérmany'", "BillingCountry = 'GER-MANY'")
			want := qualityTruth(t, r.demo, zone)
			want[`salesforce_field_value_variants{field="BillingCountry",object="Account"}`] = 3
			report(t, differences(want, withoutPopulation(r.scrape(0))))
		})
	}
}

// TestRules breaks each shipped rule with one record, and brings another to
// its edge.
func TestRules(t *testing.T) {
	shipped, err := collector.ShippedQuality()
	if err != nil {
		t.Fatal(err)
	}
	if got, want := len(shipped.Rules), len(brokenRules()); got != want {
		t.Errorf("%d rules ship, and %d are tested", got, want)
	}
	for _, rule := range brokenRules() {
		t.Run(rule.name, func(t *testing.T) {
			count := func(edit string) float64 {
				d, err := demo.New(t.Context(), demo.Options{Users: 20, Frozen: true, Now: at(t, "2026-03-04T09:00:00Z")})
				if err != nil {
					t.Fatal(err)
				}
				defer d.Close()
				e := &editor{t: t, demo: d, args: append(instant(d.Now(), time.UTC), fiscal(t, d, time.UTC))}
				which := fmt.Sprintf("NOT (%s AND %s) AND (%s)", rule.where, live, rule.which)
				e.exec(fmt.Sprintf(`UPDATE "%[1]s" SET IsDeleted = 0, %[2]s WHERE Id = (SELECT Id FROM "%[1]s" WHERE %[3]s ORDER BY Id LIMIT 1)`, rule.object, edit, strings.ReplaceAll(which, `AND :fiscal`, ``)))
				r := newRigOn(t, d, rigOptions{make: qualityOnly(t)})
				total := 0.0
				for series, value := range r.scrape(0).series {
					if strings.HasPrefix(series, "salesforce_data_quality_violations{") && strings.Contains(series, `rule="`+rule.name+`"`) {
						total += value
					}
				}
				return total
			}
			before := count(`IsDeleted = 0`)
			if got := count(rule.breaks); got != before+1 {
				t.Errorf("one record breaks the rule: got %v violations, want %v", got, before+1)
			}
			if got := count(rule.keeps); got != before {
				t.Errorf("one record is at the edge of the rule: got %v violations, want %v", got, before)
			}
		})
	}
}

// TestPopulation compares every count of filled fields with one over the rows.
func TestPopulation(t *testing.T) {
	r := newRig(t, rigOptions{make: qualityOnly(t), demo: demo.Options{Users: 60, Frozen: true}})
	m := r.scrape(0)
	fields := populationIsTrue(t, r.demo, m)
	want := []string{
		"AccountNumber", "AccountSource", "AnnualRevenue", "BillingCity", "BillingCountry", "BillingPostalCode", "BillingState", "BillingStreet", "DandbCompanyId", "DunsNumber",
		"Fax", "Industry", "Interests__c", "Key_Account__c", "NaicsCode", "NaicsDesc", "Name", "NumberOfEmployees", "OperatingHoursId", "Ownership", "ParentId", "Phone", "Rating", "Region__c",
		"ShippingCity", "ShippingCountry", "ShippingPostalCode", "ShippingState", "ShippingStreet", "Sic", "SicDesc", "Site", "TickerSymbol", "Tradestyle", "Type", "Website", "YearStarted",
	}
	if got := fields["Account"]; !slices.Equal(got, want) {
		t.Errorf("fields of Account:\n got %s\nwant %s", got, want)
	}
	for _, field := range []string{"Description", "Notes__c"} {
		if m.series[fmt.Sprintf(`salesforce_field_not_countable{field=%q,object="Account",type="textarea"}`, field)] != 1 {
			t.Errorf("Account.%s is not listed as not countable", field)
		}
	}
}

// TestPopulationAsConfigured looks at configured objects, fields and records
// only, and at no rule that is switched off.
func TestPopulationAsConfigured(t *testing.T) {
	r := newRig(t, rigOptions{demo: demo.Options{Users: 30, Frozen: true}, make: func(s collector.Settings) []collector.Collector {
		s.Quality.Population = []collector.Population{
			{Object: "Lead", Where: "IsConverted = false", Fields: []string{"Phone", "Nonsense__c"}},
			{Object: "Invoice__c"},
		}
		s.Quality.WithoutRules = []string{"contacts_without_account"}
		return qualityOnly(t)(s)
	}})
	m := r.scrape(0)
	var want float64
	if err := r.demo.DB().QueryRow(`SELECT count(Phone) FROM Lead WHERE IsDeleted = 0 AND IsConverted = 0`).Scan(&want); err != nil {
		t.Fatal(err)
	}
	if got := m.series[`salesforce_field_populated_records{field="Phone",object="Lead"}`]; got != want || want == 0 {
		t.Errorf("%v leads have a phone number, want %v", got, want)
	}
	if strings.Contains(m.text, "contacts_without_account") {
		t.Error("a rule that is switched off is shown")
	}
	if !strings.Contains(m.text, `reason="field Lead.Nonsense__c is hidden or does not exist"`) {
		t.Error("a field that is not there is not reported")
	}
	if !strings.Contains(m.text, `salesforce_field_records{object="Invoice__c"}`) || strings.Contains(m.text, `salesforce_field_records{object="Account"}`) {
		t.Error("the configured objects do not replace the shipped ones")
	}
}

// TestPopulationOfTheRealExport compares with counts made straight from the
// files, and shows the holes that the export is known for.
func TestPopulationOfTheRealExport(t *testing.T) {
	dir := exportDir(t)
	r := newRig(t, rigOptions{make: qualityOnly(t), demo: demo.Options{DataDir: dir}})
	m := r.scrape(0)
	fields := populationIsTrue(t, r.demo, m)
	for _, object := range []string{"Account", "Contact"} {
		filled := map[string]float64{}
		rows := readCSV(t, dir, object)
		for _, row := range rows {
			for field, cell := range row {
				if cell != "" {
					filled[field]++
				}
			}
		}
		if len(fields[object]) < 10 {
			t.Errorf("only the fields %v of %s are looked at", fields[object], object)
		}
		for _, field := range fields[object] {
			if got, want := m.series[fmt.Sprintf("salesforce_field_population_ratio{field=%q,object=%q}", field, object)], filled[field]/float64(len(rows)); got != want {
				t.Errorf("the share of %s.%s is %v, want %v", object, field, got, want)
			}
		}
	}
	for _, hole := range []string{`field="Rating",object="Account"`, `field="Department",object="Contact"`} {
		if got, there := m.series["salesforce_field_population_ratio{"+hole+"}"]; got != 0 || !there {
			t.Errorf("the share of %s is %v (%v), want 0", hole, got, there)
		}
	}
	undated := 0.0 // all tasks are open, so a date is all that a task can lack
	for _, task := range readCSV(t, dir, "Task") {
		if task["IsClosed"] != "false" {
			t.Fatal("a task of the export is closed")
		}
		if task["ActivityDate"] == "" {
			undated++
		}
	}
	got := 0.0
	for series, value := range m.series {
		if strings.HasPrefix(series, "salesforce_data_quality_violations{") && strings.Contains(series, `rule="tasks_without_due_date"`) {
			got += value
		}
	}
	if got != undated || undated == 0 {
		t.Errorf("%v tasks have no due date, want %v", got, undated)
	}
}

// populationIsTrue compares each series with a count over the rows, and
// returns the fields that were looked at.
func populationIsTrue(t *testing.T, d *demo.Org, m metrics) map[string][]string {
	t.Helper()
	fields := map[string][]string{}
	part := regexp.MustCompile(`^salesforce_field_populated_records\{field="(\w+)",object="(\w+)"\}$`)
	for _, series := range slices.Sorted(maps.Keys(m.series)) {
		found := part.FindStringSubmatch(series)
		if found == nil {
			continue
		}
		field, object := found[1], found[2]
		var records, filled float64
		text := fmt.Sprintf(`SELECT count(*), count(*) FILTER (WHERE %[1]s IS NOT NULL AND NOT (typeof(%[1]s) = 'integer' AND %[1]s = 0 AND %[3]t)) FROM "%[2]s" WHERE %[4]s`, field, object, isFlag(field), liveIn(t, d, object))
		if err := d.DB().QueryRow(text).Scan(&records, &filled); err != nil {
			t.Fatal(err)
		}
		fields[object] = append(fields[object], field)
		if m.series[series] != filled {
			t.Errorf("%s is %v, want %v", series, m.series[series], filled)
		}
		ratio, there := m.series[fmt.Sprintf("salesforce_field_population_ratio{field=%q,object=%q}", field, object)]
		if records > 0 && ratio != filled/records || there != (records > 0) {
			t.Errorf("the share of %s.%s is %v, want %v of %v", object, field, ratio, filled, records)
		}
		if got := m.series[fmt.Sprintf("salesforce_field_records{object=%q}", object)]; got != records {
			t.Errorf("%v records of %s were looked at, want %v", got, object, records)
		}
	}
	if len(fields) == 0 {
		t.Error("no field was looked at")
	}
	return fields
}

// isFlag tells check boxes, which are filled where they are ticked, by their
// names.
func isFlag(field string) bool {
	return slices.Contains([]string{"Key_Account__c", "HasOptedOutOfEmail", "HasOptedOutOfFax", "DoNotCall", "IsConverted", "IsPrivate", "IsClosed", "IsWon", "HasOpportunityLineItem",
		"HasOpenActivity", "HasOverdueTask", "IsEscalated", "IsActive", "IsEmailBounced", "IsSplit", "IsExcludedFromTerritory2Filter", "IsStopped", "IsClosedOnCreate", "Paid__c", "IsPriorityRecord"}, field)
}

// liveIn is liveOf where the rows tell: those of an export do not.
func liveIn(t *testing.T, d *demo.Org, object string) string {
	t.Helper()
	var n int
	if err := d.DB().QueryRow(`SELECT count(*) FROM pragma_table_info(?) WHERE name = 'IsDeleted'`, object).Scan(&n); err != nil {
		t.Fatal(err)
	}
	if n == 0 {
		return "1"
	}
	return liveOf(object)
}

func qualityTruth(t *testing.T, d *demo.Org, zone string) map[string]float64 {
	t.Helper()
	o := newOracle(t, d, zone)
	o.readTeams()
	for _, rule := range brokenRules() {
		f := wideFigure{metric: "data_quality_violations", labels: []string{"object", "rule"}, byOwner: true}
		f.rows = fmt.Sprintf(`SELECT OwnerId owner, '%s', '%s', 1 value FROM "%s" WHERE %s AND %s`, rule.object, rule.name, rule.object, live,
			strings.ReplaceAll(rule.where, ":fiscal", fmt.Sprint(fiscal(t, d, o.zone).Value)))
		for m := range o.counted {
			o.want[f.series([]string{rule.object, rule.name}, m)] += 0
		}
		o.sumWide(f)
	}
	for _, k := range keyFieldsOf(t) {
		o.score(k)
	}
	o.sumWide(wideFigure{metric: "duplicate_record_sets", labels: []string{"rule"}, rows: `SELECT NULL, r.MasterLabel, 1 FROM DuplicateRecordSet s LEFT JOIN DuplicateRule r ON r.Id = s.DuplicateRuleId WHERE s.IsDeleted = 0`})
	o.sumWide(wideFigure{metric: "duplicate_records", labels: []string{"rule"}, rows: `SELECT NULL, r.MasterLabel, 1 FROM DuplicateRecordItem i
		LEFT JOIN DuplicateRecordSet s ON s.Id = i.DuplicateRecordSetId LEFT JOIN DuplicateRule r ON r.Id = s.DuplicateRuleId WHERE i.IsDeleted = 0`})
	o.want[`salesforce_field_value_variants{field="BillingCountry",object="Account"}`] = 0
	o.want[`salesforce_field_value_variants{field="BillingState",object="Account"}`] = 0
	return o.want
}

// score is the mean over owners of the mean over their records.
func (o *oracle) score(k collector.KeyFields) {
	sum, most := "0", 0.0
	for field, weight := range k.Fields {
		sum += fmt.Sprintf(" + (%s IS NOT NULL) * %v", field, weight)
		most += weight
	}
	f := wideFigure{metric: "data_quality_score_ratio", labels: []string{"object"}, byOwner: true}
	total, owners := map[team]float64{}, map[team]float64{}
	o.query(fmt.Sprintf(`SELECT OwnerId, avg((%s) / %.1f) FROM "%s" WHERE %s GROUP BY OwnerId`, sum, most, k.Object, live), func(rows *sql.Rows) error {
		var owner sql.NullString
		var of float64
		err := rows.Scan(&owner, &of)
		total[o.teamOf(owner)] += of
		owners[o.teamOf(owner)]++
		return err
	})
	for m, n := range owners {
		o.want[f.series([]string{k.Object}, m)] = total[m] / n
	}
}

// fiscal is the first moment of the fiscal year before this one.
func fiscal(t *testing.T, d *demo.Org, zone *time.Location) sql.NamedArg {
	t.Helper()
	var first int
	if err := d.DB().QueryRow(`SELECT FiscalYearStartMonth FROM Organization`).Scan(&first); err != nil {
		t.Fatal(err)
	}
	year, month, _ := d.Now().In(zone).Date()
	if int(month) < first {
		year--
	}
	return sql.Named("fiscal", beginning(fmt.Sprintf("%d-%02d-01", year-1, first), zone).Unix())
}

// withoutPopulation are the series that qualityTruth and the other truths
// compute: boards are compared elsewhere, too.
func withoutPopulation(m metrics) map[string]float64 {
	series := measured(m)
	maps.DeleteFunc(series, func(name string, _ float64) bool {
		return strings.HasPrefix(name, "salesforce_field_popul") || strings.HasPrefix(name, "salesforce_field_records") || strings.HasPrefix(name, "salesforce_field_not_") || strings.HasPrefix(name, "salesforce_leaderboard_")
	})
	return series
}

func qualityOnly(t *testing.T) func(collector.Settings) []collector.Collector {
	return func(s collector.Settings) []collector.Collector {
		quality, err := collector.NewQuality(s)
		if err != nil {
			t.Fatal(err)
		}
		return []collector.Collector{quality}
	}
}
