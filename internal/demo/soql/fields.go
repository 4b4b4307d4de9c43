package soql

import (
	"strconv"
	"strings"

	"salesforce_exporter/internal/demo/schema"
)

// maxFieldsLimit is the largest LIMIT beside FIELDS(ALL) and FIELDS(CUSTOM)
// ("SOQL and SOSL Reference", FIELDS).
const maxFieldsLimit = 200

func isCall(o *operand, name string) bool {
	return o != nil && o.Call != nil && len(o.Path) == 1 && strings.EqualFold(o.Path[0], name)
}

// fields selects what FIELDS(ALL), FIELDS(STANDARD) or FIELDS(CUSTOM) stands
// for.
func (l *list) fields(root *shape, o *operand) error {
	if len(o.Call.List) != 1 {
		return l.unexpectedCall(o)
	}
	group := o.Call.List[0]
	var wanted func(*schema.Field) bool
	bounded := true
	switch strings.ToUpper(strings.Join(group.Path, ".")) {
	case "ALL":
		wanted = func(*schema.Field) bool { return true }
	case "CUSTOM":
		wanted = func(f *schema.Field) bool { return f.Custom }
	case "STANDARD":
		wanted, bounded = func(f *schema.Field) bool { return !f.Custom }, false
	default:
		return unexpected(l.text, group.Pos, group.Path[0])
	}
	if limit := l.statement.Limit; bounded && (limit == nil || !atMost(limit.Value, maxFieldsLimit)) {
		return refuse(malformedQuery, "The SOQL FIELDS function must have a LIMIT of at most %d", maxFieldsLimit)
	}
	for _, f := range l.root.object.Fields {
		if !wanted(f) {
			continue
		}
		c := &column{source: l.root, field: f, written: f.Name, pos: o.Pos}
		if err := l.place(l.root, root, c.expression(), ""); err != nil {
			return err
		}
	}
	return nil
}

func atMost(number string, limit int) bool {
	n, err := strconv.Atoi(number)
	return err == nil && n <= limit
}
