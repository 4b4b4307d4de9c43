package load

import (
	"crypto/sha256"
	"slices"
	"strings"

	"salesforce_exporter/internal/demo/generate/record"
	"salesforce_exporter/internal/demo/schema"
)

// derivable are the objects that are known by what others say of them, if they
// have no file: a query of users names their roles and profiles. No figure
// counts them, so it does not matter that only those are there which somebody
// has.
var derivable = []string{"UserRole", "Profile"}

// A derivation makes rows of another object, of columns such as UserRole.Name.
type derivation struct {
	prefix string // of the ids of the other object
	id     int    // position of its id; -1 where the file has none
	cells  []int  // positions of what is known of it
}

// deriveTables adds the objects that have no file and are known from others.
func deriveTables(tables []*table, all *schema.Schema) []*table {
	for _, name := range derivable {
		target, ok := all.Object(name)
		if !ok || slices.ContainsFunc(tables, func(t *table) bool { return t.object == name }) {
			continue
		}
		made := &table{object: target.Name, standard: target, prefix: target.KeyPrefix, derived: true}
		for _, t := range tables {
			if t.standard != nil {
				t.derive(made, all)
			}
		}
		if made.files != nil {
			tables = append(tables, made)
		}
	}
	return tables
}

// derive takes what the columns of a table tell about another object.
func (t *table) derive(made *table, all *schema.Schema) {
	for _, f := range slices.Clone(t.files) {
		for _, reference := range t.standard.Fields {
			if reference.Relationship == "" || len(reference.ReferenceTo) != 1 || reference.ReferenceTo[0] != made.object {
				continue
			}
			view := &tableFile{file: f.file, columns: make([]*column, len(f.header))}
			d := &derivation{prefix: made.prefix, id: -1}
			for i, name := range f.header {
				if strings.EqualFold(name, reference.Name) {
					d.id = i
				}
				path, field, ok := strings.Cut(name, ".")
				if _, known := made.standard.Field(field); ok && known && strings.EqualFold(path, reference.Relationship) &&
					!strings.EqualFold(field, "Id") {
					view.columns[i] = made.columnFor(field, all)
					d.cells = append(d.cells, i)
					f.told = append(f.told, i)
				}
			}
			if d.cells == nil {
				continue
			}
			view.derivation = d
			made.columnFor("Id", all).seen = true
			made.files = append(made.files, view)
			if d.id < 0 {
				t.columnFor(reference.Name, all).seen = true
				f.references = append(f.references, madeReference{field: reference.Name, from: d})
			}
		}
	}
}

// columnFor finds or adds a column.
func (t *table) columnFor(name string, all *schema.Schema) *column {
	c := t.column(name)
	if c == nil {
		c = t.newColumn(name, all)
		t.columns = append(t.columns, c)
	}
	return c
}

// A madeReference is a field that refers to a derived row.
type madeReference struct {
	field string
	from  *derivation
}

// idOf is the id of the row that the cells tell about: the one that they have,
// or one that is made of the rest. It is empty where they tell about none.
func (d *derivation) idOf(cells []string) string {
	if d.id >= 0 {
		if isNull(cells[d.id]) || isZeroID(cells[d.id]) {
			return ""
		}
		return cells[d.id]
	}
	var known strings.Builder
	there := false
	for _, i := range d.cells {
		there = there || cells[i] != "" && !isNull(cells[i])
		known.WriteString(cells[i] + "\x00")
	}
	if !there {
		return ""
	}
	const digits = "0123456789abcdefghijklmnopqrstuvwxyz"
	id := []byte(d.prefix)
	for _, b := range sha256.Sum256([]byte(known.String())) {
		if len(id) < 15 {
			id = append(id, digits[int(b)%len(digits)])
		}
	}
	long, err := record.LongID(string(id))
	if err != nil { // the prefix of a standard object makes a good id
		return ""
	}
	return long
}
