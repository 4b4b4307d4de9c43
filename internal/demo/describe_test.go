package demo

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// describeFields returns the fields of an object by name.
func (c *testClient) describeFields(object string) map[string]map[string]any {
	c.t.Helper()
	a := c.get("/services/data/v62.0/sobjects/"+object+"/describe", nil)
	a.wantStatus(200)
	var d struct {
		Fields []map[string]any `json:"fields"`
	}
	a.decode(&d)
	fields := map[string]map[string]any{}
	for _, f := range d.Fields {
		fields[f["name"].(string)] = f
	}
	return fields
}

func TestDescribeFields(t *testing.T) {
	c := newTestClient(t, Options{}, 3)
	tests := []struct {
		object, field string
		want          string // a part of the field's JSON
	}{
		{"Account", "Id", `{"type":"id","soapType":"tns:ID","label":"Account ID","length":18,"filterable":true,"groupable":true,"aggregatable":true,"sortable":true,"nillable":false,"createable":false,"updateable":false,"defaultedOnCreate":true,"idLookup":true,"referenceTo":[],"relationshipName":null}`},
		{"Account", "OwnerId", `{"type":"reference","label":"Owner ID","relationshipName":"Owner","referenceTo":["User"],"namePointing":false,"createable":true,"updateable":true,"defaultedOnCreate":true}`},
		{"Account", "Name", `{"type":"string","length":255,"nameField":true,"createable":true,"custom":false,"calculated":false}`},
		{"Account", "CreatedDate",
			`{"type":"datetime","soapType":"xsd:dateTime","label":"Created Date","groupable":false,"aggregatable":true,"createable":false,"defaultedOnCreate":true}`},
		{"Account", "Type", `{"type":"picklist","nillable":true,"picklistValues":[{"active":true,"defaultValue":false,"label":"Partner","validFor":null,"value":"Partner"},{"active":true,"defaultValue":false,"label":"Customer","validFor":null,"value":"Customer"}]}`},
		{"Case", "OwnerId", `{"referenceTo":["Group","User"],"namePointing":true,"polymorphicForeignKey":true,"relationshipName":"Owner"}`},
		{"Contact", "Name", `{"createable":false,"updateable":false,"nameField":true}`},
		{"Lead", "Status", `{"type":"picklist","createable":true,"defaultedOnCreate":true,"picklistValues":[]}`},
		{"LoginHistory", "Status", `{"type":"string","length":128,"filterable":false,"groupable":true,"createable":false}`},
		{"LoginHistory", "UserId", `{"referenceTo":["User"],"relationshipName":null}`},
		{"Opportunity", "Amount", `{"type":"currency","soapType":"xsd:double","precision":18,"scale":2,"groupable":false,"createable":true}`},
		{"Opportunity", "IsWon", `{"type":"boolean","soapType":"xsd:boolean","defaultValue":false,"defaultedOnCreate":true,"aggregatable":false,"createable":false}`},
		{"Task", "ActivityDate", `{"type":"date","groupable":true,"aggregatable":false,"filterable":true}`},
		{"User", "LastLoginDate", `{"type":"datetime","label":"Last Login Date","createable":false,"updateable":false,"nillable":true}`},
		{"Case", "CaseNumber", `{"autoNumber":true,"createable":false,"nameField":true}`},
	}
	for _, tt := range tests {
		t.Run(tt.object+"."+tt.field, func(t *testing.T) {
			all, ok := c.describeFields(tt.object)[tt.field]
			if !ok {
				t.Fatal("no such field")
			}
			var want map[string]any
			if err := json.Unmarshal([]byte(tt.want), &want); err != nil {
				t.Fatal(err)
			}
			got := map[string]any{}
			for key := range want {
				got[key] = all[key]
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Every field that SOQL knows is described, with the flags that SOQL goes by.
func TestDescribeAgreesWithTheSchema(t *testing.T) {
	c := newTestClient(t, Options{}, 0)
	for _, object := range c.org.rows.store.Schema().Objects() {
		fields := c.describeFields(object.Name)
		if len(fields) != len(object.Fields) {
			t.Errorf("%s: %d fields described, want %d", object.Name, len(fields), len(object.Fields))
		}
		for _, f := range object.Fields {
			d := fields[f.Name]
			want := []any{f.Filterable, f.Groupable, f.Aggregatable, f.Sortable, f.Nillable}
			got := []any{d["filterable"], d["groupable"], d["aggregatable"], d["sortable"], d["nillable"]}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s.%s: %s", object.Name, f.Name, diff)
			}
		}
	}
}

func TestDescribeObjects(t *testing.T) {
	c := newTestClient(t, Options{}, 0)
	const account = `{"activateable":false,"createable":true,"custom":false,"customSetting":false,"deletable":true,"deprecatedAndHidden":false,` +
		`"feedEnabled":false,"keyPrefix":"001","label":"Account","labelPlural":"Accounts","layoutable":true,"mergeable":false,"name":"Account",` +
		`"queryable":true,"replicateable":true,"retrieveable":true,"searchable":true,"triggerable":true,"undeletable":true,"updateable":true,` +
		`"urls":{"describe":"/services/data/v62.0/sobjects/Account/describe","rowTemplate":"/services/data/v62.0/sobjects/Account/{ID}","sobject":"/services/data/v62.0/sobjects/Account"}}`
	c.get("/services/data/v62.0/sobjects/account", nil).want(200, `{"objectDescribe":`+account+`,"recentItems":[]}`)

	var global struct {
		Encoding     string            `json:"encoding"`
		MaxBatchSize int               `json:"maxBatchSize"`
		Objects      []json.RawMessage `json:"sobjects"`
	}
	c.get("/services/data/v62.0/sobjects/", nil).decode(&global)
	if global.Encoding != "UTF-8" || global.MaxBatchSize != 200 ||
		len(global.Objects) != len(c.org.rows.store.Schema().Objects()) {
		t.Errorf("encoding %s, batch %d, %d objects", global.Encoding, global.MaxBatchSize, len(global.Objects))
	}
	if string(global.Objects[0]) != account {
		t.Errorf("first object %s", global.Objects[0])
	}
	var name struct {
		Basics objectSummary `json:"objectDescribe"`
	}
	c.get("/services/data/v62.0/sobjects/Name", nil).decode(&name)
	if name.Basics.Queryable || name.Basics.KeyPrefix != nil {
		t.Errorf("Name: queryable %v, key prefix %v; want neither", name.Basics.Queryable, name.Basics.KeyPrefix)
	}
	c.get("/services/data/v62.0/sobjects/Nothing", nil).want(404,
		`[{"message":"The requested resource does not exist","errorCode":"NOT_FOUND"}]`)
	c.get("/services/data/v62.0/sobjects/Nothing/describe", nil).want(404,
		`[{"message":"The requested resource does not exist","errorCode":"NOT_FOUND"}]`)
}

// A reference no longer names an object that is hidden, and cannot be
// traversed to it.
func TestDescribeLeavesHiddenTargetsOut(t *testing.T) {
	c := newTestClient(t, Options{Hidden: []string{"Group", "UserRole"}}, 0)
	if got := c.describeFields("Case")["OwnerId"]["referenceTo"]; !cmp.Equal(got, []any{"User"}) {
		t.Errorf("Case.OwnerId refers to %v, want User", got)
	}
	role := c.describeFields("User")["UserRoleId"]
	if role["relationshipName"] != nil || !cmp.Equal(role["referenceTo"], []any{}) {
		t.Errorf("User.UserRoleId: relationship %v to %v, want none", role["relationshipName"], role["referenceTo"])
	}
}

func TestLabels(t *testing.T) {
	for name, want := range map[string]string{
		"Id": "ID", "OwnerId": "Owner ID", "LastActivityDate": "Last Activity Date", "UserRole": "User Role",
		"NPS_Score__c": "NPS Score", "FiscalYear": "Fiscal Year", "CSAT__c": "CSAT", "Product2Id": "Product2 ID",
		"SystemModstamp": "System Modstamp",
	} {
		if got := label(name); got != want {
			t.Errorf("label of %s: %q, want %q", name, got, want)
		}
	}
	for word, want := range map[string]string{"Opportunity": "Opportunities", "Case": "Cases",
		"Login History": "Login History"} {
		if got := plural(word); got != want {
			t.Errorf("plural of %s: %q, want %q", word, got, want)
		}
	}
}
