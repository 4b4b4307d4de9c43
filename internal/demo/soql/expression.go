package soql

import (
	"strings"

	"github.com/alecthomas/participle/v2/lexer"

	"salesforce_exporter/internal/demo/schema"
)

// An expression is a field, a date function of a field, or an aggregate. Two
// expressions are the same when their SQL is.
type expression struct {
	column    *column // nil for COUNT()
	function  string  // upper case; empty for a plain field
	aggregate bool
	typ       schema.Type // of its values
	sql       string
	pos       lexer.Position
	written   string   // the field as the statement spells it
	format    *format  // of FORMAT()
	sort      []string // SQL that ORDER BY sorts by, where it is not the value
}

// expression is the plain value of the column.
func (c *column) expression() *expression {
	return &expression{column: c, typ: c.field.Type, sql: c.sql(), pos: c.pos, written: c.written}
}

// expression resolves what a SELECT, GROUP BY, HAVING, ORDER BY or WHERE
// clause names.
func (t *translator) expression(o *operand) (*expression, error) {
	if o.Call == nil {
		c, err := t.column(o)
		if err != nil {
			return nil, err
		}
		return c.expression(), nil
	}
	if len(o.Path) > 1 {
		return nil, t.unexpectedCall(o)
	}
	name := strings.ToUpper(o.Path[0])
	switch {
	case isDateFunction(name):
		return t.dateFunction(name, o)
	case isAggregate(name):
		return t.aggregate(name, o)
	}
	if name == "DISTANCE" || name == "GEOLOCATION" {
		return nil, t.unsupported(o.Pos, o.Path[0]+"()")
	}
	return nil, t.unexpectedCall(o)
}

func isAggregate(name string) bool {
	switch name {
	case "COUNT", "COUNT_DISTINCT", "SUM", "AVG", "MIN", "MAX":
		return true
	}
	return false
}

// aggregate resolves a call such as SUM(Amount).
func (t *translator) aggregate(name string, o *operand) (*expression, error) {
	if name == "COUNT" && len(o.Call.List) == 0 {
		return &expression{function: name, aggregate: true, typ: schema.TypeInt, sql: "COUNT(*)", pos: o.Pos}, nil
	}
	if len(o.Call.List) != 1 {
		return nil, t.unexpectedCall(o)
	}
	if o.Call.List[0].Call != nil {
		return nil, t.unexpectedCall(o.Call.List[0])
	}
	c, err := t.column(o.Call.List[0])
	if err != nil {
		return nil, err
	}
	if !aggregates(name, c.field) {
		return nil, t.at(c.pos).refuse(malformedQuery, "field %s does not support aggregate operator %s", c.field.Name, name)
	}
	e := &expression{column: c, function: name, aggregate: true, typ: c.field.Type, pos: o.Pos, written: c.written}
	e.sql = name + "(" + t.corporate(c) + ")"
	switch name {
	case "COUNT":
		e.typ = schema.TypeInt
		if c.source == t.root && c.field.Type == schema.TypeID {
			e.sql = "COUNT(*)" // never null, so there is no need to look
		}
	case "COUNT_DISTINCT":
		e.typ, e.sql = schema.TypeInt, "COUNT(DISTINCT "+c.sql()+")"
	case "AVG":
		e.typ = schema.TypeDouble
	case "MIN", "MAX":
		if rank, ok := t.rank(c); ok {
			e.sql = rankedExtreme(name, rank, c.sql())
		}
		if ignoresCase(e.typ) {
			e.sql = "(" + e.sql + " COLLATE NOCASE)" // a function forgets its column's collation
		}
	}
	return e, nil
}

// aggregates reports whether a field goes with an aggregate function ("SOQL
// and SOSL Reference", Support for Field Types in Aggregate Functions).
func aggregates(function string, f *schema.Field) bool {
	if !f.Aggregatable {
		return false
	}
	return f.Type.Numeric() || function != "SUM" && function != "AVG"
}

// unsupported refuses what Salesforce has but the demo org has not.
func (t *translator) unsupported(pos lexer.Position, what string) error {
	return t.at(pos).refuse(malformedQuery, "%s is not supported by the demo org", what)
}

// name is how messages name the expression.
func (e *expression) name() string {
	if e.column == nil {
		return e.function + "()"
	}
	return e.column.field.Name
}
