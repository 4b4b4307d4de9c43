package soql_test

import (
	"encoding/json"
	"strings"
	"testing"

	"salesforce_exporter/internal/demo/schema"
)

func TestTypeOf(t *testing.T) {
	s := newOrg(t, salesRows(t))
	const (
		ann   = `{"attributes":{"type":"User","url":"/services/data/v62.0/sobjects/User/005000000000001AAA"},`
		queue = `{"attributes":{"type":"Group","url":"/services/data/v62.0/sobjects/Group/00G000000000001AAA"},`
	)
	tests := []struct{ text, want string }{
		{"SELECT TYPEOF Owner WHEN User THEN Alias, UserRole.Name WHEN Group THEN DeveloperName, Name END FROM Case ORDER BY Id",
			`"Owner":` + ann + `"Alias":"ann","UserRole":{"attributes":{"type":"UserRole","url":"/services/data/v62.0/sobjects/UserRole/00E000000000001AAA"},"Name":"Sales"}}` + "\n" +
				`"Owner":` + queue + `"DeveloperName":null,"Name":"Support"}` + "\n" +
				`"Owner":null`},
		{"SELECT typeof c.owner when user then Name else Name, Type end FROM Case c WHERE OwnerId != null ORDER BY Id",
			`"Owner":` + ann + `"Name":"Ann"}` + "\n" +
				`"Owner":{"attributes":{"type":"Name","url":"/services/data/v62.0/sobjects/Group/00G000000000001AAA"},"Name":"Support","Type":"Queue"}`},
		{"SELECT TYPEOF Owner WHEN Group THEN Name END, OwnerId FROM Case WHERE Owner.Type = 'User'",
			`"Owner":null,"OwnerId":"005000000000001AAA"`},
	}
	for _, test := range tests {
		var got []string
		for _, line := range strings.Split(lines(t, query(t, s, test.text), true), "\n") {
			_, members, _ := strings.Cut(line, "},")
			got = append(got, strings.TrimSuffix(members, "}"))
		}
		if joined := strings.Join(got, "\n"); joined != test.want {
			t.Errorf("%s\ngot\n%s\nwant\n%s", test.text, joined, test.want)
		}
	}
}

func TestFieldsFunction(t *testing.T) {
	id := &schema.Field{Name: "Id", Type: schema.TypeID, Filterable: true}
	name := &schema.Field{Name: "Name", Type: schema.TypeString}
	price := &schema.Field{Name: "Price__c", Type: schema.TypeCurrency, Custom: true}
	colour := &schema.Field{Name: "Colour__c", Type: schema.TypeString, Custom: true}
	paint := &schema.Object{Name: "Paint__c", KeyPrefix: "a00", Queryable: true, Custom: true,
		Fields: []*schema.Field{id, name, price, colour}}
	s := newOrgOf(t, schema.Of(paint),
		map[string][]row{"Paint__c": {{"Id": "a00000000000001AAA", "Name": "Wall", "Price__c": 5.0}}})
	for text, want := range map[string]string{
		"SELECT FIELDS(ALL) FROM Paint__c LIMIT 200":          `{"Id":"a00000000000001AAA","Name":"Wall","Price__c":5.0,"Colour__c":null}`,
		"SELECT fields(standard) FROM Paint__c":               `{"Id":"a00000000000001AAA","Name":"Wall"}`,
		"SELECT Colour__c, FIELDS(STANDARD) FROM Paint__c":    `{"Colour__c":null,"Id":"a00000000000001AAA","Name":"Wall"}`,
		"SELECT Name, FIELDS(CUSTOM) FROM Paint__c LIMIT 200": `{"Name":"Wall","Price__c":5.0,"Colour__c":null}`,
	} {
		if got := lines(t, query(t, s, text), false); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", text, got, want)
		}
	}
}

func TestFieldsOfEveryObject(t *testing.T) {
	s := newOrg(t, salesRows(t))
	for _, object := range s.Schema.Objects() {
		if !object.Queryable {
			continue
		}
		r := query(t, s, "SELECT FIELDS(ALL) FROM "+object.Name+" LIMIT 200")
		if len(r.Records) == 0 {
			continue
		}
		var record map[string]any
		if err := json.Unmarshal(r.Records[0], &record); err != nil {
			t.Fatal(err)
		}
		if len(record) != len(object.Fields)+1 { // and attributes
			t.Errorf("%s: got %d members, want %d fields", object.Name, len(record), len(object.Fields))
		}
	}
}

func TestAddresses(t *testing.T) {
	s := newOrg(t, map[string][]row{
		"Account": {
			{"Id": "001000000000001AAA", "BillingStreet": "1 Main St\nFloor 2", "BillingCity": "Springfield",
				"BillingLatitude": 39.8, "BillingCountry": "USA"},
			{"Id": "001000000000002AAA", "ShippingCity": "Bonn"},
		},
		"Contact": {{"Id": "003000000000001AAA", "AccountId": "001000000000001AAA"}},
	})
	const springfield = `{"city":"Springfield","country":"USA","geocodeAccuracy":null,"latitude":39.8,"longitude":null,"postalCode":null,"state":null,"street":"1 Main St\nFloor 2"}`
	for text, want := range map[string]string{
		"SELECT BillingAddress FROM Account ORDER BY Id": `{"BillingAddress":` + springfield + "}\n" +
			`{"BillingAddress":null}`,
		"SELECT Account.BillingAddress FROM Contact": `{"Account":{"BillingAddress":` + springfield + `}}`,
	} {
		if got := lines(t, query(t, s, text), false); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", text, got, want)
		}
	}
	restricted := *s
	restricted.Schema = s.Schema.Restrict(func(_, field string) bool {
		return field != "BillingCity" &&
			field != "BillingStreet"
	})
	got := lines(t, query(t, &restricted, "SELECT BillingAddress FROM Account ORDER BY Id LIMIT 1"), false)
	if want := `{"BillingAddress":{"city":null,"country":"USA","geocodeAccuracy":null,"latitude":39.8,"longitude":null,"postalCode":null,"state":null,"street":null}}`; got != want {
		t.Errorf("with hidden parts: got %s, want %s", got, want)
	}
}

func TestScopes(t *testing.T) {
	s := newOrg(t, salesRows(t))
	s.UserID = "005000000000002AAA"
	for text, want := range map[string]int{
		"SELECT COUNT() FROM Opportunity":                                                   2,
		"SELECT COUNT() FROM Opportunity USING SCOPE everything":                            2,
		"SELECT COUNT() FROM Opportunity USING SCOPE Mine":                                  1,
		"SELECT COUNT() FROM Opportunity USING SCOPE mine WHERE Amount > 300 OR Name = 'x'": 0,
		"SELECT COUNT() FROM Opportunity FOR VIEW":                                          2,
		"SELECT COUNT() FROM Opportunity FOR REFERENCE":                                     2,
		"SELECT COUNT() FROM Opportunity FOR VIEW, REFERENCE":                               2,
	} {
		if got := query(t, s, text).TotalSize; got != want {
			t.Errorf("%s: got %d, want %d", text, got, want)
		}
	}
}

func TestPicklistsHaveTheirOwnOrder(t *testing.T) {
	stages := map[string]any{"Prospecting": 1, "Negotiation": 2, "Closed Won": 10}
	rows := map[string][]row{}
	for stage, order := range stages {
		rows["OpportunityStage"] = append(rows["OpportunityStage"],
			row{"Id": "01J00000000000" + string(stage[0]) + "AAA", "ApiName": stage, "MasterLabel": stage, "SortOrder": order})
	}
	for i, stage := range []any{"closed won", "Prospecting", "Negotiation", "Former", nil} {
		rows["Opportunity"] = append(rows["Opportunity"],
			row{"Id": "00600000000000" + string(rune('1'+i)) + "AAA", "StageName": stage, "IsWon": i % 2})
	}
	s := newOrg(t, rows)
	tests := []struct{ text, want string }{
		{"SELECT MIN(StageName) a, MAX(StageName) z FROM Opportunity WHERE StageName != 'Former'",
			`{"a":"Prospecting","z":"closed won"}`},
		{"SELECT MIN(StageName), MAX(StageName) FROM Opportunity", `{"expr0":"Prospecting","expr1":"Former"}`},
		{"SELECT MIN(StageName) FROM Opportunity WHERE Name = 'nothing'", `{"expr0":null}`},
		{"SELECT StageName FROM Opportunity ORDER BY StageName", `{"StageName":null}
{"StageName":"Prospecting"}
{"StageName":"Negotiation"}
{"StageName":"closed won"}
{"StageName":"Former"}`},
		{"SELECT StageName FROM Opportunity GROUP BY StageName ORDER BY StageName DESC NULLS LAST LIMIT 2", `{"StageName":"Former"}
{"StageName":"closed won"}`},
		{"SELECT IsWon, MAX(StageName) FROM Opportunity GROUP BY IsWon HAVING MAX(StageName) IN ('NEGOTIATION', 'former') ORDER BY MAX(StageName)",
			`{"IsWon":true,"expr0":"Former"}`},
	}
	for _, test := range tests {
		if got := lines(t, query(t, s, test.text), false); got != test.want {
			t.Errorf("%s\ngot\n%s\nwant\n%s", test.text, got, test.want)
		}
	}
}

// TestPicklistsWithoutAStatedOrder are sorted by another order than they are
// compared by.
func TestPicklistsWithoutAStatedOrder(t *testing.T) {
	var rows []row
	for i, source := range []any{"Other", "Web", "Phone", "Partner Referral", nil} {
		rows = append(rows, row{"Id": "00Q00000000000" + string(rune('1'+i)) + "AAA", "LastName": "x", "LeadSource": source})
	}
	s := newOrg(t, map[string][]row{"Lead": rows})
	for text, want := range map[string]string{
		"SELECT LeadSource FROM Lead GROUP BY LeadSource ORDER BY LeadSource": `{"LeadSource":null}
{"LeadSource":"Web"}
{"LeadSource":"Other"}
{"LeadSource":"Phone"}
{"LeadSource":"Partner Referral"}`,
		"SELECT LeadSource FROM Lead WHERE LeadSource >= 'Phone' ORDER BY LeadSource DESC": `{"LeadSource":"Phone"}
{"LeadSource":"Web"}`,
		"SELECT MIN(LeadSource) a, MAX(LeadSource) z FROM Lead": `{"a":"Web","z":"Partner Referral"}`,
	} {
		if got := lines(t, query(t, s, text), false); got != want {
			t.Errorf("%s\ngot\n%s\nwant\n%s", text, got, want)
		}
	}
}

func TestHavingBesideSubtotals(t *testing.T) {
	s := newOrg(t, salesRows(t))
	tests := []struct{ text, want string }{
		{"SELECT Rating, COUNT(Id) n FROM Lead GROUP BY ROLLUP(Rating) HAVING Rating = 'hot'", `{"Rating":"Hot","n":2}`},
		{"SELECT Rating, GROUPING(Rating) g, COUNT(Id) n FROM Lead GROUP BY ROLLUP(Rating) HAVING Rating = null ORDER BY GROUPING(Rating)",
			`{"Rating":null,"g":0,"n":1}` + "\n" + `{"Rating":null,"g":1,"n":4}`},
		{"SELECT Rating, COUNT(Id) n FROM Lead GROUP BY CUBE(Rating) HAVING GROUPING(Rating) = 1 OR COUNT(Id) > 1 ORDER BY COUNT(Id) DESC",
			`{"Rating":null,"n":4}` + "\n" + `{"Rating":"Hot","n":2}`},
		{"SELECT IsConverted FROM Lead GROUP BY IsConverted HAVING MAX(Rating) = 'HOT' ORDER BY IsConverted",
			`{"IsConverted":true}`},
		{"SELECT IsConverted FROM Lead GROUP BY IsConverted HAVING (NOT MAX(Rating) LIKE 'h%')", `{"IsConverted":false}`},
	}
	for _, test := range tests {
		if got := lines(t, query(t, s, test.text), false); got != test.want {
			t.Errorf("%s\ngot\n%s\nwant\n%s", test.text, got, test.want)
		}
	}
}
