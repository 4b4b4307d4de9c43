package soql

import (
	"slices"
	"strings"

	"salesforce_exporter/internal/demo/schema"
)

// A fragment is a piece of SQL with the values of its parameters.
type fragment struct {
	sql  string
	args []any
}

// A filter translates the conditions of one WHERE or HAVING clause.
type filter struct {
	*translator
	// operand says what may be compared in this clause.
	operand func(*operand) (*expression, error)
	having  bool
}

// negateIf negates a condition. SQL's unknown counts as false throughout, so
// that is settled before it is turned round.
func negateIf(not bool, f fragment) fragment {
	if not {
		f.sql = "NOT ((" + f.sql + ") IS TRUE)"
	}
	return f
}

// Where in its clause a condition stands; a semi-join may not be everywhere.
type standing int

const (
	decisive    standing = iota // decides whether a row is in, alone or with AND
	bracketed                   // likewise, alone in parentheses beside others
	alternative                 // one side of the clause's OR
	buried                      // under NOT, deeper under OR, or with others in parentheses beside others
)

// orUnder is where the sides of an OR stand.
func (s standing) orUnder() standing {
	if s == decisive {
		return alternative
	}
	return buried
}

// groupUnder is where the inside of parentheses stands.
func (s standing) groupUnder(alone bool) standing {
	switch {
	case s == alternative:
		return buried
	case s == decisive && !alone:
		return bracketed
	}
	return s
}

// condition translates a condition.
func (f *filter) condition(c *condition, at standing) (fragment, error) {
	if c.Negated != nil {
		inner, err := f.term(c.Negated, buried, true)
		return negateIf(true, inner), err
	}
	op, alone := "", len(c.Rest) == 0
	if !alone {
		op = strings.ToUpper(c.Rest[0].Op)
	}
	switch {
	case op == "OR":
		at = at.orUnder()
	case at == bracketed && !alone:
		at = buried
	}
	first, err := f.term(c.First, at, alone)
	if err != nil {
		return fragment{}, err
	}
	parts := []fragment{first}
	for _, link := range c.Rest {
		if !strings.EqualFold(link.Op, op) {
			return fragment{}, unexpected(f.text, link.Pos, link.Op)
		}
		next, err := f.term(link.Term, at, alone)
		if err != nil {
			return fragment{}, err
		}
		parts = append(parts, next)
	}
	return join(op, parts), nil
}

func (f *filter) term(m *term, at standing, alone bool) (fragment, error) {
	if m.Group != nil {
		return f.condition(m.Group, at.groupUnder(alone))
	}
	return f.comparison(m.Compare, at)
}

// join combines conditions as a balanced tree: SQLite limits how deep an
// expression may go.
func join(op string, parts []fragment) fragment {
	if len(parts) == 1 {
		return parts[0]
	}
	half := len(parts) / 2
	left, right := join(op, parts[:half]), join(op, parts[half:])
	return fragment{"(" + left.sql + " " + op + " " + right.sql + ")", append(left.args, right.args...)}
}

// comparison translates one comparison.
func (f *filter) comparison(c *comparison, at standing) (fragment, error) {
	e, err := f.operand(c.Left)
	if err != nil {
		return fragment{}, err
	}
	word := strings.ToUpper(c.Op.Word)
	if c.Op.Not && word != "IN" {
		return fragment{}, unexpected(f.text, c.Op.Pos, "NOT")
	}
	takesList := word == "IN" || word == "INCLUDES" || word == "EXCLUDES"
	switch {
	case c.Right.Select != nil:
		if word != "IN" || f.having {
			return fragment{}, unexpected(f.text, c.Right.Pos, "(")
		}
		return f.semiJoin(e, c, at)
	case takesList && c.Right.Value != nil:
		return fragment{}, f.unexpectedLiteral(c.Right.Value)
	case !takesList && c.Right.Value == nil:
		return fragment{}, unexpected(f.text, c.Right.Pos, "(")
	}
	switch word {
	case "LIKE":
		return f.like(e, c)
	case "IN":
		return f.in(e, c)
	case "INCLUDES", "EXCLUDES":
		return f.includes(e, c, word == "EXCLUDES")
	}
	return f.compare(e, c.Op, c.Right.Value)
}

func (f *filter) unexpectedLiteral(l *literal) error {
	return unexpected(f.text, l.Pos, l.Text+l.DateTime+l.Date+l.Number+l.Bind+l.Word)
}

// compare translates = != < <= > and >=. Null equals only null, differs from
// everything else, and is neither less nor more than anything.
func (f *filter) compare(e *expression, op *operator, l *literal) (fragment, error) {
	v, err := f.value(l, e)
	if err != nil {
		return fragment{}, err
	}
	sign := op.Word
	if sign == "<>" {
		sign = "!="
	}
	if e.typ == schema.TypeBoolean && sign != "=" && sign != "!=" {
		return fragment{}, f.at(op.Pos).refuse(invalidFilter, "invalid operator on boolean field")
	}
	switch {
	case v.null:
		return nullComparison(e.sql, sign), nil
	case v.ranged:
		return rangeComparison(e.sql, sign, v), nil
	case v.currency != "":
		return f.moneyComparison(e, sign, v), nil
	case sign == "!=":
		return fragment{e.sql + " IS NOT ?", []any{v.single}}, nil
	}
	return fragment{e.sql + " " + sign + " ?", []any{v.single}}, nil
}

func nullComparison(x, sign string) fragment {
	switch sign {
	case "=":
		return fragment{sql: x + " IS NULL"}
	case "!=":
		return fragment{sql: x + " IS NOT NULL"}
	}
	return fragment{sql: "0"}
}

// rangeComparison compares with a date literal: equal is inside, less is
// before its start, more is after its end.
func rangeComparison(x, sign string, v value) fragment {
	switch sign {
	case "<":
		return fragment{x + " < ?", []any{v.first}}
	case "<=":
		return fragment{x + " < ?", []any{v.end}}
	case ">":
		return fragment{x + " >= ?", []any{v.end}}
	case ">=":
		return fragment{x + " >= ?", []any{v.first}}
	case "!=":
		return fragment{"(" + x + " IS NULL OR " + x + " < ? OR " + x + " >= ?)", []any{v.first, v.end}}
	}
	return fragment{"(" + x + " >= ? AND " + x + " < ?)", []any{v.first, v.end}}
}

// in translates IN and NOT IN with a list, which are = and != with any of it.
func (f *filter) in(e *expression, c *comparison) (fragment, error) {
	var singles []any
	var parts []fragment
	withNull := false
	for _, l := range c.Right.List {
		v, err := f.value(l, e)
		switch {
		case err != nil:
			return fragment{}, err
		case v.null:
			withNull = true
		case v.ranged:
			parts = append(parts, rangeComparison(e.sql, "=", v))
		case v.currency != "":
			parts = append(parts, f.moneyComparison(e, "=", v))
		default:
			singles = append(singles, v.single)
		}
	}
	if len(singles) > 0 {
		marks := strings.Join(slices.Repeat([]string{"?"}, len(singles)), ", ")
		parts = append(parts, fragment{e.sql + " IN (" + marks + ")", singles})
	}
	if withNull {
		parts = append(parts, fragment{sql: e.sql + " IS NULL"})
	}
	return negateIf(c.Op.Not, join("OR", parts)), nil
}

// like translates LIKE, which ignores case as SQLite's does.
func (f *filter) like(e *expression, c *comparison) (fragment, error) {
	l := c.Right.Value
	if e.typ == schema.TypeID || e.typ == schema.TypeReference {
		return fragment{}, f.at(c.Op.Pos).refuse(invalidFilter, "invalid operator on id field")
	}
	if !ignoresCase(e.typ) || e.typ == schema.TypeMultipicklist {
		return fragment{}, f.at(c.Op.Pos).refuse(invalidFilter, "invalid operator on %s field", e.typ)
	}
	if l.Text == "" {
		return fragment{}, f.unexpectedLiteral(l)
	}
	pattern, err := f.unquote(l, true)
	return fragment{e.sql + ` LIKE ? ESCAPE '\'`, []any{pattern}}, err
}

// includes translates INCLUDES and EXCLUDES: one of the listed combinations,
// each of which may ask for several values with ";".
func (f *filter) includes(e *expression, c *comparison, not bool) (fragment, error) {
	if e.typ != schema.TypeMultipicklist {
		return fragment{}, f.at(c.Op.Pos).refuse(invalidFilter, "%s operator is valid only on multi-select picklist fields",
			strings.ToLower(c.Op.Word))
	}
	var parts []fragment
	for _, l := range c.Right.List {
		v, err := f.value(l, e)
		if err != nil {
			return fragment{}, err
		}
		if v.null {
			parts = append(parts, fragment{sql: e.sql + " IS NULL"})
			continue
		}
		var all []fragment
		for one := range strings.SplitSeq(v.single.(string), ";") {
			all = append(all, fragment{"(';' || " + e.sql + ` || ';') LIKE ? ESCAPE '\'`, []any{"%;" + escapeLike(one) + ";%"}})
		}
		parts = append(parts, join("AND", all))
	}
	return negateIf(not, join("OR", parts)), nil
}

func escapeLike(s string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s)
}
