package config

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"

	"go.yaml.in/yaml/v3"

	"salesforce_exporter/internal/setting"
)

// Of returns the file as one of its orgs is measured by it: what stands below
// the org goes before what stands at the top. The org of the environment, which
// has no name, is measured by what stands at the top.
func (f *File) Of(org string) *File {
	if own, ok := f.differing[org]; ok {
		return own
	}
	return f
}

// differ reads what is different for an org, and finds the mistakes in it.
func (f *File) differ(lines setting.Lines) error {
	var errs []error
	for _, name := range f.Names() {
		if len(f.Orgs[name].Differs) == 0 {
			continue
		}
		own, err := f.of(lines, name)
		if err != nil {
			errs = append(errs, ofOrg(name, err))
			continue
		}
		f.differing[name] = own
	}
	return errors.Join(errs...)
}

// of reads the file as if what stands below an org stood at the top.
func (f *File) of(lines setting.Lines, name string) (*File, error) {
	root := setting.Without(lines.Node, "orgs")
	for _, key := range slices.Sorted(maps.Keys(f.Orgs[name].Differs)) {
		value := f.Orgs[name].Differs[key]
		root = with(root, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: key,
			Line: lines.At("orgs", name, key).Line}, &value)
	}
	below := setting.Lines{Node: root, Line: 1, File: lines.File}
	own, err := decode(below, f.factories)
	if mistakes, ok := errors.AsType[*yaml.TypeError](err); ok {
		return nil, own.all(below, mistakes, nil)
	}
	if err != nil {
		return nil, readable(err, nil)
	}
	return own, own.check(below)
}

// checkKeysOfOrgs finds the keys of orgs that nobody knows.
func (f *File) checkKeysOfOrgs(root *yaml.Node) error {
	mayDiffer := slices.DeleteFunc(f.keys(), func(key string) bool { return key == "orgs" || key == "budget" })
	known := slices.Concat(setting.Keys(OrgEntry{}), flowKeys(), mayDiffer)
	lines := setting.Lines{Node: root, Line: 1}
	var errs []error
	for _, name := range f.Names() {
		for _, key := range slices.Sorted(maps.Keys(f.Orgs[name].Differs)) {
			if !slices.Contains(mayDiffer, key) {
				at := &yaml.Node{Value: key, Line: lines.At("orgs", name, key).Line}
				errs = append(errs, &yaml.TypeError{Errors: []string{setting.UnknownKey(at, known)}})
			}
		}
	}
	return setting.Join(errs...)
}

// with returns a map with a value in place of the one of its key. Of maps, only
// the keys that the new one has are replaced. Dimensions are a list in the form
// of a map, because their order counts, and replaced like other lists.
func with(node, key, value *yaml.Node) *yaml.Node {
	made := *node
	made.Content = slices.Clone(node.Content)
	for i := 0; i+1 < len(made.Content); i += 2 {
		if made.Content[i].Value != key.Value {
			continue
		}
		old := resolved(made.Content[i+1])
		if key.Value != "dimensions" && old.Kind == yaml.MappingNode && resolved(value).Kind == yaml.MappingNode {
			value = over(old, resolved(value))
		}
		made.Content[i], made.Content[i+1] = key, value
		return &made
	}
	made.Content = append(made.Content, key, value)
	return &made
}

// over puts all keys of one map into a copy of another.
func over(node, upper *yaml.Node) *yaml.Node {
	for i := 0; i+1 < len(upper.Content); i += 2 {
		node = with(node, upper.Content[i], upper.Content[i+1])
	}
	return node
}

func resolved(node *yaml.Node) *yaml.Node {
	for node.Kind == yaml.AliasNode {
		node = node.Alias
	}
	return node
}

var beforeMistake = regexp.MustCompile(`(?m)^line \d+: `)

// ofOrg says of each mistake which org it is about.
func ofOrg(name string, err error) error {
	return errors.New(beforeMistake.ReplaceAllString(err.Error(), fmt.Sprintf("${0}org %q: ", name)))
}
