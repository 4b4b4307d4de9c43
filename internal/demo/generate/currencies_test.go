package generate_test

import (
	"testing"

	"salesforce_exporter/internal/demo/generate"
	"salesforce_exporter/internal/demo/generate/generatetest"
	"salesforce_exporter/internal/demo/schema"
)

func TestRowsOfAnOrgWithSeveralCurrencies(t *testing.T) {
	s, err := schema.MultiCurrencyCompany()
	if err != nil {
		t.Fatal(err)
	}
	st := open(t, s, nil)
	if _, err := generate.Fill(t.Context(), st, generate.Options{Users: 15, Seed: 4, Now: noon}); err != nil {
		t.Fatal(err)
	}
	generatetest.Contradictions(t, st, noon)
	for query, want := range map[string]int{
		`SELECT Id FROM CurrencyType WHERE IsCorporate = 1 AND ConversionRate = 1`:                                                         1,
		`SELECT Id FROM Opportunity WHERE CurrencyIsoCode NOT IN (SELECT IsoCode FROM CurrencyType)`:                                       0,
		`SELECT Id FROM "Case" WHERE CurrencyIsoCode IS NULL`:                                                                              0,
		`SELECT Id FROM Invoice__c WHERE CurrencyIsoCode IS NULL`:                                                                          0,
		`SELECT l.Id FROM OpportunityLineItem l JOIN Opportunity o ON o.Id = l.OpportunityId WHERE l.CurrencyIsoCode != o.CurrencyIsoCode`: 0,
		`SELECT o.Id FROM Opportunity o JOIN User u ON u.Id = o.OwnerId WHERE o.CurrencyIsoCode != u.DefaultCurrencyIsoCode`:               0,
	} {
		if n := generatetest.Count(t, st, noon, query); n != want {
			t.Errorf("%s: %d rows, want %d", query, n, want)
		}
	}
	if n := generatetest.Count(t, st, noon, `SELECT DISTINCT CurrencyIsoCode FROM Opportunity`); n < 2 {
		t.Errorf("deals are in %d currencies, want several", n)
	}
}
