package salesforce

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// An Object is what describe says of one object, as far as this project cares.
type Object struct {
	Name      string  `json:"name"`
	Queryable bool    `json:"queryable"`
	Fields    []Field `json:"fields"`
}

// A Field is one field of an object that the user may see.
type Field struct {
	Name             string   `json:"name"`
	Type             string   `json:"type"`
	Filterable       bool     `json:"filterable"`
	Groupable        bool     `json:"groupable"`
	Aggregatable     bool     `json:"aggregatable"`
	RelationshipName string   `json:"relationshipName"`
	ReferenceTo      []string `json:"referenceTo"`
	Calculated       bool     `json:"calculated"`
	AutoNumber       bool     `json:"autoNumber"`
	PicklistValues   []struct {
		Value   string `json:"value"`
		Default bool   `json:"defaultValue"`
	} `json:"picklistValues"`
}

// Default is the value that a picklist has in new records; empty for none.
func (f Field) Default() string {
	for _, v := range f.PicklistValues {
		if v.Default {
			return v.Value
		}
	}
	return ""
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
	for i, p := range c.getAll(ctx, paths, 0, maxSubrequests) {
		descriptions[i] = describe(names[i], p)
	}
	return descriptions
}

func describe(name string, p part) Description {
	d := Description{Calls: p.cost, Err: p.err}
	var e *Error
	if errors.As(p.err, &e) && e.Partial && (e.Code == "NOT_FOUND" || NotVisible(e)) {
		d.Err = nil
		return d
	}
	if p.err != nil {
		return d
	}
	var object Object
	switch err := json.Unmarshal(p.body, &object); {
	case err != nil:
		d.Err = badPart(err)
	case !strings.EqualFold(object.Name, name):
		d.Err = badPart(fmt.Errorf("it does not describe %s", name))
	case len(object.Fields) == 0:
		d.Err = badPart(fmt.Errorf("it describes %s without fields", name))
	default:
		d.Object = &object
	}
	return d
}
