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
		if noted := q.Noted; noted != nil {
			q.Noted = func(m Moment) (soql.Statement, Take, bool) {
				statement, take, ok := noted(m)
				return s.typed(statement), take, ok
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
	if _, _, ok := soql.Aggregate(strings.ToUpper(expr)); ok {
		if t := soql.TypeOfAggregate(expr); t != soql.Any {
			return t
		}
		expr = expr[strings.Index(expr, "(")+1 : len(expr)-1]
	}
	if strings.HasPrefix(strings.ToUpper(expr), "DAY_ONLY(") {
		return soql.Day
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
	return soql.Lookup // the id of another record, which may not be there
}

// DayOf is what groups records by the day of a field of theirs, in the time zone of the user who asks. It is not ok for
// a field of which nothing does.
func (s *Schema) DayOf(object, field string) (expr string, ok bool) {
	switch s.typeOf(object, field) {
	case soql.Day:
		return field, s.Check(object, field, Groups) == nil
	case soql.Instant:
		return "DAY_ONLY(convertTimezone(" + field + "))", true
	}
	return "", false
}

// typeByName guesses the type of a key of an org that was not asked, so that
// statements are shown in the form that they will have.
func typeByName(path string) soql.Type {
	name := path[strings.LastIndex(path, ".")+1:]
	switch {
	case strings.HasSuffix(name, "Id"):
		return soql.Lookup
	case strings.HasSuffix(name, "Date"):
		return soql.Day
	}
	return soql.Any
}

// pageOrder is how well pages of groups can follow a key: least for best.
func (s *Schema) pageOrder(object, expr string) int {
	t := s.typeOf(object, expr)
	if s.open && t == soql.Any {
		t = typeByName(expr)
	}
	switch {
	case !t.Pageable(), !strings.Contains(expr, "(") && s.Check(object, expr, Filters) != nil:
		return 2
	case t == soql.ID || t == soql.Lookup:
		return 0
	}
	return 1
}

// BestKey is the index of the key that pages of groups follow best.
func (s *Schema) BestKey(object string, keys []string) int {
	best, order := 0, 3
	for i, key := range keys {
		if o := s.pageOrder(object, key); o < order {
			best, order = i, o
		}
	}
	return best
}
