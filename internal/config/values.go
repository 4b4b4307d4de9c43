package config

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"salesforce_exporter/internal/setting"
)

// Dimensions are the labels of metrics by owner, in the order of the file.
type Dimensions []Dimension

// A Dimension is a label and the path on User that fills it.
type Dimension struct {
	Label, Path string
}

var label = regexp.MustCompile(`^[a-z_][a-z0-9_]*$`)

// UnmarshalYAML reads a map of labels to paths on User.
func (d *Dimensions) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind != yaml.MappingNode {
		return setting.Refuse(node, "dimensions are a map of labels to paths on User, such as role: UserRole.Name")
	}
	for i := 0; i < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		switch {
		case !label.MatchString(key.Value) || strings.HasPrefix(key.Value, "__"):
			return setting.Refuse(key, "%q is no label: use lower-case letters, digits and underscores", key.Value)
		case slices.ContainsFunc(*d, func(x Dimension) bool { return x.Label == key.Value }):
			return setting.Refuse(key, "the dimension %q is there twice", key.Value)
		case !setting.IsPath(value.Value):
			return setting.Refuse(value, "%q is no path on User, such as Department or Manager.Name", value.Value)
		}
		*d = append(*d, Dimension{Label: key.Value, Path: value.Value})
	}
	return nil
}

// Budget says what may be asked of an org.
type Budget struct {
	CallsADay setting.PositiveInt `yaml:"calls_a_day"`
	Reserve   Percent             `yaml:"reserve"` // of the org's allowance that is left to others
}

// A Percent is a share between 0 and 1, written "20%".
type Percent float64

// UnmarshalYAML reads "20%".
func (p *Percent) UnmarshalYAML(node *yaml.Node) error {
	text, ok := strings.CutSuffix(strings.TrimSpace(node.Value), "%")
	v, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if !ok || err != nil || !(v > 0 && v < 100) {
		return setting.Refuse(node, "%q is no share such as 20%%, above 0%% and below 100%%", node.Value)
	}
	*p = Percent(v / 100)
	return nil
}
