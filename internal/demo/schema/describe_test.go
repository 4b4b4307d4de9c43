package schema_test

import (
	"encoding/csv"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"salesforce_exporter/internal/demo/schema"
)

// cut is the length at which the lists of referenced objects were cut off
// where the describe output was written down.
const cut = 120

// described is one line of the describe output: a field of an object.
type described struct {
	queryable    bool
	kind         string
	flags        string
	relationship string
	referenceTo  string
}

// describeOutput reads what the describe resource of real orgs says, by object
// and field. It lies outside the repository; without it there is nothing to
// compare with.
func describeOutput(t *testing.T) map[string]map[string]described {
	t.Helper()
	path := os.Getenv("SALESFORCE_FIELDS_TSV")
	if path == "" {
		path = filepath.Join("..", "..", "..", "..", "shared", "salesforce-fields.tsv")
	}
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("no describe output to compare with: %s does not exist, SALESFORCE_FIELDS_TSV names another file", path)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines := csv.NewReader(file)
	lines.Comma, lines.LazyQuotes = '\t', true
	rows, err := lines.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	objects := map[string]map[string]described{}
	for _, r := range rows[1:] {
		if objects[r[0]] == nil {
			objects[r[0]] = map[string]described{}
		}
		flags := ""
		for i, letter := range "fgasn" {
			if r[4+i] != "Y" {
				letter = '-'
			}
			flags += string(letter)
		}
		objects[r[0]][r[2]] = described{queryable: r[1] == "Y", kind: strings.ToLower(r[3]), flags: flags, relationship: r[9],
			referenceTo: r[10]}
	}
	return objects
}

func flagsOf(f *schema.Field) string {
	flags := ""
	for i, on := range []bool{f.Filterable, f.Groupable, f.Aggregatable, f.Sortable, f.Nillable} {
		if on {
			flags += "fgasn"[i : i+1]
		} else {
			flags += "-"
		}
	}
	return flags
}

// documented is what only the documentation tells of: no org that was described
// has it.
var documented = map[string]bool{
	"ForecastingQuota": true, "OauthToken": true, "TenantUsageEntitlement": true,
	"Account.IsPersonAccount": true, "Account.PersonContactId": true, "Contact.IsPersonAccount": true,
}

func TestTablesAgreeWithDescribe(t *testing.T) {
	orgs := describeOutput(t)
	s, err := schema.MultiCurrency()
	if err != nil {
		t.Fatal(err)
	}
	fields := 0
	for _, o := range s.Objects() {
		if orgs[o.Name] == nil {
			if !documented[o.Name] {
				t.Errorf("%s: no org describes such an object", o.Name)
			}
			continue
		}
		for _, f := range o.Fields {
			fields++
			want, ok := orgs[o.Name][f.Name]
			if !ok && documented[o.Name+"."+f.Name] {
				continue
			}
			if !ok {
				t.Errorf("%s.%s: no org describes such a field", o.Name, f.Name)
				continue
			}
			if o.Queryable != want.queryable {
				t.Errorf("%s: queryable is %t, want %t", o.Name, o.Queryable, want.queryable)
			}
			if string(f.Type) != want.kind || flagsOf(f) != want.flags {
				t.Errorf("%s.%s is %s %s, want %s %s", o.Name, f.Name, f.Type, flagsOf(f), want.kind, want.flags)
			}
			compareReference(t, o.Name+"."+f.Name, f, want)
		}
		for name := range maps.Keys(orgs[o.Name]) {
			if _, ok := o.Field(name); !ok && !strings.HasPrefix(strings.TrimPrefix(name, "Maximum"), "Permissions") {
				t.Errorf("%s.%s is missing", o.Name, name)
			}
		}
	}
	if fields < 1000 {
		t.Errorf("only %d fields were compared", fields)
	}
}

// compareReference compares where a field leads. A list that was cut off says
// nothing about names that come after its end in the alphabet.
func compareReference(t *testing.T, name string, f *schema.Field, want described) {
	t.Helper()
	if f.Type != schema.TypeReference {
		// Some strings have a relationship name that leads nowhere, such as
		// Account.JigsawCompanyId.
		if f.Relationship != "" || len(f.ReferenceTo) > 0 {
			t.Errorf("%s is no reference, but leads to %v by %q", name, f.ReferenceTo, f.Relationship)
		}
		return
	}
	if f.Relationship != want.relationship {
		t.Errorf("%s: relationship %q, want %q", name, f.Relationship, want.relationship)
	}
	known := strings.Split(want.referenceTo, ",")
	if len(want.referenceTo) < cut {
		if !slices.Equal(f.ReferenceTo, known) {
			t.Errorf("%s: refers to %v, want %v", name, f.ReferenceTo, known)
		}
		return
	}
	known = known[:len(known)-1] // the last name is incomplete
	for _, object := range f.ReferenceTo {
		if object <= known[len(known)-1] && !slices.Contains(known, object) {
			t.Errorf("%s: refers to %s, want one of %v", name, object, known)
		}
	}
	if len(f.ReferenceTo) == 0 {
		t.Errorf("%s refers to nothing", name)
	}
}
