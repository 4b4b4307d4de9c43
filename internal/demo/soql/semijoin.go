package soql

import (
	"slices"
	"strings"

	"salesforce_exporter/internal/demo/schema"
)

// maxSemiJoins is how many sub-selects one WHERE clause may have ("SOQL and
// SOSL Reference", Comparison Operators).
const maxSemiJoins = 2

// semiJoin translates IN and NOT IN with a sub-select. A null that the
// sub-select finds matches nothing and excludes nothing.
func (f *filter) semiJoin(e *expression, c *comparison, standing standing) (fragment, error) {
	st := c.Right.Select
	at := f.at(c.Right.Pos)
	if err := f.mayJoin(e, c, standing); err != nil {
		return fragment{}, err
	}
	inner := &translator{session: f.session, text: f.text, now: f.now, deleted: f.deleted, prefix: "s",
		fromAlias: st.From.Alias}
	object, err := inner.object(st.From)
	if err != nil {
		return fragment{}, err
	}
	if object.Name == f.root.object.Name {
		return fragment{}, at.refuse(malformedQuery, "The inner and outer selects should not be on the same object type")
	}
	inner.root = inner.open(object)
	selected, err := inner.joinField(st)
	if err != nil {
		return fragment{}, err
	}
	if !alike(e.column, selected) {
		return fragment{}, inner.at(selected.pos).refuse(malformedQuery,
			"The selected field '%s' in the subquery and the left operand field in the where expression in the outer query '%s' should point to the same object type",
			selected.field.Name, e.column.field.Name)
	}
	where, err := inner.where(st.Where)
	if err != nil {
		return fragment{}, err
	}
	x := selected.sql()
	sub := "SELECT " + x + " FROM " + strings.Join(inner.tables, " ") + where.clause("WHERE") +
		where.also(x+" IS NOT NULL")
	return negateIf(c.Op.Not, fragment{e.sql + " IN (" + sub + ")", where.args}), nil
}

// mayJoin refuses semi-joins where Salesforce does not allow them.
func (f *filter) mayJoin(e *expression, c *comparison, standing standing) error {
	at := f.at(c.Right.Pos)
	f.semiJoins++
	switch {
	case f.nested():
		return at.refuse(malformedQuery, "Nesting of semi join sub-selects is not supported")
	case standing == alternative:
		return at.refuse(malformedQuery, "Semi join sub-selects are not allowed with the 'OR' operator")
	case standing == buried:
		return at.refuse(malformedQuery,
			"Semi join sub-selects are only allowed at the top level WHERE expressions and not in nested WHERE expressions.")
	case f.semiJoins > maxSemiJoins:
		return at.refuse(malformedQuery, "Maximum %d semi join sub-selects are allowed", maxSemiJoins)
	case !isID(e.typ) || e.function != "" || e.column.source != f.root:
		return f.at(e.pos).refuse(malformedQuery,
			"semi join sub-selects can only be compared with id fields of the query's object, cannot use: '%s'", e.written)
	}
	return nil
}

// joinField resolves the one field that a sub-select selects.
func (t *translator) joinField(st *statement) (*column, error) {
	switch {
	case st.Group != nil:
		return nil, unexpected(t.text, st.Group.By[0].Pos, st.Group.By[0].Path[0])
	case len(st.Order) > 0:
		return nil, unexpected(t.text, st.Order[0].Operand.Pos, st.Order[0].Operand.Path[0])
	case st.Limit != nil:
		return nil, unexpected(t.text, st.Limit.Pos, st.Limit.Value)
	case st.Offset != nil:
		return nil, unexpected(t.text, st.Offset.Pos, st.Offset.Value)
	case len(st.Items) > 1:
		return nil, unexpected(t.text, st.Items[1].Pos, ",")
	}
	if err := t.checkClauses(st, t.root.object); err != nil {
		return nil, err
	}
	item := st.Items[0]
	if item.Operand == nil || item.Operand.Call != nil || item.Alias != "" {
		return nil, unexpected(t.text, item.Pos, "(")
	}
	c, err := t.column(item.Operand)
	if err != nil {
		return nil, err
	}
	if !isID(c.field.Type) {
		return nil, t.at(c.pos).refuse(malformedQuery, "semi join sub-selects can only query id fields, cannot use: '%s'",
			c.field.Name)
	}
	return c, nil
}

// alike tells whether two fields can hold ids of the same object.
func alike(a, b *column) bool {
	return slices.ContainsFunc(a.leadsTo(), func(object string) bool { return slices.Contains(b.leadsTo(), object) })
}

// leadsTo lists the objects whose ids the field holds.
func (c *column) leadsTo() []string {
	if c.field.Type == schema.TypeID {
		return []string{c.source.object.Name}
	}
	return c.field.ReferenceTo
}

func isID(t schema.Type) bool { return t == schema.TypeID || t == schema.TypeReference }
