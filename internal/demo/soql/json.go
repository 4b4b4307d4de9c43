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
}

// A writer writes records as JSON.
type writer struct {
	version string
	buf     []byte
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
	for _, m := range sh.members {
		w.buf = append(w.buf, ',', '"')
		w.buf = append(w.buf, m.name...)
		w.buf = append(w.buf, '"', ':')
		switch {
		case m.record == nil:
			w.value(cells[m.value.column], m.value.typ)
		case cells[m.record.id] == nil:
			w.buf = append(w.buf, "null"...)
		default:
			w.object(m.record, cells)
		}
	}
	w.buf = append(w.buf, '}')
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
