package setting

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Lines tell on which line of a file something stands, for mistakes that are found
// after decoding.
type Lines struct {
	Node *yaml.Node // nil where the file does not have it
	Line int        // of the node itself
	File string     // the name of the file; empty where there is none
}

// Place is the beginning of a message about what stands below keys, as far as they
// lead. Of nil, which stands for what ships, it is empty.
func (l *Lines) Place(path ...string) string {
	switch {
	case l == nil:
		return ""
	case l.File == "":
		return fmt.Sprintf("line %d: ", l.At(path...).Line)
	}
	return fmt.Sprintf("%s, line %d: ", l.File, l.At(path...).Line)
}

// At follows keys of maps, and numbers of list elements from zero, as far as they
// lead.
func (l Lines) At(path ...string) Lines {
	for _, step := range path {
		key, next := child(l.Node, step)
		if next == nil {
			break
		}
		l = Lines{Node: next, Line: key.Line, File: l.File}
	}
	return l
}

// Below is what stands under keys; nothing where there are no such keys.
func (l Lines) Below(path ...string) Lines {
	for _, step := range path {
		key, value := child(l.Node, step)
		if value == nil {
			return Lines{Line: l.Line, File: l.File}
		}
		l = Lines{Node: value, Line: key.Line, File: l.File}
	}
	return l
}

// inThousands is a number that YAML reads as a fraction, and that people write with a
// dot after each thousand.
var inThousands = regexp.MustCompile(`^[1-9]\d{0,2}(\.\d{3})+$`)

// Thousands says of a number with a dot how it is read, and how to write what was
// surely meant.
func (l Lines) Thousands() (reason, remedy string, ok bool) {
	if l.Node == nil || !inThousands.MatchString(l.Node.Value) {
		return "", "", false
	}
	read, err := strconv.ParseFloat(l.Node.Value, 64)
	if err != nil {
		return "", "", false
	}
	return fmt.Sprintf("%s is read as %v", l.Node.Value, read),
		"write " + strings.ReplaceAll(l.Node.Value, ".", "") + " if thousands are meant, else leave out the zeros behind the dot", true
}

// About is the line of what an error is about: of the key that its first word
// names below the path and the place of the error, or else of those.
func (l Lines) About(err error, path ...string) int {
	path = slices.Clone(path)
	if placed, ok := errors.AsType[*PlacedError](err); ok {
		path = append(path, placed.Place...)
	}
	word, _, _ := strings.Cut(err.Error(), " ")
	return l.At(append(path, strings.TrimSuffix(word, ":"))...).Line
}

func child(node *yaml.Node, step string) (key, value *yaml.Node) {
	switch {
	case node == nil:
	case node.Kind == yaml.AliasNode:
		return child(node.Alias, step)
	case node.Kind == yaml.MappingNode:
		for i := 0; i+1 < len(node.Content); i += 2 {
			if node.Content[i].Value == step {
				return node.Content[i], node.Content[i+1]
			}
		}
	case node.Kind == yaml.SequenceNode:
		if i, err := strconv.Atoi(step); err == nil && i >= 0 && i < len(node.Content) {
			return node.Content[i], node.Content[i]
		}
	}
	return nil, nil
}

// Without returns what the file says but for one key, in one way of writing:
// comments, quotes, blank lines, anchors, merge keys and the order of keys make no
// difference. The order of dimensions does: it is that of labels.
func (l Lines) Without(key string) string {
	if l.Node == nil || l.Node.Kind != yaml.MappingNode {
		return ""
	}
	text, err := yaml.Marshal(plain(Without(l.Node, key), false))
	if err != nil {
		return ""
	}
	return string(text)
}

// Without returns a map but for one key.
func Without(node *yaml.Node, key string) *yaml.Node {
	rest := *node
	rest.Content = nil
	for i := 0; i+1 < len(node.Content); i += 2 {
		if node.Content[i].Value != key {
			rest.Content = append(rest.Content, node.Content[i], node.Content[i+1])
		}
	}
	return &rest
}

// ordered is the map whose order is that of the labels of metrics.
const ordered = "dimensions"

// plain copies what a node says without how it is written.
func plain(node *yaml.Node, inOrder bool) *yaml.Node {
	switch node.Kind {
	case yaml.AliasNode:
		return plain(node.Alias, inOrder)
	case yaml.ScalarNode:
		return plainScalar(node)
	}
	said := &yaml.Node{Kind: node.Kind, Tag: node.ShortTag()}
	if node.Kind != yaml.MappingNode {
		for _, child := range node.Content {
			said.Content = append(said.Content, plain(child, false))
		}
		return said
	}
	pairs := merged(node)
	if !inOrder {
		slices.SortStableFunc(pairs, func(a, b [2]*yaml.Node) int { return strings.Compare(a[0].Value, b[0].Value) })
	}
	for _, pair := range pairs {
		said.Content = append(said.Content, plainScalar(pair[0]), plain(pair[1], pair[0].Value == ordered))
	}
	return said
}

// plainScalar writes a value in one way: true and null have several.
func plainScalar(node *yaml.Node) *yaml.Node {
	said := &yaml.Node{Kind: node.Kind, Tag: node.ShortTag(), Value: node.Value}
	switch said.Tag {
	case "!!bool":
		said.Value = strings.ToLower(node.Value)
	case "!!null":
		said.Value = "null"
	}
	return said
}

// merged are the keys and values of a map, those that it takes from others with a merge
// key included. Its own go before them.
func merged(node *yaml.Node) (pairs [][2]*yaml.Node) {
	known := map[string]bool{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		if key := node.Content[i]; key.Tag != mergeTag {
			known[key.Value] = true
			pairs = append(pairs, [2]*yaml.Node{key, node.Content[i+1]})
		}
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		if node.Content[i].Tag != mergeTag {
			continue
		}
		for _, from := range mergedFrom(node.Content[i+1]) {
			for _, pair := range merged(from) {
				if !known[pair[0].Value] {
					known[pair[0].Value] = true
					pairs = append(pairs, pair)
				}
			}
		}
	}
	return pairs
}

const mergeTag = "!!merge"

// mergedFrom are the maps that a merge key names: one, or a list.
func mergedFrom(node *yaml.Node) []*yaml.Node {
	for node.Kind == yaml.AliasNode {
		node = node.Alias
	}
	if node.Kind != yaml.SequenceNode {
		return []*yaml.Node{node}
	}
	var all []*yaml.Node
	for _, n := range node.Content {
		all = append(all, mergedFrom(n)...)
	}
	return all
}

// A PlacedError is a mistake in the configuration below keys that its text does
// not name. Items of lists are numbered from zero.
type PlacedError struct {
	Place []string
	Err   error
}

// Error is the mistake.
func (e *PlacedError) Error() string { return e.Err.Error() }

// Unwrap returns the mistake.
func (e *PlacedError) Unwrap() error { return e.Err }
