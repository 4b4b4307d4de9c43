package config

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

// readable turns the errors of the YAML library into the user's terms: line,
// what is wrong, and what to do.
func readable(err error, text []byte) error {
	var wrong *yaml.TypeError
	switch {
	case errors.As(err, &wrong):
	case strings.HasPrefix(err.Error(), "yaml: "):
		return syntaxError(err, text)
	default:
		return err
	}
	const most = 10
	var lines []error
	for i, text := range wrong.Errors {
		if i == most {
			lines = append(lines, fmt.Errorf("and %d more like these", len(wrong.Errors)-most))
			break
		}
		lines = append(lines, errors.New(readableType(text)))
	}
	return errors.Join(lines...)
}

// maxLines bounds the lines among which the one with a mistake is looked for.
const maxLines = 2000

var libraryLine = regexp.MustCompile(`^yaml: (line \d+: )?`)

// nameOfAnchor is what the library repeats of the file, and may be a secret
// that begins with * or &.
var nameOfAnchor = regexp.MustCompile(`(anchor) '[^']*'( referenced)?`)

// syntaxError names the line at which the text stops being YAML: the one behind
// the longest beginning that is. The library often names another one.
func syntaxError(err error, text []byte) error {
	found := libraryLine.FindString(err.Error())
	what := nameOfAnchor.ReplaceAllString(strings.TrimPrefix(err.Error(), found), "$1")
	place := strings.TrimPrefix(found, "yaml: ")
	lines := bytes.SplitAfter(text, []byte("\n"))
	if len(lines) <= maxLines {
		n, end := len(lines), len(text)
		for n > 1 && yaml.Unmarshal(text[:end-len(lines[n-1])], &yaml.Node{}) != nil {
			n, end = n-1, end-len(lines[n-1])
		}
		place = fmt.Sprintf("line %d: ", n)
		if bytes.Contains(lines[n-1], []byte("\t")) && strings.Contains(what, "cannot start any token") {
			what = "a tab"
		}
	}
	return fmt.Errorf("%s%s: %s", place, what, remedyOf(what))
}

// remedyOf says what to do about a mistake that the library found.
func remedyOf(what string) string {
	for _, r := range []struct{ part, remedy string }{
		{"a tab", "indent with spaces"},
		{"mapping values are not allowed", "put a text that contains a colon into quotes"},
		{"cannot start any token", "put the text into quotes"},
		{"did not find expected key", "use the same indentation for all keys of a map"},
		{"did not find expected ','", "close the list with ] or the map with }"},
		{"unexpected end of stream", "close the quote"},
		{"unknown anchor", "put a text that begins with * into quotes, or define the anchor before it is used"},
		{"control characters", "save the file as plain text in UTF-8"},
		{"UTF-8", "save the file as plain text in UTF-8"},
		{"UTF-16", "save the file as plain text in UTF-8"},
		{"contains itself", "write out what it should contain"},
		{"excessive aliasing", "write out what is meant in place of so many aliases"},
	} {
		if strings.Contains(what, r.part) {
			return r.remedy
		}
	}
	return "see docs/configuration.md for what a file looks like"
}

var wrongType = regexp.MustCompile(`^(line \d+: )cannot unmarshal !!(\w+)(?s: .*)? into (\S+)$`)

// readableType turns one error of a type into the user's terms.
func readableType(text string) string {
	if found := wrongType.FindStringSubmatch(text); found != nil {
		return fmt.Sprintf("%s%s stands where %s is expected", found[1], given(found[2]), expected(found[3]))
	}
	if strings.Contains(text, "already defined") {
		return text + ": remove one"
	}
	return text
}

func given(tag string) string {
	switch tag {
	case "seq":
		return "a list"
	case "map":
		return "a map"
	case "int", "float":
		return "a number"
	case "bool":
		return "true or false"
	}
	return "a text"
}

func expected(goType string) string {
	switch {
	case strings.HasPrefix(goType, "[]"):
		return "a list, such as [a, b],"
	case goType == "string":
		return "a text"
	case goType == "bool":
		return "true or false"
	case strings.HasPrefix(goType, "int"), strings.HasPrefix(goType, "float"):
		return "a number, such as 5,"
	}
	return "a map, such as key: value,"
}
