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

// value gives a cell the form that package store asks for.
func (e *Export) value(f *schema.Field, cell string) (any, error) {
	if cell == "" {
		return empty(f.Type)
	}
	switch f.Type {
	case schema.TypeID, schema.TypeReference:
		return record.LongID(cell)
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
		return day.AddDate(0, 0, e.days).Format(time.DateOnly), nil
	case schema.TypeDateTime:
		at, err := parseDateTime(cell, e.zone)
		if err != nil {
			return nil, err
		}
		return at.In(e.zone).AddDate(0, 0, e.days).Unix(), nil
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

func parseBoolean(cell string) (any, error) {
	switch strings.ToLower(cell) {
	case "true", "1":
		return 1, nil
	case "false", "0":
		return 0, nil
	}
	return nil, fmt.Errorf("%q is no boolean, want true, false, 1 or 0", cell)
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
		return 0, fmt.Errorf("%q is no number, want digits with a decimal point such as 1234.5", cell)
	}
	return x, nil
}

// parseInt reads a whole number; Data Loader writes some as 12.0.
func parseInt(cell string) (any, error) {
	x, err := number(cell)
	if err != nil || x != math.Trunc(x) || math.Abs(x) > 1<<53 {
		return nil, fmt.Errorf("%q is no whole number, want digits such as 1234", cell)
	}
	return int64(x), nil
}

func parseDate(cell string) (time.Time, error) {
	day, err := time.Parse(time.DateOnly, cell)
	if err != nil {
		return day, fmt.Errorf("%q is no date, want 2006-01-02", cell)
	}
	return day, nil
}

// parseDateTime reads an instant. Without a zone it is in the given one.
func parseDateTime(cell string, zone *time.Location) (time.Time, error) {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05Z0700", time.DateTime, "2006-01-02T15:04:05", time.DateOnly} {
		if at, err := time.ParseInLocation(layout, cell, zone); err == nil {
			return at, nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is no date and time, want 2006-01-02T15:04:05.000Z, 2006-01-02T15:04:05.000+0000, 2006-01-02 15:04:05 or 2006-01-02", cell)
}
