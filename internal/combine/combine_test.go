package combine_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"salesforce_exporter/internal/combine"
	"salesforce_exporter/internal/soql"
)

// grouped is a statement that counts by some keys.
func grouped(object, where string, keys []string, numbers ...string) soql.Statement {
	s := soql.Statement{Object: object, Where: where, GroupBy: keys}
	for _, key := range keys {
		s.Columns = append(s.Columns, soql.Column{Expr: key})
	}
	for i, number := range numbers {
		s.Columns = append(s.Columns, soql.Column{Expr: number, Alias: "v" + string(rune('0'+i))})
	}
	return s
}

func byOwner(where string, numbers ...string) soql.Statement {
	return grouped("Opportunity", where, []string{"OwnerId"}, numbers...)
}

func byStage(where string, numbers ...string) soql.Statement {
	return grouped("Opportunity", where, []string{"OwnerId", "StageName"}, numbers...)
}

func byType(where string) soql.Statement {
	return grouped("Opportunity", where, []string{"Type"}, "COUNT(Id)")
}

// march is a calendar on 10 March 2026 that knows a date and a dateTime.
type march struct{}

func (march) DaysSince(day string) (int, bool) {
	at, err := time.Parse(time.DateOnly, day)
	return int(time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC).Sub(at).Hours() / 24), err == nil
}

func (march) DayOf(_, field string) (string, bool) {
	switch field {
	case "CloseDate":
		return "CloseDate", true
	case "CreatedDate":
		return "DAY_ONLY(convertTimezone(CreatedDate))", true
	}
	return "", false
}

func shapesOf(t *testing.T, statements ...soql.Statement) []combine.Shape {
	t.Helper()
	var all []combine.Shape
	for _, s := range statements {
		shape, ok := combine.ShapeOf(s, march{})
		if !ok {
			t.Fatalf("no shape: %s", s)
		}
		all = append(all, shape)
	}
	return all
}

// TestTogether holds what is sent for several statements to its text.
func TestTogether(t *testing.T) {
	for name, c := range map[string]struct {
		statements []soql.Statement
		want       string // empty where each is sent by itself
		out        []int
	}{
		"windows of a dateTime": {
			[]soql.Statement{byOwner("CreatedDate = LAST_N_DAYS:7", "COUNT(Id)"),
				byOwner("CreatedDate = LAST_N_DAYS:30", "COUNT(Id)")},
			"SELECT OwnerId, DAY_ONLY(convertTimezone(CreatedDate)) day, COUNT(Id) v0 FROM Opportunity WHERE CreatedDate = LAST_N_DAYS:31 " +
				"GROUP BY OwnerId, DAY_ONLY(convertTimezone(CreatedDate)) ORDER BY OwnerId, DAY_ONLY(convertTimezone(CreatedDate)) LIMIT 2000", nil,
		},
		"windows of a date, other numbers and keys": {
			[]soql.Statement{
				byOwner("IsWon = true AND CloseDate = LAST_N_DAYS:90", "SUM(Amount)"),
				byStage("CloseDate = LAST_N_DAYS:30 AND IsWon = true", "COUNT(Id)"),
			},
			"SELECT OwnerId, StageName, CloseDate day, SUM(Amount) v0, COUNT(Id) v1 FROM Opportunity WHERE CloseDate = LAST_N_DAYS:91 AND IsWon = true " +
				"GROUP BY OwnerId, StageName, CloseDate ORDER BY OwnerId, StageName, CloseDate LIMIT 2000", nil,
		},
		"days that are over": {
			[]soql.Statement{byOwner("IsWon = true AND CloseDate = LAST_N_DAYS:7", "COUNT(Id)"),
				byOwner("IsWon = true AND (CloseDate >= 2026-02-24 AND CloseDate <= 2026-03-03)", "COUNT(Id)")},
			"SELECT OwnerId, CloseDate day, COUNT(Id) v0 FROM Opportunity WHERE CloseDate = LAST_N_DAYS:15 AND IsWon = true " +
				"GROUP BY OwnerId, CloseDate ORDER BY OwnerId, CloseDate LIMIT 2000", nil,
		},
		"keys alone": {
			[]soql.Statement{byOwner("IsClosed = false"), byOwner("IsClosed = false", "COUNT(Id)")},
			"SELECT OwnerId, COUNT(Id) v0 FROM Opportunity WHERE IsClosed = false GROUP BY OwnerId ORDER BY OwnerId LIMIT 2000", nil,
		},
		"one window by finer keys": {
			[]soql.Statement{byOwner("CreatedDate = LAST_N_DAYS:30", "COUNT(Id)"),
				byStage("CreatedDate = LAST_N_DAYS:30", "COUNT(Id)")},
			"SELECT OwnerId, StageName, COUNT(Id) v0 FROM Opportunity WHERE CreatedDate = LAST_N_DAYS:30 " +
				"GROUP BY OwnerId, StageName ORDER BY OwnerId, StageName LIMIT 2000", nil,
		},
		"no window, conditions in another order": {
			[]soql.Statement{byOwner("IsClosed = false AND (Type = null OR NextStep = null)", "COUNT(Id)"),
				byOwner("(Type = null OR NextStep = null) AND IsClosed = false", "COUNT(Id)", "SUM(Amount)")},
			"SELECT OwnerId, COUNT(Id) v0, SUM(Amount) v1 FROM Opportunity WHERE IsClosed = false AND (Type = null OR NextStep = null) " +
				"GROUP BY OwnerId ORDER BY OwnerId LIMIT 2000", nil,
		},
		"a condition with OR beside windows": {
			[]soql.Statement{byOwner("(Type = null OR NextStep = null) AND CreatedDate = LAST_N_DAYS:7", "COUNT(Id)"),
				byOwner("(Type = null OR NextStep = null) AND CreatedDate = LAST_N_DAYS:30", "COUNT(Id)")},
			"SELECT OwnerId, DAY_ONLY(convertTimezone(CreatedDate)) day, COUNT(Id) v0 FROM Opportunity " +
				"WHERE CreatedDate = LAST_N_DAYS:31 AND (Type = null OR NextStep = null) " +
				"GROUP BY OwnerId, DAY_ONLY(convertTimezone(CreatedDate)) ORDER BY OwnerId, DAY_ONLY(convertTimezone(CreatedDate)) LIMIT 2000", nil,
		},
		"other keys stay out": {
			[]soql.Statement{byStage("IsClosed = false", "COUNT(Id)"), byType("IsClosed = false"),
				byOwner("IsClosed = false", "COUNT(Id)")},
			"SELECT OwnerId, StageName, COUNT(Id) v0 FROM Opportunity WHERE IsClosed = false GROUP BY OwnerId, StageName ORDER BY OwnerId, StageName LIMIT 2000",
			[]int{1},
		},
		"nothing but other keys": {
			[]soql.Statement{byStage("IsClosed = false", "COUNT(Id)"), byType("IsClosed = false")}, "", nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			shapes := shapesOf(t, c.statements...)
			for _, s := range shapes {
				if s.Family != shapes[0].Family {
					t.Errorf("%q and %q are two families", s.Family, shapes[0].Family)
				}
			}
			whole, out, ok := combine.Together(shapes)
			if ok != (c.want != "") || ok && whole.Statement.String() != c.want || !slices.Equal(out, c.out) {
				t.Errorf("got %v, without %v:\n%s\nwant without %v:\n%s", ok, out, whole.Statement, c.out, c.want)
			}
		})
	}
}

// TestFamilies tells statements apart that count other records.
func TestFamilies(t *testing.T) {
	scoped := byOwner("IsClosed = false", "COUNT(Id)")
	scoped.Scope = "everything"
	shapes := shapesOf(t, byOwner("", "COUNT(Id)"), byOwner("IsClosed = false", "COUNT(Id)"), scoped,
		grouped("Lead", "", []string{"OwnerId"}, "COUNT(Id)"), byOwner("CreatedDate = LAST_N_DAYS:7", "COUNT(Id)"),
		byOwner("CloseDate = LAST_N_DAYS:7", "COUNT(Id)"), byOwner("CloseDate = LAST_N_DAYS:7 AND IsWon = true", "COUNT(Id)"))
	met := map[string]bool{}
	for _, s := range shapes {
		if met[s.Family] {
			t.Errorf("%q is the family of two", s.Family)
		}
		met[s.Family] = true
	}
}

// TestNoShape: these are asked by themselves.
func TestNoShape(t *testing.T) {
	top := byOwner("", "COUNT(Id)")
	top.Limit = 20
	bounded := byOwner("", "COUNT(Id)")
	bounded.MaxPages = 3
	for name, s := range map[string]soql.Statement{
		"a number":                 {Object: "Lead", Where: "IsConverted = false"},
		"rows":                     {Object: "Lead", Columns: []soql.Column{{Expr: "Id"}}},
		"the largest groups":       top,
		"bounded pages":            bounded,
		"a mean":                   byOwner("", "AVG(Amount)"),
		"the largest amount":       byOwner("", "COUNT(Id)", "MAX(Amount)"),
		"people":                   byOwner("", "COUNT_DISTINCT(AccountId)"),
		"two windows":              byOwner("CreatedDate = LAST_N_DAYS:7 AND CloseDate = LAST_N_DAYS:7", "COUNT(Id)"),
		"a window that has no day": byOwner("Stage_Date__c = LAST_N_DAYS:7", "COUNT(Id)"),
		"by the day of the window": grouped("Opportunity", "CloseDate = LAST_N_DAYS:7", []string{"OwnerId", "CloseDate"},
			"COUNT(Id)"),
		"the limits":         soql.Limits(),
		"days to come":       byOwner("CloseDate >= 2026-03-01 AND CloseDate <= 2026-03-31", "COUNT(Id)"),
		"no last day":        byOwner("CloseDate >= 2026-03-01", "COUNT(Id)"),
		"days of a dateTime": byOwner("CreatedDate >= 2026-03-01 AND CreatedDate <= 2026-03-09", "COUNT(Id)"),
	} {
		if _, ok := combine.ShapeOf(s, march{}); ok {
			t.Errorf("%s: %s can be combined", name, s)
		}
	}
}

// TestAnswers makes the answers of four statements of one, at an evening in Kolkata that is still afternoon in UTC.
func TestAnswers(t *testing.T) {
	zone, err := time.LoadLocation("Asia/Kolkata")
	if err != nil {
		t.Fatal(err)
	}
	whole, _, ok := combine.Together(shapesOf(t, byOwner("CloseDate = LAST_N_DAYS:30", "COUNT(Id)", "SUM(Amount)"),
		byStage("CloseDate = LAST_N_DAYS:7", "COUNT(Id)"), byOwner("CloseDate = LAST_N_DAYS:1", "SUM(Amount)"),
		byOwner("CloseDate >= 2026-02-08 AND CloseDate <= 2026-03-08")))
	if !ok {
		t.Fatal("not combined")
	}
	answers, err := whole.Answers(soql.Answer{At: time.Date(2026, 3, 9, 19, 0, 0, 0, time.UTC), // the 10th there
		Flaws: map[string]int{"null": 1},
		Rows: soql.RowsOf([][]string{
			{"a", "Won", "2026-02-07", "9", "900"}, // 31 days ago
			{"a", "Won", "2026-02-08", "1", "0.1"},
			{"a", "won", "2026-03-03", "2", "0.2"},
			{"a", "Won", "2026-03-10", "4", ""},
			{"b", "Lost", "2026-03-08", "1", "1.5E3"}, // two days ago
			{"b", "Lost", "2026-03-09", "1", ""},
		})}, zone)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{
		"a 7 0.3|b 2 1.5E3",
		"a won 6|b Lost 2",
		"a |b ",
		"a|b",
	} {
		var rows []string
		for row := range answers[i].Rows.All() {
			rows = append(rows, strings.Join(row, " "))
		}
		if got := strings.Join(rows, "|"); got != want {
			t.Errorf("answer %d: got %q, want %q", i, got, want)
		}
		if answers[i].At.Day() != 9 || answers[i].Flaws["null"] != 1 {
			t.Errorf("answer %d is of %s, with the flaws %v", i, answers[i].At, answers[i].Flaws)
		}
	}
}

// TestNewest keeps the newest of moments, and the oldest.
func TestNewest(t *testing.T) {
	newest, oldest := byOwner("", "MAX(CreatedDate)"), byStage("", "MIN(CreatedDate)", "COUNT(Id)")
	newest.Columns[1].Type, oldest.Columns[2].Type = soql.Instant, soql.Instant
	whole, _, ok := combine.Together(shapesOf(t, newest, oldest))
	if !ok {
		t.Fatal("not combined")
	}
	answers, err := whole.Answers(soql.Answer{Rows: soql.RowsOf([][]string{
		{"a", "New", "2026-03-01T10:00:00.000+0000", "2026-02-01T10:00:00.000+0000", "1"},
		{"a", "new", "2026-03-01T09:59:59.000+0000", "2026-01-31T10:00:00.000+0000", "2"},
	})}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := answers[0].Rows.First()[1] + " " + strings.Join(answers[1].Rows.First(), " "); got != "2026-03-01T10:00:00.000+0000 a New 2026-01-31T10:00:00.000+0000 3" {
		t.Errorf("got %s", got)
	}
}

// TestNumbers adds as decimals, and refuses what would fill the memory.
func TestNumbers(t *testing.T) {
	whole, _, _ := combine.Together(shapesOf(t, byOwner("", "SUM(Amount)"), byStage("", "SUM(Amount)")))
	for name, c := range map[string]struct{ a, b, want string }{
		"cents":     {"0.1", "0.2", "0.3"},
		"large":     {"9007199254740993", "1", "9007199254740994"},
		"exponents": {"1.25E2", "-0.5", "124.5"},
		"to zero":   {"5.50", "-5.5", "0"},
		"null":      {"", "2", "2"},
		"too large": {"1e999999999", "1", "error"},
		"too small": {"1e-999999", "1", "1"},
		"no number": {"x", "1", "error"},
	} {
		answers, err := whole.Answers(soql.Answer{Rows: soql.RowsOf([][]string{{"a", "New", c.a}, {"a", "Won", c.b}})}, nil)
		got := "error"
		if err == nil {
			got = answers[0].Rows.First()[1]
		}
		if got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}
