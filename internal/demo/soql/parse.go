package soql

import (
	"errors"
	"fmt"
	"strings"

	"github.com/alecthomas/participle/v2"
	"github.com/alecthomas/participle/v2/lexer"
)

// Limits on the text ("SOQL and SOSL Reference", SOQL limits); the nesting
// limit is ours and keeps recursion shallow.
const (
	maxStatement = 100_000
	maxString    = 4_000
	maxNesting   = 50
)

// parse reads the text of a statement.
func parse(text string) (*statement, error) {
	if strings.TrimSpace(text) == "" {
		return nil, refuse(malformedQuery, "SOQL statements cannot be empty or null")
	}
	if len([]rune(text)) > maxStatement {
		return nil, refuse(malformedQuery, "SOQL statements cannot be longer than %d characters.", maxStatement)
	}
	parser, err := buildParser()
	if err != nil {
		return nil, fmt.Errorf("build the SOQL parser: %w", err)
	}
	tokens, err := parser.Lex("", strings.NewReader(text))
	if err != nil {
		return nil, syntaxError(text, nil, err)
	}
	if nesting(tokens) > maxNesting {
		return nil, tooComplex()
	}
	rest := replay(tokens)
	peeking, err := lexer.Upgrade(&rest, parser.Lexer().Symbols()["Whitespace"])
	if err != nil {
		return nil, fmt.Errorf("read SOQL tokens: %w", err)
	}
	st, err := parser.ParseFromLexer(peeking)
	if err != nil {
		return nil, syntaxError(text, tokens, err)
	}
	return st, nil
}

// replay hands out tokens that are already there.
type replay []lexer.Token

// Next implements lexer.Lexer. The last token is EOF, at which reading stops.
func (r *replay) Next() (lexer.Token, error) {
	t := (*r)[0]
	*r = (*r)[1:]
	return t, nil
}

// nesting is how deep the parentheses go.
func nesting(tokens []lexer.Token) int {
	depth, deepest := 0, 0
	for _, t := range tokens {
		switch t.Value {
		case "(":
			depth++
			deepest = max(deepest, depth)
		case ")":
			depth--
		}
	}
	return deepest
}

// syntaxError names the token at which the parser gave up.
func syntaxError(text string, tokens []lexer.Token, err error) error {
	var at participle.Error
	if !errors.As(err, &at) {
		return fmt.Errorf("parse SOQL: %w", err)
	}
	pos := at.Position()
	for _, t := range tokens {
		if t.Pos.Offset == pos.Offset && !t.EOF() {
			return unexpected(text, pos, t.Value)
		}
	}
	return unexpected(text, pos, "<EOF>")
}

func unexpected(text string, pos lexer.Position, token string) *Error {
	return place{text, pos}.refuse(malformedQuery, "unexpected token: '%s'", token)
}
