// Package generatetest checks that the rows of a generated company do not
// contradict each other, in tests.
package generatetest

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"salesforce_exporter/internal/demo/schema"
	"salesforce_exporter/internal/demo/store"
)

// Contradictions reports rows that cannot be in an org at the given time.
func Contradictions(t *testing.T, st *store.Store, now time.Time) {
	t.Helper()
	for _, q := range append(indexes(), siteIndexes()...) {
		if _, err := st.DB().ExecContext(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	}
	for name, query := range Rules(st.Schema()) {
		if n := Count(t, st, now, query); n > 0 {
			t.Errorf("%s: %d times", name, n)
		}
	}
}

// Rules returns queries that find contradictions, by what they find. NOW and
// TODAY stand for the org's time.
func Rules(s *schema.Schema) map[string]string {
	rules := systemRules(s)
	maps.Copy(rules, peopleRules())
	maps.Copy(rules, dealRules())
	maps.Copy(rules, workRules())
	maps.Copy(rules, useRules())
	maps.Copy(rules, customRules())
	maps.Copy(rules, siteRules())
	rules["an activity that the deal denies"] = openActivity
	for object, key := range map[string]string{"Account": "AccountId", "Opportunity": "WhatId", "Contact": "WhoId",
		"Lead": "WhoId", "Campaign": "WhatId"} {
		rules["a last activity that is not of "+object] = fmt.Sprintf(lastActivity, object, key)
	}
	return rules
}

// Count returns the number of rows that a query finds.
func Count(t *testing.T, st *store.Store, now time.Time, query string) int {
	t.Helper()
	var n int
	if err := st.DB().QueryRowContext(t.Context(), at(now, query)).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

// at counts the rows of a query at a time.
func at(now time.Time, query string) string {
	query = strings.ReplaceAll(query, "NOW", fmt.Sprint(now.Unix()))
	query = strings.ReplaceAll(query, "TODAY", "'"+now.UTC().Format(time.DateOnly)+"'")
	return "SELECT COUNT(*) FROM (" + query + ")"
}

// exceptFolders allows for owners that the demo org has no object for.
func exceptFolders(o *schema.Object) string {
	if o.Name == "Report" {
		return ` AND OwnerId NOT GLOB '00l*'`
	}
	return ""
}

// systemRules hold for all objects with a field.
func systemRules(s *schema.Schema) map[string]string {
	rules := map[string]string{}
	for _, o := range s.Objects() {
		if !o.Queryable {
			continue
		}
		name := store.Quote(o.Name)
		rules["an id of another object in "+o.Name] = `SELECT Id FROM ` + name + ` WHERE length(Id) != 18 OR Id NOT GLOB '` +
			o.KeyPrefix + `*'`
		var empty []string
		for _, f := range o.Fields {
			switch f.Name {
			case "CreatedDate", "LastModifiedDate", "SystemModstamp":
				rules["a future "+o.Name+"."+f.Name] = `SELECT Id FROM ` + name + ` WHERE ` + f.Name + ` > NOW`
				if _, ok := o.Field("CreatedDate"); ok {
					rules["a record changed before it was created in "+o.Name+"."+f.Name] = `SELECT Id FROM ` + name + ` WHERE ` +
						f.Name + ` < CreatedDate`
				}
			case "OwnerId":
				rules["an owner who does not exist in "+o.Name] = `SELECT Id FROM ` + name +
					` WHERE OwnerId NOT IN (SELECT Id FROM User UNION ALL SELECT Id FROM "Group" UNION ALL SELECT Id FROM Organization)` + exceptFolders(o)
			case "CreatedById", "LastModifiedById":
				rules["a nobody in "+o.Name+"."+f.Name] = `SELECT Id FROM ` + name + ` WHERE ` + f.Name +
					` NOT IN (SELECT Id FROM User)`
			}
			if !f.Nillable && f.Type != schema.TypeID && f.Type != schema.TypeBoolean {
				empty = append(empty, store.Quote(f.Name)+" IS NULL")
			}
		}
		if o.Name == "User" { // Automated Process has no profile
			empty = append(empty[:0], "LastName IS NULL", "Username IS NULL", "Alias IS NULL", "CreatedDate IS NULL")
		}
		if len(empty) > 0 {
			rules["an empty field that cannot be in "+o.Name] = `SELECT Id FROM ` + name + ` WHERE ` +
				strings.Join(empty, " OR ")
		}
	}
	return rules
}
