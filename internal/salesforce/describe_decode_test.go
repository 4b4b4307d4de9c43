package salesforce

import (
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestDescribeIsRead reads what is of interest in a description.
func TestDescribeIsRead(t *testing.T) {
	body := `{"childRelationships":[{"field":"LeadId","junk":[{"a":1}],"childSObject":"Task","relationshipName":"Tasks"},
	 {"field":"x","relationshipName":null}],"supportedScopes":[{"label":"All","name":"everything"},{"name":"mine"}],"name":"Lead","queryable":true,"custom":false,"fields":[
	 {"name":"OwnerId","type":"reference","filterable":true,"groupable":true,"aggregatable":true,"relationshipName":"Owner",
	  "referenceTo":["Group","User"],"picklistValues":[],"calculated":false,"autoNumber":false,"length":18},
	 {"name":"Status","type":"picklist","relationshipName":null,"referenceTo":null,"picklistValues":[
	  {"active":true,"value":"Open","defaultValue":false},{"defaultValue":true,"value":"N\u00e4u"},{"value":"Last","defaultValue":true}]},
	 {"name":"Number","label":"No.","type":"string","autoNumber":true,"calculated":true,"picklistValues":null}]}`
	want := &Object{Name: "Lead", Queryable: true, Fields: []Field{
		{Name: "OwnerId", Type: "reference", Filterable: true, Groupable: true, Aggregatable: true, RelationshipName: "Owner",
			ReferenceTo: []string{"Group", "User"}},
		{Name: "Status", Type: "picklist", Default: "Näu", Values: []string{"Open", "Näu", "Last"}},
		{Name: "Number", Type: "string", AutoNumber: true, Calculated: true, Label: "No."},
	}, Children: []Child{{Relationship: "Tasks", Object: "Task", Field: "LeadId"}}, Scopes: []string{"everything", "mine"}}
	got, err := decodeObject(newDocument([]byte(body)), "lead")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// describes is a reader of the description of an object, of which it keeps nothing.
func describes(name string) reader {
	return func(_ int, answer document) (func() error, error) {
		_, err := decodeObject(answer, name)
		return func() error { return nil }, err
	}
}

func repeated(part string, n int) string { return strings.TrimSuffix(strings.Repeat(part+",", n), ",") }

// TestDescribeIsBounded refuses descriptions that are larger than any of Salesforce.
func TestDescribeIsBounded(t *testing.T) {
	fields := func(text string) string { return `{"name":"Lead","queryable":true,"fields":[` + text + `]}` }
	field := func(rest string) string { return fields(`{"name":"A",` + rest + `}`) }
	nested := strings.Repeat(`[`, 40) + strings.Repeat(`]`, 40)
	for want, body := range map[string]string{
		"more than " + strconv.Itoa(mostFields) + " fields":            fields(repeated(`{"name":"A"}`, mostFields+1)),
		"more than " + strconv.Itoa(mostValues) + " values":            field(`"picklistValues":[` + repeated(`{"value":"x"}`, mostValues+1) + `]`),
		"refer to more than " + strconv.Itoa(mostReferences):           field(`"referenceTo":[` + repeated(`"X"`, mostReferences+1) + `]`),
		"it is nested more than " + strconv.Itoa(mostDepth) + " times": `{"x":` + nested + `}`,
		"nested more than " + strconv.Itoa(mostDepth) + " times":       field(`"junk":` + nested),
		"a name has more than " + strconv.Itoa(mostName) + " bytes":    fields(`{"name":"` + strings.Repeat("x", mostName) + `"}`),
		"an object or an array stands where a value should":            fields(`{"name":{}}`),
		"stands where true or false should":                            field(`"filterable":"yes"`),
		"stands where a text should":                                   fields(`{"name":7}`),
		"it does not describe Lead":                                    strings.Replace(field(`"type":"x"`), "Lead", "Account", 1),
		"without fields":                                               fields(``),
		"unexpected EOF":                                               `{"name":"Lead","fields":[{"name":`,
		"something follows where it should end":                        field(`"type":"x"`) + `{}`,
	} {
		if err := describes("Lead").whole(0, []byte(body)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	most := fields(repeated(`{"name":"A"}`, mostFields-2) + `,{"name":"B","picklistValues":[` +
		repeated(`{"value":"x"}`, mostValues) + `]},{"name":"C","referenceTo":[` + repeated(`"X"`, mostReferences) + `]}`)
	if o, err := decodeObject(newDocument([]byte(most)), "Lead"); err != nil || len(o.Fields) != mostFields {
		t.Errorf("the largest that is let through: %v", err)
	}
}
