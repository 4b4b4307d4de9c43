package soql_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"salesforce_exporter/internal/soql"
)

func TestStatementText(t *testing.T) {
	grouped := soql.Statement{
		Object:  "Opportunity",
		Columns: []soql.Column{{Expr: "OwnerId"}, {Expr: "Account.Type", Alias: "l0"}, {Expr: "SUM(Amount)", Alias: "v0"}},
		Where:   "IsWon = true",
		GroupBy: []string{"OwnerId", "Account.Type"},
	}
	for _, c := range []struct{ name, got, want string }{
		{"count", soql.Statement{Object: "Lead", Where: "IsConverted = false"}.String(),
			"SELECT COUNT() FROM Lead WHERE IsConverted = false"},
		{"rows", soql.Statement{Object: "User", Columns: []soql.Column{{Expr: "Id"}, {Expr: "UserRole.Name"}},
			OrderBy: []string{"Id"}}.String(),
			"SELECT Id, UserRole.Name FROM User ORDER BY Id"},
		{"grouped", grouped.String(),
			"SELECT OwnerId, Account.Type l0, SUM(Amount) v0 FROM Opportunity WHERE IsWon = true GROUP BY OwnerId, Account.Type ORDER BY OwnerId, Account.Type LIMIT 2000"},
		{"next page of several keys starts with the cut one", grouped.After("005A"),
			"SELECT OwnerId, Account.Type l0, SUM(Amount) v0 FROM Opportunity WHERE IsWon = true AND OwnerId >= '005A' GROUP BY OwnerId, Account.Type ORDER BY OwnerId, Account.Type LIMIT 2000"},
		{"next page of one key starts behind it",
			soql.Statement{Object: "Task", Columns: []soql.Column{{Expr: "OwnerId"}, {Expr: "COUNT(Id)", Alias: "v0"}},
				GroupBy: []string{"OwnerId"}}.After("00G"),
			"SELECT OwnerId, COUNT(Id) v0 FROM Task WHERE OwnerId > '00G' GROUP BY OwnerId ORDER BY OwnerId LIMIT 2000"},
		{"the first groups",
			soql.Statement{Object: "Task", Columns: []soql.Column{{Expr: "OwnerId"}, {Expr: "COUNT(Id)", Alias: "v0"}},
				GroupBy: []string{"OwnerId"}, OrderBy: []string{"COUNT(Id) DESC"}, Limit: 5}.String(),
			"SELECT OwnerId, COUNT(Id) v0 FROM Task GROUP BY OwnerId ORDER BY COUNT(Id) DESC LIMIT 5"},
	} {
		if c.got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, c.got, c.want)
		}
	}
}

func TestQuoteKeepsTextInsideItsQuotes(t *testing.T) {
	if got, want := soql.Quote(`O'Neil \ x`), `'O\'Neil \\ x'`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestAnd(t *testing.T) {
	for _, c := range []struct{ a, b, want string }{
		{"", "A = 1", "A = 1"},
		{"A = 1", "", "A = 1"},
		{"A = 1 AND B = 2", "C = 3", "A = 1 AND B = 2 AND C = 3"},
		{"A = 1 OR B = 2", "C = 3 or D = 4", "(A = 1 OR B = 2) AND (C = 3 or D = 4)"},
		{"NOT A = 1", "C = 3", "(NOT A = 1) AND C = 3"},
		{"(A = 1 OR B = 2)", "C = 3", "(A = 1 OR B = 2) AND C = 3"},
		{"A = 'this or that'", "C = 3", "A = 'this or that' AND C = 3"},
		{"Id NOT IN (SELECT AccountId FROM Opportunity WHERE A = 1 OR B = 2)", "C = 3",
			"Id NOT IN (SELECT AccountId FROM Opportunity WHERE A = 1 OR B = 2) AND C = 3"},
		{"A = 'open", "C = 3", "(A = 'open) AND C = 3"},
	} {
		if got := soql.And(c.a, c.b); got != c.want {
			t.Errorf("%q and %q:\n got %s\nwant %s", c.a, c.b, got, c.want)
		}
	}
}

func TestKeep(t *testing.T) {
	one := soql.Statement{Columns: []soql.Column{{Expr: "OwnerId", Type: soql.Lookup}}, GroupBy: []string{"OwnerId"}}
	two := soql.Statement{Columns: []soql.Column{{Expr: "OwnerId", Type: soql.Lookup}, {Expr: "Type"}},
		GroupBy: []string{"OwnerId", "Type"}}
	stage := soql.Statement{Columns: []soql.Column{{Expr: "StageName", Type: soql.Text}, {Expr: "Type"}},
		GroupBy: []string{"StageName", "Type"}}
	full := func(key func(i int) string) []string {
		keys := make([]string, soql.MaxGroups)
		for i := range keys {
			keys[i] = key(i)
		}
		return keys
	}
	first := one
	first.Limit = soql.MaxGroups
	perFive := full(func(i int) string { return fmt.Sprintf("k%05d", i/7) })
	type outcome struct {
		Keep    int
		Key     string
		More    bool
		Problem string
	}
	for _, c := range []struct {
		name      string
		statement soql.Statement
		keys      []string
		want      outcome
	}{
		{"a short page is the last", one, []string{"a"}, outcome{Keep: 1}},
		{"one key", one, full(func(i int) string { return fmt.Sprintf("k%05d", i) }),
			outcome{Keep: 2000, Key: "k01999", More: true}},
		{"two keys drop the cut one", two, perFive, outcome{Keep: 285 * 7, Key: "k00285", More: true}},
		{"the first groups have no page after them", first, full(func(i int) string { return fmt.Sprintf("k%05d", i) }),
			outcome{Keep: 2000}},
		{"one owner fills the page", two, full(func(int) string { return "k" }),
			outcome{Problem: "more than 2000 groups of one OwnerId, which is not read"}},
		{"records without an owner fill the page", two, full(func(int) string { return "" }),
			outcome{Problem: "more than 2000 groups of one OwnerId, which is not read"}},
		{"a picklist first", stage, perFive,
			outcome{Problem: "2000 groups or more, which is not read: group by an id, a reference, a date or a number, too"}},
		{"few groups by a picklist", stage, perFive[:1999], outcome{Keep: 1999}},
	} {
		var got outcome
		var err error
		got.Keep, got.Key, got.More, err = c.statement.Keep(c.keys)
		if err != nil {
			got.Problem = err.Error()
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

// TestAfterByType has keys that must be quoted, and keys that must not.
func TestAfterByType(t *testing.T) {
	for _, c := range []struct {
		expr string
		kind soql.Type
		key  string
		want string
	}{
		{"Id", soql.ID, "006", "Id > '006'"},
		{"OwnerId", soql.Lookup, "005", "OwnerId > '005'"},
		{"CloseDate", soql.Day, "2026-11-29", "CloseDate > 2026-11-29"},
		{"DAY_ONLY(CreatedDate)", soql.Day, "2026-11-29", "DAY_ONLY(CreatedDate) > 2026-11-29"},
		{"NumberOfEmployees", soql.Number, "-12", "NumberOfEmployees > -12"},
	} {
		s := soql.Statement{Object: "X", GroupBy: []string{c.expr}, Columns: []soql.Column{{Expr: c.expr, Type: c.kind}}}
		if got, want := s.After(c.key),
			"SELECT "+c.expr+" FROM X WHERE "+c.want+" GROUP BY "+c.expr+" ORDER BY "+c.expr+" LIMIT 2000"; got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

// TestInOrder has pages that are in the order of their keys, and pages that are
// not.
func TestInOrder(t *testing.T) {
	for _, c := range []struct {
		name   string
		kind   soql.Type
		by     int
		before string
		keys   string
		want   bool
	}{
		{"rising", soql.Lookup, 1, "", "a b c", true},
		{"capitals come first", soql.Lookup, 1, "", "B a", true},
		{"falling", soql.Lookup, 1, "", "b a", false},
		{"twice", soql.Lookup, 1, "", "a a", false},
		{"the first of several twice", soql.Lookup, 2, "", "a a b", true},
		{"behind the page before", soql.Lookup, 1, "a", "b c", true},
		{"the end of the page before", soql.Lookup, 1, "b", "b c", false},
		{"the cut key again", soql.Lookup, 2, "b", "b b c", true},
		{"a key of the page before", soql.Lookup, 2, "b", "a b", false},
		{"numbers", soql.Number, 1, "9", "10 10.5 1e3", true},
		{"numbers by letters", soql.Number, 1, "", "10 9", false},
		{"dates", soql.Day, 1, "", "1999-12-31 2000-01-01", true},
	} {
		s := soql.Statement{GroupBy: []string{"A", "B"}[:c.by], Columns: []soql.Column{{Expr: "A", Type: c.kind}}}
		if got := s.InOrder(strings.Fields(c.keys), c.before); got != c.want {
			t.Errorf("%s: got %t", c.name, got)
		}
	}
}

func TestReferences(t *testing.T) {
	for _, c := range []struct {
		condition string
		want      []soql.Reference
	}{
		{"IsClosed = false AND CloseDate < TODAY", []soql.Reference{{Path: "IsClosed"}, {Path: "CloseDate"}}},
		{"(LastActivityDate = null OR LastActivityDate < LAST_N_DAYS:30)",
			[]soql.Reference{{Path: "LastActivityDate"}, {Path: "LastActivityDate"}}},
		{"StageName IN ('Id. Decision Makers', 'It\\'s AND that')", []soql.Reference{{Path: "StageName"}}},
		{"DAY_ONLY(convertTimezone(CreatedDate)) = TODAY", []soql.Reference{{Path: "CreatedDate"}}},
		{"(NOT Account.Type LIKE 'x%') AND Amount > 1e3 AND CreatedDate > 2020-01-01T00:00:00Z AND CloseDate = THIS_FISCAL_QUARTER",
			[]soql.Reference{{Path: "Account.Type"}, {Path: "Amount"}, {Path: "CreatedDate"}, {Path: "CloseDate"}}},
		{"Id IN (SELECT AccountId FROM Opportunity WHERE IsWon = true) AND Id NOT IN (SELECT AccountId FROM Case) AND Type = 'x'",
			[]soql.Reference{{Path: "Id"}, {"Opportunity", "AccountId"}, {"Opportunity", "IsWon"}, {Path: "Id"},
				{"Case", "AccountId"}, {Path: "Type"}}},
	} {
		got, err := soql.References(c.condition)
		if err != nil {
			t.Errorf("%s: %v", c.condition, err)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.condition, diff)
		}
	}
	if _, err := soql.References("Name = 'open"); err == nil {
		t.Error("an open quote was accepted")
	}
}
