package collector

import (
	_ "embed"
	"slices"
	"strings"
)

// standardNames are the names of standard objects, each with those of its fields that
// are the same in every org, a line each (Object Reference for the Salesforce
// Platform). A name that is here and that the org does not show is hidden, or belongs
// to a feature that the org does not have; it is no mistake.
//
//go:embed standard.txt
var standardNames string

// standardObjects lists the names of standard objects.
func standardObjects() (names []string) {
	for line := range strings.Lines(standardNames) {
		name, _, _ := strings.Cut(strings.TrimSpace(line), " ")
		names = append(names, name)
	}
	return names
}

// standardFields lists the names of the fields of a standard object; nil where they
// are not known.
func standardFields(object string) []string {
	for line := range strings.Lines(standardNames) {
		name, fields, _ := strings.Cut(strings.TrimSpace(line), " ")
		if strings.EqualFold(name, object) {
			return strings.Fields(fields)
		}
	}
	return nil
}

// isStandard reports whether a name is among those of a list.
func isStandard(name string, names []string) bool {
	return slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, name) })
}
