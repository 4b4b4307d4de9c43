package soql

import (
	"errors"
	"fmt"
	"strings"
)

// A Reference is a field that a condition reads.
type Reference struct {
	Object string // empty for the object the condition is about; else a semi-join's
	Path   string // "StageName" or "Account.Type"
}

// References lists the fields that a condition reads, those of semi-joins
// included, so that they can be looked up before the statement is sent.
func References(condition string) ([]Reference, error) {
	g, err := readAny(condition)
	return g.fields, err
}

// readAny reads a condition about whatever object. An empty one has nothing in it.
func readAny(condition string) (grammar, error) {
	if condition == "" {
		return grammar{}, nil
	}
	g, err := readCondition("", condition)
	if err != nil {
		return grammar{}, fmt.Errorf("condition %q: %w", condition, err)
	}
	return *g, nil
}

func isKeyword(token string) bool {
	switch strings.ToUpper(token) {
	case "AND", "OR", "NOT", "IN", "LIKE", "INCLUDES", "EXCLUDES", "NULL", "TRUE", "FALSE", "WHERE", "FROM":
		return true
	}
	return false
}

// isDateLiteral knows the literals without a number; those with one contain a
// colon (SOQL and SOSL Reference, Date Formats and Date Literals).
func isDateLiteral(token string) bool {
	word := strings.ToUpper(token)
	switch word {
	case "TODAY", "YESTERDAY", "TOMORROW", "LAST_90_DAYS", "NEXT_90_DAYS":
		return true
	}
	for _, span := range []string{"THIS_", "LAST_", "NEXT_"} {
		switch strings.TrimPrefix(strings.TrimPrefix(word, span), "FISCAL_") {
		case "WEEK", "MONTH", "QUARTER", "YEAR":
			return strings.HasPrefix(word, span)
		}
	}
	return false
}

// tokenize splits a condition into words, quoted texts and single symbols.
func tokenize(text string) ([]string, error) {
	var tokens []string
	for i := 0; i < len(text); {
		start := i
		switch c := text[i]; {
		case c == ' ' || c == '\n' || c == '\t' || c == '\r':
			i++
			continue
		case c == '\'':
			end, err := endOfText(text, i)
			if err != nil {
				return nil, err
			}
			i = end
		case isWord(c):
			for i < len(text) && isWord(text[i]) {
				i++
			}
		default:
			i++
		}
		tokens = append(tokens, text[start:i])
	}
	return tokens, nil
}

func endOfText(text string, start int) (int, error) {
	for i := start + 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '\'':
			return i + 1, nil
		}
	}
	return 0, errors.New(`a quote is not closed: close it, or write \' for one inside a text`)
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// isWord accepts what names, numbers, dates and date literals are made of.
func isWord(c byte) bool {
	return isLetter(c) || c >= '0' && c <= '9' || c == '_' || c == '.' || c == ':' || c == '+' || c == '-'
}
