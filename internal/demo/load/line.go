package load

import (
	"fmt"
	"strings"
)

// A lineReader makes values of the cells of one file.
type lineReader struct {
	rows  *tableRows
	cells []int // position of each column's cell; -1 where the file has none
	names []int // positions of what a Name is made of
	file  *tableFile
	taken map[string]bool // ids of derived rows
}

func newLineReader(r *tableRows, t *table, f *tableFile) *lineReader {
	l := &lineReader{rows: r, file: f, taken: r.taken}
	position := func(c *column) int {
		for i, other := range f.columns {
			if other == c {
				return i
			}
		}
		return -1
	}
	for _, c := range r.columns {
		l.cells = append(l.cells, position(c))
	}
	for _, part := range t.names {
		if i := position(t.column(part)); i >= 0 {
			l.names = append(l.names, i)
		}
	}
	return l
}

// read adds the values of one record.
func (l *lineReader) read(values []any, cells []string) ([]any, error) {
	for i, at := range l.cells {
		f := l.rows.fields[i]
		var cell string
		if at >= 0 {
			cell = cells[at]
		} else {
			cell = l.made(l.rows.columns[i], cells)
		}
		if l.file.nulls && isNull(cell) {
			cell = ""
		}
		v, err := value(f, cell, l.rows.export.zone)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
		values = append(values, v)
	}
	return values, nil
}

// skips reports whether a line tells about no row of another object, or about
// one that is there.
func (l *lineReader) skips(cells []string) bool {
	if l.file.derivation == nil {
		return false
	}
	id := l.file.derivation.idOf(cells)
	if id == "" || l.taken[id] {
		return true
	}
	l.taken[strings.Clone(id)] = true
	return false
}

// made is the cell of a column that the file does not have.
func (l *lineReader) made(c *column, cells []string) string {
	switch {
	case c.fixed != "":
		return c.fixed
	case l.file.derivation != nil && c.name == "Id":
		return l.file.derivation.idOf(cells)
	case l.names != nil && c.name == "Name":
		return l.name(cells)
	}
	for _, reference := range l.file.references {
		if reference.field == c.name {
			return reference.from.idOf(cells)
		}
	}
	return ""
}

// name makes the name of a person.
func (l *lineReader) name(cells []string) string {
	var parts []string
	for _, i := range l.names {
		if cells[i] != "" && !(l.file.nulls && isNull(cells[i])) {
			parts = append(parts, cells[i])
		}
	}
	return strings.Join(parts, " ")
}
