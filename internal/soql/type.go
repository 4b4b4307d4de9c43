package soql

import (
	"regexp"
	"strings"
	"time"
)

// A Type is what the values of a column are, so that an answer can be held
// against it.
type Type int

// Types of columns.
const (
	Any    Type = iota // not known: any single value
	Text               // names, picklists and all else that is written in quotes
	ID                 // of the record itself: a text that is never null
	Lookup             // the id of another record
	Number             // of any size, but finite
	Amount             // a number that is never null: there is always a count
	Boolean
	Instant // a dateTime
	Day     // a date
)

// What names a type in an error.
func (t Type) What() string {
	switch t {
	case Text, ID, Lookup:
		return "text"
	case Number, Amount:
		return "a number"
	case Boolean:
		return "true or false"
	case Instant:
		return "a dateTime"
	case Day:
		return "a date"
	}
	return "a single value"
}

// TypeOfAggregate is the type of an aggregate that is always a number; Any for
// all other expressions.
func TypeOfAggregate(expr string) Type {
	name, _, called := strings.Cut(strings.ToUpper(expr), "(")
	if !called {
		return Any
	}
	switch name {
	case "COUNT", "COUNT_DISTINCT":
		return Amount
	case "SUM", "AVG":
		return Number
	}
	return Any
}

// TypeOfField is the type of a field that describe names in this way (Object
// Reference, Field Types).
func TypeOfField(name string) Type {
	switch name {
	case "id":
		return ID
	case "boolean":
		return Boolean
	case "int", "long", "double", "currency", "percent":
		return Number
	case "datetime":
		return Instant
	case "date":
		return Day
	case "reference":
		return Lookup
	case "string", "textarea", "picklist", "multipicklist", "combobox", "email", "phone", "url", "encryptedstring":
		return Text
	}
	return Any
}

// Is reports whether a text is of the type: a dateTime or a date as the REST
// API writes them. All other types are told by how JSON writes them.
func (t Type) Is(text []byte) bool {
	switch t {
	case Instant:
		return len(text) == len(TimeLayout) && isDay(text[:10]) && isClock(text[10:])
	case Day:
		return len(text) == len(time.DateOnly) && isDay(text)
	}
	return true
}

// isDay is quick for what nearly all days are: no later than the 28th.
func isDay(text []byte) bool {
	if !looksLike(text, "0000-00-00") {
		return false
	}
	month, day := twoDigits(text[5:]), twoDigits(text[8:])
	if month >= 1 && month <= 12 && day >= 1 && day <= 28 {
		return true
	}
	_, err := time.Parse(time.DateOnly, string(text))
	return err == nil
}

func isClock(text []byte) bool {
	return (looksLike(text, "T00:00:00.000+0000") || looksLike(text, "T00:00:00.000-0000")) &&
		twoDigits(text[1:]) < 24 && twoDigits(text[4:]) < 60 && twoDigits(text[7:]) < 60 &&
		twoDigits(text[14:]) < 24 && twoDigits(text[16:]) < 60
}

// looksLike compares texts in which 0 stands for any digit.
func looksLike(text []byte, like string) bool {
	for i := range len(like) {
		if c := text[i]; c != like[i] && (like[i] != '0' || c < '0' || c > '9') {
			return false
		}
	}
	return true
}

func twoDigits(text []byte) int { return int(text[0]-'0')*10 + int(text[1]-'0') }

var aggregate = regexp.MustCompile(`^(COUNT|COUNT_DISTINCT|SUM|AVG|MIN|MAX)\(([A-Za-z][A-Za-z0-9_.]*)\)$`)

// Aggregate splits an expression such as SUM(Amount), in capitals; it is not ok for
// another.
func Aggregate(expr string) (function, field string, ok bool) {
	found := aggregate.FindStringSubmatch(expr)
	if found == nil {
		return "", "", false
	}
	return found[1], found[2], true
}
