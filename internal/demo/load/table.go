package load

import (
	"fmt"
	"slices"
	"strings"

	"salesforce_exporter/internal/demo/schema"
)

// A table is one object of the export: one file, or a file in each of several
// zip parts.
type table struct {
	object   string         // API name
	standard *schema.Object // nil for an object that Salesforce does not come with
	prefix   string         // first three characters of its ids
	files    []*tableFile
	columns  []*column
	derived  bool           // known from other objects only
	typed    bool           // users have the type of their profile
	names    []string       // of people: the columns that Name is made of; nil where it is there
	currency currencyCensus // of all files
	bits     bool           // check boxes are written as 0 and 1
	words    bool           // check boxes are written as true and false
}

// A tableFile is a file and where its cells belong.
type tableFile struct {
	*file
	columns []*column // by position of the cell; nil for one that is left out
	nulls   bool      // writes "null" for empty, also in text
	rows    int

	told       []int           // positions of cells that tell about another object
	references []madeReference // that the file names, and has no ids of
	derivation *derivation     // of a file that is about another object
}

// column is one field that the files have.
type column struct {
	name  string
	field *schema.Field // nil where the type has to be guessed
	dates bool          // tells when somebody did something
	seen  bool          // some cell is not empty
	fixed string        // what every row has in it, where the files have none
	guess guess
}

// has reports whether the object has a field: a column, or anything where the
// files are empty and say nothing about columns.
func (t *table) has(field string) bool {
	return t.column(field) != nil || len(t.columns) == 0 && t.standard != nil
}

func (t *table) column(name string) *column {
	i := slices.IndexFunc(t.columns, func(c *column) bool { return strings.EqualFold(c.name, name) })
	if i < 0 {
		return nil
	}
	return t.columns[i]
}

func (t *table) rows() (n int) {
	for _, f := range t.files {
		n += f.rows
	}
	return n
}

// path is where the object comes from, for what is said of it.
func (t *table) path() string { return t.files[0].path }

// tablesOf puts the files of an object together.
func tablesOf(files []*file, all *schema.Schema) ([]*table, error) {
	var tables []*table
	byName := map[string]*table{}
	for _, f := range files {
		object, err := f.object(all)
		if err != nil {
			return nil, err
		}
		key := strings.ToLower(object)
		t := byName[key]
		if t == nil {
			if t, err = newTable(object, f, all); err != nil {
				return nil, err
			}
			byName[key] = t
			tables = append(tables, t)
		}
		if err := t.addFile(f, all); err != nil {
			return nil, err
		}
	}
	tables = deriveTables(tables, all)
	for _, t := range tables {
		t.findNames()
		t.addUnknown()
	}
	addUserTypes(tables, all)
	return tables, nil
}

func newTable(object string, f *file, all *schema.Schema) (*table, error) {
	t := &table{object: object}
	if o, ok := all.Object(object); ok {
		if !o.Queryable {
			return nil, fmt.Errorf("%s: %s has no records of its own", f.path, o.Name)
		}
		t.object, t.standard = o.Name, o
	}
	return t, nil
}

// addFile takes the columns of a file to those of the table.
func (t *table) addFile(f *file, all *schema.Schema) error {
	for _, other := range t.files {
		if other.place == f.place && strings.EqualFold(other.base, f.base) {
			return fmt.Errorf("%s: %s is already in %s, want one file an object", f.path, t.object, other.path)
		}
	}
	if t.prefix == "" && len(f.firstID) >= 3 {
		t.prefix = f.firstID[:3]
	}
	added := &tableFile{file: f, columns: make([]*column, len(f.header))}
	t.files = append(t.files, added)
	for i, name := range f.header {
		if t.leftOut(name) {
			continue
		}
		c := t.column(name)
		if c == nil {
			c = t.newColumn(name, all)
			t.columns = append(t.columns, c)
		}
		if slices.Contains(added.columns, c) {
			return fmt.Errorf("%s:%d: column %s appears twice", f.path, 1+f.form.skipped, name)
		}
		added.columns[i] = c
	}
	return nil
}

func (t *table) newColumn(name string, all *schema.Schema) *column {
	c := &column{name: canonical(name), guess: newGuess()}
	if t.standard != nil {
		c.field, _ = t.standard.Field(name)
	} else {
		c.field = commonField(all, name)
	}
	if c.field != nil {
		c.name = c.field.Name
	}
	c.dates = datesActivity(c.name)
	return c
}

// leftOut reports whether a column is no field: a path such as Owner.Name, the
// relationship itself and the type that Salesforce Inspector writes for it, or a
// label.
func (t *table) leftOut(name string) bool {
	if !apiName(name) || strings.HasSuffix(strings.ToLower(name), "__r") {
		return true
	}
	if t.standard == nil {
		return false
	}
	if _, ok := t.standard.Field(name); ok {
		return false
	}
	_, ok := t.standard.Relationship(name)
	return ok
}

// apiName reports whether an object or field can have that name.
func apiName(s string) bool {
	for i, c := range s {
		letter := c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
		if !letter && (i == 0 || c != '_' && (c < '0' || c > '9')) {
			return false
		}
	}
	return s != ""
}

// canonical writes the suffix of a custom name in lower case, as Salesforce
// does, and Data Loader may not.
func canonical(name string) string {
	if low := strings.ToLower(name); strings.HasSuffix(low, "__c") {
		return name[:len(name)-3] + "__c"
	}
	return name
}
