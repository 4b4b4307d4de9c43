package generate

import (
	"fmt"

	"salesforce_exporter/internal/demo/generate/record"
	"salesforce_exporter/internal/demo/store"
)

// corporate is the currency of the company, whose rate is 1.
const corporate = "EUR"

// currencies gives every record a currency, where the org has several: that
// of its owner's country, and the company's where nobody owns it.
func (g *generator) currencies() error {
	if _, several := g.schema.Object("CurrencyType"); !several {
		return nil
	}
	at := g.start.AddDate(0, -1, 0)
	for _, c := range []record.CurrencyType{
		{IsoCode: corporate, ConversionRate: 1, DecimalPlaces: 2, IsCorporate: true},
		{IsoCode: "USD", ConversionRate: 1.25, DecimalPlaces: 2},
		{IsoCode: "JPY", ConversionRate: 160}, {IsoCode: "GBP", ConversionRate: 0.8, DecimalPlaces: 2},
	} {
		c.System, c.ID, c.IsActive = record.Created(at, g.machine), g.ids.Next("01L"), true
		if err := g.insert(&c); err != nil {
			return err
		}
	}
	err := g.batch.Exec(`UPDATE User SET DefaultCurrencyIsoCode = CASE Country WHEN 'United States' THEN 'USD' WHEN 'Japan' THEN 'JPY'
		WHEN 'United Kingdom' THEN 'GBP' ELSE ? END`, corporate)
	if err != nil {
		return fmt.Errorf("currencies of users: %w", err)
	}
	return g.inCurrencies()
}

// inCurrencies writes the currency of each record down. What belongs to a deal
// has the deal's.
func (g *generator) inCurrencies() error {
	for _, o := range g.schema.Objects() {
		if _, ok := o.Field("CurrencyIsoCode"); !ok {
			continue
		}
		source := "NULL"
		if _, ok := o.Field("OwnerId"); ok {
			source = "(SELECT DefaultCurrencyIsoCode FROM User WHERE User.Id = OwnerId)"
		}
		switch o.Name {
		case "User":
			source = "DefaultCurrencyIsoCode"
		case "OpportunityLineItem", "OpportunityHistory":
			source = "(SELECT o.CurrencyIsoCode FROM Opportunity o WHERE o.Id = OpportunityId)"
		}
		if err := g.batch.Exec("UPDATE "+store.Quote(o.Name)+" SET CurrencyIsoCode = COALESCE("+source+", ?)",
			corporate); err != nil {
			return fmt.Errorf("currency of %s: %w", o.Name, err)
		}
	}
	return nil
}
