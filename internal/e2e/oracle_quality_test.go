package e2e

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"salesforce_exporter/collector/quality"
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
		{name: "accounts_without_key_fields", object: "Account",
			where: `CreatedDate >= :fiscal AND (Site IS NULL OR NumberOfEmployees IS NULL OR Industry IS NULL OR Phone IS NULL)`,
			which: `1`, breaks: `CreatedDate = :fiscal, Industry = NULL`, keeps: `CreatedDate = :fiscal - 1, Industry = NULL`},
		{name: "contacts_without_key_fields", object: "Contact",
			where: `LastActivityDate BETWEEN :day180 AND :today AND (FirstName IS NULL OR LastName IS NULL OR Title IS NULL OR Phone IS NULL OR Email IS NULL)`,
			which: `1`, breaks: `LastActivityDate = :day180, Email = NULL`,
			keeps: `LastActivityDate = date(:day180, '-1 day'), Email = NULL`},
		{name: "leads_without_key_fields", object: "Lead",
			where: `IsConverted = 0 AND (FirstName IS NULL OR LastName IS NULL OR Title IS NULL OR Phone IS NULL OR Email IS NULL)`,
			which: `1`, breaks: `IsConverted = 0, Phone = NULL`, keeps: `IsConverted = 1, Phone = NULL`},
		{name: "opportunities_without_key_fields", object: "Opportunity",
			where: open + ` AND (NextStep IS NULL OR Type IS NULL)`,
			which: `1`, breaks: `IsClosed = 0, Type = NULL`, keeps: `IsClosed = 1, Type = NULL`},
		{name: "opportunities_past_close_date", object: "Opportunity", where: open + ` AND CloseDate < :today`,
			which: `1`, breaks: `IsClosed = 0, CloseDate = date(:today, '-1 day')`, keeps: `IsClosed = 0, CloseDate = :today`},
		{name: "opportunities_without_products", object: "Opportunity",
			where: open + ` AND HasOpportunityLineItem = 0 AND StageName IN ('Proposal/Price Quote', 'Negotiation/Review')`,
			which: `1`, breaks: `IsClosed = 0, HasOpportunityLineItem = 0, StageName = 'Negotiation/Review'`,
			keeps: `IsClosed = 0, HasOpportunityLineItem = 0, StageName = 'Prospecting'`},
		{name: "won_opportunities_without_amount", object: "Opportunity",
			where: `IsWon = 1 AND (Amount IS NULL OR Amount = 0)`,
			which: `1`, breaks: `IsWon = 1, Amount = 0`, keeps: `IsWon = 1, Amount = 0.01`},
		{name: "leads_never_touched", object: "Lead",
			where: `IsConverted = 0 AND LastActivityDate IS NULL AND CreatedDate < :since7`,
			which: `1`, breaks: `IsConverted = 0, LastActivityDate = NULL, CreatedDate = :since7 - 1`,
			keeps: `IsConverted = 0, LastActivityDate = NULL, CreatedDate = :since7`},
		{name: "contacts_without_account", object: "Contact", where: `AccountId IS NULL`, which: `AccountId IS NOT NULL`,
			breaks: `AccountId = NULL`, keeps: `Title = 'Boss'`},
		{name: "tasks_without_due_date", object: "Task", where: open + ` AND IsArchived = 0 AND ActivityDate IS NULL`,
			which: `IsArchived = 0`, breaks: `IsClosed = 0, ActivityDate = NULL`, keeps: `IsClosed = 1, ActivityDate = NULL`},
	}
}

// keyFieldsOf are those of the shipped scores, as SQL reads them.
func keyFieldsOf(t *testing.T) []quality.KeyFields {
	t.Helper()
	shipped, err := quality.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	return shipped.Scores
}

// TestRules breaks each shipped rule with one record, and brings another to
// its edge.
func TestRules(t *testing.T) {
	t.Parallel()
	shipped, err := quality.Shipped()
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
				e := &editor{t: t, demo: d, args: append(instant(d.Now(), time.UTC), fiscal(t, d.DB(), d.Now(), time.UTC))}
				which := fmt.Sprintf("NOT (%s AND %s) AND (%s)", rule.where, live, rule.which)
				e.exec(fmt.Sprintf(`UPDATE "%[1]s" SET IsDeleted = 0, %[2]s WHERE Id = (SELECT Id FROM "%[1]s" WHERE %[3]s ORDER BY Id LIMIT 1)`, rule.object, edit, strings.ReplaceAll(which, `AND :fiscal`, ``)))
				r := newRigOn(t, d, rigOptions{make: qualityOnly(t)})
				total := 0.0
				for series, value := range r.scrape(0).series {
					if strings.HasPrefix(series, "salesforce_data_quality_violations{") &&
						strings.Contains(series, `rule="`+rule.name+`"`) {
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

// ruleFigures count the records that break each shipped rule.
func ruleFigures() []figure {
	var all []figure
	for _, rule := range brokenRules() {
		all = append(all, figure{metric: "data_quality_violations",
			constants: []label{{"object", rule.object}, {"rule", rule.name}}, byOwner: true,
			rows: fmt.Sprintf(`SELECT OwnerId owner, 1 value FROM "%s" WHERE %s AND %s`, rule.object, live, rule.where)})
	}
	return all
}

func duplicateFigures() []figure {
	return []figure{
		{metric: "duplicate_record_sets", labels: []string{"rule"}, rows: `SELECT NULL owner, r.MasterLabel, 1 value
			FROM DuplicateRecordSet s LEFT JOIN DuplicateRule r ON r.Id = s.DuplicateRuleId WHERE s.IsDeleted = 0`},
		{metric: "duplicate_records", labels: []string{"rule"}, rows: `SELECT NULL owner, r.MasterLabel, 1 value FROM DuplicateRecordItem i
			LEFT JOIN DuplicateRecordSet s ON s.Id = i.DuplicateRecordSetId LEFT JOIN DuplicateRule r ON r.Id = s.DuplicateRuleId WHERE i.IsDeleted = 0`},
	}
}

// spellings are those of the fields that ship.
func (o *oracle) spellings() {
	o.variants("Account", "BillingCountry")
	o.variants("Account", "BillingState")
}

// scores are those of the key fields that ship.
func (o *oracle) qualityScores() {
	for _, k := range keyFieldsOf(o.t) {
		o.score(k)
	}
}

// variants counts spellings beyond the first. The demo org compares text
// without regard to case, as Salesforce does for users of English.
func (o *oracle) variants(object, field string) {
	spellings := map[string]map[string]bool{}
	o.query(fmt.Sprintf(`SELECT DISTINCT lower(%[1]s) FROM "%[2]s" WHERE %[1]s IS NOT NULL AND IsDeleted = 0`, field,
		object), func(rows *sql.Rows) error {
		var text string
		err := rows.Scan(&text)
		plain := strings.NewReplacer(" ", "", "-", "", "é", "e").Replace(text)
		if spellings[plain] == nil {
			spellings[plain] = map[string]bool{}
		}
		spellings[plain][text] = true
		return err
	})
	n := 0
	for _, s := range spellings {
		n += len(s) - 1
	}
	o.want[fmt.Sprintf("salesforce_field_value_variants{field=%q,object=%q}", field, object)] = float64(n)
}

// shareFilled is the share of key fields that a record has filled, in SQL.
func shareFilled(k quality.KeyFields) string {
	strict := map[string]string{
		"Amount > 0":                                "Amount > 0",
		"Subject LIKE '_____%'":                     "length(Subject) >= 5",
		"Name LIKE '_____%'":                        "length(Name) >= 5",
		"Contact.AccountId != null":                 "(SELECT AccountId FROM Contact WHERE Contact.Id = ContactId) IS NOT NULL",
		"NumberOfContacts > 0 OR NumberOfLeads > 0": "NumberOfContacts > 0 OR NumberOfLeads > 0",
	}
	sum, most := "0", 0.0
	for name, field := range k.Fields {
		condition := name + " IS NOT NULL"
		if field.Where != "" {
			condition = strict[field.Where]
		}
		sum += fmt.Sprintf(" + coalesce(%s, 0) * %v", condition, field.Weight)
		most += field.Weight
	}
	return fmt.Sprintf("(%s) / %.1f", sum, most)
}

// score is the mean over owners of the mean over their records.
func (o *oracle) score(k quality.KeyFields) {
	f := figure{metric: "data_quality_score_ratio", labels: []string{"object"}, byOwner: true}
	total, owners := map[team]float64{}, map[team]float64{}
	o.query(fmt.Sprintf(`SELECT OwnerId, avg(%s) FROM "%s" WHERE %s GROUP BY OwnerId`, shareFilled(k), k.Object, live),
		func(rows *sql.Rows) error {
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
func fiscal(t *testing.T, db *sql.DB, now time.Time, zone *time.Location) sql.NamedArg {
	t.Helper()
	first := 1
	if err := db.QueryRow(`SELECT FiscalYearStartMonth FROM Organization`).Scan(&first); err != nil &&
		!errors.Is(err, sql.ErrNoRows) {
		t.Fatal(err)
	}
	year, month, _ := now.In(zone).Date()
	if int(month) < first {
		year--
	}
	return sql.Named("fiscal", beginning(fmt.Sprintf("%d-%02d-01", year-1, first), zone).Unix())
}
