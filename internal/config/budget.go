package config

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"salesforce_exporter/internal/setting"
)

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
