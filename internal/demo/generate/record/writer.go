package record

import (
	"fmt"
	"reflect"
	"time"

	"salesforce_exporter/internal/demo/store"
)

// Date is a day as "2006-01-02"; empty where a record has none.
type Date string

// DateOf returns the UTC day of an instant.
func DateOf(t time.Time) Date { return Date(t.UTC().Format(time.DateOnly)) }

// A Writer inserts record structs into a batch: field names are matched to
// the object's fields ignoring case, an empty string or zero time is null, and
// so is a nil pointer.
type Writer struct {
	batch *store.Batch
	plans map[reflect.Type]*plan
	rows  int
}

// plan is what reflection found out about one record struct.
type plan struct {
	object  string
	columns []string
	fields  [][]int
	values  []any
}

// NewWriter writes into the batch.
func NewWriter(batch *store.Batch) *Writer {
	return &Writer{batch: batch, plans: map[reflect.Type]*plan{}}
}

// Rows is the number of rows inserted so far.
func (w *Writer) Rows() int { return w.rows }

// Insert adds a row for a pointer to one of this package's structs. The
// struct's type has the name of the object, its fields have the names of the
// object's fields; where Go does not allow that, a tag names them.
func (w *Writer) Insert(row any) error {
	v := reflect.ValueOf(row).Elem()
	p, ok := w.plans[v.Type()]
	if !ok {
		p = planOf(v.Type())
		w.plans[v.Type()] = p
	}
	for i, index := range p.fields {
		value, err := stored(v.FieldByIndex(index))
		if err != nil {
			return fmt.Errorf("insert %s.%s: %w", p.object, p.columns[i], err)
		}
		p.values[i] = value
	}
	w.rows++
	return w.batch.Insert(p.object, p.columns, p.values...)
}

func planOf(t reflect.Type) *plan {
	p := &plan{object: t.Name()}
	for _, f := range reflect.VisibleFields(t) {
		if f.Anonymous {
			if name := f.Tag.Get("object"); name != "" {
				p.object = name
			}
			continue
		}
		name := f.Tag.Get("field")
		if name == "" {
			name = f.Name
		}
		p.columns = append(p.columns, name)
		p.fields = append(p.fields, f.Index)
	}
	p.values = make([]any, len(p.columns))
	return p
}

// stored gives a value the form that package store asks for.
func stored(v reflect.Value) (any, error) {
	switch x := v.Interface().(type) {
	case string:
		return text(x), nil
	case Date:
		return text(string(x)), nil
	case bool:
		if x {
			return 1, nil
		}
		return 0, nil
	case int:
		return x, nil
	case float64:
		return x, nil
	case *float64:
		if x == nil {
			return nil, nil
		}
		return *x, nil
	case time.Time:
		if x.IsZero() {
			return nil, nil
		}
		return x.Unix(), nil
	}
	return nil, fmt.Errorf("type %s has no stored form", v.Type())
}

func text(s string) any {
	if s == "" {
		return nil
	}
	return s
}
