package soql_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"pgregory.net/rapid"
)

// operand is what a generated statement compares, groups by or selects: a
// field, a date function or an aggregate, as SOQL and as a function of a row
// or, in HAVING, of a group.
type operand struct {
	soql  string
	kind  kind
	value func(row any) any
}

// condition is a generated condition as SOQL and as a function.
type condition struct {
	soql  string
	holds func(row any) bool
}

// conditions draws a condition over one of the operands, or several nested
// ones. pool gives values that an operand has.
func (n *naive) conditions(t *rapid.T, operands []operand, pool func(operand) []any, depth int) condition {
	if depth > 0 && rapid.IntRange(0, 2).Draw(t, "nesting") == 0 {
		return n.compound(t, operands, pool, depth-1)
	}
	o := rapid.SampledFrom(operands).Draw(t, "operand")
	switch o.kind {
	case boolean:
		return n.booleanCondition(t, o)
	case date, instant:
		if rapid.Bool().Draw(t, "date literal") {
			return n.periodCondition(t, o)
		}
	}
	values := append(pool(o), noise[o.kind]...)
	switch form := rapid.IntRange(0, 9).Draw(t, "form"); {
	case form == 0:
		return nullCondition(t, o)
	case form <= 2:
		return n.listCondition(t, o, values)
	case form <= 4 && (o.kind == text || o.kind == ranked || o.kind == listed):
		return likeCondition(t, o, values)
	}
	return n.plainCondition(t, o, values)
}

// noise are values that rows may not have.
var noise = map[kind][]any{
	text: {"", "nothing", "O'Neil", `back\slash`}, ranked: {"Former"}, listed: {"", "nothing"},
	number:  {0.0, -1.5, 100.0, 1e6},
	date:    {time.Date(2026, 3, 8, 0, 0, 0, 0, time.UTC)},
	instant: {time.Date(2026, 3, 8, 7, 0, 0, 0, time.UTC), time.Date(2026, 3, 8, 6, 59, 59, 0, time.UTC)},
	id:      {"005000000000099AAA"},
}

func (n *naive) compound(t *rapid.T, operands []operand, pool func(operand) []any, depth int) condition {
	if rapid.IntRange(0, 3).Draw(t, "negated") == 0 {
		c := n.conditions(t, operands, pool, depth)
		return condition{"(NOT " + c.soql + ")", func(row any) bool { return !c.holds(row) }}
	}
	parts := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) condition {
		return n.conditions(t, operands, pool, depth)
	}), 2, 3).Draw(t, "parts")
	word := rapid.SampledFrom([]string{"AND", "OR"}).Draw(t, "word")
	texts := make([]string, len(parts))
	for i, p := range parts {
		texts[i] = p.soql
	}
	return condition{"(" + strings.Join(texts, " "+word+" ") + ")", func(row any) bool {
		holds := func(p condition) bool { return p.holds(row) }
		if word == "OR" {
			return slices.ContainsFunc(parts, holds)
		}
		return !slices.ContainsFunc(parts, func(p condition) bool { return !p.holds(row) })
	}}
}

func (n *naive) booleanCondition(t *rapid.T, o operand) condition {
	want := rapid.Bool().Draw(t, "value")
	if rapid.Bool().Draw(t, "equal") {
		return condition{fmt.Sprintf("%s = %t", o.soql, want), func(row any) bool { return o.value(row) == want }}
	}
	return condition{fmt.Sprintf("%s != %t", o.soql, want), func(row any) bool { return o.value(row) != want }}
}

func nullCondition(t *rapid.T, o operand) condition {
	if rapid.Bool().Draw(t, "null") {
		return condition{o.soql + " = null", func(row any) bool { return o.value(row) == nil }}
	}
	return condition{o.soql + " != null", func(row any) bool { return o.value(row) != nil }}
}

// isNull reports whether a literal stands for null, as the empty string does.
func isNull(v any) bool { return v == nil || v == "" }

func (n *naive) plainCondition(t *rapid.T, o operand, values []any) condition {
	sign := rapid.SampledFrom([]string{"=", "!=", "<>", "<", "<=", ">", ">="}).Draw(t, "sign")
	want := rapid.SampledFrom(values).Draw(t, "value")
	return condition{o.soql + " " + sign + " " + n.written(t, want, o.kind), func(row any) bool {
		v := o.value(row)
		if v == nil || isNull(want) {
			switch sign {
			case "=":
				return v == nil && isNull(want)
			case "!=", "<>":
				return (v == nil) != isNull(want)
			}
			return false
		}
		return signHolds(sign, n.compare(v, want, o.kind))
	}}
}

func signHolds(sign string, c int) bool {
	switch sign {
	case "=":
		return c == 0
	case "<":
		return c < 0
	case "<=":
		return c <= 0
	case ">":
		return c > 0
	case ">=":
		return c >= 0
	}
	return c != 0
}

func (n *naive) listCondition(t *rapid.T, o operand, values []any) condition {
	list := rapid.SliceOfN(rapid.SampledFrom(append(values, nil)), 1, 4).Draw(t, "list")
	texts := make([]string, len(list))
	for i, v := range list {
		texts[i] = n.written(t, v, o.kind)
	}
	in := func(row any) bool {
		v := o.value(row)
		return slices.ContainsFunc(list, func(want any) bool {
			if v == nil || isNull(want) {
				return v == nil && isNull(want)
			}
			return n.compare(v, want, o.kind) == 0
		})
	}
	soql := "IN (" + strings.Join(texts, ", ") + ")"
	if rapid.Bool().Draw(t, "not") {
		return condition{o.soql + " NOT " + soql, func(row any) bool { return !in(row) }}
	}
	return condition{o.soql + " " + soql, in}
}

// likeCondition makes a pattern from a value: parts of it become wildcards.
func likeCondition(t *rapid.T, o operand, values []any) condition {
	from, _ := rapid.SampledFrom(values).Draw(t, "value").(string)
	var pattern strings.Builder
	for _, c := range []byte(from) {
		switch rapid.IntRange(0, 5).Draw(t, "wildcard") {
		case 0:
			pattern.WriteByte('_')
		case 1:
			pattern.WriteByte('%')
		case 2:
		default:
			if strings.IndexByte(`%_\`, c) >= 0 {
				pattern.WriteByte('\\')
			}
			pattern.WriteByte(c)
		}
	}
	p := pattern.String()
	return condition{o.soql + " LIKE '" + strings.ReplaceAll(p, "'", `\'`) + "'", func(row any) bool {
		v, ok := o.value(row).(string)
		return ok && like(strings.ToLower(v), strings.ToLower(p))
	}}
}

func (n *naive) periodCondition(t *rapid.T, o operand) condition {
	l := rapid.SampledFrom(literals(rapid.IntRange(1, 40).Draw(t, "n"))).Draw(t, "literal")
	sign := rapid.SampledFrom([]string{"=", "!=", "<", "<=", ">", ">="}).Draw(t, "sign")
	return condition{o.soql + " " + sign + " " + l.soql, func(row any) bool {
		v, ok := o.value(row).(time.Time)
		if !ok {
			return sign == "!="
		}
		return signHolds(sign, n.inPeriod(v, o.kind, l))
	}}
}

// written is a value as a SOQL literal.
func (n *naive) written(t *rapid.T, v any, k kind) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case time.Time:
		if k == date {
			return v.Format(time.DateOnly)
		}
		zone := rapid.SampledFrom([]*time.Location{time.UTC, time.FixedZone("", 5*3600+1800),
			time.FixedZone("", -3*3600)}).Draw(t, "offset")
		return v.In(zone).Format(time.RFC3339)
	case string:
		if k == id && rapid.Bool().Draw(t, "short id") {
			v = v[:15]
		}
		return "'" + strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(v) + "'"
	}
	panic(fmt.Sprintf("no literal for %v", v))
}
