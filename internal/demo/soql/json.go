package soql

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"time"

	"salesforce_exporter/internal/demo/schema"
)

// aggregateResult is the type of the records of a summary, which have no url.
const aggregateResult = "AggregateResult"

// dateTimeLayout is how the REST API writes a dateTime.
const dateTimeLayout = "2006-01-02T15:04:05.000-0700"

// A valueColumn is the column of a value and how to write it.
type valueColumn struct {
	column int
	typ    schema.Type
	format *formatColumns // of FORMAT()
}

// A writer writes records as JSON.
type writer struct {
	version string
	zone    *time.Location // for FORMAT()
	buf     []byte
}

func newWriter(s *Session) *writer {
	w := &writer{version: s.Version, zone: s.Zone}
	if w.zone == nil {
		w.zone = time.UTC
	}
	return w
}

// record writes the record of one row.
func (w *writer) record(sh *shape, cells []any) json.RawMessage {
	w.buf = w.buf[:0]
	w.object(sh, cells)
	return bytes.Clone(w.buf)
}

func (w *writer) object(sh *shape, cells []any) {
	w.buf = append(w.buf, `{"attributes":{"type":"`...)
	w.buf = append(w.buf, sh.object...)
	if sh.id >= 0 {
		object := sh.object
		if sh.kind >= 0 {
			object, _ = cells[sh.kind].(string)
		}
		id, _ := cells[sh.id].(string)
		w.buf = append(w.buf, `","url":`...)
		w.text("/services/data/v" + w.version + "/sobjects/" + object + "/" + id)
		w.buf = append(w.buf, '}')
	} else {
		w.buf = append(w.buf, `"}`...)
	}
	for i := range sh.members {
		w.buf = append(w.buf, ',')
		w.member(&sh.members[i], sh, cells)
	}
	w.buf = append(w.buf, '}')
}

func (w *writer) member(m *member, sh *shape, cells []any) {
	w.name(m.name)
	switch {
	case m.record != nil:
		w.recordOrNull(m.record, cells)
	case m.variants != nil:
		w.variant(m.variants, cells)
	case m.children != nil:
		id, _ := cells[sh.id].(string)
		w.children(m.children.of(id))
	case m.parts != nil:
		w.address(m.parts, cells)
	default:
		w.show(m.value, cells)
	}
}

// name writes the name of a member, which the schema or an alias gave.
func (w *writer) name(name string) {
	w.buf = append(append(append(w.buf, '"'), name...), '"', ':')
}

func (w *writer) null() { w.buf = append(w.buf, "null"...) }

func (w *writer) recordOrNull(sh *shape, cells []any) {
	if sh == nil || cells[sh.id] == nil {
		w.null()
		return
	}
	w.object(sh, cells)
}

// variant writes the record of a TYPEOF. Nothing is selected of an object that
// it does not name.
func (w *writer) variant(v *variants, cells []any) {
	kind, _ := cells[v.kind].(string)
	sh, ok := v.when[kind]
	if !ok {
		sh = v.other
	}
	w.recordOrNull(sh, cells)
}

// children writes the answer to a sub-select, null where there is none.
func (w *writer) children(records []json.RawMessage) {
	if len(records) == 0 {
		w.null()
		return
	}
	w.buf = append(w.buf, `{"totalSize":`...)
	w.buf = strconv.AppendInt(w.buf, int64(len(records)), 10)
	w.buf = append(w.buf, `,"done":true,"records":[`...)
	for i, record := range records {
		if i > 0 {
			w.buf = append(w.buf, ',')
		}
		w.buf = append(w.buf, record...)
	}
	w.buf = append(w.buf, "]}"...)
}

// address writes a compound address, null where all its parts are.
func (w *writer) address(parts []part, cells []any) {
	empty := true
	for _, p := range parts {
		empty = empty && (p.value.column < 0 || cells[p.value.column] == nil)
	}
	if empty {
		w.null()
		return
	}
	open := byte('{')
	for _, p := range parts {
		w.buf = append(w.buf, open)
		open = ','
		w.name(p.name)
		if p.value.column < 0 {
			w.null()
			continue
		}
		w.show(p.value, cells)
	}
	w.buf = append(w.buf, '}')
}

func (w *writer) show(v valueColumn, cells []any) {
	if v.format != nil && cells[v.column] != nil {
		w.text(w.formatted(v, cells))
		return
	}
	w.value(cells[v.column], v.typ)
}

// value writes a stored value in the JSON type of its field.
func (w *writer) value(v any, typ schema.Type) {
	switch v := v.(type) {
	case nil:
		w.buf = append(w.buf, "null"...)
	case int64:
		w.integer(v, typ)
	case float64:
		w.number(v)
	case []byte:
		w.text(string(v))
	case string:
		w.text(v)
	default:
		w.text(fmt.Sprint(v))
	}
}

func (w *writer) integer(v int64, typ schema.Type) {
	switch typ {
	case schema.TypeBoolean:
		w.buf = strconv.AppendBool(w.buf, v != 0)
	case schema.TypeDateTime:
		w.text(time.Unix(v, 0).UTC().Format(dateTimeLayout))
	case schema.TypeDouble, schema.TypeCurrency, schema.TypePercent:
		w.number(float64(v))
	default:
		w.buf = strconv.AppendInt(w.buf, v, 10)
	}
}

// number writes a decimal number, whole ones with ".0" as Salesforce does.
func (w *writer) number(v float64) {
	if v != math.Trunc(v) || math.Abs(v) >= 1e21 {
		w.buf = strconv.AppendFloat(w.buf, v, 'g', -1, 64)
		return
	}
	w.buf = strconv.AppendFloat(w.buf, v, 'f', 1, 64)
}

func (w *writer) text(s string) {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			w.escaped(s)
			return
		}
	}
	w.buf = append(append(append(w.buf, '"'), s...), '"')
}

func (w *writer) escaped(s string) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string always encodes
	w.buf = append(w.buf, bytes.TrimSuffix(out.Bytes(), []byte("\n"))...)
}
