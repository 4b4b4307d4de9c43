package soql

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// isWordOf reports whether a token is one of the words, which are in capitals.
func isWordOf(token string, words ...string) bool {
	return slices.Contains(words, strings.ToUpper(token))
}

// meantFor says what to write for the operator that the next token may have been
// meant as.
func (g *grammar) meantFor() string {
	if g.done() {
		return ""
	}
	field := g.tokens[g.next-1]
	switch token := strings.ToUpper(g.tokens[g.next]); token {
	case "IS":
		if g.next+1 < len(g.tokens) && isWordOf(g.tokens[g.next+1], "NOT") {
			return fmt.Sprintf(": write %s != null", field)
		}
		return fmt.Sprintf(": write %s = null", field)
	case "BETWEEN":
		from, to := "1", "9"
		if g.next+3 < len(g.tokens) {
			from, to = g.tokens[g.next+1], g.tokens[g.next+3]
		}
		return fmt.Sprintf(": write %s >= %s AND %[1]s <= %[3]s", field, from, to)
	case "CONTAINS", "ILIKE", "MATCHES":
		return fmt.Sprintf(": write %s LIKE '%%text%%'", field)
	case "EQUALS", "EQ", "IS_NULL":
		return fmt.Sprintf(": write %s = 'value'", field)
	}
	if pathText.MatchString(g.tokens[g.next]) && !isKeyword(g.tokens[g.next]) {
		return ": the API name of a field has no spaces, such as CloseDate"
	}
	return ""
}

// almostSpan is a date literal whose number stands in the wrong place, or whose
// colon is missing.
var almostSpan = regexp.MustCompile(`^(LAST|NEXT)_(\d+)_(DAYS|WEEKS|MONTHS|QUARTERS|YEARS)$`)

// almostDay is a day that Salesforce does not read.
var almostDay = regexp.MustCompile(`^(\d{4}-\d{1,2}-\d{1,2}|\d{1,2}\.\d{1,2}\.\d{4})([Tt].*)?$`)

// valueMeant says what to write for a token that is not a value.
func valueMeant(token string) string {
	word := strings.ToUpper(token)
	if found := almostSpan.FindStringSubmatch(word); found != nil {
		return fmt.Sprintf(": write %s_N_%s:%s", found[1], found[3], found[2])
	}
	switch {
	case strings.Contains(word, "_N_") && strings.HasSuffix(strings.TrimSuffix(word, ":"), "S"):
		return fmt.Sprintf(": write a number behind it, such as %s:30", strings.TrimSuffix(word, ":"))
	case almostDay.MatchString(token):
		return ": write a date such as 2026-12-01, or a time such as 2026-12-01T00:00:00Z"
	case isWordOf(word, "NOW", "CURRENT_DATE", "SYSDATE", "GETDATE"):
		return ": write a date literal such as TODAY"
	case isWordOf(word, "YES", "NO"):
		return ": write true or false"
	case token == `"` || token == "`" || token == "%":
		return ": put texts into 'single quotes'"
	case strings.HasPrefix(word, "LAST_") || strings.HasPrefix(word, "NEXT_") || strings.HasPrefix(word, "THIS_"):
		return ": write a date literal such as LAST_N_DAYS:30, THIS_MONTH or LAST_QUARTER"
	}
	return ": put texts into 'single quotes'; one field cannot be compared with another"
}

// endMeant says what to write where a condition goes on behind its end.
func (g *grammar) endMeant() string {
	before := ""
	if g.next > 0 {
		before = g.tokens[g.next-1]
	}
	switch token := strings.ToUpper(g.tokens[g.next]); {
	case token == "&":
		return ": write AND"
	case token == "|":
		return ": write OR"
	case token == "%" && numberText.MatchString(before):
		return ": leave the % out, as in Probability > 50"
	case isWordOf(token, "GROUP", "ORDER", "LIMIT", "HAVING"):
		return ": a condition ends here, so leave out what follows; by and labels say what to group by"
	case LiteralOf(before) == NamedDate && token == "(":
		return ": leave the parentheses out"
	case LiteralOf(before) == NamedDate && (token[0] == '-' || token[0] == '+'):
		return ": SOQL does not calculate with dates: write N_DAYS_AGO:30 for one day, LAST_N_DAYS:30 or NEXT_N_DAYS:30 for all days up to it"
	case LiteralOf(before) == Quoted && pathText.MatchString(g.tokens[g.next]):
		return ", or the text has a quote in it: write \\' for that"
	}
	return ""
}
