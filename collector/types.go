package collector

import (
	"slices"
	"strings"

	"salesforce_exporter/internal/soql"
)

// Typed says of the columns of a plan's statements what their values are, so
// that answers can be held against it.
func (s *Schema) Typed(p Plan) Plan {
	queries := slices.Clone(p.Queries)
	for i := range queries {
		q := &queries[i]
		q.Statement = s.typed(q.Statement)
		if dated := q.Dated; dated != nil {
			q.Dated = func(m Moment) (soql.Statement, bool) {
				statement, ok := dated(m)
				return s.typed(statement), ok
			}
		}
	}
	p.Queries = queries
	return p
}

func (s *Schema) typed(statement soql.Statement) soql.Statement {
	statement.Columns = slices.Clone(statement.Columns)
	for i := range statement.Columns {
		c := &statement.Columns[i]
		c.Type = s.typeOf(statement.Object, c.Expr)
	}
	return statement
}

// typeOf is the type of an expression; soql.Any where it is not known.
func (s *Schema) typeOf(object, expr string) soql.Type {
	if found := aggregate.FindStringSubmatch(strings.ToUpper(expr)); found != nil {
		if t := soql.TypeOfAggregate(expr); t != soql.Any {
			return t
		}
		expr = expr[strings.Index(expr, "(")+1 : len(expr)-1]
	}
	wanted := s.wanted
	defer func() { s.wanted = wanted }() // a type is no reason to describe an object
	f, err := s.Field(object, expr)
	if err != nil {
		return soql.Any
	}
	if t := soql.TypeOfField(strings.ToLower(f.Type)); t != soql.ID || strings.EqualFold(expr, "Id") {
		return t
	}
	return soql.Text // the id of another record, which may not be there
}
