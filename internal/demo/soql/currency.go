package soql

import (
	"strconv"
	"strings"

	"salesforce_exporter/internal/demo/schema"
)

// corporateCode is SQL for the ISO code of the corporate currency.
const corporateCode = `(SELECT "IsoCode" FROM "CurrencyType" WHERE "IsCorporate" = 1 LIMIT 1)`

// rate is SQL for the conversion rate of a currency: what one unit of the
// corporate currency is worth in it.
func rate(code string) string {
	return `(SELECT "ConversionRate" FROM "CurrencyType" WHERE "IsoCode" = ` + code + `)`
}

// multiCurrency reports whether the org has several currencies, so that its
// records have one each.
func (t *translator) multiCurrency() bool {
	_, ok := t.session.Store.Schema().Object("CurrencyType")
	return ok
}

// code returns the SQL for the currency of the record that a currency field
// belongs to. In an org with one currency there is none.
func (t *translator) code(c *column) (string, bool) {
	if c.field.Type != schema.TypeCurrency || !t.multiCurrency() {
		return "", false
	}
	stored, ok := t.session.Store.Schema().Object(c.source.object.Name)
	if !ok {
		return "", false
	}
	f, ok := stored.Field("CurrencyIsoCode")
	if !ok {
		return "", false
	}
	return c.source.targets[0].column(f.Name), true
}

// corporate returns the SQL for the value of a column, currencies in the
// corporate one: so aggregates add them up and ORDER BY compares them ("SOQL
// and SOSL Reference", convertCurrency()).
func (t *translator) corporate(c *column) string {
	code, ok := t.code(c)
	if !ok {
		return c.sql()
	}
	return "(" + c.sql() + " / COALESCE(" + rate(code) + ", 1.0))"
}

// userCode is SQL for the ISO code of the user's currency, by default the
// corporate one.
func (t *translator) userCode() string {
	user, ok := t.session.Store.Schema().Object("User")
	if !ok || t.session.UserID == "" {
		return corporateCode
	}
	if _, ok := user.Field("DefaultCurrencyIsoCode"); !ok {
		return corporateCode
	}
	return `COALESCE((SELECT "DefaultCurrencyIsoCode" FROM "User" WHERE "Id" = ` + text(t.session.UserID) + `), ` +
		corporateCode + ")"
}

// inUserCurrency returns the SQL for an amount in the user's currency.
func (t *translator) inUserCurrency(c *column, code string) string {
	user := t.userCode()
	return "CASE WHEN " + code + " = " + user + " THEN " + c.sql() +
		" ELSE " + t.corporate(c) + " * COALESCE(" + rate(user) + ", 1.0) END"
}

// isMoney reports whether a literal is an amount with its currency, such as
// USD5000, and compared with a currency field of an org with several.
func (t *translator) isMoney(l *literal, e *expression) bool {
	if e.column == nil || e.function != "" || l.N != "" || len(l.Word) < 4 {
		return false
	}
	if _, ok := t.code(e.column); !ok {
		return false
	}
	for _, c := range strings.ToUpper(l.Word[:3]) {
		if c < 'A' || c > 'Z' {
			return false
		}
	}
	return strings.Trim(l.Word[3:], "0123456789") == "" && (l.Fraction == nil || strings.HasPrefix(l.Fraction.Value, "."))
}

func (t *translator) moneyValue(l *literal) (value, error) {
	number := l.Word[3:]
	if l.Fraction != nil {
		number += l.Fraction.Value
	}
	n, err := strconv.ParseFloat(number, 64)
	if err != nil {
		return value{}, t.at(l.Pos).refuse(malformedQuery, "numeric value out of range: %s", number)
	}
	return value{single: n, currency: strings.ToUpper(l.Word[:3])}, nil
}

// moneyComparison compares an amount with one that states its currency, both
// by their corporate worth. A currency that the org does not have is worth
// nothing that compares.
func (t *translator) moneyComparison(e *expression, sign string, v value) fragment {
	f := fragment{"(" + t.corporate(e.column) + " " + sign + " ? / " + rate("?") + ")", []any{v.single, v.currency}}
	if sign == "!=" {
		f.sql = "(" + e.sql + " IS NULL OR " + f.sql + ")"
	}
	return f
}
