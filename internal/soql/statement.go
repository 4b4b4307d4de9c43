// Package soql composes SOQL statements: selection, grouping, quoting, and the
// pages of grouped answers. It knows nothing of what is measured.
package soql

import (
	"slices"
	"strconv"
	"strings"
)

// A Column is one selected expression: a field, a path or an aggregate.
type Column struct {
	Expr  string // "OwnerId", "Account.Type", "SUM(Amount)"
	Alias string // how the answer names it; empty for plain fields
	Type  Type   // of its values, as far as the schema says
}

// A Statement is one SOQL query, or a resource of the REST API. The zero OrderBy, Where and GroupBy are left
// out of the text.
type Statement struct {
	// Resource is asked for in place of a query; empty for a query.
	Resource string
	Object   string
	Scope    string   // of USING SCOPE; empty for what Salesforce takes without it
	Columns  []Column // empty asks for COUNT()
	Where    string   // the condition, without the keyword
	GroupBy  []string // expressions, also selected first and in this order
	OrderBy  []string // ignored for pages of groups, which order by their keys
	Limit    int      // of rows or groups; zero for all
	// MaxPages bounds what the answer may cost; a longer one is an error.
	// Zero leaves that to the client.
	MaxPages int
	// Alone asks for it in a call of its own, because it took too long with others.
	Alone bool
}

// Column returns the index of the column of a field, which it adds if it is not
// there: Salesforce refuses a field that is selected twice.
func (s *Statement) Column(field string) int {
	i := slices.IndexFunc(s.Columns, func(c Column) bool { return strings.EqualFold(c.Expr, field) })
	if i < 0 {
		i = len(s.Columns)
		s.Columns = append(s.Columns, Column{Expr: field})
	}
	return i
}

// Limits asks what the org may use of each of its limits, which no query tells.
// The answer has a row for each: name, maximum, remaining.
func Limits() Statement { return Statement{Resource: "limits"} }

// Count reports whether the statement asks for the bare number of rows.
func (s Statement) Count() bool { return len(s.Columns) == 0 && s.Resource == "" }

// HasRows reports whether each answer has a row, also where there is no record.
func (s Statement) HasRows() bool {
	return s.Resource != "" || !s.Grouped() && (s.Count() || s.Aggregate())
}

// Grouped reports whether the answer is a list of groups.
func (s Statement) Grouped() bool { return len(s.GroupBy) > 0 }

// Aggregate reports whether the answer holds aggregates rather than records.
func (s Statement) Aggregate() bool {
	return s.Grouped() || slices.ContainsFunc(s.Columns, func(c Column) bool {
		return c.Alias != "" && strings.Contains(c.Expr, "(")
	})
}

// String returns the statement as it is sent first.
func (s Statement) String() string {
	if s.Resource != "" {
		return "/" + s.Resource
	}
	return s.text(s.Where)
}

func (s Statement) text(where string) string {
	var b strings.Builder
	b.WriteString("SELECT ")
	b.WriteString(s.selection())
	b.WriteString(" FROM ")
	b.WriteString(s.Object)
	if s.Scope != "" {
		b.WriteString(" USING SCOPE " + s.Scope)
	}
	if where != "" {
		b.WriteString(" WHERE ")
		b.WriteString(where)
	}
	order := s.OrderBy
	if s.Grouped() {
		keys := strings.Join(s.GroupBy, ", ")
		b.WriteString(" GROUP BY ")
		b.WriteString(keys)
	}
	limit := s.Limit
	if s.paged() {
		order, limit = s.GroupBy, MaxGroups
	}
	if len(order) > 0 {
		b.WriteString(" ORDER BY ")
		b.WriteString(strings.Join(order, ", "))
	}
	if limit > 0 {
		b.WriteString(" LIMIT " + strconv.Itoa(limit))
	}
	return b.String()
}

func (s Statement) selection() string {
	if s.Count() {
		return "COUNT()"
	}
	items := make([]string, len(s.Columns))
	for i, c := range s.Columns {
		items[i] = c.Expr
		if c.Alias != "" {
			items[i] += " " + c.Alias
		}
	}
	return strings.Join(items, ", ")
}

// Quote returns a SOQL string literal. Only configuration and answers of
// Salesforce itself ever reach a statement.
func Quote(text string) string {
	return "'" + escaper.Replace(text) + "'"
}

// QuoteAll makes the literals of a list: IN ('a', 'b').
func QuoteAll(values []string) string {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = Quote(v)
	}
	return strings.Join(quoted, ", ")
}

var escaper = strings.NewReplacer(`\`, `\\`, `'`, `\'`, "\n", `\n`, "\r", `\r`, "\t", `\t`, "\"", `\"`, "\b", `\b`, "\f", `\f`)
