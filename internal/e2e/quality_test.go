package e2e

import (
	"cmp"
	"fmt"
	"math"
	"regexp"
	"strings"
	"testing"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/quality"
	"salesforce_exporter/internal/demo"
)

// A keyField is a field of a shipped score and its share of full marks, with
// assignments that fill it and leave it empty, or as good as that.
type keyField struct {
	name        string
	share       float64
	fill, empty string // default: any value, and none
}

func (f keyField) filled() string { return cmp.Or(f.fill, f.name+" = '1'") }

func (f keyField) emptied() string { return cmp.Or(f.empty, f.name+" = NULL") }

func keyFieldsByHand() map[string][]keyField {
	some := func(share float64, names ...string) (fields []keyField) {
		for _, name := range names {
			fields = append(fields, keyField{name: name, share: share})
		}
		return fields
	}
	const contact = "ContactId = (SELECT Id FROM Contact WHERE AccountId IS "
	return map[string][]keyField{
		"Account": some(0.2, "Industry", "Rating", "BillingCity", "Phone", "Type"),
		"Contact": some(0.2, "Phone", "Email", "MailingStreet", "Title", "Salutation"),
		"Lead": append(some(0.15, "FirstName", "LastName", "Company", "Phone"),
			some(0.1, "Salutation", "Rating", "City", "Email")...),
		"Opportunity": append(some(0.2, "Type", "CloseDate", "LeadSource", "NextStep"),
			keyField{"Amount", 0.2, "Amount = 0.01", "Amount = 0"}),
		"Case": append(some(0.15, "Status", "Type", "Origin", "Reason", "Priority"),
			keyField{"Subject", 0.15, "Subject = '12345'", "Subject = '1234'"},
			keyField{"Contact", 0.1, contact + "NOT NULL LIMIT 1)", contact + "NULL LIMIT 1)"}),
		"Campaign": append(append(some(0.2, "Type", "Status"), some(0.1, "StartDate", "EndDate", "ExpectedRevenue")...),
			keyField{"Name", 0.2, "Name = '12345'", "Name = '1234'"},
			keyField{"Members", 0.1, "NumberOfLeads = 1", "NumberOfLeads = 0, NumberOfContacts = 0"}),
	}
}

// TestScores empties all key fields of every record, or fills them with less
// than counts, and fills one of them after the other: the score is then what
// that field is worth. Another field is worth nothing.
func TestScores(t *testing.T) {
	d, err := demo.New(t.Context(), demo.Options{Users: 20, Frozen: true})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	e := &editor{t: t, demo: d}
	score := regexp.MustCompile(`^salesforce_data_quality_score_ratio\{object="(\w+)"`)
	scores := func(want func(object string) (string, float64)) {
		seen := map[string]bool{}
		for series, got := range newRigOn(t, d, rigOptions{make: qualityOnly(t)}).scrape(0).series {
			found := score.FindStringSubmatch(series)
			if found == nil {
				continue
			}
			object := found[1]
			seen[object] = true
			if field, share := want(object); math.Abs(got-share) > 1e-12 {
				t.Errorf("only %s is filled: %s is %v, want %v", field, series, got, share)
			}
		}
		if len(seen) != len(keyFieldsByHand()) {
			t.Errorf("there are scores of %d objects, want %d", len(seen), len(keyFieldsByHand()))
		}
	}
	e.exec(`UPDATE Contact SET AccountId = NULL WHERE Id = (SELECT min(Id) FROM Contact)`)
	for object, fields := range keyFieldsByHand() {
		for _, f := range fields {
			e.exec(fmt.Sprintf(`UPDATE "%s" SET %s`, object, f.emptied()))
		}
		e.exec(fmt.Sprintf(`UPDATE "%s" SET Description = 'text'`, object))
	}
	scores(func(string) (string, float64) { return "Description", 0 })
	for i := range 8 {
		for object, fields := range keyFieldsByHand() {
			if i > 0 && i <= len(fields) {
				e.exec(fmt.Sprintf(`UPDATE "%s" SET %s`, object, fields[i-1].emptied()))
			}
			if i < len(fields) {
				e.exec(fmt.Sprintf(`UPDATE "%s" SET %s`, object, fields[i].filled()))
			}
		}
		scores(func(object string) (string, float64) {
			if fields := keyFieldsByHand()[object]; i < len(fields) {
				return fields[i].name, fields[i].share
			}
			return "Description", 0
		})
	}
}

// TestScoreIsTheMeanOfOwners counts an owner of few records as much as one of
// many.
func TestScoreIsTheMeanOfOwners(t *testing.T) {
	r := newRig(t, rigOptions{demo: demo.Options{Users: 20, Frozen: true}, make: qualityOnly(t)})
	e := &editor{t: t, demo: r.demo}
	const two = `(SELECT Id FROM User WHERE IsActive = 1 AND UserType = 'Standard' AND UserRoleId IS NOT NULL ORDER BY Id LIMIT 2)`
	e.exec(`UPDATE User SET UserRoleId = (SELECT min(Id) FROM UserRole), ProfileId = (SELECT min(Id) FROM Profile), Country = 'Peru' WHERE Id IN ` + two)
	// One has all of four records filled, the other one of two by half of the weights.
	e.exec(`DELETE FROM Campaign`)
	e.exec(`INSERT INTO Campaign (Id, OwnerId, Name, Type, Status, StartDate, EndDate, ExpectedRevenue, NumberOfLeads) WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 4)
		SELECT printf('701z%011dAAA', n), (SELECT min(Id) FROM User WHERE Id IN ` + two + `), 'abcde', 'b', 'c', '2024-01-01', '2024-01-01', 1, 2 FROM n`)
	e.exec(`INSERT INTO Campaign (Id, OwnerId, Name, Type, StartDate) SELECT '701z00000000009AAA', max(Id), 'abcde', 'b', '2024-01-01' FROM User WHERE Id IN ` + two)
	e.exec(`INSERT INTO Campaign (Id, OwnerId) SELECT '701z00000000008AAA', max(Id) FROM User WHERE Id IN ` + two)
	want := (1 + 0.5*0.5) / 2
	for series, got := range r.scrape(0).series {
		if strings.HasPrefix(series, `salesforce_data_quality_score_ratio{object="Campaign"`) {
			if math.Abs(got-want) > 1e-12 || !strings.Contains(series, `region="Peru"`) {
				t.Errorf("%s is %v, want %v in Peru", series, got, want)
			}
			want = math.NaN() // there is one team only
		}
	}
	if !math.IsNaN(want) {
		t.Error("there is no score of campaigns")
	}
}

// TestRuleOfRecordsWithoutOwner counts records that belong to a master record:
// they have no owner, so there are no dimensions.
func TestRuleOfRecordsWithoutOwner(t *testing.T) {
	r := newRig(t, rigOptions{demo: demo.Options{Users: 30, Frozen: true},
		make: func(s *setup) []collector.Collector {
			s.quality().Rules = []quality.Rule{
				{Name: "many_at_once", Object: "OpportunityLineItem", Where: "Quantity > 5"},
				{Name: "many_at_once_by_creator", Object: "OpportunityLineItem", Where: "Quantity > 5", By: "CreatedById"},
			}
			return qualityOnly(t)(s)
		}})
	var want float64
	if err := r.demo.DB().QueryRow(`SELECT count(*) FROM OpportunityLineItem WHERE IsDeleted = 0 AND Quantity > 5`).Scan(&want); err != nil {
		t.Fatal(err)
	}
	m := r.scrape(0)
	if got, there := m.series[`salesforce_data_quality_violations{object="OpportunityLineItem",profile="",region="",role="",rule="many_at_once"}`]; got != want || !there || want == 0 {
		t.Errorf("%v line items break the rule (%v), want %v", got, there, want)
	}
	by := 0.0
	for series, value := range m.series {
		if strings.HasPrefix(series, "salesforce_data_quality_violations{") && !strings.Contains(series, `role=""`) &&
			strings.Contains(series, `rule="many_at_once_by_creator"`) {
			by += value
		}
	}
	if by != want {
		t.Errorf("%v line items break the rule by their creators' roles, want %v", by, want)
	}
	if !strings.Contains(m.text, `rule="contacts_without_account"`) {
		t.Error("rules of records with owners are gone")
	}
}

// TestSpellingsOfTooMany shows no number where not all values are read.
func TestSpellingsOfTooMany(t *testing.T) {
	r := newRig(t, rigOptions{demo: demo.Options{Users: 10, Frozen: true, Now: at(t, "2026-03-04T09:00:00Z")},
		make: qualityOnly(t)})
	e := &editor{t: t, demo: r.demo, args: instant(r.demo.Now(), time.UTC)}
	e.exec(`INSERT INTO Account (Id, BillingCountry, BillingState, CreatedDate, LastModifiedDate) WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 10001)
		SELECT printf('001z%011dAAA', n), 'Country ' || n, 'State ' || (n % 1999), :now, :now FROM n`)
	m := r.scrape(0)
	if m.series[`salesforce_field_value_variants{field="BillingState",object="Account"}`] != 0 ||
		!strings.Contains(m.text, `salesforce_field_value_variants{field="BillingState"`) {
		t.Error("1,999 values have no number of variants")
	}
	if strings.Contains(m.text, `salesforce_field_value_variants{field="BillingCountry"`) {
		t.Error("more values than are read have a number of variants")
	}
	if !strings.Contains(m.text,
		`collector="quality",reason="Account by BillingCountry: the answer has 2000 groups or more, which is not read: group by an id, a reference, a date or a number, too"`) {
		t.Errorf("nothing says that the values of a field are too many:\n%s", r.log)
	}
	if strings.Contains(m.text, `salesforce_field_value_variants{field="Industry"`) {
		t.Error("a picklist has a number of variants")
	}
}
