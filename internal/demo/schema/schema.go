// Package schema says which objects and fields the demo org has and what SOQL
// may do with each field.
//
// The tables under objects/ restate the flags that Salesforce's describe
// resource reports for standard fields (API versions 58 to 61). A flag decides
// whether a statement is accepted, so the demo org refuses what a real org
// refuses: LoginHistory.Status cannot be filtered, Task.ActivityDate cannot be
// aggregated, no dateTime can be grouped.
package schema

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Type is a field type as describe names it, in lower case.
type Type string

// The field types that the demo org tells apart.
const (
	TypeID            Type = "id"
	TypeReference     Type = "reference"
	TypeString        Type = "string"
	TypeTextarea      Type = "textarea"
	TypePicklist      Type = "picklist"
	TypeMultipicklist Type = "multipicklist"
	TypeCombobox      Type = "combobox"
	TypeEmail         Type = "email"
	TypePhone         Type = "phone"
	TypeURL           Type = "url"
	TypeBoolean       Type = "boolean"
	TypeInt           Type = "int"
	TypeDouble        Type = "double"
	TypeCurrency      Type = "currency"
	TypePercent       Type = "percent"
	TypeDate          Type = "date"
	TypeDateTime      Type = "datetime"
	// TypeSerial is no type of Salesforce's: a number that rows have in place
	// of an id, in Account Engagement.
	TypeSerial Type = "serial"
)

// Numeric reports whether values of the type are numbers.
func (t Type) Numeric() bool {
	switch t {
	case TypeInt, TypeDouble, TypeCurrency, TypePercent:
		return true
	}
	return false
}

// Compound reports whether the type has no value of its own to store.
func (t Type) Compound() bool {
	switch t {
	case "address", "location", "base64", "complexvalue":
		return true
	}
	return false
}

// A Field is one column of an object.
type Field struct {
	Name         string
	Type         Type
	Filterable   bool
	Groupable    bool
	Aggregatable bool
	Sortable     bool
	Nillable     bool
	Custom       bool
	Calculated   bool // a formula
	AutoNumber   bool // numbered by the system

	// Relationship is the name by which the field can be traversed; empty
	// where Salesforce has none, as on LoginHistory.UserId.
	Relationship string
	// ReferenceTo lists the objects a reference may point at; more than one
	// makes it polymorphic, and its relationship reads as the Name object.
	ReferenceTo []string
}

// Polymorphic reports whether the reference may point at several objects.
func (f *Field) Polymorphic() bool { return len(f.ReferenceTo) > 1 }

// An Object is one sObject type.
type Object struct {
	Name      string
	KeyPrefix string // first three characters of its record ids
	Queryable bool   // false for Name, which only relationships reach
	Custom    bool
	Fields    []*Field // in describe order
	Children  []Child

	byName         map[string]*Field
	byRelationship map[string]*Field
}

// Field finds a field by its API name, ignoring case as SOQL does.
func (o *Object) Field(name string) (*Field, bool) {
	f, ok := o.byName[strings.ToLower(name)]
	return f, ok
}

// Relationship finds the reference field that a relationship name traverses.
func (o *Object) Relationship(name string) (*Field, bool) {
	f, ok := o.byRelationship[strings.ToLower(name)]
	return f, ok
}

func (o *Object) index() {
	o.byName = make(map[string]*Field, len(o.Fields))
	o.byRelationship = map[string]*Field{}
	for _, f := range o.Fields {
		o.byName[strings.ToLower(f.Name)] = f
		if f.Relationship != "" {
			o.byRelationship[strings.ToLower(f.Relationship)] = f
		}
	}
}

// A Schema is the set of objects that exist in one org, as one user sees it.
type Schema struct {
	objects map[string]*Object
}

// Object finds an object by its API name, ignoring case as SOQL does.
func (s *Schema) Object(name string) (*Object, bool) {
	o, ok := s.objects[strings.ToLower(name)]
	return o, ok
}

// Objects returns all objects in order of their names.
func (s *Schema) Objects() []*Object {
	return slices.SortedFunc(maps.Values(s.objects), func(a, b *Object) int {
		return strings.Compare(a.Name, b.Name)
	})
}

// Of builds a schema from objects. Field lists are shared, not copied.
func Of(objects ...*Object) *Schema {
	s := &Schema{objects: make(map[string]*Object, len(objects))}
	for _, o := range objects {
		o.index()
		s.objects[strings.ToLower(o.Name)] = o
	}
	return s
}

// Restrict returns the part of the schema that keep accepts. It is asked with
// an empty field name for the object as a whole, then for each of its fields.
// References to objects that are gone can no longer be traversed.
func (s *Schema) Restrict(keep func(object, field string) bool) *Schema {
	var kept []*Object
	for _, o := range s.Objects() {
		if !keep(o.Name, "") {
			continue
		}
		c := *o
		c.Fields = nil
		for _, f := range o.Fields {
			if keep(o.Name, f.Name) {
				g := *f
				c.Fields = append(c.Fields, &g)
			}
		}
		kept = append(kept, &c)
	}
	out := Of(kept...)
	for _, o := range kept {
		out.cutDangling(o)
	}
	return out
}

// cutDangling removes relationship names whose only target does not exist.
func (s *Schema) cutDangling(o *Object) {
	for _, f := range o.Fields {
		if f.Polymorphic() || f.Relationship == "" {
			continue
		}
		if _, ok := s.Object(f.ReferenceTo[0]); !ok {
			f.Relationship = ""
		}
	}
	o.index()
}

// Target returns the object that a relationship reads from: the referenced
// object, or Name where the reference is polymorphic.
func (s *Schema) Target(f *Field) (*Object, error) {
	name := "Name"
	if !f.Polymorphic() {
		name = f.ReferenceTo[0]
	}
	o, ok := s.Object(name)
	if !ok {
		return nil, fmt.Errorf("relationship %s points at %s, which this org does not have", f.Relationship, name)
	}
	return o, nil
}
