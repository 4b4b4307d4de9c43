package salesforce

import (
	"context"
	"errors"
)

// An Object is what describe says of one object, as far as this project cares.
type Object struct {
	Name      string
	Queryable bool
	Fields    []Field
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
	Default          string // the value that a picklist has in new records; empty for none
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
	read := func(i int, body []byte) (err error) {
		objects[i], err = decodeObject(body, names[i])
		return err
	}
	for i, p := range c.getAll(ctx, paths, 0, maxSubrequests, read) {
		descriptions[i] = describe(objects[i], p)
	}
	return descriptions
}

func describe(o *Object, p part) Description {
	d := Description{Object: o, Calls: p.cost, Err: p.err}
	var e *Error
	if errors.As(p.err, &e) && e.Partial && (e.Code == "NOT_FOUND" || NotVisible(e)) {
		d.Err = nil
	}
	return d
}
