package tests

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// TestReadme keeps the table of values in the chart's README, in the form of
// helm-docs: a row for each value whose comment begins with "--".
func TestReadme(t *testing.T) {
	const path, begin = chartDir + "/README.md", "| Key | Type | Default | Description |\n"
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := strings.Cut(string(text), begin)
	_, tail, more := strings.Cut(rest, "\n\n")
	if !ok {
		t.Fatalf("%s has no table of values", path)
	}
	table := begin + "|-----|------|---------|-------------|\n"
	for _, v := range documentedValues(t) {
		table += fmt.Sprintf("| %s | %s | `%s` | %s |\n", v.key, v.kind, v.value, v.text)
	}
	if more {
		table += "\n" + tail
	}
	checkFile(t, path, head+table)
}

// TestEveryValueHasASchemaAndAText, both ways.
func TestEveryValueHasASchemaAndAText(t *testing.T) {
	var schema object
	text, err := os.ReadFile(chartDir + "/values.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &schema); err != nil {
		t.Fatal(err)
	}
	documented := map[string]bool{}
	for _, v := range documentedValues(t) {
		documented[v.key] = true
		if v.text == "" {
			t.Errorf("%s has no text", v.key)
		}
	}
	known := map[string]bool{}
	schema.leaves("", known)
	delete(known, "global") // Helm's own
	for key := range known {
		if !documented[key] {
			t.Errorf("values.schema.json has %s, which values.yaml does not have, or without a text", key)
		}
	}
	for key := range documented {
		if !known[key] {
			t.Errorf("values.yaml has %s, which values.schema.json does not have", key)
		}
	}
}

// An object is the part of a JSON schema that lists keys.
type object struct {
	Properties map[string]object `json:"properties"`
	Additional any               `json:"additionalProperties"`
}

// leaves are the keys that have no documented keys below them. Free maps are
// leaves, too.
func (o object) leaves(path string, into map[string]bool) {
	if len(o.Properties) == 0 || path == "org.secretKeys" {
		into[path] = true
		return
	}
	for key, below := range o.Properties {
		below.leaves(strings.TrimPrefix(path+"."+key, "."), into)
	}
}

type documentedValue struct{ key, kind, value, text string }

func documentedValues(t *testing.T) []documentedValue {
	t.Helper()
	text, err := os.ReadFile(chartDir + "/values.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	return valuesOf(t, document.Content[0], "")
}

func valuesOf(t *testing.T, node *yaml.Node, path string) (all []documentedValue) {
	t.Helper()
	for i := 0; i < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		name := strings.TrimPrefix(path+"."+key.Value, ".")
		_, text, documented := strings.Cut(key.HeadComment, "# -- ")
		if value.Kind == yaml.MappingNode && !documented {
			all = append(all, valuesOf(t, value, name)...)
			continue
		}
		all = append(all, documentedValue{name, kindOf(value), oneLine(t, value),
			strings.ReplaceAll(strings.ReplaceAll(text, "\n# ", " "), "|", `\|`)})
	}
	return all
}

func kindOf(node *yaml.Node) string {
	switch {
	case node.Kind == yaml.MappingNode:
		return "object"
	case node.Kind == yaml.SequenceNode:
		return "list"
	case node.Tag == "!!bool":
		return "bool"
	case node.Tag == "!!int":
		return "int"
	}
	return "string"
}

// oneLine is a value as JSON, as helm-docs shows it.
func oneLine(t *testing.T, node *yaml.Node) string {
	t.Helper()
	var value any
	if err := node.Decode(&value); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(b.String())
}
