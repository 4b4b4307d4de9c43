package config

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"salesforce_exporter/collector"
)

// positions tell on which line of a file something stands, for errors that are
// found after decoding.
type positions struct{ root *yaml.Node }

func newPositions(text []byte) positions {
	var document yaml.Node
	if yaml.Unmarshal(text, &document) != nil || len(document.Content) == 0 {
		return positions{}
	}
	return positions{root: document.Content[0]}
}

// of follows keys of maps, and numbers of list elements from zero, as far as
// they lead, and returns the line where that ends.
func (p positions) of(path ...string) int {
	node, line := p.root, 1
	for _, step := range path {
		key, next := child(node, step)
		if next == nil {
			break
		}
		line, node = key.Line, next
	}
	return line
}

// about is the line of what an error is about: of the key that its first word
// names below the path and the place of the error, or else of those.
func (p positions) about(err error, path ...string) int {
	path = slices.Clone(path)
	var placed *collector.PlacedError
	if errors.As(err, &placed) {
		path = append(path, placed.Place...)
	}
	word, _, _ := strings.Cut(err.Error(), " ")
	return p.of(append(path, strings.TrimSuffix(word, ":"))...)
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

// without returns what the file says but for one key, in one way of writing:
// comments, quotes, blank lines and anchors make no difference.
func (p positions) without(key string) string {
	if p.root == nil || p.root.Kind != yaml.MappingNode {
		return ""
	}
	rest := *p.root
	rest.Content = nil
	for i := 0; i+1 < len(p.root.Content); i += 2 {
		if p.root.Content[i].Value != key {
			rest.Content = append(rest.Content, p.root.Content[i], p.root.Content[i+1])
		}
	}
	text, err := yaml.Marshal(plain(&rest))
	if err != nil {
		return ""
	}
	return string(text)
}

// plain copies what a node says without how it is written. The order of keys is
// kept, because that of dimensions has a meaning.
func plain(node *yaml.Node) *yaml.Node {
	if node.Kind == yaml.AliasNode {
		return plain(node.Alias)
	}
	said := &yaml.Node{Kind: node.Kind, Tag: node.ShortTag(), Value: node.Value}
	for _, child := range node.Content {
		said.Content = append(said.Content, plain(child))
	}
	return said
}
