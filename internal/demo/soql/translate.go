package soql

import (
	"strconv"
	"strings"
	"time"

	"github.com/alecthomas/participle/v2/lexer"
)

// What SQLite takes in one statement, with room to spare.
const (
	maxTables     = 60
	maxColumns    = 1_900
	maxParameters = 32_000
	maxSQL        = 900_000
)

// maxOffset is the largest OFFSET, and the most rows that a statement with one
// can reach ("SOQL and SOSL Reference", OFFSET).
const maxOffset = 2_000

// A translator turns one SELECT into SQL, checking it on the way.
type translator struct {
	session   *Session
	text      string
	now       time.Time
	deleted   bool // deleted rows and archived activities are seen too
	root      *source
	fromAlias string
	prefix    string   // of table aliases: "t", in a semi-join "s"
	tables    []string // the FROM clause
	semiJoins int
	scope     Scope       // of USING SCOPE; zero for everything
	level     int         // how many sub-selects of SELECT lists this is inside
	parents   *parentRows // whose children are wanted, in such a sub-select
}

func (t *translator) at(pos lexer.Position) place { return place{t.text, pos} }

func (t *translator) nested() bool { return t.prefix == "s" }

func (t *translator) zone() *time.Location {
	if t.session.Zone == nil {
		return time.UTC
	}
	return t.session.Zone
}

// where translates the WHERE clause and hides what only queryAll gives and
// what sharing keeps from the user.
func (t *translator) where(c *condition) (fragment, error) {
	var parts []fragment
	if c != nil {
		f := &filter{translator: t, operand: t.filterable}
		where, err := f.condition(c, decisive)
		if err != nil {
			return fragment{}, err
		}
		parts = append(parts, where)
	}
	if !t.deleted {
		parts = append(parts, t.present()...)
	}
	parts = append(parts, t.shared()...)
	parts = append(parts, t.scoped()...)
	if len(parts) == 0 {
		return fragment{}, nil
	}
	return join("AND", parts), nil
}

// present excludes deleted rows and archived activities ("SOAP API Developer
// Guide", Archived Activities), also for a user who may not see the fields
// that say so.
func (t *translator) present() []fragment {
	stored, ok := t.session.Store.Schema().Object(t.root.object.Name)
	if !ok {
		return nil
	}
	flags := []string{"IsDeleted"}
	if stored.Name == "Task" || stored.Name == "Event" {
		flags = append(flags, "IsArchived")
	}
	var parts []fragment
	for _, name := range flags {
		if f, ok := stored.Field(name); ok {
			parts = append(parts, fragment{sql: t.root.targets[0].column(f.Name) + " = 0"})
		}
	}
	return parts
}

// filterable resolves what a WHERE clause compares.
func (t *translator) filterable(o *operand) (*expression, error) {
	resolve := t.expression
	if displayFunction(o) == "TOLABEL" {
		resolve = t.label
	}
	e, err := resolve(o)
	if err != nil {
		return nil, err
	}
	if e.aggregate {
		return nil, t.unexpectedCall(o)
	}
	f := e.column.field
	if f.Type == "address" {
		return nil, t.at(e.pos).refuse(invalidField, "Address fields can only be filtered using Distance expressions")
	}
	if !f.Filterable {
		return nil, t.at(e.column.pos).refuse(invalidField, "field '%s' can not be filtered in a query call", f.Name)
	}
	return e, nil
}

// clause writes the fragment behind a keyword, or nothing if it is empty.
func (f fragment) clause(keyword string) string {
	if f.sql == "" {
		return ""
	}
	return " " + keyword + " " + f.sql
}

// also continues a WHERE clause.
func (f fragment) also(condition string) string {
	if f.sql == "" {
		return " WHERE " + condition
	}
	return " AND " + condition
}

// A window is what LIMIT and OFFSET leave of the rows; limit -1 is all.
type window struct{ limit, offset int }

func (t *translator) window(st *statement) (window, error) {
	w := window{limit: -1}
	var err error
	if st.Limit != nil {
		if w.limit, err = t.amount(st.Limit); err != nil {
			return w, err
		}
	}
	if st.Offset == nil {
		return w, nil
	}
	if w.offset, err = t.amount(st.Offset); err != nil {
		return w, err
	}
	if w.offset > maxOffset {
		return w, refuse(outsideRange, "Maximum SOQL offset allowed is %d", maxOffset)
	}
	if w.limit < 0 || w.limit > maxOffset {
		w.limit = maxOffset
	}
	return w, nil
}

func (t *translator) amount(a *amount) (int, error) {
	n, err := strconv.ParseInt(a.Value, 10, 32)
	if err != nil || n < 0 || strings.HasPrefix(a.Value, "+") {
		return 0, unexpected(t.text, a.Pos, a.Value)
	}
	return int(n), nil
}

func (w window) sql() fragment {
	if w.limit < 0 {
		return fragment{}
	}
	return fragment{" LIMIT ? OFFSET ?", []any{w.limit, w.offset}}
}

// A projection is the list of SQL columns that a statement selects.
type projection struct {
	columns []string
	index   map[string]int
}

// value selects the value of an expression and what is needed to show it.
func (p *projection) value(e *expression) valueColumn {
	v := valueColumn{column: p.add(e.sql), typ: e.typ}
	if e.format != nil {
		v.format = e.format.columns(p)
	}
	return v
}

// add selects an SQL expression, once, and returns its column number from 0.
func (p *projection) add(sql string) int {
	if i, ok := p.index[sql]; ok {
		return i
	}
	if p.index == nil {
		p.index = map[string]int{}
	}
	p.index[sql] = len(p.columns)
	p.columns = append(p.columns, sql)
	return len(p.columns) - 1
}

// ordering translates ORDER BY; sortable resolves and checks each operand.
func (t *translator) ordering(items []*orderItem, sortable func(*operand) (*expression, error),
	p *projection) (string, error) {
	var terms []string
	for _, item := range items {
		e, err := sortable(item.Operand)
		if err != nil {
			return "", err
		}
		direction := " NULLS FIRST" // the default, whatever the direction
		if strings.EqualFold(item.Nulls, "LAST") {
			direction = " NULLS LAST"
		}
		if strings.EqualFold(item.Direction, "DESC") {
			direction = " DESC" + direction
		}
		keys := e.sort
		if keys == nil {
			keys = []string{e.sql}
		}
		for _, key := range keys {
			terms = append(terms, strconv.Itoa(p.add(key)+1)+direction)
		}
	}
	if len(terms) == 0 {
		return "", nil
	}
	return " ORDER BY " + strings.Join(terms, ", "), nil
}
