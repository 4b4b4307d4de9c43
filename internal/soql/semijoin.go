package soql

import (
	"errors"
	"fmt"
	"strings"
)

// mostSemiJoins is how many sub-selects one condition may have ("SOQL and SOSL
// Reference", Comparison Operators, Semi-Joins and Anti-Joins).
const mostSemiJoins = 2

// joins are the sub-selects of a condition.
type joins struct {
	object string // that the condition is about; empty where that is not known
	n      int
	inner  string // the object of the sub-select that is read; empty outside of one
}

// Where in its condition something stands; a semi-join may not be everywhere.
type standing int

const (
	decisive    standing = iota // decides whether a row is in, alone or with AND
	bracketed                   // likewise, alone in parentheses beside others
	alternative                 // one side of OR
	buried                      // under NOT, deeper under OR, or with others in parentheses beside others
)

// under is where the sides of an operator stand; it is empty where a term has
// no others beside it.
func (s standing) under(op string) standing {
	switch {
	case op == "OR" && s == decisive:
		return alternative
	case op == "OR", s == bracketed && op != "":
		return buried
	}
	return s
}

// inParentheses is where the inside of parentheses stands.
func (s standing) inParentheses(alone bool) standing {
	switch {
	case s == alternative:
		return buried
	case s == decisive && !alone:
		return bracketed
	}
	return s
}

// operatorAhead is the operator that joins the terms from here to the end of
// their level: AND, OR, or none.
func (g *grammar) operatorAhead() string {
	depth := 0
	for _, token := range g.tokens[g.next:] {
		switch word := strings.ToUpper(token); {
		case word == "(":
			depth++
		case word == ")":
			if depth--; depth < 0 {
				return ""
			}
		case depth == 0 && (word == "AND" || word == "OR"):
			return word
		}
	}
	return ""
}

// semiJoin reads a sub-select behind IN, and refuses it where Salesforce does
// ("SOQL and SOSL Reference", Comparison Operators, Limitations).
func (g *grammar) semiJoin(at standing) error {
	if err := g.mayJoin(at); err != nil {
		return err
	}
	outside := len(g.fields)
	if err := g.operand(); err != nil {
		return err
	}
	if err := g.expect("FROM", "after the field of a SELECT"); err != nil {
		return err
	}
	if !g.done() && g.joins.object != "" && strings.EqualFold(g.tokens[g.next], g.joins.object) {
		return fmt.Errorf("IN (SELECT … FROM %s) stands in a condition on %[1]s: Salesforce takes no SELECT from the same object, write a condition on its fields", g.joins.object)
	}
	object := len(g.fields)
	if err := g.operand(); err != nil {
		return err
	}
	g.joins.inner = g.fields[object].Path
	g.fields = g.fields[:object]
	for i := range g.fields[outside:] {
		g.fields[outside+i].Object = g.joins.inner
	}
	if g.is("USING") {
		return errors.New("USING SCOPE cannot stand in a SELECT behind IN: leave it out")
	}
	if g.take("WHERE") != "" {
		if err := g.condition(decisive); err != nil {
			return err
		}
	}
	g.joins.inner = ""
	return g.expect(")", "behind a SELECT")
}

// mayJoin refuses semi-joins where Salesforce does not take them.
func (g *grammar) mayJoin(at standing) error {
	g.joins.n++
	switch {
	case g.joins.inner != "":
		return errors.New("a SELECT stands inside another: Salesforce takes one level, write its condition as a path, such as Account.Type = 'x'")
	case at == alternative:
		return errors.New("IN (SELECT …) stands beside OR, which Salesforce refuses: give each side a source of its own under from, or join them by AND")
	case at == buried:
		return errors.New("IN (SELECT …) stands under NOT or among others in parentheses, which Salesforce refuses: use NOT IN, and leave the parentheses out")
	case g.joins.n > mostSemiJoins:
		return fmt.Errorf("there are more than %d of IN (SELECT …), which Salesforce refuses: leave one out, or write it as a path, such as Account.Type = 'x'", mostSemiJoins)
	}
	return nil
}
