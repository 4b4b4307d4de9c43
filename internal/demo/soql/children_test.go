package soql_test

import (
	"fmt"
	"strings"
	"testing"
)

// familyRows are two accounts with and one without contacts, one of which has
// tasks.
func familyRows() map[string][]row {
	return map[string][]row{
		"Account": {
			{"Id": "001000000000001AAA", "Name": "One"},
			{"Id": "001000000000002AAA", "Name": "Two"},
			{"Id": "001000000000003AAA", "Name": "None"},
		},
		"Contact": {
			{"Id": "003000000000001AAA", "LastName": "Adams", "AccountId": "001000000000001AAA"},
			{"Id": "003000000000002AAA", "LastName": "Brown", "AccountId": "001000000000001AAA"},
			{"Id": "003000000000003AAA", "LastName": "Clark", "AccountId": "001000000000002AAA"},
			{"Id": "003000000000004AAA", "LastName": "Davis", "AccountId": "001000000000001AAA"},
			{"Id": "003000000000005AAA", "LastName": "Gone", "AccountId": "001000000000003AAA", "IsDeleted": 1},
			{"Id": "003000000000006AAA", "LastName": "Alone"},
		},
		"Task": {
			{"Id": "00T000000000001AAA", "Subject": "Call", "WhoId": "003000000000001AAA", "WhatId": "001000000000001AAA"},
			{"Id": "00T000000000002AAA", "Subject": "Mail", "WhoId": "003000000000003AAA"},
			{"Id": "00T000000000003AAA", "Subject": "Old", "WhatId": "001000000000002AAA", "IsArchived": 1},
		},
	}
}

func TestChildRecordsAsJSON(t *testing.T) {
	s := newOrg(t, familyRows())
	got := lines(t, query(t, s,
		"SELECT Name, (SELECT LastName FROM Contacts ORDER BY LastName DESC LIMIT 2) FROM Account WHERE Name != 'Two' ORDER BY Name DESC"), true)
	want := `{"attributes":{"type":"Account","url":"/services/data/v62.0/sobjects/Account/001000000000001AAA"},"Name":"One",` +
		`"Contacts":{"totalSize":2,"done":true,"records":[` +
		`{"attributes":{"type":"Contact","url":"/services/data/v62.0/sobjects/Contact/003000000000004AAA"},"LastName":"Davis"},` +
		`{"attributes":{"type":"Contact","url":"/services/data/v62.0/sobjects/Contact/003000000000002AAA"},"LastName":"Brown"}]}}
{"attributes":{"type":"Account","url":"/services/data/v62.0/sobjects/Account/001000000000003AAA"},"Name":"None","Contacts":null}`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestChildRecords(t *testing.T) {
	s := newOrg(t, familyRows())
	const size = `"totalSize":%d,"done":true,"records":[%s]`
	some := func(records ...string) string {
		return "{" + fmt.Sprintf(size, len(records), strings.Join(records, ",")) + "}"
	}
	name := func(n string) string { return fmt.Sprintf(`{"LastName":%q}`, n) }
	tests := []struct{ text, want string }{
		{"SELECT (SELECT lastname FROM contacts ORDER BY Id), Name FROM Account WHERE Name = 'One'",
			`{"Contacts":` + some(name("Adams"), name("Brown"), name("Davis")) + `,"Name":"One"}`},
		{"SELECT Account.Name, (SELECT Contact.LastName FROM Account.Contacts c WHERE c.LastName LIKE 'b%' OR Account.Name = 'two') FROM Account WHERE Name IN ('One', 'Two') ORDER BY Id",
			`{"Name":"One","Contacts":` + some(name("Brown")) + "}\n" + `{"Name":"Two","Contacts":` + some(name("Clark")) + `}`},
		{"SELECT Name, (SELECT LastName FROM Contacts ORDER BY LastName LIMIT 1 OFFSET 1) FROM Account ORDER BY Id LIMIT 1",
			`{"Name":"One","Contacts":` + some(name("Brown")) + `}`},
		{"SELECT Name, (SELECT LastName FROM Contacts LIMIT 0), (SELECT Subject FROM Tasks) FROM Account WHERE Name = 'One'",
			`{"Name":"One","Contacts":null,"Tasks":` + some(`{"Subject":"Call"}`) + `}`},
		{"SELECT Name, (SELECT Subject FROM Tasks) FROM Account WHERE Name = 'Two'", `{"Name":"Two","Tasks":null}`},
		// The parents are those of the page that LIMIT and ORDER BY leave.
		{"SELECT Name, (SELECT LastName FROM Contacts) FROM Account ORDER BY Name DESC LIMIT 1",
			`{"Name":"Two","Contacts":` + some(name("Clark")) + `}`},
		// Children of children, from version 58.0 on.
		{"SELECT Name, (SELECT LastName, (SELECT Subject FROM Tasks) FROM Contacts WHERE LastName < 'C') FROM Account WHERE Name = 'One'",
			`{"Name":"One","Contacts":` +
				some(`{"LastName":"Adams","Tasks":`+some(`{"Subject":"Call"}`)+`}`, `{"LastName":"Brown","Tasks":null}`) + `}`},
		{"SELECT LastName, Account.Name, (SELECT Subject FROM Tasks WHERE WhoId IN (SELECT Id FROM Contact WHERE LastName = 'Clark')) FROM Contact WHERE LastName = 'Clark'",
			`{"LastName":"Clark","Account":{"Name":"Two"},"Tasks":` + some(`{"Subject":"Mail"}`) + `}`},
		{"SELECT Name FROM Account WHERE Id IN (SELECT AccountId FROM Contact WHERE LastName = 'Brown')", `{"Name":"One"}`},
	}
	for _, test := range tests {
		if got := lines(t, query(t, s, test.text), false); got != test.want {
			t.Errorf("%s\ngot\n%s\nwant\n%s", test.text, got, test.want)
		}
	}
}

func TestQueryAllGivesDeletedChildren(t *testing.T) {
	s := newOrg(t, familyRows())
	r, err := s.Query(t.Context(), "SELECT Id, (SELECT LastName FROM Contacts) FROM Account WHERE Name = 'None'", true)
	if err != nil {
		t.Fatal(err)
	}
	if got := lines(t, r, false); !strings.Contains(got, `"LastName":"Gone"`) {
		t.Errorf("got %s", got)
	}
}

func TestChildrenOfChildrenAreNew(t *testing.T) {
	s := newOrg(t, familyRows())
	old := *s
	old.Version = "57.0"
	query(t, &old, "SELECT Id, (SELECT Id FROM Contacts) FROM Account")
	const nested = "SELECT Id, (SELECT Id, (SELECT Id FROM Tasks) FROM Contacts) FROM Account"
	e := refusal(t, &old, nested)
	if e.Code != "MALFORMED_QUERY" ||
		!strings.HasSuffix(e.Message,
			"SOQL statements cannot query aggregate relationships more than 1 level away from the root entity object.") {
		t.Errorf("got %v", e)
	}
	query(t, s, nested)
	query(t, s, "SELECT Id, (SELECT Id, (SELECT Id, (SELECT Id, (SELECT Id FROM Tasks) FROM Cases) FROM Cases) FROM Contacts) FROM Account")
	e = refusal(t, s, "SELECT Id, (SELECT Id, (SELECT Id, (SELECT Id, (SELECT Id, (SELECT Id FROM Tasks) FROM Cases) FROM Cases) FROM Cases) FROM Contacts) FROM Account")
	if !strings.HasSuffix(e.Message, "more than 4 level away from the root entity object.") {
		t.Errorf("got %v", e)
	}
}

func TestChildrenThatTheUserMayNotSee(t *testing.T) {
	s := newOrg(t, familyRows())
	restricted := *s
	restricted.Schema = s.Schema.Restrict(func(object, field string) bool {
		return object != "Contact" && object+"."+field != "Task.WhatId"
	})
	for _, child := range []string{"Contacts", "Tasks"} {
		e := refusal(t, &restricted, "SELECT Id, (SELECT Id FROM "+child+") FROM Account")
		if e.Code != "INVALID_TYPE" ||
			!strings.Contains(e.Message, "Didn't understand relationship '"+child+"' in FROM part of query call.") {
			t.Errorf("%s: got %v", child, e)
		}
	}
	s.Owners = func(object string) ([]string, bool) { return nil, object == "Contact" }
	if got := lines(t, query(t, s, "SELECT Name, (SELECT Id FROM Contacts) FROM Account WHERE Name = 'One'"),
		false); got != `{"Name":"One","Contacts":null}` {
		t.Errorf("children that are not shared: got %s", got)
	}
}
