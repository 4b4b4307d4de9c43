package load

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"salesforce_exporter/internal/demo/generate/record"
	"salesforce_exporter/internal/demo/schema"
)

// maxLongText bounds the characters that are kept of a long text. Salesforce
// can neither filter nor count such a field, so no figure depends on it.
const maxLongText = 80

// value gives a cell the form that package store asks for. A time without a
// time of day is midnight in the zone.
func value(f *schema.Field, cell string, zone *time.Location) (any, error) {
	if cell == "" || isNull(cell) && !isText(f.Type) {
		return empty(f.Type)
	}
	switch f.Type {
	case schema.TypeID, schema.TypeReference:
		return parseID(f.Type, cell)
	case schema.TypeBoolean:
		return parseBoolean(cell)
	case schema.TypeInt:
		return parseInt(cell)
	case schema.TypeDouble, schema.TypeCurrency, schema.TypePercent:
		return parseNumber(cell)
	case schema.TypeDate:
		day, err := parseDate(cell)
		if err != nil {
			return nil, err
		}
		return day, nil
	case schema.TypeDateTime:
		at, err := parseDateTime(cell, zone)
		if err != nil {
			return nil, err
		}
		return at.Unix(), nil
	case schema.TypeTextarea:
		if !f.Filterable {
			return shorten(cell), nil
		}
	}
	return cell, nil
}

// empty is what an empty cell stands for.
func empty(t schema.Type) (any, error) {
	switch t {
	case schema.TypeID:
		return nil, errors.New("missing Id, want 15 or 18 characters")
	case schema.TypeBoolean:
		return 0, nil // Salesforce knows no empty checkbox
	}
	return nil, nil
}

// isNull reports whether a cell is what some tools write where there is nothing.
func isNull(cell string) bool { return len(cell) == 4 && strings.EqualFold(cell, "null") }

// isText reports whether any text is a value of the type.
func isText(t schema.Type) bool {
	switch t {
	case schema.TypeID, schema.TypeReference, schema.TypeBoolean, schema.TypeDate, schema.TypeDateTime:
		return false
	}
	return !t.Numeric()
}

// isZeroID reports whether a cell is what the data export service writes where
// a reference is empty: 000000000000000AAA.
func isZeroID(cell string) bool {
	return len(cell) >= 15 && strings.Trim(cell[:15], "0") == "" && (len(cell) == 15 || cell[15:] == "AAA")
}

func parseID(t schema.Type, cell string) (any, error) {
	if isZeroID(cell) {
		return empty(t)
	}
	id, err := record.LongID(cell)
	if err != nil {
		return nil, err
	}
	return id, nil
}

func shorten(text string) string {
	if len(text) <= maxLongText {
		return text
	}
	n := 0
	for i := range text {
		if n == maxLongText {
			return strings.Clone(text[:i])
		}
		n++
	}
	return text
}

func parseBoolean(cell string) (any, error) {
	switch strings.ToLower(cell) {
	case "true", "1":
		return 1, nil
	case "false", "0":
		return 0, nil
	}
	return nil, fmt.Errorf("%q is not a boolean, want true, false, 1 or 0", cell)
}

func parseNumber(cell string) (any, error) {
	x, err := number(cell)
	if err != nil {
		return nil, err
	}
	return x, nil
}

// number reads a decimal number, also as 1.5E7, which exports have.
func number(cell string) (float64, error) {
	x, err := strconv.ParseFloat(cell, 64)
	if err != nil || math.IsInf(x, 0) || math.IsNaN(x) || strings.ContainsAny(cell, "xX_") {
		return 0, fmt.Errorf("%q is not a number, want digits with a decimal point such as 1234.5", cell)
	}
	return x, nil
}

// parseInt reads a whole number; Data Loader writes some as 12.0.
func parseInt(cell string) (any, error) {
	x, err := number(cell)
	if err != nil || x != math.Trunc(x) || math.Abs(x) > 1<<53 {
		return nil, fmt.Errorf("%q is not a whole number, want digits such as 1234", cell)
	}
	return int64(x), nil
}
