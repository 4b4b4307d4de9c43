package e2e

import (
	"testing"

	"salesforce_exporter/internal/demo"
)

// TestSeveralCurrencies has an org whose opportunities are in several
// currencies: amounts come in the corporate one.
func TestSeveralCurrencies(t *testing.T) {
	r := newRig(t, rigOptions{demo: demo.Options{Users: 50, Frozen: true, MultiCurrency: true}})
	m := r.scrape(0)
	var currencies int
	var corporate, mixed float64
	err := r.demo.DB().QueryRow(`SELECT COUNT(DISTINCT o.CurrencyIsoCode), SUM(o.Amount / c.ConversionRate), SUM(o.Amount)
		FROM Opportunity o JOIN CurrencyType c ON c.IsoCode = o.CurrencyIsoCode
		WHERE o.IsDeleted = 0 AND o.IsClosed = 0`).Scan(&currencies, &corporate, &mixed)
	if err != nil {
		t.Fatal(err)
	}
	if currencies < 2 || corporate == mixed {
		t.Fatalf("%d currencies, %v and %v: nothing to tell apart", currencies, corporate, mixed)
	}
	if got := m.sum("salesforce_open_opportunities_amount"); got < corporate-1 || got > corporate+1 {
		t.Errorf("open amount: got %v, want %v in the corporate currency (%v added up as if all were one)", got, corporate,
			mixed)
	}
}

// TestCampaignsOfSeveralCurrencies has campaigns in two currencies: the second
// one by the figures as they stand won most, by what they are worth least.
func TestCampaignsOfSeveralCurrencies(t *testing.T) {
	r := newRig(t, rigOptions{make: everyOf(t), demo: demo.Options{Users: 50, Frozen: true, MultiCurrency: true}})
	for _, statement := range []string{
		`UPDATE CurrencyType SET ConversionRate = 160 WHERE IsoCode = 'JPY'`,
		`UPDATE Campaign SET IsDeleted = 1`,
		`WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 20)
			INSERT INTO Campaign (Id, Name, OwnerId, CurrencyIsoCode, AmountWonOpportunities, NumberOfLeads,
				NumberOfResponses, IsDeleted)
			SELECT '701z000000000' || (n + 10) || 'AAA', 'Euro ' || (n + 10), (SELECT min(Id) FROM User), 'EUR', 1000 + n, n, 0, 0 FROM n`,
		`INSERT INTO Campaign (Id, Name, OwnerId, CurrencyIsoCode, AmountWonOpportunities, ActualCost, NumberOfLeads, NumberOfResponses, IsDeleted)
			SELECT '701z00000000001AAA', 'Yen, little', min(Id), 'JPY', 16000, 1600, 7, 3, 0 FROM User
			UNION SELECT '701z00000000002AAA', 'Yen, much', min(Id), 'JPY', 1600000, 8000, 7, 3, 0 FROM User`,
	} {
		if _, err := r.demo.DB().Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	m := r.scrape(0)
	for series, want := range map[string]float64{
		`salesforce_campaign_won_amount{campaign="Yen, much"}`: 10000,
		`salesforce_campaign_cost{campaign="Yen, much"}`:       50,
		`salesforce_campaign_leads{campaign="Yen, much"}`:      7,
		`salesforce_campaign_won_amount{campaign="Euro 12"}`:   1002,
	} {
		if got, ok := m.series[series]; !ok || got != want {
			t.Errorf("%s: got %v (%v), want %v", series, got, ok, want)
		}
	}
	for _, absent := range []string{
		`salesforce_campaign_won_amount{campaign="Yen, little"}`, // worth 100
		`salesforce_campaign_won_amount{campaign="Euro 11"}`,     // the 21st
		`salesforce_campaign_cost{campaign="Euro 12"}`,           // nobody entered one
	} {
		if got, ok := m.series[absent]; ok {
			t.Errorf("%s is shown: %v", absent, got)
		}
	}
}
