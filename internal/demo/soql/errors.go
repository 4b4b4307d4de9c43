package soql

import (
	"fmt"
	"strings"

	"github.com/alecthomas/participle/v2/lexer"
)

// The error codes that a statement can earn.
const (
	malformedQuery    = "MALFORMED_QUERY"
	invalidField      = "INVALID_FIELD"
	invalidType       = "INVALID_TYPE"
	invalidOperation  = "INVALID_TYPE_FOR_OPERATION"
	invalidFilter     = "INVALID_QUERY_FILTER_OPERATOR"
	outsideRange      = "NUMBER_OUTSIDE_VALID_RANGE"
	exceededIDLimit   = "EXCEEDED_ID_LIMIT"
	queryTooComplex   = "QUERY_TOO_COMPLICATED"
	referToDescribe   = " Please reference your WSDL or the describe call for the appropriate names."
	tooComplexMessage = "Query is either selecting too many fields or the filter conditions are too complicated."
)

// An Error is a refusal that Salesforce would answer with HTTP 400.
type Error struct {
	Code    string // errorCode, such as MALFORMED_QUERY
	Message string
}

// Error implements error.
func (e *Error) Error() string { return e.Code + ": " + e.Message }

func refuse(code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

func tooComplex() *Error { return &Error{Code: queryTooComplex, Message: tooComplexMessage} }

// A place is somewhere in the text of a statement.
type place struct {
	text string
	pos  lexer.Position
}

// refuse makes an error that points at the place, as Salesforce prints it.
func (p place) refuse(code, format string, args ...any) *Error {
	line, indent := p.context()
	return &Error{Code: code, Message: fmt.Sprintf("\n%s\n%s^\nERROR at Row:%d:Column:%d\n%s",
		line, strings.Repeat(" ", indent), p.pos.Line, p.pos.Column, fmt.Sprintf(format, args...))}
}

// minContext is how far Salesforce's excerpt reaches at least to either side,
// deduced from messages in public issue trackers: it goes on to the next space
// or comma beyond.
const minContext = 30

// context cuts the excerpt around the place out of the statement and says how
// far into it the place is.
func (p place) context() (excerpt string, indent int) {
	before := []rune(p.text[:p.pos.Offset])
	after := []rune(p.text[p.pos.Offset:])
	start := len(before)
	for start > 0 && (len(before)-start < minContext || !separates(before[start-1])) {
		start--
	}
	end := 0
	for end < len(after) && (end <= minContext || !separates(after[end])) {
		end++
	}
	oneLine := strings.NewReplacer("\r", " ", "\n", " ", "\t", " ")
	return oneLine.Replace(string(before[start:]) + string(after[:end])), len(before) - start
}

func separates(r rune) bool { return strings.ContainsRune(" ,\t\r\n", r) }
