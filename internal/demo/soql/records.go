package soql

import (
	"strings"
)

// A shape says how a row's columns become the JSON of a record.
type shape struct {
	object  string // type in attributes
	id      int    // column of the record's id
	kind    int    // column that names the concrete object of a Name, or -1
	members []member
	nested  map[*source]*shape
}

// A member is one entry of a record: a value or a nested record.
type member struct {
	name   string
	value  valueColumn
	record *shape
}

// records translates a statement that selects rows.
func (t *translator) records(st *statement) (*selection, error) {
	p := &projection{}
	root := t.shape(p, t.root)
	seen := map[string]bool{}
	for _, item := range st.Items {
		if item.Alias != "" {
			return nil, t.at(item.Pos).refuse(malformedQuery, "only aggregate expressions use field aliasing")
		}
		c, err := t.expression(item.Operand)
		if err != nil {
			return nil, err
		}
		if seen[c.sql] {
			return nil, refuse(invalidField, "duplicate field selected: %s", c.written)
		}
		seen[c.sql] = true
		t.place(p, root, c)
	}
	where, err := t.where(st.Where)
	if err != nil {
		return nil, err
	}
	order, err := t.ordering(st.Order, t.sortable, p)
	if err != nil {
		return nil, err
	}
	w, err := t.window(st)
	if err != nil {
		return nil, err
	}
	limit := w.sql()
	return &selection{
		sql: "SELECT " + strings.Join(p.columns, ", ") + " FROM " + strings.Join(t.tables, " ") +
			where.clause("WHERE") + order + limit.sql,
		args:    append(where.args, limit.args...),
		columns: len(p.columns),
		tables:  len(t.tables),
		shape:   root,
	}, nil
}

func (t *translator) shape(p *projection, s *source) *shape {
	sh := &shape{object: s.object.Name, id: p.add(s.id()), kind: -1, nested: map[*source]*shape{}}
	if s.polymorphic() {
		sh.kind = p.add(s.kind())
	}
	return sh
}

// place puts a selected field where its path leads.
func (t *translator) place(p *projection, root *shape, e *expression) {
	sh := root
	for _, s := range t.way(e.column.source) {
		next, ok := sh.nested[s]
		if !ok {
			next = t.shape(p, s)
			sh.nested[s] = next
			sh.members = append(sh.members, member{name: s.relationship, record: next})
		}
		sh = next
	}
	f := e.column.field
	sh.members = append(sh.members, member{name: f.Name, value: valueColumn{p.add(e.sql), f.Type}})
}

// way lists the sources from below the FROM object to the given one.
func (t *translator) way(s *source) []*source {
	if s == t.root {
		return nil
	}
	return append(t.way(s.parent), s)
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
	return e, nil
}
