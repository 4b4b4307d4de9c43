package soql_test

import (
	"testing"
	"time"

	"salesforce_exporter/internal/demo/schema"
	"salesforce_exporter/internal/demo/soql"
)

// currencies is an org whose corporate currency is the dollar; a euro is worth
// two, a yen a quarter.
func currencies(t *testing.T) *soql.Session {
	t.Helper()
	all, err := schema.MultiCurrency()
	if err != nil {
		t.Fatal(err)
	}
	return newOrgOf(t, all, map[string][]row{
		"CurrencyType": {
			{"Id": "01L000000000001AAA", "IsoCode": "USD", "ConversionRate": 1.0, "IsCorporate": 1, "IsActive": 1},
			{"Id": "01L000000000002AAA", "IsoCode": "EUR", "ConversionRate": 0.5, "IsActive": 1},
			{"Id": "01L000000000003AAA", "IsoCode": "JPY", "ConversionRate": 4.0, "IsActive": 1},
		},
		"User": {{"Id": "005000000000001AAA", "DefaultCurrencyIsoCode": "EUR"}},
		"Account": {
			{"Id": "001000000000001AAA", "AnnualRevenue": 8.0, "CurrencyIsoCode": "JPY"},
		},
		"Opportunity": {
			{"Id": "006000000000001AAA", "Amount": 1000.0, "CurrencyIsoCode": "EUR", "IsWon": 1,
				"AccountId": "001000000000001AAA"},
			{"Id": "006000000000002AAA", "Amount": 1500.0, "CurrencyIsoCode": "USD", "IsWon": 1},
			{"Id": "006000000000003AAA", "Amount": 2000.0, "CurrencyIsoCode": "JPY"},
			{"Id": "006000000000004AAA", "CurrencyIsoCode": "EUR"},
		},
	})
}

func TestCurrencies(t *testing.T) {
	s := currencies(t)
	euros := *s
	euros.UserID = "005000000000001AAA"
	tests := []struct {
		session    *soql.Session
		text, want string
	}{
		{s, "SELECT Amount, CurrencyIsoCode FROM Opportunity WHERE Amount != null ORDER BY Id",
			`{"Amount":1000.0,"CurrencyIsoCode":"EUR"}
{"Amount":1500.0,"CurrencyIsoCode":"USD"}
{"Amount":2000.0,"CurrencyIsoCode":"JPY"}`},
		// Aggregates come in the corporate currency, whatever the user's.
		{&euros, "SELECT SUM(Amount) s, AVG(Amount) a, MIN(Amount) l, MAX(Amount) h, COUNT(Amount) c, COUNT_DISTINCT(Amount) d FROM Opportunity",
			`{"s":4000.0,"a":1333.3333333333333,"l":500.0,"h":2000.0,"c":3,"d":3}`},
		{s, "SELECT IsWon, SUM(Amount) FROM Opportunity GROUP BY IsWon HAVING SUM(Amount) > 3000",
			`{"IsWon":true,"expr0":3500.0}`},
		{s, "SELECT CurrencyIsoCode c, SUM(Amount) s FROM Opportunity GROUP BY CurrencyIsoCode ORDER BY SUM(Amount) DESC",
			`{"c":"EUR","s":2000.0}` + "\n" + `{"c":"USD","s":1500.0}` + "\n" + `{"c":"JPY","s":500.0}`},
		{s, "SELECT MAX(Account.AnnualRevenue) FROM Opportunity", `{"expr0":2.0}`},
		// Rows sort by what they are worth.
		{s, "SELECT Amount FROM Opportunity ORDER BY Amount DESC NULLS LAST", `{"Amount":1000.0}
{"Amount":1500.0}
{"Amount":2000.0}
{"Amount":null}`},
		// Numbers compare as they stand, amounts with a currency by worth.
		{s, "SELECT Amount FROM Opportunity WHERE Amount >= 1500 ORDER BY Id",
			`{"Amount":1500.0}` + "\n" + `{"Amount":2000.0}`},
		{s, "SELECT Amount FROM Opportunity WHERE Amount >= USD1500 ORDER BY Id",
			`{"Amount":1000.0}` + "\n" + `{"Amount":1500.0}`},
		{s, "SELECT Amount FROM Opportunity WHERE Amount < eur250.5", `{"Amount":2000.0}`},
		{s, "SELECT Amount FROM Opportunity WHERE Amount IN (JPY2000, USD2000) ORDER BY Id",
			`{"Amount":1000.0}` + "\n" + `{"Amount":2000.0}`},
		{s, "SELECT Id FROM Opportunity WHERE Amount != USD1500 AND Amount != USD2000 ORDER BY Id",
			`{"Id":"006000000000003AAA"}` + "\n" + `{"Id":"006000000000004AAA"}`},
		{s, "SELECT Id FROM Opportunity WHERE Amount > GBP1", ""},
		// convertCurrency gives the user's currency.
		{s, "SELECT convertCurrency(Amount) FROM Opportunity WHERE Amount = 1000", `{"Amount":2000.0}`},
		{&euros, "SELECT Amount, convertCurrency(Amount) mine, Account.AnnualRevenue, convertCurrency(Account.AnnualRevenue) r FROM Opportunity WHERE Amount = 1000",
			`{"Amount":1000.0,"mine":1000.0,"Account":{"AnnualRevenue":8.0,"r":1.0}}`},
		{&euros, "SELECT FORMAT(Amount) f, FORMAT(convertCurrency(Amount)) c FROM Opportunity ORDER BY Id",
			`{"f":"EUR 1,000.00","c":"EUR 1,000.00"}
{"f":"USD 1,500.00 (EUR 750.00)","c":"EUR 750.00"}
{"f":"JPY 2,000.00 (EUR 250.00)","c":"EUR 250.00"}
{"f":null,"c":null}`},
		{&euros, "SELECT FORMAT(SUM(Amount)) FROM Opportunity", `{"expr0":"USD 4,000.00"}`},
	}
	for _, test := range tests {
		if got := lines(t, query(t, test.session, test.text), false); got != test.want {
			t.Errorf("%s\ngot\n%s\nwant\n%s", test.text, got, test.want)
		}
	}
}

func TestDisplayFunctions(t *testing.T) {
	s := newOrg(t, salesRows(t))
	newYork, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	s.Zone = newYork
	tests := []struct{ text, want string }{
		{"SELECT toLabel(Rating) FROM Lead WHERE toLabel(Rating) = 'HOT' ORDER BY Id",
			`{"Rating":"Hot"}` + "\n" + `{"Rating":"hot"}`},
		{"SELECT Rating, toLabel(Rating) label FROM Lead WHERE LastName = 'a'", `{"Rating":"Hot","label":"Hot"}`},
		{"SELECT FORMAT(Amount), FORMAT(CloseDate), format(CreatedDate) created, FORMAT(FiscalYear) FROM Opportunity ORDER BY Id",
			`{"Amount":"$1,500.50","CloseDate":"1/31/2026","created":"7/6/2011, 8:37 PM","FiscalYear":"2,026"}
{"Amount":"$300.00","CloseDate":null,"created":null,"FiscalYear":null}`},
		{"SELECT FORMAT(MIN(CloseDate)) first, FORMAT(SUM(Amount)) FROM Opportunity",
			`{"first":"1/31/2026","expr0":"$1,800.50"}`},
		{"SELECT FORMAT(COUNT(Id)) n, FORMAT(MAX(Amount)) m FROM Opportunity GROUP BY IsWon ORDER BY IsWon",
			`{"n":"1","m":"$300.00"}` + "\n" + `{"n":"1","m":"$1,500.50"}`},
		{"SELECT toLabel(Rating) r, COUNT(Id) n FROM Lead WHERE Rating != null GROUP BY Rating ORDER BY Rating",
			`{"r":"Hot","n":2}` + "\n" + `{"r":"Cold","n":1}`},
		{"SELECT Owner.Name, FORMAT(Account.CreatedDate) FROM Opportunity WHERE Name = 'First'",
			`{"Owner":{"Name":"Ann"},"Account":{"CreatedDate":null}}`},
	}
	for _, test := range tests {
		if got := lines(t, query(t, s, test.text), false); got != test.want {
			t.Errorf("%s\ngot\n%s\nwant\n%s", test.text, got, test.want)
		}
	}
}
