package schema

import (
	"bufio"
	_ "embed" // the tables of child relationships
	"fmt"
	"strings"
)

//go:embed children.txt
var childTable string

// customChildTable has those of the generated company's custom fields.
const customChildTable = "Account  Invoices__r  Invoice__c.Account__c"

// A Child is a relationship that leads from a record to those that refer to
// it.
type Child struct {
	Name   string // as sub-selects call it, such as Contacts
	Object string // of the referring records
	Field  string // with which they refer
}

// Child finds the child relationship of an object by its name, ignoring case:
// the object of the children and their field that refers to the parent. Where
// either is not in the schema, the relationship does not exist.
func (s *Schema) Child(parent *Object, name string) (*Object, *Field, bool) {
	for _, c := range parent.Children {
		if !strings.EqualFold(c.Name, name) {
			continue
		}
		object, ok := s.Object(c.Object)
		if !ok {
			return nil, nil, false
		}
		f, ok := object.Field(c.Field)
		return object, f, ok
	}
	return nil, nil, false
}

// withChildren builds a schema whose objects know their children.
func withChildren(objects []*Object, tables ...string) (*Schema, error) {
	s := Of(objects...)
	for _, table := range tables {
		if err := s.readChildren(table); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// readChildren gives the objects of a schema their child relationships.
func (s *Schema) readChildren(table string) error {
	lines := bufio.NewScanner(strings.NewReader(table))
	for n := 1; lines.Scan(); n++ {
		words := strings.Fields(lines.Text())
		if len(words) == 0 || words[0] == "#" {
			continue
		}
		if len(words) != 3 {
			return fmt.Errorf("child relationships, line %d: want \"PARENT RELATIONSHIP CHILD.FIELD\", got %q", n, lines.Text())
		}
		parent, ok := s.Object(words[0])
		if !ok {
			return fmt.Errorf("child relationships, line %d: no object %s", n, words[0])
		}
		object, field, _ := strings.Cut(words[2], ".")
		parent.Children = append(parent.Children, Child{Name: words[1], Object: object, Field: field})
		if _, _, ok := s.Child(parent, words[1]); !ok {
			return fmt.Errorf("child relationships, line %d: no field %s", n, words[2])
		}
	}
	return lines.Err()
}
