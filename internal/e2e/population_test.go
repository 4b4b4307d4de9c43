package e2e

import (
	"database/sql"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/quality"
	"salesforce_exporter/internal/demo"
)

// onlyPopulation makes a quality collector that looks at fields alone.
func onlyPopulation(t *testing.T, populations ...quality.Population) func(*setup) []collector.Collector {
	shipped, err := quality.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	return func(s *setup) []collector.Collector {
		s.quality().Population = append([]quality.Population{}, populations...)
		s.quality().Spellings = []quality.Spelling{}
		for _, r := range shipped.Rules {
			s.quality().WithoutRules = append(s.quality().WithoutRules, r.Name)
		}
		return qualityOnly(t)(s)
	}
}

// TestPopulation compares every count of filled fields with one over the rows.
func TestPopulation(t *testing.T) {
	r := newRig(t, rigOptions{make: qualityOnly(t), demo: demo.Options{Users: 60, Frozen: true}})
	m := r.scrape(0)
	fields := populationIsTrue(t, r.demo, m)
	for object, want := range map[string][]string{
		"Account": {
			"AccountNumber", "AccountSource", "AnnualRevenue", "BillingCity", "BillingCountry", "BillingPostalCode",
			"BillingState", "BillingStreet", "DandbCompanyId", "DunsNumber",
			"Fax", "Industry", "Interests__c", "Key_Account__c", "NaicsCode", "NaicsDesc", "Name", "NumberOfEmployees",
			"OperatingHoursId", "Ownership", "ParentId", "Phone", "Rating", "Region__c",
			"ShippingCity", "ShippingCountry", "ShippingPostalCode", "ShippingState", "ShippingStreet", "Sic", "SicDesc", "Site",
			"TickerSymbol", "Tradestyle", "Type", "Website", "YearStarted",
		},
		"Opportunity": {
			"AccountId", "Amount", "CampaignId", "CloseDate", "Competitor__c", "ContactId", "ForecastCategoryName", "IsPrivate",
			"LeadSource", "Name", "NextStep",
			"Pricebook2Id", "Probability", "StageName", "TotalOpportunityQuantity", "Type",
		},
		"Campaign": {"ActualCost", "BudgetedCost", "CampaignMemberRecordTypeId", "EndDate", "ExpectedResponse",
			"ExpectedRevenue", "IsActive", "Name", "NumberSent", "ParentId", "StartDate", "Status", "Type"},
	} {
		if got := fields[object]; !slices.Equal(got, want) {
			t.Errorf("fields of %s:\n got %s\nwant %s", object, got, want)
		}
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
	r := newRig(t, rigOptions{demo: demo.Options{Users: 30, Frozen: true},
		make: func(s *setup) []collector.Collector {
			s.quality().Population = []quality.Population{
				{Object: "Lead", Where: "IsConverted = false", Fields: []string{"Phone", "Nonsense__c"}},
				{Object: "Invoice__c"},
			}
			s.quality().WithoutRules = []string{"contacts_without_account"}
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
	if !strings.Contains(m.text, `salesforce_field_records{object="Invoice__c"}`) ||
		strings.Contains(m.text, `salesforce_field_records{object="Account"}`) {
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
			if got, want := m.series[fmt.Sprintf("salesforce_field_population_ratio{field=%q,object=%q}", field,
				object)], filled[field]/float64(len(rows)); got != want {
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
		if strings.HasPrefix(series, "salesforce_data_quality_violations{") &&
			strings.Contains(series, `rule="tasks_without_due_date"`) {
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
		records, filled := countFilled(t, d.DB(), object, field)
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

// countFilled counts the records of an object, and those in which a field is filled.
func countFilled(t *testing.T, db *sql.DB, object, field string) (records, filled float64) {
	t.Helper()
	text := fmt.Sprintf(`SELECT count(*), count(*) FILTER (WHERE %[1]s IS NOT NULL AND NOT (typeof(%[1]s) = 'integer' AND %[1]s = 0 AND %[3]t)) FROM "%[2]s" WHERE %[4]s`, field, object, isFlag(t, db, object, field), liveIn(t, db, object))
	if err := db.QueryRow(text).Scan(&records, &filled); err != nil {
		t.Fatal(err)
	}
	return records, filled
}

// isFlag tells check boxes, which are filled where they are ticked: they are
// the columns of the demo org that cannot be empty.
func isFlag(t *testing.T, db *sql.DB, object, field string) bool {
	t.Helper()
	var n int
	if err := db.QueryRow(`SELECT count(*) FROM pragma_table_info(?) WHERE name = ? AND "notnull" = 1`, object,
		field).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n > 0
}

// liveIn is liveOf where the rows tell: those of an export do not.
func liveIn(t *testing.T, db *sql.DB, object string) string {
	t.Helper()
	var n int
	if err := db.QueryRow(`SELECT count(*) FROM pragma_table_info(?) WHERE name = 'IsDeleted'`,
		object).Scan(&n); err != nil {
		t.Fatal(err)
	}
	if n == 0 {
		return "1"
	}
	return liveOf(object)
}

// TestWideObject measures a custom object of 300 fields, and holds the calls
// that it adds against the promise.
func TestWideObject(t *testing.T) {
	dir := t.TempDir()
	filled := writeWideExport(t, dir)
	measured := func(populations ...quality.Population) (calls, aDay int, m metrics) {
		r := newRig(t, rigOptions{make: onlyPopulation(t, populations...),
			demo: demo.Options{DataDir: dir, DataAsOf: "2024-03-01"}})
		m = r.scrape(0)
		return r.demo.Calls(), r.org.CallsADay(), m
	}
	users := quality.Population{Object: "User"}
	without, aDayWithout, _ := measured(users)
	with, aDayWith, m := measured(users, quality.Population{Object: "Wide__c"})
	if cost := with - without; cost < 1 || cost > 10 {
		t.Errorf("an object of 300 fields cost %d calls, want 1 to 10", cost)
	}
	if cost, predicted := with-without, aDayWith-aDayWithout; cost != predicted {
		t.Errorf("it cost %d calls more, once a day, and %d more were predicted", cost, predicted)
	}
	t.Logf("an object of 300 fields cost %d calls", with-without)
	const long = 20
	for field, n := range filled {
		got, there := m.series[fmt.Sprintf("salesforce_field_populated_records{field=%q,object=\"Wide__c\"}", field)]
		if !there || got != n {
			t.Errorf("%s is filled in %v records (%v), want %v", field, got, there, n)
		}
	}
	if got := m.sum("salesforce_field_not_countable"); got != long || len(filled) != 300-long {
		t.Errorf("%v fields are listed as not countable and %d are to be counted, want %d and %d", got, len(filled), long,
			300-long)
	}
	if !strings.Contains(m.text, `salesforce_field_not_countable{field="Long0__c",object="Wide__c",type="textarea"} 1`) {
		t.Error("a field of long text is not listed")
	}
}

// writeWideExport writes an export with an object of 300 custom fields and 40
// records, and returns in how many records each countable field is filled.
func writeWideExport(t *testing.T, dir string) map[string]float64 {
	t.Helper()
	const user = "005000000000001AAA"
	write(t, dir, "User.csv", "Id,Name,IsActive,UserType,Country\n"+user+",Ann,true,Standard,Peru\n")
	kinds := []struct {
		name string
		n    int
		cell func(filled bool) string
	}{
		{"Text", 130, func(f bool) string { return chosen(f, "text", "") }},
		{"Number", 50, func(f bool) string { return chosen(f, "12.5", "") }},
		{"Day", 30, func(f bool) string { return chosen(f, "2024-02-03", "") }},
		{"Flag", 70, func(f bool) string { return chosen(f, "true", "false") }},
		{"Long", 20, func(f bool) string { return chosen(f, strings.Repeat("x", 300), "") }},
	}
	const records = 40
	filled := map[string]float64{}
	lines := make([]strings.Builder, records+1)
	lines[0].WriteString("Id,OwnerId")
	for i := range records {
		fmt.Fprintf(&lines[i+1], "a0000000000%04dAAA,%s", i, user)
	}
	field := 0
	for _, k := range kinds {
		for i := range k.n {
			name := fmt.Sprintf("%s%d__c", k.name, i)
			lines[0].WriteString("," + name)
			field++
			for r := range records {
				on := r <= field%records
				lines[r+1].WriteString("," + k.cell(on))
				if on && k.name != "Long" {
					filled[name]++
				}
			}
		}
	}
	var text strings.Builder
	for i := range lines {
		text.WriteString(lines[i].String() + "\n")
	}
	write(t, dir, "Wide__c.csv", text.String())
	return filled
}

func chosen(first bool, a, b string) string {
	if first {
		return a
	}
	return b
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestPopulationTakesTurns looks at all objects at once only when it begins.
func TestPopulationTakesTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, rigOptions{make: qualityOnly(t), demo: demo.Options{Users: 10, Frozen: true}})
		counts := regexp.MustCompile(`^SELECT COUNT\(Id\) v0, .* FROM (\w+)$`)
		at := map[string][]int{} // hours, by object
		seen := 0
		for hour := range 100 {
			m := r.scrape(0)
			for _, s := range r.demo.Statements()[seen:] {
				if found := counts.FindStringSubmatch(s); found != nil {
					at[found[1]] = append(at[found[1]], hour)
				}
			}
			seen = len(r.demo.Statements())
			if got := len(m.families["salesforce_field_records"].GetMetric()); got != 6 {
				t.Errorf("hour %d: %d objects are shown, want 6", hour, got)
			}
			time.Sleep(time.Hour)
		}
		want := map[string][]int{
			"Account": {0, 24, 48, 72, 96}, "Contact": {0, 30, 54, 78}, "Lead": {0, 36, 60, 84},
			"Opportunity": {0, 42, 66, 90}, "Case": {0, 24, 48, 72, 96}, "Campaign": {0, 30, 54, 78},
		}
		if !maps.EqualFunc(at, want, slices.Equal) {
			t.Errorf("objects were looked at in hours %v, want %v", at, want)
		}
	})
}

// TestPopulationIgnoresDefaults takes a picklist at its default value for one
// that nobody filled, where that is asked for.
func TestPopulationIgnoresDefaults(t *testing.T) {
	look := func(ignore bool) (*rig, metrics) {
		fields := []string{"Priority", "Origin"}
		r := newRig(t, rigOptions{demo: demo.Options{Users: 20, Frozen: true},
			make: onlyPopulation(t, quality.Population{Object: "Case", Where: "IsClosed = true", Fields: fields,
				IgnoreDefaults: ignore})})
		return r, r.scrape(0)
	}
	for _, c := range []struct {
		field, filled string
		ignore        bool
	}{
		{"Priority", "Priority IS NOT NULL", false},
		{"Priority", "Priority IS NOT NULL AND Priority <> 'Medium'", true},
		{"Origin", "Origin IS NOT NULL", true}, // which has no default
	} {
		r, m := look(c.ignore)
		var want, records float64
		if err := r.demo.DB().QueryRow(`SELECT count(*) FILTER (WHERE `+c.filled+`), count(*) FROM "Case" WHERE IsDeleted = 0 AND IsClosed = 1`).Scan(&want, &records); err != nil {
			t.Fatal(err)
		}
		series := fmt.Sprintf(`{field=%q,object="Case"}`, c.field)
		if got := m.series["salesforce_field_populated_records"+series]; got != want || want == 0 {
			t.Errorf("ignore_defaults %v: %s is filled in %v records, want %v", c.ignore, c.field, got, want)
		}
		if got := m.series["salesforce_field_population_ratio"+series]; got != want/records {
			t.Errorf("ignore_defaults %v: the share of %s is %v, want %v", c.ignore, c.field, got, want/records)
		}
	}
}
