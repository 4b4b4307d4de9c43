package load

import (
	"maps"
	"slices"
	"strings"

	"salesforce_exporter/internal/demo/schema"
)

// A currencyCensus notes which currencies the amounts of an object are in, and,
// in CurrencyType, what they are worth.
type currencyCensus struct {
	code    int   // position of CurrencyIsoCode; -1 where there is none
	amounts []int // positions of the amounts
	used    map[string]bool

	iso, rate int // positions in CurrencyType; -1 elsewhere
	rates     map[string]bool
}

func newCurrencyCensus(t *table, f *tableFile) currencyCensus {
	c := currencyCensus{code: -1, iso: -1, rate: -1, used: map[string]bool{}, rates: map[string]bool{}}
	for i, column := range f.columns {
		if column == nil || column.field == nil {
			continue
		}
		switch {
		case column.field.Type == schema.TypeCurrency:
			c.amounts = append(c.amounts, i)
		case column.name == "CurrencyIsoCode":
			c.code = i
		case t.object == "CurrencyType" && column.name == "IsoCode":
			c.iso = i
		case t.object == "CurrencyType" && column.name == "ConversionRate":
			c.rate = i
		}
	}
	return c
}

// see notes the currency of a row that has an amount. One that is empty is "".
func (c *currencyCensus) see(cells []string) {
	if c.iso >= 0 && c.rate >= 0 {
		if rate, err := number(cells[c.rate]); err == nil && rate > 0 {
			c.rates[strings.ToUpper(cells[c.iso])] = true
		}
	}
	if !slices.ContainsFunc(c.amounts, func(i int) bool { return cells[i] != "" && !isNull(cells[i]) }) {
		return
	}
	code := ""
	if c.code >= 0 && !isNull(cells[c.code]) {
		code = strings.ToUpper(cells[c.code])
	}
	if !c.used[code] {
		c.used[strings.Clone(code)] = true
	}
}

func (c *currencyCensus) plus(o currencyCensus) {
	if c.used == nil {
		c.used, c.rates = map[string]bool{}, map[string]bool{}
	}
	maps.Copy(c.used, o.used)
	maps.Copy(c.rates, o.rates)
}

// unsummable lists the objects whose amounts cannot be added up, and why: the
// org has several currencies, and the worth of one that they are in is not known.
func unsummable(tables []*table) map[string]string {
	used, rates := map[string]bool{}, map[string]bool{}
	for _, t := range tables {
		maps.Copy(used, t.currency.used)
		maps.Copy(rates, t.currency.rates)
	}
	delete(used, "")
	if len(used) < 2 && len(rates) < 2 {
		return nil
	}
	reasons := map[string]string{}
	for _, t := range tables {
		if why := t.currency.unknown(rates, used); why != "" {
			reasons[t.object] = why
		}
	}
	return reasons
}

// unknown says what is not known of the currencies of an object's amounts.
func (c *currencyCensus) unknown(rates, all map[string]bool) string {
	var lacking []string
	for code := range c.used {
		if code != "" && !rates[code] {
			lacking = append(lacking, code)
		}
	}
	slices.Sort(lacking)
	switch {
	case len(c.used) == 0:
		return ""
	case c.used[""]:
		return "the org has several currencies, and some amounts have no CurrencyIsoCode: export that column, too"
	case len(rates) == 0:
		return "amounts are in " + strings.Join(slices.Sorted(maps.Keys(all)), ", ") +
			", and CurrencyType.csv is missing or has no rates: export CurrencyType with IsoCode, ConversionRate and IsCorporate, too"
	case len(lacking) > 0:
		return "CurrencyType.csv has no rate of " + strings.Join(lacking, ", ")
	}
	return ""
}

// codes are the currencies that amounts are in.
func (c *currencyCensus) codes() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(c.used)), func(code string) bool { return code == "" })
}
