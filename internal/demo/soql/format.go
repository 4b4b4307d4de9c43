package soql

import (
	"strconv"
	"strings"
	"time"

	"salesforce_exporter/internal/demo/schema"
)

// A format is what FORMAT() needs beside the value, as SQL: in an org with
// several currencies, the code of the amount's, and the amount in the user's.
type format struct{ code, userCode, userAmount string }

// formatColumns are the columns of a format, or -1.
type formatColumns struct{ code, userCode, userAmount int }

func (f *format) columns(p *projection) *formatColumns {
	add := func(sql string) int {
		if sql == "" {
			return -1
		}
		return p.add(sql)
	}
	return &formatColumns{add(f.code), add(f.userCode), add(f.userAmount)}
}

// formatted writes a value for people in the locale en_US ("SOQL and SOSL
// Reference", FORMAT()).
func (w *writer) formatted(v valueColumn, cells []any) string {
	switch value := cells[v.column].(type) {
	case string: // a date
		if day, err := time.Parse(time.DateOnly, value); err == nil {
			return day.Format("1/2/2006")
		}
		return value
	case int64:
		if v.typ == schema.TypeDateTime {
			return time.Unix(value, 0).In(w.zone).Format("1/2/2006, 3:04 PM")
		}
		return formatNumber(float64(value), v, cells)
	case float64:
		return formatNumber(value, v, cells)
	}
	return ""
}

func formatNumber(n float64, v valueColumn, cells []any) string {
	switch v.typ {
	case schema.TypePercent:
		return grouped(n, -1) + "%"
	case schema.TypeCurrency:
		return formatMoney(n, v.format, cells)
	}
	return grouped(n, -1)
}

// formatMoney writes $1,000.00 or, in an org with several currencies, EUR
// 1,000.00 (USD 1,100.00), the latter in the user's currency.
func formatMoney(n float64, f *formatColumns, cells []any) string {
	if f.code < 0 {
		if n < 0 {
			return "-$" + grouped(-n, 2)
		}
		return "$" + grouped(n, 2)
	}
	code, _ := cells[f.code].(string)
	out := strings.TrimSpace(code + " " + grouped(n, 2))
	if f.userCode < 0 {
		return out
	}
	userCode, _ := cells[f.userCode].(string)
	if userCode == code {
		return out
	}
	amount, _ := cells[f.userAmount].(float64)
	return out + " (" + userCode + " " + grouped(amount, 2) + ")"
}

// grouped writes a number with commas between its thousands.
func grouped(n float64, decimals int) string {
	s := strconv.FormatFloat(n, 'f', decimals, 64)
	whole, fraction, hasFraction := strings.Cut(s, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if hasFraction {
		whole += "." + fraction
	}
	return sign + whole
}
