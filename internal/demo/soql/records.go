package soql

import "strings"

// A shape says how a row's columns become the JSON of a record.
type shape struct {
	object  string // type in attributes
	id      int    // column of the record's id
	kind    int    // column that names the concrete object of a Name, or -1
	members []member
	nested  map[*source]*shape
	names   map[string]bool // of the members, in lower case
}

// A member is one entry of a record: a value or something nested.
type member struct {
	name     string
	value    valueColumn
	record   *shape
	parts    []part // of an address
	variants *variants
	children *children
}

// A list translates the SELECT list of a statement that selects records.
type list struct {
	*translator
	statement *statement
	columns   *projection
	children  []*children
}

// records translates a statement that selects records.
func (t *translator) records(st *statement) (*selection, error) {
	l := &list{translator: t, statement: st, columns: &projection{}}
	root := t.shape(l.columns, t.root)
	for _, item := range st.Items {
		if err := l.item(root, item); err != nil {
			return nil, err
		}
	}
	where, err := t.where(st.Where)
	if err != nil {
		return nil, err
	}
	order, err := t.ordering(st.Order, t.sortable, l.columns)
	if err != nil {
		return nil, err
	}
	w, err := t.window(st)
	if err != nil {
		return nil, err
	}
	s := l.selection(root, where, order, w)
	for _, c := range l.children {
		if err := c.translate(s); err != nil {
			return nil, err
		}
		s.children = append(s.children, c)
	}
	return s, nil
}

// item resolves one item of the list.
func (l *list) item(root *shape, item *selectItem) error {
	switch {
	case item.Child != nil && item.Alias == "":
		return l.subselect(root, item)
	case item.TypeOf != nil && item.Alias == "":
		return l.typeOf(root, item.TypeOf)
	case isCall(item.Operand, "FIELDS") && item.Alias == "":
		return l.fields(root, item.Operand)
	}
	if item.Operand == nil || item.Alias != "" && displayFunction(item.Operand) == "" {
		return l.at(item.Pos).refuse(malformedQuery, "only aggregate expressions use field aliasing")
	}
	e, err := l.displayed(item.Operand, l.expression)
	if err != nil {
		return err
	}
	return l.place(l.root, root, e, item.Alias)
}

// place puts a selected field where its path, from the given source on, leads.
func (l *list) place(from *source, sh *shape, e *expression, alias string) error {
	for _, s := range way(from, e.column.source) {
		next, ok := sh.nested[s]
		if !ok {
			if err := l.claim(sh, s.relationship, e.written); err != nil {
				return err
			}
			next = l.shape(l.columns, s)
			sh.nested[s] = next
			sh.members = append(sh.members, member{name: s.relationship, record: next})
		}
		sh = next
	}
	f := e.column.field
	m := member{name: f.Name}
	if alias != "" {
		m.name = alias
	}
	if err := l.claim(sh, m.name, e.written); err != nil {
		return err
	}
	if f.Type == "address" {
		m.parts = l.addressParts(e.column)
	} else {
		m.value = l.columns.value(e)
	}
	sh.members = append(sh.members, m)
	return nil
}

// claim takes a name in a record, once.
func (l *list) claim(sh *shape, name, written string) error {
	name = strings.ToLower(name)
	if sh.names[name] {
		return refuse(invalidField, "duplicate field selected: %s", written)
	}
	sh.names[name] = true
	return nil
}

// way lists the sources from below one to another.
func way(from, to *source) []*source {
	if to == from {
		return nil
	}
	return append(way(from, to.parent), to)
}

func (t *translator) shape(p *projection, s *source) *shape {
	sh := &shape{object: s.object.Name, id: p.add(s.id()), kind: -1, nested: map[*source]*shape{},
		names: map[string]bool{}}
	if s.polymorphic() {
		sh.kind = p.add(s.kind())
	}
	return sh
}

// selection puts the SQL together. That of a sub-select begins with the
// parents whose children it finds.
func (l *list) selection(root *shape, where fragment, order string, w window) *selection {
	s := &selection{shape: root}
	if l.parents != nil {
		s.sql, s.args, s.tables = l.parents.with(), l.parents.selection.args, l.parents.selection.tables
		s.key = l.columns.add(l.root.targets[0].column(l.parents.via.Name))
		where = fragment{l.parents.condition(l.root) + where.clause(" AND"), where.args}
	}
	limit := w.sql()
	if l.parents != nil {
		s.window, limit = w, fragment{} // of each parent's children
	}
	s.sql += "SELECT " + strings.Join(l.columns.columns, ", ") + " FROM " + strings.Join(l.tables, " ") +
		where.clause("WHERE") + order + limit.sql
	s.args = append(append(append([]any{}, s.args...), where.args...), limit.args...)
	s.columns = len(l.columns.columns)
	s.tables += len(l.tables)
	return s
}

func (t *translator) sortable(o *operand) (*expression, error) {
	e, err := t.expression(o)
	if err != nil {
		return nil, err
	}
	if e.aggregate {
		return nil, t.unexpectedCall(o)
	}
	if !e.column.field.Sortable {
		return nil, t.at(e.pos).refuse(malformedQuery, "field '%s' can not be sorted in a query call", e.column.field.Name)
	}
	e.sort = t.sortKeys(e)
	return e, nil
}
