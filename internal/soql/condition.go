package soql

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// CheckCondition finds out whether a text is a condition of SOQL about an
// object, as far as its grammar tells. The error names the word at which it is
// none. What is compared is for the org to say. The object may be empty where
// it is not known.
func CheckCondition(object, text string) error {
	_, err := readCondition(object, text)
	return err
}

// readCondition reads a condition to its end.
func readCondition(object, text string) (*grammar, error) {
	tokens, err := tokenize(text)
	if err != nil {
		return nil, err
	}
	g := &grammar{tokens: tokens, joins: joins{object: object}}
	if err := g.condition(decisive); err != nil {
		return nil, err
	}
	if g.is("USING") {
		return nil, errors.New("USING SCOPE cannot stand in a condition: write the metric as soql, where it stands behind FROM and its object")
	}
	if !g.done() {
		return nil, fmt.Errorf("AND or OR is expected where %s stands%s", g.here(), g.endMeant())
	}
	return g, nil
}

var (
	pathText   = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*)*$`)
	numberText = regexp.MustCompile(`^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$`)
	dayText    = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}([Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:?\d{2}))?$`)
	spanText   = regexp.MustCompile(`^(?i)([A-Z]+_)?N_[A-Z_]+:\d+$`)
	amountText = regexp.MustCompile(`^[A-Za-z]{3}[0-9]+(\.[0-9]+)?$`)
)

// A grammar reads the tokens of a condition one after the other.
type grammar struct {
	tokens []string
	next   int
	joins  joins
	fields []Reference // that were read
	found  []Comparison
}

func (g *grammar) done() bool { return g.next >= len(g.tokens) }

// here names the word that comes next.
func (g *grammar) here() string {
	if g.done() {
		return "the end"
	}
	token := g.tokens[g.next]
	if !utf8.ValidString(token) { // letters beyond ASCII come byte by byte
		token, _, _ = strings.Cut(strings.Join(g.tokens[g.next:], ""), " ")
	}
	return fmt.Sprintf("%q", token)
}

// take takes the next token if it is one of the words, which are in capitals.
func (g *grammar) take(words ...string) string {
	if g.done() {
		return ""
	}
	if word := strings.ToUpper(g.tokens[g.next]); slices.Contains(words, word) {
		g.next++
		return word
	}
	return ""
}

// is reports whether the next token is the word, in capitals.
func (g *grammar) is(word string) bool { return !g.done() && strings.EqualFold(g.tokens[g.next], word) }

func (g *grammar) expect(word, after string) error {
	if g.take(word) == "" {
		return fmt.Errorf("%s is expected %s, where %s stands", word, after, g.here())
	}
	return nil
}

// condition reads terms. AND and OR do not mix without parentheses, and NOT
// stands alone ("SOQL and SOSL Reference", Logical Operators; Salesforce's own
// grammar of SOQL).
func (g *grammar) condition(at standing) error {
	if g.take("NOT") != "" {
		if err := g.term(buried, true); err != nil {
			return err
		}
		return g.noneBehindNot()
	}
	op := g.operatorAhead()
	at = at.under(op)
	for joined := ""; ; {
		if g.is("NOT") {
			return errors.New("NOT stands behind " + joined +
				": put it and what follows into parentheses, such as (NOT Name LIKE 'A%')")
		}
		if err := g.term(at, op == ""); err != nil {
			return err
		}
		word := g.take("AND", "OR")
		if word == "" {
			return nil
		}
		if joined != "" && word != joined {
			return errors.New("AND and OR stand side by side: say with parentheses what belongs together")
		}
		joined = word
	}
}

// noneBehindNot refuses a condition that goes on behind NOT.
func (g *grammar) noneBehindNot() error {
	if word := g.take("AND", "OR"); word != "" {
		return fmt.Errorf("%s stands behind a condition with NOT: put NOT and what it is about into parentheses, such as (NOT Name LIKE 'A%%')", word)
	}
	return nil
}

func (g *grammar) term(at standing, alone bool) error {
	if g.take("(") == "" {
		return g.comparison(at)
	}
	if err := g.condition(at.inParentheses(alone)); err != nil {
		return err
	}
	return g.expect(")", "behind a condition")
}

func (g *grammar) comparison(at standing) error {
	c, start, first := Comparison{}, g.next, len(g.fields)
	if err := g.operand(); err != nil {
		return err
	}
	if len(g.fields) > first {
		c.Reference = g.fields[first]
	}
	if !strings.EqualFold(g.tokens[start], c.Path) {
		c.Function = strings.ToUpper(g.tokens[start])
	}
	start = g.next
	word := g.take("LIKE", "IN", "NOT", "INCLUDES", "EXCLUDES")
	switch word {
	case "NOT":
		if err := g.expect("IN", "after NOT"); err != nil {
			return err
		}
	case "":
		if err := g.operator(); err != nil {
			return err
		}
	}
	c.Operator = strings.ToUpper(strings.Join(g.tokens[start:g.next], " "))
	if word == "" {
		c.Operator = strings.ReplaceAll(c.Operator, " ", "")
	}
	start = g.next
	if word != "" && word != "LIKE" {
		inner := g.next+1 < len(g.tokens) && strings.EqualFold(g.tokens[g.next+1], "SELECT")
		if err := g.list(at); err != nil || inner {
			return err
		}
	} else if err := g.value(); err != nil {
		return err
	}
	for _, token := range g.tokens[start:g.next] {
		if token != "(" && token != ")" && token != "," {
			c.Values = append(c.Values, token)
		}
	}
	g.found = append(g.found, c)
	return nil
}

// operand reads a field, or a function of fields.
func (g *grammar) operand() error {
	if g.done() || !pathText.MatchString(g.tokens[g.next]) || isKeyword(g.tokens[g.next]) {
		return fmt.Errorf("a field is expected where %s stands", g.here())
	}
	path := g.tokens[g.next]
	g.next++
	if g.take("(") == "" {
		g.fields = append(g.fields, Reference{Object: g.joins.inner, Path: path})
		return nil
	}
	for {
		if g.operand() != nil {
			if err := g.value(); err != nil {
				return err
			}
		}
		if g.take(",") == "" {
			return g.expect(")", "behind a function")
		}
	}
}

func (g *grammar) operator() error {
	start := g.next
	for g.take("=", "!", "<", ">") != "" {
	}
	text := strings.Join(g.tokens[start:g.next], "")
	switch text {
	case "=", "!=", "<>", "<", "<=", ">", ">=":
		return nil
	case "":
		return fmt.Errorf("a comparison such as = or IN is expected where %s stands%s", g.here(), g.meantFor())
	}
	return fmt.Errorf("%q is not an operator of SOQL: use one of = != < <= > >=", text)
}

func (g *grammar) value() error {
	if g.done() {
		return errors.New("a value is expected at the end")
	}
	token := g.tokens[g.next]
	word := strings.ToUpper(token)
	switch {
	case token == "(":
		return errors.New("a single value is expected where a list stands: use IN")
	case word == "NULL", word == "TRUE", word == "FALSE", token[0] == '\'', isDateLiteral(token),
		numberText.MatchString(token), dayText.MatchString(token),
		spanText.MatchString(token), amountText.MatchString(token):
		g.next++
		return nil
	}
	return fmt.Errorf("%s is not a value%s", g.here(), valueMeant(token))
}

// list reads values in parentheses, or a semi-join.
func (g *grammar) list(at standing) error {
	if err := g.expect("(", "before a list"); err != nil {
		return err
	}
	if g.take("SELECT") != "" {
		return g.semiJoin(at)
	}
	for {
		if err := g.value(); err != nil {
			return err
		}
		if g.take(",") == "" {
			return g.expect(")", "behind a list")
		}
	}
}
