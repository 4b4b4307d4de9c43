package builtin

import (
	"slices"

	"salesforce_exporter/collector"
)

// ReservedLabels are those that no dimension may have, with what has them: a
// metric that carries dimensions beside them, or Prometheus.
func ReservedLabels() (map[string]string, error) {
	const dimension = "any_dimension"
	all, err := Everything([]collector.Dimension{{Label: dimension, Path: "Id"}})
	if err != nil {
		return nil, err
	}
	reserved := map[string]string{}
	for _, c := range all {
		for _, m := range c.Plan(collector.OpenSchema()).Metrics() {
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
	for _, label := range collector.PrometheusLabels() {
		reserved[label] = "Prometheus"
	}
	return reserved, nil
}
