package setting

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// Duration is a time.Duration of a second or more, written "15m".
type Duration time.Duration

// UnmarshalYAML reads "15m".
func (d *Duration) UnmarshalYAML(node *yaml.Node) error {
	v, err := time.ParseDuration(node.Value)
	if err != nil || v < time.Second {
		return Refuse(node, "%q is not a duration of a second or more, such as 15m or 6h", node.Value)
	}
	*d = Duration(v)
	return nil
}

// A Window is a number of days, written "7d".
type Window string

// UnmarshalYAML reads "7d".
func (w *Window) UnmarshalYAML(node *yaml.Node) error {
	if !IsWindow(node.Value) {
		return Refuse(node, "%q is no window: write a number of days, such as 7d", node.Value)
	}
	*w = Window(node.Value)
	return nil
}

var window = regexp.MustCompile(`^[1-9][0-9]{0,3}d$`)

// IsWindow reports whether a text is a number of days such as "7d".
func IsWindow(text string) bool { return window.MatchString(text) }

// Days is the number of days of a window.
func Days(window string) int {
	n, _ := strconv.Atoi(strings.TrimSuffix(window, "d"))
	return n
}

// A Name is the API name of an object or field.
type Name string

// UnmarshalYAML reads an API name.
func (n *Name) UnmarshalYAML(node *yaml.Node) error {
	if !IsName(node.Value) {
		return Refuse(node, "%q is no API name, such as Account or Invoice__c", node.Value)
	}
	*n = Name(node.Value)
	return nil
}

var apiName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]{0,79}$`)

// IsName reports whether a text can be the API name of an object or field.
func IsName(text string) bool { return apiName.MatchString(text) }

// CheckObject refuses what cannot be the API name of an object.
func CheckObject(text string) error {
	if IsName(text) {
		return nil
	}
	return fmt.Errorf("object %q is no API name, such as Account or Invoice__c", text)
}

var identifier = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// IsIdentifier reports whether a text can be the name of a metric, a rule or a
// board: lower-case letters, digits and underscores.
func IsIdentifier(text string) bool { return identifier.MatchString(text) }

var fieldPath = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*){0,4}$`)

// IsPath reports whether a text can be a field, or a path of relationships to one.
func IsPath(text string) bool { return fieldPath.MatchString(text) }

// A PositiveInt is a number above zero; zero is "not given".
type PositiveInt int

// UnmarshalYAML reads a number.
func (p *PositiveInt) UnmarshalYAML(node *yaml.Node) error {
	v, err := strconv.Atoi(node.Value)
	if err != nil || v <= 0 {
		return Refuse(node, "%q is no whole number above zero, such as 5000", node.Value)
	}
	*p = PositiveInt(v)
	return nil
}

// Inline is a secret where none may be.
type Inline struct{}

// UnmarshalYAML refuses it, without repeating it.
func (*Inline) UnmarshalYAML(node *yaml.Node) error {
	return Refuse(node, "a secret must not stand in this file: name a file that holds it, such as client_secret_file")
}
