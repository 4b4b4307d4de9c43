package soql_test

import (
	"fmt"
	"strings"
	"testing"

	"salesforce_exporter/internal/demo/schema"
)

// salesRows is a small sales team with a queue and records in every state that
// the tests ask for.
func salesRows(t testing.TB) map[string][]row {
	return map[string][]row{
		"UserRole": {{"Id": "00E000000000001AAA", "Name": "Sales"}},
		"Profile":  {{"Id": "00e000000000001AAA", "Name": "Standard User"}},
		"User": {
			{"Id": "005000000000001AAA", "Name": "Ann", "Alias": "ann", "IsActive": 1, "UserRoleId": "00E000000000001AAA",
				"ProfileId": "00e000000000001AAA"},
			{"Id": "005000000000002AAA", "Name": "Bob", "Alias": "bob", "IsActive": 0, "ManagerId": "005000000000001AAA"},
		},
		"Group":   {{"Id": "00G000000000001AAA", "Name": "Support", "Type": "Queue"}},
		"Account": {{"Id": "001000000000001AAA", "Name": `Ärzte "&" <Co>`, "OwnerId": "005000000000002AAA"}},
		"Opportunity": {
			{"Id": "006000000000001AAA", "Name": "First", "AccountId": "001000000000001AAA", "Amount": 1500.5, "IsClosed": 1,
				"IsWon": 1, "CloseDate": "2026-01-31",
				"CreatedDate": seconds(t, "2011-07-07T00:37:00Z"), "OwnerId": "005000000000001AAA", "FiscalYear": 2026},
			{"Id": "006000000000002AAA", "Name": "Second", "Amount": 300.0, "OwnerId": "005000000000002AAA"},
			{"Id": "006000000000003AAA", "Name": "Gone", "IsDeleted": 1, "OwnerId": "005000000000002AAA"},
		},
		"Case": {
			{"Id": "500000000000001AAA", "OwnerId": "005000000000001AAA"},
			{"Id": "500000000000002AAA", "OwnerId": "00G000000000001AAA"},
			{"Id": "500000000000003AAA"},
		},
		"Lead": {
			{"Id": "00Q000000000001AAA", "LastName": "a", "Rating": "Hot", "NumberOfEmployees": 10, "IsConverted": 1,
				"OwnerId": "005000000000001AAA"},
			{"Id": "00Q000000000002AAA", "LastName": "b", "Rating": "hot", "NumberOfEmployees": 20,
				"OwnerId": "005000000000002AAA"},
			{"Id": "00Q000000000003AAA", "LastName": "100%_\\", "Rating": "Cold", "OwnerId": "00G000000000001AAA"},
			{"Id": "00Q000000000004AAA", "LastName": "d", "NumberOfEmployees": 0},
		},
	}
}

func TestRecordsAsJSON(t *testing.T) {
	s := newOrg(t, salesRows(t))
	tests := []struct{ text, want string }{
		{"select ID, name, AMOUNT, isclosed, CloseDate, CreatedDate, fiscalyear from OPPORTUNITY where id = '006000000000001AAA'",
			`{"attributes":{"type":"Opportunity","url":"/services/data/v62.0/sobjects/Opportunity/006000000000001AAA"},"Id":"006000000000001AAA","Name":"First",` +
				`"Amount":1500.5,"IsClosed":true,"CloseDate":"2026-01-31","CreatedDate":"2011-07-07T00:37:00.000+0000","FiscalYear":2026}`},
		{"SELECT Amount, Account.Name, Account.Owner.Manager.Name, Account.Owner.UserRole.Name, CloseDate FROM Opportunity ORDER BY Amount DESC",
			`{"attributes":{"type":"Opportunity","url":"/services/data/v62.0/sobjects/Opportunity/006000000000001AAA"},"Amount":1500.5,` +
				`"Account":{"attributes":{"type":"Account","url":"/services/data/v62.0/sobjects/Account/001000000000001AAA"},"Name":"Ärzte \"&\" <Co>",` +
				`"Owner":{"attributes":{"type":"User","url":"/services/data/v62.0/sobjects/User/005000000000002AAA"},` +
				`"Manager":{"attributes":{"type":"User","url":"/services/data/v62.0/sobjects/User/005000000000001AAA"},"Name":"Ann"},"UserRole":null}},"CloseDate":"2026-01-31"}
{"attributes":{"type":"Opportunity","url":"/services/data/v62.0/sobjects/Opportunity/006000000000002AAA"},"Amount":300.0,"Account":null,"CloseDate":null}`},
		{"SELECT Id, Owner.Name, Owner.Id, Owner.Type, Owner.NameOrAlias, Owner.IsActive, Owner.UserRole.Name, Owner.Profile.Name FROM Case ORDER BY Id",
			`{"attributes":{"type":"Case","url":"/services/data/v62.0/sobjects/Case/500000000000001AAA"},"Id":"500000000000001AAA",` +
				`"Owner":{"attributes":{"type":"Name","url":"/services/data/v62.0/sobjects/User/005000000000001AAA"},"Name":"Ann","Id":"005000000000001AAA","Type":"User",` +
				`"NameOrAlias":"ann","IsActive":true,` +
				`"UserRole":{"attributes":{"type":"UserRole","url":"/services/data/v62.0/sobjects/UserRole/00E000000000001AAA"},"Name":"Sales"},` +
				`"Profile":{"attributes":{"type":"Profile","url":"/services/data/v62.0/sobjects/Profile/00e000000000001AAA"},"Name":"Standard User"}}}
{"attributes":{"type":"Case","url":"/services/data/v62.0/sobjects/Case/500000000000002AAA"},"Id":"500000000000002AAA",` +
				`"Owner":{"attributes":{"type":"Name","url":"/services/data/v62.0/sobjects/Group/00G000000000001AAA"},"Name":"Support","Id":"00G000000000001AAA","Type":"Queue",` +
				`"NameOrAlias":"Support","IsActive":false,"UserRole":null,"Profile":null}}
{"attributes":{"type":"Case","url":"/services/data/v62.0/sobjects/Case/500000000000003AAA"},"Id":"500000000000003AAA","Owner":null}`},
		{"SELECT MIN(Amount) low, MAX(CreatedDate), SUM(Amount), AVG(FiscalYear), SUM(FiscalYear), COUNT(Id), COUNT(AccountId) accounts FROM Opportunity",
			`{"attributes":{"type":"AggregateResult"},"low":300.0,"expr0":"2011-07-07T00:37:00.000+0000","expr1":1800.5,"expr2":2026.0,"expr3":2026,"expr4":2,"accounts":1}`},
		{"SELECT SUM(Amount), MAX(CloseDate), COUNT(Id) FROM Opportunity WHERE Name = 'nothing'",
			`{"attributes":{"type":"AggregateResult"},"expr0":null,"expr1":null,"expr2":0}`},
		{"SELECT isclosed, account.name n, count(id) FROM opportunity GROUP BY IsClosed, ACCOUNT.NAME ORDER BY IsClosed",
			`{"attributes":{"type":"AggregateResult"},"IsClosed":false,"n":null,"expr0":1}
{"attributes":{"type":"AggregateResult"},"IsClosed":true,"n":"Ärzte \"&\" <Co>","expr0":1}`},
	}
	for _, test := range tests {
		if got := lines(t, query(t, s, test.text), true); got != test.want {
			t.Errorf("%s\ngot\n%s\nwant\n%s", test.text, got, test.want)
		}
	}
}

func TestAnswersWithoutAttributes(t *testing.T) {
	s := newOrg(t, salesRows(t))
	tests := []struct {
		text string
		want []string
	}{
		{"SELECT o.Name FROM Opportunity o WHERE o.Owner.Name = 'ann'", []string{`{"Name":"First"}`}},
		{"SELECT Opportunity.Name FROM Opportunity AS o LIMIT 1", []string{`{"Name":"First"}`}},
		{"SELECT Name FROM Group", []string{`{"Name":"Support"}`}},
		{"SELECT Name FROM Opportunity ORDER BY Name LIMIT 1 OFFSET 1", []string{`{"Name":"Second"}`}},
		{"SELECT Name FROM Opportunity LIMIT 0", nil},
		{"SELECT LastName FROM Lead ORDER BY Rating",
			[]string{`{"LastName":"d"}`, `{"LastName":"a"}`, `{"LastName":"b"}`, `{"LastName":"100%_\\"}`}},
		{"SELECT LastName FROM Lead ORDER BY Rating DESC NULLS LAST, LastName DESC",
			[]string{`{"LastName":"100%_\\"}`, `{"LastName":"b"}`, `{"LastName":"a"}`, `{"LastName":"d"}`}},
		{"SELECT LastName FROM Lead ORDER BY NumberOfEmployees DESC, LastName",
			[]string{`{"LastName":"100%_\\"}`, `{"LastName":"b"}`, `{"LastName":"a"}`, `{"LastName":"d"}`}},
		{"SELECT Rating, COUNT(Id) n FROM Lead GROUP BY Rating ORDER BY COUNT(Id) DESC, Rating",
			[]string{`{"Rating":"Hot","n":2}`, `{"Rating":null,"n":1}`, `{"Rating":"Cold","n":1}`}},
		{"SELECT Rating FROM Lead GROUP BY Rating HAVING COUNT(Id) > 1", []string{`{"Rating":"Hot"}`}},
		{"SELECT Rating FROM Lead GROUP BY Rating HAVING COUNT(Id) = 1 AND Rating != null", []string{`{"Rating":"Cold"}`}},
		{"SELECT Rating r FROM Lead GROUP BY Rating HAVING Rating LIKE 'c%'", []string{`{"r":"Cold"}`}},
		{"SELECT COUNT_DISTINCT(Rating) n, COUNT(NumberOfEmployees) e FROM Lead", []string{`{"n":2,"e":3}`}},
		{"SELECT Owner.Type, COUNT(Id) n FROM Lead GROUP BY Owner.Type ORDER BY Owner.Type",
			[]string{`{"Type":null,"n":1}`, `{"Type":"User","n":2}`, `{"Type":"Queue","n":1}`}},
		{"SELECT Owner.Name o, Rating FROM Lead GROUP BY Owner.Name, Rating ORDER BY Owner.Name NULLS LAST LIMIT 2",
			[]string{`{"o":"Ann","Rating":"Hot"}`, `{"o":"Bob","Rating":"hot"}`}},
		{"SELECT IsConverted, MAX(NumberOfEmployees) FROM Lead GROUP BY IsConverted",
			[]string{`{"IsConverted":false,"expr0":20}`, `{"IsConverted":true,"expr0":10}`}},
		{"SELECT IsConverted c, Owner.Type t, COUNT(Id) n, GROUPING(Owner.Type) g FROM Lead GROUP BY ROLLUP(IsConverted, Owner.Type) HAVING COUNT(Id) > 1 ORDER BY COUNT(Id)",
			[]string{`{"c":false,"t":null,"n":3,"g":1}`, `{"c":null,"t":null,"n":4,"g":1}`}},
		{"SELECT Rating, GROUPING(Rating) FROM Lead GROUP BY CUBE(Rating) HAVING COUNT(Id) > 1 ORDER BY Rating",
			[]string{`{"Rating":null,"expr0":1}`, `{"Rating":"Hot","expr0":0}`}},
		{"SELECT Rating FROM Lead WHERE Rating = 'nothing' GROUP BY ROLLUP(Rating)", nil},
		{"SELECT IsConverted c, IsUnreadByOwner u, COUNT(Id) n FROM Lead GROUP BY CUBE(IsConverted, IsUnreadByOwner) ORDER BY COUNT(Id), IsConverted, IsUnreadByOwner",
			[]string{`{"c":true,"u":null,"n":1}`, `{"c":true,"u":false,"n":1}`, `{"c":false,"u":null,"n":3}`,
				`{"c":false,"u":false,"n":3}`, `{"c":null,"u":null,"n":4}`, `{"c":null,"u":false,"n":4}`}},
	}
	for _, test := range tests {
		if got, want := lines(t, query(t, s, test.text), false), strings.Join(test.want, "\n"); got != want {
			t.Errorf("%s\ngot\n%s\nwant\n%s", test.text, got, want)
		}
	}
}

func TestCountIsATotalWithoutRecords(t *testing.T) {
	s := newOrg(t, salesRows(t))
	for text, want := range map[string]int{
		"SELECT COUNT() FROM Lead":                           4,
		"select count() from Lead where Rating = null":       1,
		"SELECT COUNT() FROM Lead LIMIT 3":                   3,
		"SELECT COUNT() FROM Lead WHERE Owner.Type = 'User'": 2,
	} {
		r := query(t, s, text)
		if r.TotalSize != want || len(r.Records) != 0 || r.Records == nil || r.Object != "Lead" {
			t.Errorf("%s: got %+v, want a total of %d and no records", text, r, want)
		}
	}
}

func TestDeletedRowsAreSeenByQueryAllOnly(t *testing.T) {
	s := newOrg(t, salesRows(t))
	hidden := *s
	hidden.Schema = s.Schema.Restrict(func(object, field string) bool { return field != "IsDeleted" })
	for _, session := range []struct {
		name string
		all  bool
		want int
	}{{"query", false, 2}, {"queryAll", true, 3}} {
		r, err := hidden.Query(t.Context(), "SELECT Id FROM Opportunity", session.all)
		if err != nil {
			t.Fatal(err)
		}
		if r.TotalSize != session.want {
			t.Errorf("%s: got %d rows, want %d", session.name, r.TotalSize, session.want)
		}
		users, err := hidden.Query(t.Context(),
			"SELECT Id FROM User WHERE Id IN (SELECT OwnerId FROM Opportunity WHERE Name = 'Gone')", session.all)
		if err != nil {
			t.Fatal(err)
		}
		if want := session.want - 2; users.TotalSize != want {
			t.Errorf("%s with a semi-join: got %d rows, want %d", session.name, users.TotalSize, want)
		}
	}
}

func TestArchivedActivitiesAreSeenByQueryAllOnly(t *testing.T) {
	s := newOrg(t, map[string][]row{
		"Task": {{"Id": "00T000000000001AAA"}, {"Id": "00T000000000002AAA", "IsArchived": 1},
			{"Id": "00T000000000003AAA", "IsDeleted": 1}},
		"Event":    {{"Id": "00U000000000001AAA"}, {"Id": "00U000000000002AAA", "IsArchived": 1}},
		"Product2": {{"Id": "01t000000000001AAA", "IsArchived": 1}}, // archived in another sense: it stays visible
	})
	tests := []struct {
		text       string
		query, all int
	}{
		{"SELECT COUNT() FROM Task", 1, 3},
		{"SELECT COUNT() FROM Task WHERE IsArchived = true", 0, 1},
		{"SELECT COUNT() FROM Event", 1, 2},
		{"SELECT COUNT() FROM Product2", 1, 1},
	}
	for _, test := range tests {
		for all, want := range map[bool]int{false: test.query, true: test.all} {
			r, err := s.Query(t.Context(), test.text, all)
			if err != nil {
				t.Fatalf("%s: %v", test.text, err)
			}
			if r.TotalSize != want {
				t.Errorf("%s (queryAll: %t): got %d rows, want %d", test.text, all, r.TotalSize, want)
			}
		}
	}
}

func TestGroupsHaveNoSecondPage(t *testing.T) {
	const exceeded = "Aggregate query does not support queryMore(), use LIMIT to restrict the results to a single batch"
	var rows []row
	for i := range 2001 {
		rows = append(rows, row{"Id": fmt.Sprintf("00Q0000%08dAAA", i), "NumberOfEmployees": i})
	}
	s := newOrg(t, map[string][]row{"Lead": rows})
	for _, limit := range []string{"", " LIMIT 2001", " LIMIT 50000"} {
		e := refusal(t, s, "SELECT NumberOfEmployees, COUNT(Id) FROM Lead GROUP BY NumberOfEmployees"+limit)
		if e.Code != "EXCEEDED_ID_LIMIT" || e.Message != exceeded {
			t.Errorf("with%q: got %v", limit, e)
		}
	}
	for text, want := range map[string]int{
		"SELECT NumberOfEmployees FROM Lead GROUP BY NumberOfEmployees LIMIT 2000":                                     2000,
		"SELECT NumberOfEmployees FROM Lead WHERE NumberOfEmployees > 0 GROUP BY NumberOfEmployees":                    2000,
		"SELECT NumberOfEmployees FROM Lead WHERE NumberOfEmployees > 0 GROUP BY NumberOfEmployees LIMIT 50000":        2000,
		"SELECT NumberOfEmployees FROM Lead GROUP BY NumberOfEmployees ORDER BY NumberOfEmployees LIMIT 5 OFFSET 1999": 2,
		"SELECT Id FROM Lead":            2001,
		"SELECT Id FROM Lead OFFSET 0":   2000,
		"SELECT COUNT(Id) n FROM Lead":   1,
		"SELECT Id FROM Lead LIMIT 2001": 2001,
	} {
		if r := query(t, s, text); r.TotalSize != want || len(r.Records) != want {
			t.Errorf("%s: got %d and %d records, want %d", text, r.TotalSize, len(r.Records), want)
		}
	}
}

func TestMultiSelectPicklists(t *testing.T) {
	colours := &schema.Field{Name: "Colours__c", Type: schema.TypeMultipicklist, Filterable: true, Nillable: true,
		Custom: true}
	id := &schema.Field{Name: "Id", Type: schema.TypeID, Filterable: true, Groupable: true, Aggregatable: true,
		Sortable: true}
	s := newOrgOf(t, schema.Of(&schema.Object{Name: "Paint__c", KeyPrefix: "a00", Queryable: true, Custom: true,
		Fields: []*schema.Field{id, colours}}), map[string][]row{
		"Paint__c": {
			{"Id": "a00000000000001AAA", "Colours__c": "Red;Green"},
			{"Id": "a00000000000002AAA", "Colours__c": "Dark Red"},
			{"Id": "a00000000000003AAA", "Colours__c": "Blue;Green;Red"},
			{"Id": "a00000000000004AAA"},
		},
	})
	tests := []struct{ filter, want string }{
		{"INCLUDES ('red')", "1 3"},
		{"INCLUDES ('Red;Blue', 'Dark Red')", "2 3"},
		{"EXCLUDES ('Red')", "2 4"},
		{"= 'Red;Green'", "1"},
		{"!= null", "1 2 3"},
	}
	for _, test := range tests {
		if got := ids(t, query(t, s,
			"SELECT Id FROM Paint__c WHERE Colours__c "+test.filter+" ORDER BY Id")); got != test.want {
			t.Errorf("%s: got %q, want %q", test.filter, got, test.want)
		}
	}
}
