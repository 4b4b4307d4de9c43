package config

import (
	"cmp"
	"errors"
	"math"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/setting"
)

// all are the mistakes of a file in which something cannot be read: these, and what is
// wrong with the values of what can be. A value is not looked at beside one that cannot
// be read, as it may be wrong for want of that.
func (f *File) all(lines setting.Lines, mistakes *yaml.TypeError, text []byte) error {
	if len(mistakes.Errors) > mostSpoilt {
		return readable(mistakes, text)
	}
	var spoilt []span
	for _, m := range mistakes.Errors {
		if line := setting.LineOf(m); line > 0 {
			spoilt = append(spoilt, entryOf(lines.Node, line))
		}
	}
	errs := []error{readable(mistakes, text)}
	for _, err := range collector.Each(errors.Join(f.check(lines), f.differ(lines))) {
		line := setting.LineOf(err.Error())
		beside := slices.ContainsFunc(spoilt, func(s span) bool { return s.from <= line && line <= s.to })
		if !beside && !strings.Contains(err.Error(), "there is no metric") {
			errs = append(errs, err)
		}
	}
	return inOrder(errors.Join(errs...))
}

// mostSpoilt is up to how many things that cannot be read the rest is looked at.
const mostSpoilt = 50

// inOrder are mistakes in the order of their lines, each once.
func inOrder(err error) error {
	var all []string
	for _, e := range collector.Each(err) {
		if text := e.Error(); !slices.Contains(all, text) {
			all = append(all, text)
		}
	}
	place := func(text string) int {
		if line := setting.LineOf(text); line > 0 {
			return line
		}
		return math.MaxInt // how many more there are
	}
	slices.SortStableFunc(all, func(a, b string) int { return cmp.Compare(place(a), place(b)) })
	var errs []error
	for _, text := range all {
		errs = append(errs, errors.New(text))
	}
	return errors.Join(errs...)
}

// A span is from a line to another.
type span struct{ from, to int }

// entryOf is the smallest part of the file that is read for itself and has the line:
// an element of a list of maps, or what stands under one of the keys of the file or of
// its collectors and orgs.
func entryOf(root *yaml.Node, line int) span {
	found := span{line, line}
	keep := func(s span) {
		if s.from <= line && line <= s.to {
			found = s
		}
	}
	var walk func(node *yaml.Node, deep int)
	walk = func(node *yaml.Node, deep int) {
		if deep > 4 {
			return
		}
		for i, child := range node.Content {
			switch {
			case node.Kind == yaml.MappingNode && i%2 == 1 && child.Kind != yaml.AliasNode:
				if deep < 2 {
					keep(span{node.Content[i-1].Line, lastLine(child, 0)})
				}
				walk(child, deep+1)
			case node.Kind == yaml.SequenceNode && child.Kind == yaml.MappingNode:
				if deep < 4 {
					keep(span{child.Line, lastLine(child, 0)})
				}
			}
		}
	}
	walk(root, 0)
	return found
}

// lastLine is the last line of a node, as far down as files go.
func lastLine(node *yaml.Node, deep int) int {
	last := node.Line
	if deep > 20 {
		return last
	}
	for _, child := range node.Content {
		last = max(last, lastLine(child, deep+1))
	}
	return last
}
