package soql

import (
	"strings"

	"salesforce_exporter/internal/demo/schema"
)

// displayFunction returns the upper-case name of a function that changes how
// a SELECT list shows a value, or "".
func displayFunction(o *operand) string {
	if o == nil || o.Call == nil || len(o.Path) > 1 {
		return ""
	}
	switch name := strings.ToUpper(o.Path[0]); name {
	case "TOLABEL", "FORMAT", "CONVERTCURRENCY":
		return name
	}
	return ""
}

// displayed resolves an item of a SELECT list that may be such a function;
// plain resolves all others.
func (t *translator) displayed(o *operand, plain func(*operand) (*expression, error)) (*expression, error) {
	switch displayFunction(o) {
	case "TOLABEL":
		return t.shownField(o, plain, t.label)
	case "CONVERTCURRENCY":
		return t.shownField(o, plain, t.converted)
	case "FORMAT":
		return t.formatted(o, plain)
	}
	return plain(o)
}

// shownField resolves toLabel() and convertCurrency(), which take fields only;
// among groups, the field must be one of them.
func (t *translator) shownField(o *operand, plain, show func(*operand) (*expression, error)) (*expression, error) {
	e, err := show(o)
	if err != nil {
		return nil, err
	}
	_, err = plain(o.Call.List[0])
	return e, err
}

// field resolves the one field that a display function takes.
func (t *translator) field(o *operand) (*column, error) {
	if len(o.Call.List) != 1 {
		return nil, t.unexpectedCall(o)
	}
	if o.Call.List[0].Call != nil {
		return nil, t.unexpectedCall(o.Call.List[0])
	}
	return t.column(o.Call.List[0])
}

// label resolves toLabel(): values of picklists in the user's language. The
// org has no translations, so they are the values themselves.
func (t *translator) label(o *operand) (*expression, error) {
	c, err := t.field(o)
	if err != nil {
		return nil, err
	}
	recordType := c.source.object.Name == "RecordType" && c.field.Name == "Name"
	if c.field.Type != schema.TypePicklist && c.field.Type != schema.TypeMultipicklist && !recordType {
		return nil, t.at(c.pos).refuse(malformedQuery, "field %s does not support toLabel", c.field.Name)
	}
	e := c.expression()
	e.function = "TOLABEL"
	return e, nil
}

// converted resolves convertCurrency(): amounts in the user's currency.
func (t *translator) converted(o *operand) (*expression, error) {
	c, err := t.field(o)
	if err != nil {
		return nil, err
	}
	if !t.multiCurrency() {
		return nil, t.at(o.Pos).refuse(malformedQuery,
			"convertCurrency is only allowed in organizations with multiple currencies")
	}
	if c.field.Type != schema.TypeCurrency {
		return nil, t.at(c.pos).refuse(malformedQuery, "field %s does not support convertCurrency", c.field.Name)
	}
	e := c.expression()
	e.function = "CONVERTCURRENCY"
	if code, ok := t.code(c); ok {
		e.sql = t.inUserCurrency(c, code)
	}
	return e, nil
}

// formatted resolves FORMAT() of a field, an aggregate or convertCurrency().
func (t *translator) formatted(o *operand, plain func(*operand) (*expression, error)) (*expression, error) {
	if len(o.Call.List) != 1 {
		return nil, t.unexpectedCall(o)
	}
	argument := o.Call.List[0]
	if inner := displayFunction(argument); inner != "" && inner != "CONVERTCURRENCY" {
		return nil, t.unexpectedCall(argument)
	}
	e, err := t.displayed(argument, plain)
	if err != nil {
		return nil, err
	}
	switch e.typ {
	case schema.TypeDate, schema.TypeDateTime:
	default:
		if !e.typ.Numeric() {
			return nil, t.at(argument.Pos).refuse(malformedQuery, "field %s does not support FORMAT", e.name())
		}
	}
	out := *e
	out.format, out.function = t.format(e), "FORMAT"
	return &out, nil
}

// format says in which currencies FORMAT() writes an expression.
func (t *translator) format(e *expression) *format {
	f := &format{}
	if e.typ != schema.TypeCurrency || !t.multiCurrency() {
		return f
	}
	code, ok := t.code(e.column)
	switch {
	case e.aggregate || !ok:
		f.code = corporateCode
	case e.function == "CONVERTCURRENCY":
		f.code = t.userCode()
	default:
		f.code, f.userCode, f.userAmount = code, t.userCode(), t.inUserCurrency(e.column, code)
	}
	return f
}
