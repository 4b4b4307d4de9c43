package soql_test

import (
	"strings"
	"testing"
)

func TestOtherPeoplesRowsAreHidden(t *testing.T) {
	const ann, bob, eve = "005000000000001AAA", "005000000000002AAA", "005000000000003AAA"
	s := newOrg(t, map[string][]row{
		"User": {{"Id": ann}, {"Id": bob}, {"Id": eve}},
		"Account": {
			{"Id": "001000000000001AAA", "OwnerId": ann, "Name": "One"},
			{"Id": "001000000000002AAA", "OwnerId": bob, "Name": "Two"},
			{"Id": "001000000000003AAA", "OwnerId": eve, "Name": "Three"},
		},
		"Contact": {
			{"Id": "003000000000001AAA", "OwnerId": ann, "AccountId": "001000000000001AAA"},
			{"Id": "003000000000002AAA", "OwnerId": ann, "AccountId": "001000000000003AAA"},
		},
		"Opportunity":  {{"Id": "006000000000001AAA", "OwnerId": ann, "AccountId": "001000000000001AAA", "Name": "Deal"}},
		"LoginHistory": {{"Id": "0Ya000000000001AAA", "UserId": ann}, {"Id": "0Ya000000000002AAA", "UserId": eve}},
		"Lead":         {{"Id": "00Q000000000001AAA", "OwnerId": ann}},
	})
	s.Owners = func(object string) ([]string, bool) {
		switch object {
		case "Account":
			return []string{ann, bob}, true
		case "LoginHistory":
			return []string{ann}, true
		case "Lead":
			return nil, true
		}
		return nil, false
	}
	tests := []struct {
		text string
		want int
	}{
		{"SELECT COUNT() FROM Account", 2},
		{"SELECT Id FROM Account", 2},
		{"SELECT Id FROM Account WHERE Name = 'Three' OR Name = 'One'", 1},
		{"SELECT OwnerId, COUNT(Id) FROM Account GROUP BY OwnerId", 2},
		{"SELECT COUNT() FROM Contact", 2},
		{"SELECT COUNT() FROM Contact WHERE AccountId IN (SELECT Id FROM Account)", 1},
		{"SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact)", 1},
		{"SELECT COUNT() FROM LoginHistory", 1},
		{"SELECT COUNT() FROM Lead", 0},
	}
	for _, test := range tests {
		for _, all := range []bool{false, true} {
			r, err := s.Query(t.Context(), test.text, all)
			if err != nil {
				t.Fatalf("%s: %v", test.text, err)
			}
			if r.TotalSize != test.want {
				t.Errorf("%s (queryAll: %t): got %d, want %d", test.text, all, r.TotalSize, test.want)
			}
		}
	}
	// A record that is hidden is not in the list of its parent either.
	const family = "SELECT Name, (SELECT Name FROM Opportunities) FROM Account WHERE Name = 'One'"
	s.Owners = func(object string) ([]string, bool) { return []string{bob}, object == "Opportunity" }
	if got, want := lines(t, query(t, s, family), false), `{"Name":"One","Opportunities":null}`; got != want {
		t.Errorf("%s\n%s\nwant %s", family, got, want)
	}
	s.Owners = nil
	if got := lines(t, query(t, s, family), false); !strings.Contains(got, `"Name":"Deal"`) {
		t.Errorf("%s\n%s\nwant the deal, as nothing is private", family, got)
	}
}
