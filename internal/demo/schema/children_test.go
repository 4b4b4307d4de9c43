package schema_test

import (
	"slices"
	"testing"

	"salesforce_exporter/internal/demo/schema"
)

func TestChildRelationships(t *testing.T) {
	s, err := schema.Company()
	if err != nil {
		t.Fatal(err)
	}
	if account, _ := s.Object("Account"); len(account.Children) == 0 {
		t.Error("accounts have no children")
	}
	for _, parent := range s.Objects() {
		names := map[string]bool{}
		for _, c := range parent.Children {
			if names[c.Name] {
				t.Errorf("%s has two child relationships %s", parent.Name, c.Name)
			}
			names[c.Name] = true
			child, f, ok := s.Child(parent, c.Name)
			if !ok {
				t.Fatalf("%s.%s leads nowhere", parent.Name, c.Name)
			}
			if !slices.Contains(f.ReferenceTo, parent.Name) {
				t.Errorf("%s.%s: %s.%s refers to %v", parent.Name, c.Name, child.Name, f.Name, f.ReferenceTo)
			}
		}
	}
}

func TestChildRelationshipsGoWithWhatIsHidden(t *testing.T) {
	all, err := schema.Standard()
	if err != nil {
		t.Fatal(err)
	}
	s := all.Restrict(func(object, field string) bool {
		return object != "Case" && object+"."+field != "Opportunity.AccountId"
	})
	account, _ := s.Object("Account")
	for name, want := range map[string]bool{"contacts": true, "Contacts": true, "Cases": false, "Opportunities": false,
		"Contact": false} {
		if _, _, got := s.Child(account, name); got != want {
			t.Errorf("Account.%s: found %t, want %t", name, got, want)
		}
	}
}
