package demo_test

import (
	"encoding/json"
	"testing"

	"salesforce_exporter/internal/demo"
)

// flags are what describe says of a field that is not everybody's.
type flags struct {
	Custom, Calculated, AutoNumber, Groupable, Createable bool
	RelationshipName                                      string
}

func TestDescribeShowsWhatTheCompanyAdded(t *testing.T) {
	c := signIn(t, open(t, demo.Options{Users: 10, Frozen: true, Now: at(9)}))
	for object, fields := range map[string]map[string]flags{
		"Account": {"Region__c": {Custom: true, Groupable: true, Createable: true},
			"Health__c": {Custom: true, Calculated: true}, "Notes__c": {Custom: true, Createable: true},
			"Industry": {Groupable: true, Createable: true}},
		"Case": {"CSAT__c": {Custom: true, Createable: true}, "CaseNumber": {AutoNumber: true}},
		"Invoice__c": {"Name": {AutoNumber: true},
			"Account__c": {Custom: true, Groupable: true, Createable: true, RelationshipName: "Account__r"}},
	} {
		var d struct {
			Custom bool
			Fields []struct {
				Name string
				flags
			}
		}
		if err := json.Unmarshal([]byte(c.get("/services/data/v62.0/sobjects/"+object+"/describe")), &d); err != nil {
			t.Fatal(err)
		}
		if d.Custom != (object == "Invoice__c") {
			t.Errorf("%s is custom: %t", object, d.Custom)
		}
		found := 0
		for _, f := range d.Fields {
			want, ok := fields[f.Name]
			if !ok {
				continue
			}
			found++
			if f.flags != want {
				t.Errorf("%s.%s: %+v, want %+v", object, f.Name, f.flags, want)
			}
		}
		if found != len(fields) {
			t.Errorf("%s: found %d of %d fields", object, found, len(fields))
		}
	}
}

func TestTheCustomObjectCanBeAsked(t *testing.T) {
	c := signIn(t, open(t, demo.Options{Users: 20, Frozen: true, Now: at(9)}))
	var answer struct {
		TotalSize int
		Records   []map[string]any
	}
	statement := "SELECT Account__r.Region__c region, COUNT(Id) n, SUM(Amount__c) total FROM Invoice__c WHERE Status__c = 'Paid' GROUP BY Account__r.Region__c"
	if err := json.Unmarshal([]byte(c.query(statement)), &answer); err != nil {
		t.Fatal(err)
	}
	if answer.TotalSize < 2 || answer.Records[0]["total"] == nil {
		t.Errorf("%s: %+v", statement, answer)
	}
	statement = "SELECT Assignee.Name, PermissionSet.PermissionsViewAllData FROM PermissionSetAssignment WHERE PermissionSet.PermissionsViewAllData = true AND Assignee.Name = 'Integration User'"
	if err := json.Unmarshal([]byte(c.query(statement)), &answer); err != nil {
		t.Fatal(err)
	}
	if answer.TotalSize != 1 {
		t.Errorf("%d assignments let the integration user view all data, want 1", answer.TotalSize)
	}
}
