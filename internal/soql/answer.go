package soql

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// An Answer is the whole answer to one statement, all pages joined.
type Answer struct {
	// Rows hold one text per column of the statement, in its order: numbers as
	// JSON writes them, booleans as "true" and "false", null as "". Salesforce
	// knows no empty string, so nothing is lost. The answer to COUNT() is one
	// row of one number.
	Rows Rows
	// At is the instant of the answer by the org's own clock.
	At time.Time
	// Flaws counts the rows that are left out, or in which a character is
	// replaced, by what is wrong with them.
	Flaws map[string]int
}

// TimeLayout is how the REST API writes a dateTime; it is not RFC 3339.
const TimeLayout = "2006-01-02T15:04:05.000-0700"

// ParseTime reads a dateTime of an answer. Null is the zero time.
func ParseTime(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(TimeLayout, text)
	if err != nil {
		return time.Time{}, fmt.Errorf("read dateTime: %w", err)
	}
	return t, nil
}

// ParseNumber reads a number of an answer, which is finite. Null is zero, as in a
// report's sum.
func ParseNumber(text string) (float64, error) {
	if text == "" {
		return 0, nil
	}
	if strings.Trim(text, "0123456789+-.eE") != "" { // "NaN", "Inf" and "0x1p-2" are none in JSON
		return 0, fmt.Errorf("read number: %q is none", text)
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return 0, fmt.Errorf("read number: %w", err)
	}
	return v, nil
}

// DateTime returns the SOQL literal of an instant, to the second.
func DateTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }
