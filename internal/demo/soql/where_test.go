package soql_test

import (
	"encoding/json"
	"strings"
	"testing"

	"salesforce_exporter/internal/demo/soql"
)

// ids names the records of a result by the last digit of their numbers.
func ids(t testing.TB, r *soql.Result) string {
	t.Helper()
	var out []string
	for _, record := range r.Records {
		var one struct {
			ID string `json:"Id"`
		}
		if err := json.Unmarshal(record, &one); err != nil {
			t.Fatal(err)
		}
		out = append(out, strings.TrimLeft(one.ID[3:15], "0"))
	}
	return strings.Join(out, " ")
}

func TestFilters(t *testing.T) {
	s := newOrg(t, salesRows(t))
	tests := []struct{ where, want string }{
		// Text ignores case; null equals only null.
		{"Rating = 'HOT'", "1 2"},
		{"Rating != 'hot'", "3 4"},
		{"Rating <> 'hot'", "3 4"},
		{"Rating = null", "4"},
		{"Rating != null", "1 2 3"},
		{"Rating = ''", "4"},
		{"Rating != NULL AND Rating != 'cold'", "1 2"},
		{"Rating < 'd'", "3"},
		{"Rating >= 'cold'", "1 2 3"},
		{"(NOT Rating = 'hot')", "3 4"},
		{"NOT Rating = 'hot'", "3 4"},
		{"(NOT (Rating = 'hot' AND NumberOfEmployees = 20))", "1 3 4"},
		{"(NOT (NOT Rating = 'hot'))", "1 2"},
		{"(NOT Rating LIKE 'h%')", "3 4"},
		{"(NOT NumberOfEmployees > 5)", "3 4"},
		// Numbers.
		{"NumberOfEmployees < 15", "1 4"},
		{"NumberOfEmployees <= 10", "1 4"},
		{"NumberOfEmployees > 0", "1 2"},
		{"NumberOfEmployees >= 0", "1 2 4"},
		{"NumberOfEmployees = +10", "1"},
		{"NumberOfEmployees > -1.5", "1 2 4"},
		{"NumberOfEmployees != 10", "2 3 4"},
		{"NumberOfEmployees > null", ""},
		// Checkboxes, also behind a lookup that leads nowhere.
		{"IsConverted = true", "1"},
		{"IsConverted != TRUE", "2 3 4"},
		{"IsConverted = null", ""},
		{"Owner.IsActive = false", "2 3 4"},
		// Lists.
		{"Rating IN ('hot', 'warm')", "1 2"},
		{"Rating IN ('cold', null)", "3 4"},
		{"Rating IN (null)", "4"},
		{"Rating NOT IN ('hot')", "3 4"},
		{"Rating NOT IN ('hot', null)", "3"},
		{"NumberOfEmployees IN (10, 0)", "1 4"},
		// LIKE and its escapes.
		{"Rating LIKE '%O%'", "1 2 3"},
		{"Rating LIKE '_ot'", "1 2"},
		{"Rating LIKE 'hot_'", ""},
		{`LastName LIKE '100\%\_\\'`, "3"},
		{`LastName LIKE '%\%%'`, "3"},
		{`LastName LIKE '\_'`, ""},
		{`LastName = '100\%\_\\'`, "3"},
		{`LastName = 'o\'neil'`, ""},
		// Ids match in both lengths, and by case.
		{"Id = '00Q000000000001AAA'", "1"},
		{"OwnerId = '005000000000001'", "1"},
		{"OwnerId IN ('005000000000001', '005000000000002AAA')", "1 2"},
		{"OwnerId = '00G000000000001'", ""}, // its capital makes the suffix EAA
		{"OwnerId > '005000000000001'", "2 3"},
		{"Id > '00Q000000000002AAA'", "3 4"},
		{"Id = '00q000000000001'", ""},
		{"OwnerId = null", "4"},
		{"OwnerId != '005000000000001AAA'", "2 3 4"},
		{"OwnerId > '005000000000002AAA'", "3"},
		// Lookups.
		{"Owner.Name = 'ann'", "1"},
		{"Owner.Name != 'ann'", "2 3 4"},
		{"Owner.Type = 'user'", "1 2"},
		{"Owner.UserRole.Name = 'Sales'", "1"},
		{"Owner.Name = null", "4"},
		// AND and OR.
		{"Rating = 'hot' AND NumberOfEmployees = 10 AND IsConverted = true", "1"},
		{"Rating = 'cold' OR Rating = null OR IsConverted = true", "1 3 4"},
		{"(Rating = 'cold' OR Rating = null) AND NumberOfEmployees = 0", "4"},
		{"Rating = 'cold' OR (Rating = 'hot' AND NumberOfEmployees = 20)", "2 3"},
		// Semi-joins and anti-joins.
		{"OwnerId IN (SELECT Id FROM User WHERE IsActive = true)", "1"},
		{"OwnerId NOT IN (SELECT Id FROM User WHERE IsActive = true)", "2 3 4"},
		{"OwnerId IN (SELECT Id FROM User) AND OwnerId NOT IN (SELECT ManagerId FROM User u WHERE u.Name = 'Bob')", "2"},
		{"Id NOT IN (SELECT LeadId FROM CampaignMember)", "1 2 3 4"},
		{"(Rating = 'hot' AND (OwnerId IN (SELECT OwnerId FROM Account)))", "2"},
	}
	for _, test := range tests {
		text := "SELECT Id FROM Lead WHERE " + test.where + " ORDER BY Id"
		if got := ids(t, query(t, s, text)); got != test.want {
			t.Errorf("%s\ngot %q, want %q", text, got, test.want)
		}
	}
}

func TestDateTimeConstants(t *testing.T) {
	s := newOrg(t, map[string][]row{"Lead": {
		{"Id": "00Q000000000001AAA", "CreatedDate": seconds(t, "2026-03-01T12:00:00Z")},
		{"Id": "00Q000000000002AAA", "CreatedDate": seconds(t, "2026-03-01T12:00:01Z")},
	}})
	for where, want := range map[string]string{
		"CreatedDate = 2026-03-01T12:00:00Z":          "1",
		"CreatedDate = 2026-03-01T14:00:00+02:00":     "1",
		"CreatedDate = 2026-03-01T07:00:00-0500":      "1",
		"CreatedDate > 2026-03-01T12:00:00.500Z":      "2",
		"CreatedDate <= 2026-03-01T12:00:00.999z":     "1",
		"CreatedDate IN (2026-03-01T12:00:01Z, null)": "2",
		"DAY_ONLY(CreatedDate) = 2026-03-01":          "1 2",
		"HOUR_IN_DAY(CreatedDate) > 12":               "",
	} {
		if got := ids(t, query(t, s, "SELECT Id FROM Lead WHERE "+where+" ORDER BY Id")); got != want {
			t.Errorf("%s: got %q, want %q", where, got, want)
		}
	}
}

func TestLongStatements(t *testing.T) {
	s := newOrg(t, salesRows(t))
	id := "'00Q000000000001AAA'"
	tests := map[string]string{
		"Id IN (" + strings.Repeat(id+",", 1200) + id + ")":                       "1",
		strings.Repeat("Rating = 'x' OR ", 1500) + "Rating = 'cold'":              "3",
		strings.Repeat("(", 49) + "Rating = 'cold'" + strings.Repeat(")", 49):     "3",
		"LastName != '" + strings.Repeat("x", 4000) + "'":                         "1 2 3 4",
		strings.Repeat("(NOT ", 49) + "Rating = 'cold'" + strings.Repeat(")", 49): "1 2 4",
	}
	for where, want := range tests {
		if got := ids(t, query(t, s, "SELECT Id FROM Lead WHERE "+where+" ORDER BY Id")); got != want {
			t.Errorf("%.60s…: got %q, want %q", where, got, want)
		}
	}
	for where, code := range map[string]string{
		strings.Repeat("(", 51) + "Rating = 'cold'" + strings.Repeat(")", 51): "QUERY_TOO_COMPLICATED",
		strings.Repeat("(", 5_000):                                     "QUERY_TOO_COMPLICATED",
		"NumberOfEmployees IN (" + strings.Repeat("1,", 33_000) + "1)": "QUERY_TOO_COMPLICATED",
		"LastName = '" + strings.Repeat("x", 4001) + "'":               "MALFORMED_QUERY",
	} {
		if e := refusal(t, s, "SELECT Id FROM Lead WHERE "+where); e.Code != code {
			t.Errorf("%.60s…: got %.200s, want %s", where, e, code)
		}
	}
}
