// Package model describes what the API of Account Engagement (formerly Pardot)
// has: its objects, and which of their fields a query may select, filter by and
// order by. The tables under objects/ say where each is known from, and what is
// assumed.
package model

import (
	"bufio"
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"salesforce_exporter/internal/demo/schema"
)

//go:embed objects/*.txt
var tables embed.FS

// Type is the type of a field.
type Type string

// The types of fields.
const (
	ID       Type = "id"     // the number of the row itself
	Number   Type = "number" // a whole number, or the id of another row
	Text     Type = "text"
	Boolean  Type = "boolean"
	DateTime Type = "datetime"
)

// Deleted is the column that each table has, whether or not it is a field.
const Deleted = "isDeleted"

// Filter is how a field can be filtered by.
type Filter byte

// The ways of filtering.
const (
	NoFilter  Filter = '-'
	Equal     Filter = '=' // by one value
	AllFilter Filter = 'f' // by one value, from or to a value, numbers by several values
)

// A Field is what a query can select.
type Field struct {
	Name   string
	Type   Type
	Filter Filter
	Order  bool
	// Relation is the name by which the row that a number refers to is reached,
	// and Target the object of that row.
	Relation, Target string
}

// An Object is a collection of the API.
type Object struct {
	Name   string // as addresses have it, such as "visitor-page-views"
	Table  string // empty where there are no rows
	Fields []Field
}

// Field finds a field by its name. Case matters.
func (o *Object) Field(name string) (Field, bool) {
	return o.find(func(f Field) bool { return f.Name == name })
}

// Relation finds the field that refers to another row by the relation's name.
func (o *Object) Relation(name string) (Field, bool) {
	return o.find(func(f Field) bool { return f.Relation != "" && f.Relation == name })
}

func (o *Object) find(is func(Field) bool) (Field, bool) {
	i := slices.IndexFunc(o.Fields, is)
	if i < 0 {
		return Field{}, false
	}
	return o.Fields[i], true
}

// Objects returns all objects by name.
func Objects() (map[string]*Object, error) {
	files, err := fs.Glob(tables, "objects/*.txt")
	if err != nil {
		return nil, fmt.Errorf("list objects of Account Engagement: %w", err)
	}
	all := map[string]*Object{}
	for _, file := range files {
		text, err := fs.ReadFile(tables, file)
		if err != nil {
			return nil, fmt.Errorf("read object of Account Engagement: %w", err)
		}
		o, err := parse(string(text))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		all[o.Name] = o
	}
	return all, nil
}

// Names returns the names of all objects, sorted.
func Names() []string {
	files, _ := fs.Glob(tables, "objects/*.txt") // the pattern is a good one
	var names []string
	for _, file := range files {
		names = append(names, strings.TrimSuffix(strings.TrimPrefix(file, "objects/"), ".txt"))
	}
	return names
}

// parse reads the table of one object:
//
//	object visits ae_visit
//	visitorId  number  f-  visitor -> visitors
//
// The flags are the filter ("=" for one value only, "f" for all that the type
// has) and order ("o"); a relation leads to another object. An object whose
// table is "-" has no rows.
func parse(text string) (*Object, error) {
	o := &Object{}
	lines := bufio.NewScanner(strings.NewReader(text))
	for n := 1; lines.Scan(); n++ {
		words := strings.Fields(lines.Text())
		switch {
		case len(words) == 0 || words[0] == "#":
		case o.Name == "" && len(words) == 3 && words[0] == "object":
			o.Name, o.Table = words[1], strings.Trim(words[2], "-")
		case o.Name != "" && (len(words) == 3 || len(words) == 6) && len(words[2]) == 2:
			f := Field{Name: words[0], Type: Type(words[1]), Filter: Filter(words[2][0]), Order: words[2][1] == 'o'}
			if len(words) == 6 {
				f.Relation, f.Target = words[3], words[5]
			}
			o.Fields = append(o.Fields, f)
		default:
			return nil, fmt.Errorf("line %d: want \"object NAME TABLE\" or \"NAME TYPE FLAGS [RELATION -> OBJECT]\", got %q", n,
				lines.Text())
		}
	}
	return o, lines.Err()
}

// Tables returns the tables of all objects.
func Tables() (*schema.Schema, error) {
	all, err := Objects()
	if err != nil {
		return nil, err
	}
	var list []*schema.Object
	for _, o := range all {
		if o.Table != "" {
			list = append(list, o.table())
		}
	}
	return schema.Of(list...), nil
}

func (o *Object) table() *schema.Object {
	types := map[Type]schema.Type{ID: schema.TypeSerial, Number: schema.TypeInt, Text: schema.TypeString,
		Boolean: schema.TypeBoolean, DateTime: schema.TypeDateTime}
	t := &schema.Object{Name: o.Table, Queryable: true}
	for _, f := range o.Fields {
		t.Fields = append(t.Fields, &schema.Field{Name: f.Name, Type: types[f.Type], Sortable: f.Order})
	}
	if _, ok := o.Field(Deleted); !ok {
		t.Fields = append(t.Fields, &schema.Field{Name: Deleted, Type: schema.TypeBoolean})
	}
	return t
}
