package main

import (
	"fmt"
	"strings"
)

// notes returns what the changelog says of a version, without the heading.
func notes(changelog, version string) (string, error) {
	const heading = "\n## "
	for _, section := range strings.Split("\n"+changelog, heading)[1:] {
		title, text, _ := strings.Cut(section, "\n")
		name, date, _ := strings.Cut(title, " / ")
		switch {
		case name != version:
		case date == "" || date == "unreleased":
			return "", fmt.Errorf("the changelog has no date for version %s: write it into the heading", version)
		default:
			return strings.TrimSpace(text), nil
		}
	}
	return "", fmt.Errorf("the changelog has no section %q", version+" / DATE")
}
