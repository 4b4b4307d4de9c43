package collector

import (
	"fmt"
	"slices"
)

// prometheusLabels have a meaning to Prometheus: it sets them itself, or reads
// histograms and summaries by them.
func prometheusLabels() []string { return []string{"instance", "job", "le", "quantile"} }

// ReservedLabels are those that no dimension may have, with what has them: a
// metric that carries dimensions beside them, or Prometheus.
func ReservedLabels() (map[string]string, error) {
	const dimension = "any_dimension"
	settings := Settings{
		People:       &PeopleSource{Dimensions: []Dimension{{Label: dimension, Path: "Id"}}, Names: &Names{}},
		Satisfaction: &Score{Field: "Score__c", Scale: 1},
	}
	reserved := map[string]string{}
	for _, f := range BuiltIn() {
		c, err := f.New(settings)
		if err != nil {
			return nil, fmt.Errorf("make collector %s: %w", f.Name, err)
		}
		for _, m := range c.Plan(OpenSchema()).Metrics() {
			if !slices.Contains(m.Labels, dimension) {
				continue
			}
			for _, label := range m.Labels {
				if label != dimension && reserved[label] == "" {
					reserved[label] = m.Name
				}
			}
		}
	}
	for _, label := range prometheusLabels() {
		reserved[label] = "Prometheus"
	}
	return reserved, nil
}
