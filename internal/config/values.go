package config

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Dimensions are the labels of metrics by owner, in the order of the file.
type Dimensions []Dimension

// A Dimension is a label and the path on User that fills it.
type Dimension struct {
	Label, Path string
}

var (
	label     = regexp.MustCompile(`^[a-z_][a-z0-9_]*$`)
	fieldPath = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*){0,4}$`)
	objName   = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]{0,79}$`)
	window    = regexp.MustCompile(`^[1-9][0-9]{0,3}d$`)
)

// UnmarshalYAML reads a map of labels to paths on User.
func (d *Dimensions) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind != yaml.MappingNode {
		return refuse(node, "dimensions are a map of labels to paths on User, such as role: UserRole.Name")
	}
	for i := 0; i < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		switch {
		case !label.MatchString(key.Value) || strings.HasPrefix(key.Value, "__"):
			return refuse(key, "%q is no label: use lower-case letters, digits and underscores", key.Value)
		case slices.ContainsFunc(*d, func(x Dimension) bool { return x.Label == key.Value }):
			return refuse(key, "the dimension %q is there twice", key.Value)
		case !fieldPath.MatchString(value.Value):
			return refuse(value, "%q is no path on User, such as Department or Manager.Name", value.Value)
		}
		*d = append(*d, Dimension{Label: key.Value, Path: value.Value})
	}
	return nil
}

// A Window is a number of days, written "7d".
type Window string

// UnmarshalYAML reads "7d".
func (w *Window) UnmarshalYAML(node *yaml.Node) error {
	if !window.MatchString(node.Value) {
		return refuse(node, "%q is no window: write a number of days, such as 7d", node.Value)
	}
	*w = Window(node.Value)
	return nil
}

// A Name is the API name of an object or field.
type Name string

// UnmarshalYAML reads an API name.
func (n *Name) UnmarshalYAML(node *yaml.Node) error {
	if !objName.MatchString(node.Value) {
		return refuse(node, "%q is no API name, such as Account or Invoice__c", node.Value)
	}
	*n = Name(node.Value)
	return nil
}

// A PositiveInt is a number above zero; zero is "not given".
type PositiveInt int

// UnmarshalYAML reads a number.
func (p *PositiveInt) UnmarshalYAML(node *yaml.Node) error {
	v, err := strconv.Atoi(node.Value)
	if err != nil || v <= 0 {
		return refuse(node, "%q is no whole number above zero, such as 5000", node.Value)
	}
	*p = PositiveInt(v)
	return nil
}
