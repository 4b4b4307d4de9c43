package soql

import "strings"

// Conjuncts splits a condition into those that all have to hold, without the
// parentheses around each: one for a condition that is not joined by AND, none for an
// empty one.
func Conjuncts(condition string) []string {
	condition = strings.TrimSpace(condition)
	for bare, ok := unwrap(condition); ok; bare, ok = unwrap(condition) {
		condition = bare
	}
	tokens, err := tokenize(condition)
	if condition == "" {
		return nil
	}
	if g := (&grammar{tokens: tokens}); err != nil || g.operatorAhead() != "AND" {
		return []string{condition}
	}
	var all []string
	for rest := condition; ; {
		at := nextAnd(rest)
		if at < 0 {
			return append(all, Conjuncts(rest)...)
		}
		all = append(all, Conjuncts(rest[:at])...)
		rest = rest[at+len("AND"):]
	}
}

// nextAnd is where the first AND stands that is in no parentheses and no text; -1
// for nowhere.
func nextAnd(text string) int {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\'':
			end, err := endOfText(text, i)
			if err != nil {
				return -1
			}
			i = end - 1
		case c == '(':
			depth++
		case c == ')':
			depth--
		case isWord(c):
			start := i
			for i+1 < len(text) && isWord(text[i+1]) {
				i++
			}
			if depth == 0 && strings.EqualFold(text[start:i+1], "AND") {
				return start
			}
		}
	}
	return -1
}

// unwrap takes off the parentheses around a whole condition.
func unwrap(text string) (bare string, ok bool) {
	if !strings.HasPrefix(text, "(") || !strings.HasSuffix(text, ")") {
		return text, false
	}
	depth := 0
	for i := 0; i < len(text)-1; i++ {
		switch text[i] {
		case '\'':
			end, err := endOfText(text, i)
			if err != nil {
				return text, false
			}
			i = end - 1
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return text, false // it closes before the end
			}
		}
	}
	return strings.TrimSpace(text[1 : len(text)-1]), true
}

// And returns the condition that both hold. A condition stands in parentheses
// only where it has to: Salesforce refuses a semi-join in a group of conditions
// that stands beside others, as nested
// (community.skuid.com/t/soql-exception-on-model-that-contains-custom-condition-group-logic-with-subselect-query/4120).
func And(a, b string) string {
	switch {
	case a == "":
		return b
	case b == "":
		return a
	}
	return operand(a) + " AND " + operand(b)
}

// operand is a condition as a side of AND, which neither OR nor NOT may be
// bare.
func operand(condition string) string {
	tokens, err := tokenize(condition)
	if g := (&grammar{tokens: tokens}); err != nil || g.is("NOT") || g.operatorAhead() == "OR" {
		return "(" + condition + ")"
	}
	return condition
}
