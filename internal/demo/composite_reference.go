package demo

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// reference is @{r1.records[0].Id} in the URL of a subrequest: a value from the
// answer to an earlier one.
var reference = regexp.MustCompile(`@\{([^{}]*)\}`)

// step is one name or index on the way to a value.
var step = regexp.MustCompile(`[^.\[\]]+`)

// substitute puts values of earlier answers into a URL.
func substitute(address string, done []partAnswer) (string, error) {
	queryAt := strings.IndexByte(address, '?')
	var out strings.Builder
	end := 0
	for _, found := range reference.FindAllStringSubmatchIndex(address, -1) {
		path := address[found[2]:found[3]]
		value, ok := referred(path, done)
		if !ok {
			return "", unresolved(path)
		}
		escape := url.PathEscape
		if queryAt >= 0 && found[0] > queryAt {
			escape = url.QueryEscape
		}
		out.WriteString(address[end:found[0]] + escape(value))
		end = found[1]
	}
	out.WriteString(address[end:])
	return out.String(), nil
}

// unresolved has the text of the guide's page Composite Subrequest Result.
func unresolved(path string) *refusal {
	id, _, _ := strings.Cut(path, ".")
	return refuse(http.StatusBadRequest, "PROCESSING_HALTED",
		"Invalid reference specified. No value for %[1]s found in %[2]s. "+
			"Provided referenceId ('%[1]s') must start with a letter or a number, and it can contain only letters, numbers and underscores ('_').", path, id)
}

// referred finds the value that a path leads to: a text, number or boolean.
func referred(path string, done []partAnswer) (string, bool) {
	id, rest, _ := strings.Cut(path, ".")
	for _, a := range done {
		if a.ReferenceID != id || a.Status >= http.StatusBadRequest {
			continue
		}
		text, err := encode(a.Body)
		if err != nil {
			return "", false
		}
		var body any
		if err := json.Unmarshal(text, &body); err != nil {
			return "", false
		}
		return follow(body, step.FindAllString(rest, -1))
	}
	return "", false
}

func follow(value any, way []string) (string, bool) {
	for _, name := range way {
		switch at := value.(type) {
		case map[string]any:
			value = at[name]
		case []any:
			i, err := strconv.Atoi(name)
			if err != nil || i < 0 || i >= len(at) {
				return "", false
			}
			value = at[i]
		default:
			return "", false
		}
	}
	switch value := value.(type) {
	case string:
		return value, true
	case bool:
		return strconv.FormatBool(value), true
	case float64:
		return strconv.FormatFloat(value, 'f', -1, 64), true
	}
	return "", false
}
