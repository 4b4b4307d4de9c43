package config_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/quality"
)

func TestQuality(t *testing.T) {
	got, err := load(t, `
collectors:
  quality:
    population:
      - {object: Invoice__c, where: Paid__c = false, ignore_defaults: true}
    rules:
      - name: open_cases_without_reason
        object: Case
        where: IsClosed = false AND Reason = null
        by: CreatedById
        help: Open cases without a reason.
    without_rules: [contacts_without_account]
    scores:
      - object: Account
        fields: {Industry: 50, Region__c: {weight: 12.5}}
    spellings: []
`)
	if err != nil {
		t.Fatal(err)
	}
	want := &quality.Settings{Settings: collector.Settings{Enabled: true}, Quality: quality.Quality{
		Population: []quality.Population{{Object: "Invoice__c", Where: "Paid__c = false", IgnoreDefaults: true}},
		Rules: []quality.Rule{{Name: "open_cases_without_reason", Help: "Open cases without a reason.",
			Object: "Case", Where: "IsClosed = false AND Reason = null", By: "CreatedById"}},
		Scores: []quality.KeyFields{{Object: "Account",
			Fields: map[string]quality.KeyField{"Industry": {Weight: 50}, "Region__c": {Weight: 12.5}}}},
		Spellings: []quality.Spelling{},
	}, WithoutRules: []string{"contacts_without_account"}}
	if diff := cmp.Diff(want, got.Collectors["quality"], places); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestQualityMistakesNameLineAndRemedy(t *testing.T) {
	mistakes := []mistake{
		{"no object", "    population:\n    - {where: Type = null}\n", "line 4", "is no API name, such as Account"},
		{"no fields", "    population:\n    - {object: Lead, fields: []}\n", "line 4", "leave it out to count all"},
		{"field twice", "    population:\n    - {object: Lead, fields: [Phone, Phone]}\n", "line 4", "remove one"},
		{"object twice", "    population:\n    - {object: Lead}\n    - {object: Lead}\n", "line 5", "list its fields once"},
		{"a keyword", "    population:\n    - {object: Lead, where: WHERE Phone = null}\n", "line 4", "leave that out"},
		{"bad rule name", "    rules:\n    - {name: Open cases, object: Case, where: Reason = null}\n", "line 4",
			"use lower-case letters"},
		{"no condition", "    rules:\n    - {name: a, object: Case}\n", "line 4", "where is missing"},
		{"an open quote", "    rules:\n    - name: a\n      object: Case\n      where: Reason = 'x\n", "line 6",
			"a quote is not closed"},
		{"bad reference", "    rules:\n    - {name: a, object: Case, where: Reason = null, by: Owner Id}\n", "line 4",
			"such as OwnerId"},
		{"rule twice", "    rules:\n    - {name: a, object: Case, where: Reason = null}\n    - {name: a, object: Lead, where: Phone = null}\n", "line 5", "another name"},
		{"no such rule", "    without_rules:\n    - contacts\n", "line 4", "see docs/collectors/quality.md"},
		{"no weight", "    scores:\n    - {object: Lead, fields: {Phone: 0}}\n", "line 4", "above zero"},
		{"no key fields", "    scores:\n    - {object: Lead}\n", "line 4", "key fields and their weights"},
		{"score twice", "    scores:\n    - {object: Lead, fields: {Phone: 1}}\n    - {object: Lead, fields: {Email: 1}}\n",
			"line 5", "one score"},
		{"no field", "    spellings:\n    - {object: Lead}\n", "line 4", "give an object and a field"},
		{"unknown key", "    rules:\n    - {nam: a}\n", "line 4", "unknown key nam"},
	}
	for i := range mistakes {
		mistakes[i].text = "collectors:\n  quality:\n" + mistakes[i].text
	}
	refuses(t, mistakes)
}
