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
}

// plan is what reflection found out about one record struct.
type plan struct {
	object  string
	columns []string
	fields  [][]int
	values  []any
	queue   *store.Queue
}

// NewWriter writes into the batch.
func NewWriter(batch *store.Batch) *Writer {
	return &Writer{batch: batch, plans: map[reflect.Type]*plan{}}
}

// Insert adds a row for a pointer to one of this package's structs. The
// struct's type has the name of the object, its fields have the names of the
// object's fields; where Go does not allow that, a tag names them. Rows are
// written some at a time: the batch has them all when it is committed or
// executes something else.
func (w *Writer) Insert(row any) error {
	v := reflect.ValueOf(row).Elem()
	p, ok := w.plans[v.Type()]
	if !ok {
		p = planOf(v.Type())
		queue, err := w.batch.Queue(p.object, p.columns)
		if err != nil {
			return err
		}
		p.queue = queue
		w.plans[v.Type()] = p
	}
	for i, index := range p.fields {
		value, err := stored(v.FieldByIndex(index))
		if err != nil {
			return fmt.Errorf("insert %s.%s: %w", p.object, p.columns[i], err)
		}
		p.values[i] = value
	}
	return p.queue.Add(p.values)
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

// stored gives a value the form that package store asks for. Millions of them
// pass here: int64 is what the driver takes as it is.
func stored(v reflect.Value) (any, error) {
	switch v.Kind() {
	case reflect.String:
		if v.Len() == 0 {
			return nil, nil
		}
		return v.String(), nil
	case reflect.Bool:
		if v.Bool() {
			return int64(1), nil
		}
		return int64(0), nil
	case reflect.Int:
		return v.Int(), nil
	case reflect.Int64: // a Link
		if v.Int() == 0 {
			return nil, nil
		}
		return v.Int(), nil
	case reflect.Float64:
		return v.Float(), nil
	}
	switch x := v.Addr().Interface().(type) {
	case **float64:
		if *x == nil {
			return nil, nil
		}
		return **x, nil
	case *time.Time:
		if x.IsZero() {
			return nil, nil
		}
		return x.Unix(), nil
	}
	return nil, fmt.Errorf("type %s has no stored form", v.Type())
}
