package salesforce

import (
	"context"
	"encoding/json"
	"errors"
)

// An Object is what describe says of one object, as far as this project cares.
type Object struct {
	Name      string
	Queryable bool
	Fields    []Field
	Children  []Child
	Scopes    []string // that USING SCOPE may name
}

// A Child is a reference of another object that leads to an object.
type Child struct {
	Relationship  string // what the list of these records is called; empty for nothing
	Object, Field string // that refers
}

// A Named is an object as the list of all objects has it.
type Named struct {
	Name  string `json:"name"`
	Label string `json:"label"`
}

// A Field is one field of an object that the user may see.
type Field struct {
	Name             string
	Type             string
	Filterable       bool
	Groupable        bool
	Aggregatable     bool
	RelationshipName string
	ReferenceTo      []string
	Calculated       bool
	AutoNumber       bool
	Default          string   // the value that a picklist has in new records; empty for none
	Label            string   // what pages call it; empty for one that is very long
	Values           []string // that a picklist has; nil for one with very many
}

// A Description is the outcome of describing one object.
type Description struct {
	Object *Object // nil where the org does not show the object to the user
	Calls  float64 // its share of the call that carried it
	Err    error
}

// Describe asks what the org shows of the named objects, 25 to a call.
// Salesforce answers the same for an object that is hidden and one that does
// not exist.
func (c *Client) Describe(ctx context.Context, names []string) []Description {
	paths := make([]string, len(names))
	for i, name := range names {
		paths[i] = c.resource("sobjects", name, "describe")
	}
	descriptions := make([]Description, len(names))
	objects := make([]*Object, len(names))
	read := func(i int, answer document) (func() error, error) {
		o, err := decodeObject(answer, names[i])
		return func() error { objects[i] = o; return nil }, err
	}
	for i, p := range c.getAll(ctx, paths, 0, maxSubrequests, read) {
		descriptions[i] = describe(objects[i], p)
	}
	return descriptions
}

// Objects lists the objects that the org shows to the user, in one call.
func (c *Client) Objects(ctx context.Context) ([]Named, error) {
	var all struct {
		Objects []Named `json:"sobjects"`
	}
	read := func(_ int, answer document) (func() error, error) {
		body, err := answer.value()
		return func() error { return json.Unmarshal(body, &all) }, err
	}
	var err error
	for _, p := range c.getAll(ctx, []string{c.resource("sobjects")}, 0, 1, read) {
		err = p.err
	}
	return all.Objects, err
}

func describe(o *Object, p part) Description {
	d := Description{Object: o, Calls: p.cost, Err: p.err}
	var e *Error
	if errors.As(p.err, &e) && e.Partial && (e.Code == "NOT_FOUND" || NotVisible(e)) {
		d.Err = nil
	}
	return d
}
