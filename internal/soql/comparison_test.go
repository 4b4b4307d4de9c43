package soql_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"salesforce_exporter/internal/soql"
)

// TestComparisons tells fields, functions, operators and values apart, also in
// parentheses and in semi-joins.
func TestComparisons(t *testing.T) {
	got, err := soql.Comparisons("(NOT Name LIKE 'A%') AND Account.Type not in ('x', 'y') AND DAY_ONLY(CreatedDate) >= 2026-12-01 AND " +
		"Amount != null AND Id IN (SELECT AccountId FROM Contact WHERE Email = 'a')")
	if err != nil {
		t.Fatal(err)
	}
	field := func(path string) soql.Reference { return soql.Reference{Path: path} }
	want := []soql.Comparison{
		{Reference: field("Name"), Operator: "LIKE", Values: []string{"'A%'"}},
		{Reference: field("Account.Type"), Operator: "NOT IN", Values: []string{"'x'", "'y'"}},
		{Reference: field("CreatedDate"), Function: "DAY_ONLY", Operator: ">=", Values: []string{"2026-12-01"}},
		{Reference: field("Amount"), Operator: "!=", Values: []string{"null"}},
		{Reference: soql.Reference{Object: "Contact", Path: "Email"}, Operator: "=", Values: []string{"'a'"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if all, err := soql.Comparisons(""); all != nil || err != nil {
		t.Errorf("of nothing: %v, %v", all, err)
	}
	if _, err := soql.Comparisons("Name ="); err == nil {
		t.Error("half a comparison is accepted")
	}
}

func TestLiteralOf(t *testing.T) {
	for token, want := range map[string]soql.Literal{
		"'5'": soql.Quoted, "5": soql.Numeral, "-0.5": soql.Numeral, "USD500": soql.Money, "true": soql.TrueOrFalse,
		"NULL": soql.Null, "2026-12-01": soql.DayLiteral, "2026-12-01T00:00:00Z": soql.TimeLiteral, "today": soql.NamedDate,
		"LAST_N_DAYS:30": soql.NamedDate, "": soql.NoLiteral, "Name": soql.NoLiteral,
	} {
		if got := soql.LiteralOf(token); got != want {
			t.Errorf("%q: got %v, want %v", token, got, want)
		}
	}
}

// TestWhatToWrite has mistakes that people make who know SQL or other tools.
func TestWhatToWrite(t *testing.T) {
	for condition, want := range map[string]string{
		"Name IS NULL":                 "write Name = null",
		"Name IS NOT NULL":             "write Name != null",
		"Amount BETWEEN 5 AND 50":      "write Amount >= 5 AND Amount <= 50",
		"Name CONTAINS 'x'":            "write Name LIKE '%text%'",
		"Close Date = TODAY":           "no spaces, such as CloseDate",
		"CreatedDate = LAST_30_DAYS":   "write LAST_N_DAYS:30",
		"CreatedDate = LAST_N_DAYS":    "such as LAST_N_DAYS:30",
		"CreatedDate = LAST_N_DAYS: 3": "such as LAST_N_DAYS:30",
		"CreatedDate > 2026-1-5":       "write a date such as 2026-12-01",
		"CreatedDate > 05.01.2026":     "write a date such as 2026-12-01",
		"CreatedDate > NOW()":          "write a date literal such as TODAY",
		"CloseDate < TODAY()":          "leave the parentheses out",
		"CloseDate < TODAY - 30":       "write N_DAYS_AGO:30",
		"IsWon = yes":                  "write true or false",
		`Name = "x"`:                   "'single quotes'",
		"Probability > 50%":            "leave the % out",
		"A = 1 && B = 2":               "write AND",
		"A = 1 || B = 2":               "write OR",
		"A = 1 ORDER BY A":             "leave out what follows",
		"Name = 'O'Brien'":             `write \' for one`,
		"Name = Other":                 "put texts into 'single quotes'",
	} {
		if err := soql.CheckCondition("Opportunity", condition); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", condition, err, want)
		}
	}
}
