// Package setting reads parts of a configuration file: strictly, over defaults,
// and with errors that name the line. It knows the words that mean the same
// wherever they stand, such as an interval or the name of an object.
package setting

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Decode reads a node into what a pointer points at. What that holds already is
// the default of the keys that the node does not have. A key that it does not
// know is a mistake. Mistakes of the kind that leaves the rest readable are a
// *yaml.TypeError, all of them, in the order of lines.
func Decode(node *yaml.Node, into any) error {
	err := node.Decode(into)
	var mistakes *yaml.TypeError
	if err != nil && !errors.As(err, &mistakes) {
		return err // and the walk below might not end
	}
	all := &yaml.TypeError{}
	if mistakes != nil {
		all.Errors = mistakes.Errors
	}
	unknown(node, reflect.TypeOf(into), &all.Errors)
	return inOrder(all)
}

// inOrder are mistakes in the order of lines; nil for none.
func inOrder(all *yaml.TypeError) error {
	if len(all.Errors) == 0 {
		return nil
	}
	slices.SortStableFunc(all.Errors, func(a, b string) int { return cmp.Compare(LineOf(a), LineOf(b)) })
	return all
}

// Join joins the mistakes of several parts of a file. An error of another kind
// comes first and alone.
func Join(errs ...error) error {
	all := &yaml.TypeError{}
	for _, err := range errs {
		if mistakes, ok := errors.AsType[*yaml.TypeError](err); ok {
			all.Errors = append(all.Errors, mistakes.Errors...)
		} else if err != nil {
			return err
		}
	}
	return inOrder(all)
}

// LineOf is the line that the text of a mistake begins with; zero for none.
func LineOf(text string) (line int) {
	_, _ = fmt.Sscanf(text, "line %d:", &line)
	return line
}

// Refuse says what is wrong with a value, in the way in which the library says
// it, so that it goes on and finds other mistakes, too.
func Refuse(node *yaml.Node, format string, args ...any) error {
	return &yaml.TypeError{Errors: []string{fmt.Sprintf("line %d: ", node.Line) + fmt.Sprintf(format, args...)}}
}

// unknown finds the keys of a node that a type does not know. The library finds
// them in a whole text only, not in a node.
func unknown(node *yaml.Node, t reflect.Type, mistakes *[]string) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if node.Kind == yaml.AliasNode {
		node = node.Alias
	}
	switch {
	case reflect.PointerTo(t).Implements(reflect.TypeFor[yaml.Unmarshaler]()): // which looks itself
	case node.Kind == yaml.DocumentNode:
		unknown(node.Content[0], t, mistakes)
	case t.Kind() == reflect.Slice && node.Kind == yaml.SequenceNode:
		for _, item := range node.Content {
			unknown(item, t.Elem(), mistakes)
		}
	case t.Kind() == reflect.Map && node.Kind == yaml.MappingNode:
		for i := 1; i < len(node.Content); i += 2 {
			unknown(node.Content[i], t.Elem(), mistakes)
		}
	case t.Kind() == reflect.Struct && t != reflect.TypeFor[yaml.Node]() && node.Kind == yaml.MappingNode:
		unknownOf(node, t, mistakes)
	}
}

// unknownOf finds the keys of a map that a struct does not know.
func unknownOf(node *yaml.Node, t reflect.Type, mistakes *[]string) {
	known, open := fieldsOf(t)
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		at := slices.IndexFunc(known, func(f field) bool { return f.key == key.Value })
		switch {
		case key.ShortTag() == "!!merge" && value.Kind == yaml.SequenceNode:
			unknown(value, reflect.SliceOf(t), mistakes)
		case key.ShortTag() == "!!merge":
			unknown(value, t, mistakes)
		case at < 0 && open:
		case at < 0:
			*mistakes = append(*mistakes, UnknownKey(key, keysOf(known)))
		default:
			unknown(value, known[at].Type, mistakes)
		}
	}
}

// UnknownKey is what is said of a key that is none of those that are known.
func UnknownKey(key *yaml.Node, known []string) string {
	return fmt.Sprintf("line %d: unknown key %s: %s", key.Line, key.Value, Instead(key.Value, known))
}

// Keys lists the keys that a struct knows, in its order.
func Keys(of any) []string {
	t := reflect.TypeOf(of)
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	fields, _ := fieldsOf(t)
	return keysOf(fields)
}

func keysOf(fields []field) (keys []string) {
	for _, f := range fields {
		if f.Type != reflect.TypeFor[Inline]() {
			keys = append(keys, f.key)
		}
	}
	return keys
}

// A field is one of a struct that YAML fills, and its key.
type field struct {
	reflect.StructField
	key string
}

// fieldsOf are the fields of a struct. It is open where a map takes all other keys.
func fieldsOf(t reflect.Type) (fields []field, open bool) {
	for i := range t.NumField() {
		f := t.Field(i)
		key, option, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		switch {
		case option == "inline" && f.Type.Kind() == reflect.Struct:
			inner, _ := fieldsOf(f.Type)
			fields = append(fields, inner...)
		case option == "inline":
			open = true
		case key != "-" && key != "":
			fields = append(fields, field{f, key})
		}
	}
	return fields, open
}

// Copy returns a pointer to a copy of what a pointer points at, so that defaults
// stay what they are. It copies no deeper: decoding puts new lists in place of old
// ones.
func Copy[T any](settings T) T {
	made := reflect.New(reflect.TypeOf(settings).Elem())
	made.Elem().Set(reflect.ValueOf(settings).Elem())
	return made.Interface().(T)
}
