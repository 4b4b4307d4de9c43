package salesforce

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// Bounds of a description, some times what Salesforce allows: 800 custom fields and
// 1,000 values of a picklist (Salesforce Help, Custom Fields Allowed Per Object;
// Picklist Limitations). Names have 40 characters and a namespace.
const (
	mostFields      = 3000
	mostValues      = 10_000 // of a picklist
	mostReferences  = 20_000 // that all fields of an object can point at
	mostChildren    = 10_000 // references that lead to an object
	mostValuesKept  = 1000   // values of a picklist that are kept
	mostValuesInAll = 20_000 // of all picklists of an object
	mostName        = 300
	mostDepth       = 32
)

// decodeObject reads what describe says of an object in one pass, and keeps nothing
// but what this project cares about.
func decodeObject(answer document, name string) (*Object, error) {
	d := &objectDecoder{json: answer, known: map[string]string{}}
	if err := members(d.json, d.member); err != nil {
		return nil, err
	}
	switch o := &d.object; {
	case !strings.EqualFold(o.Name, name):
		return nil, fmt.Errorf("it does not describe %s", name)
	case len(o.Fields) == 0:
		return nil, fmt.Errorf("it describes %s without fields", name)
	default:
		return o, nil
	}
}

// An objectDecoder walks over one description.
type objectDecoder struct {
	json       document
	object     Object
	references int
	kept       int               // values of picklists
	known      map[string]string // texts, each once
}

func (d *objectDecoder) member(name []byte) (err error) {
	switch string(name) {
	case "name":
		d.object.Name, err = d.text()
	case "queryable":
		d.object.Queryable, err = d.truth()
	case "fields":
		d.object.Fields = nil
		err = elements(d.json, func() error {
			if len(d.object.Fields) == mostFields {
				return fmt.Errorf("it has more than %d fields", mostFields)
			}
			f, err := d.field()
			d.object.Fields = append(d.object.Fields, f)
			return err
		})
	case "childRelationships":
		err = d.children()
	case "supportedScopes":
		err = d.scopes()
	default:
		err = d.skip()
	}
	return err
}

// children reads the references that lead to the object, as far as the list of records
// has a name.
func (d *objectDecoder) children() error {
	if d.json.PeekKind() == 'n' {
		return d.skip()
	}
	n := 0
	return elements(d.json, func() error {
		if n++; n > mostChildren {
			return fmt.Errorf("more than %d references lead to it", mostChildren)
		}
		var c Child
		texts := map[string]*string{"relationshipName": &c.Relationship, "childSObject": &c.Object, "field": &c.Field}
		err := members(d.json, func(name []byte) (err error) {
			if text := texts[string(name)]; text != nil {
				*text, err = d.text()
				return err
			}
			return d.skip()
		})
		if err == nil && c.Relationship != "" {
			d.object.Children = append(d.object.Children, c)
		}
		return err
	})
}

func (d *objectDecoder) scopes() error {
	if d.json.PeekKind() == 'n' {
		return d.skip()
	}
	return elements(d.json, func() error {
		return members(d.json, func(name []byte) error {
			if string(name) != "name" || len(d.object.Scopes) == mostName {
				return d.skip()
			}
			text, err := d.text()
			d.object.Scopes = append(d.object.Scopes, text)
			return err
		})
	})
}

func (d *objectDecoder) field() (f Field, err error) {
	truths := map[string]*bool{"filterable": &f.Filterable, "groupable": &f.Groupable, "aggregatable": &f.Aggregatable,
		"calculated": &f.Calculated, "autoNumber": &f.AutoNumber}
	texts := map[string]*string{"name": &f.Name, "type": &f.Type, "relationshipName": &f.RelationshipName}
	err = members(d.json, func(name []byte) (err error) {
		if truth := truths[string(name)]; truth != nil {
			*truth, err = d.truth()
			return err
		}
		if text := texts[string(name)]; text != nil {
			*text, err = d.text()
			return err
		}
		switch string(name) {
		case "referenceTo":
			f.ReferenceTo, err = d.targets()
		case "picklistValues":
			f.Default, f.Values, err = d.picklist()
		case "label":
			var raw jsontext.Value
			if raw, err = d.value(); err == nil && len(raw) <= mostName {
				f.Label, err = d.textOf(raw)
			}
		default:
			err = d.skip()
		}
		return err
	})
	return f, err
}

// targets reads the objects that a field can point at.
func (d *objectDecoder) targets() (all []string, err error) {
	if d.json.PeekKind() == 'n' {
		return nil, d.skip()
	}
	err = elements(d.json, func() error {
		if d.references++; d.references > mostReferences {
			return fmt.Errorf("its fields refer to more than %d objects", mostReferences)
		}
		text, err := d.text()
		all = append(all, text)
		return err
	})
	return all, err
}

// picklist reads the values, and which of them new records get. Of a picklist with very
// many, none are kept.
func (d *objectDecoder) picklist() (chosen string, values []string, err error) {
	if d.json.PeekKind() == 'n' {
		return "", nil, d.skip()
	}
	n := 0
	err = elements(d.json, func() error {
		if n++; n > mostValues {
			return fmt.Errorf("a picklist has more than %d values", mostValues)
		}
		var raw jsontext.Value
		is := false
		err := members(d.json, func(name []byte) (err error) {
			switch string(name) {
			case "value":
				raw, err = d.value()
				raw = bytes.Clone(raw) // the next value is read over it
			case "defaultValue":
				is, err = d.truth()
			default:
				err = d.skip()
			}
			return err
		})
		if err == nil && is && chosen == "" {
			chosen, err = d.textOf(raw)
		}
		if err == nil && n <= mostValuesKept && d.kept < mostValuesInAll && len(raw) <= mostName {
			var value string
			value, err = d.textOf(raw)
			values = append(values, value)
			d.kept++
		}
		return err
	})
	if len(values) < n {
		values = nil
	}
	return chosen, values, err
}

func (d *objectDecoder) value() (jsontext.Value, error) {
	switch d.json.PeekKind() {
	case '{', '[':
		return nil, errors.New("an object or an array stands where a value should")
	}
	return d.json.value()
}

// text reads a text, which is short; null is none.
func (d *objectDecoder) text() (string, error) {
	raw, err := d.value()
	if err != nil {
		return "", err
	}
	return d.textOf(raw)
}

func (d *objectDecoder) textOf(raw jsontext.Value) (string, error) {
	switch {
	case len(raw) == 0 || raw.Kind() == 'n':
		return "", nil
	case raw.Kind() != '"':
		return "", fmt.Errorf("%s stands where a text should", raw.Kind())
	case len(raw) > mostName:
		return "", fmt.Errorf("a name has more than %d bytes", mostName)
	}
	unquoted, _ := jsontext.AppendUnquote(nil, raw) // the error is about characters, which it replaces
	if known, ok := d.known[string(unquoted)]; ok {
		return known, nil
	}
	text := string(unquoted)
	d.known[text] = text
	return text, nil
}

func (d *objectDecoder) truth() (bool, error) {
	raw, err := d.value()
	if err != nil {
		return false, err
	}
	if raw.Kind() == 'n' {
		return false, nil
	}
	truth, err := strconv.ParseBool(string(raw))
	if err != nil {
		return false, fmt.Errorf("%s stands where true or false should", raw.Kind())
	}
	return truth, nil
}

// skip leaves out a value, which is not nested without end.
func (d *objectDecoder) skip() error {
	start := d.json.StackDepth()
	for {
		if _, err := d.json.ReadToken(); err != nil {
			return whole(err)
		}
		switch depth := d.json.StackDepth(); {
		case depth-start > mostDepth:
			return fmt.Errorf("it is nested more than %d times", mostDepth)
		case depth == start:
			return nil
		}
	}
}
