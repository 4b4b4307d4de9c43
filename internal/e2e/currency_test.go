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
		t.Errorf("open amount: got %v, want %v in the corporate currency (%v added up as if all were one)", got, corporate, mixed)
	}
}
