package soql

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// CheckCondition finds out whether a text is a condition of SOQL, as far as
// its grammar tells. The error names the word at which it is none. What is
// compared is for the org to say.
func CheckCondition(text string) error {
	tokens, err := tokenize(text)
	if err != nil {
		return err
	}
	g := &grammar{tokens: tokens}
	if err := g.condition(); err != nil {
		return err
	}
	if !g.done() {
		return fmt.Errorf("AND or OR is expected where %s stands", g.here())
	}
	return nil
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

func (g *grammar) expect(word, after string) error {
	if g.take(word) == "" {
		return fmt.Errorf("%s is expected %s, where %s stands", word, after, g.here())
	}
	return nil
}

// condition reads terms. AND and OR do not mix without parentheses.
func (g *grammar) condition() error {
	for joined := ""; ; {
		g.take("NOT")
		if err := g.term(); err != nil {
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

func (g *grammar) term() error {
	if g.take("(") == "" {
		return g.comparison()
	}
	if err := g.condition(); err != nil {
		return err
	}
	return g.expect(")", "behind a condition")
}

func (g *grammar) comparison() error {
	if err := g.operand(); err != nil {
		return err
	}
	switch g.take("LIKE", "IN", "NOT", "INCLUDES", "EXCLUDES") {
	case "NOT":
		if err := g.expect("IN", "after NOT"); err != nil {
			return err
		}
		return g.list()
	case "IN", "INCLUDES", "EXCLUDES":
		return g.list()
	case "":
		if err := g.operator(); err != nil {
			return err
		}
	}
	return g.value()
}

// operand reads a field, or a function of fields.
func (g *grammar) operand() error {
	if g.done() || !pathText.MatchString(g.tokens[g.next]) || isKeyword(g.tokens[g.next]) {
		return fmt.Errorf("a field is expected where %s stands", g.here())
	}
	g.next++
	if g.take("(") == "" {
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
		return fmt.Errorf("a comparison such as = or IN is expected where %s stands", g.here())
	}
	return fmt.Errorf("%q compares nothing: use one of = != < <= > >=", text)
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
	case word == "NULL", word == "TRUE", word == "FALSE", token[0] == '\'', isDateLiteral(token), numberText.MatchString(token), dayText.MatchString(token),
		spanText.MatchString(token), amountText.MatchString(token):
		g.next++
		return nil
	}
	return fmt.Errorf("%s is no value: put texts into 'single quotes'; one field cannot be compared with another", g.here())
}

// list reads values in parentheses, or a semi-join.
func (g *grammar) list() error {
	if err := g.expect("(", "before a list"); err != nil {
		return err
	}
	if g.take("SELECT") != "" {
		return g.semiJoin()
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

func (g *grammar) semiJoin() error {
	if err := g.operand(); err != nil {
		return err
	}
	if err := g.expect("FROM", "after the field of a SELECT"); err != nil {
		return err
	}
	if err := g.operand(); err != nil {
		return err
	}
	if g.take("WHERE") != "" {
		if err := g.condition(); err != nil {
			return err
		}
	}
	return g.expect(")", "behind a SELECT")
}
