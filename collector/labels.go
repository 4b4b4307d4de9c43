package collector

import "slices"

// prometheusLabels have a meaning to Prometheus: it sets them itself, or reads
// histograms and summaries by them.
func prometheusLabels() []string { return []string{"instance", "job", "le", "quantile"} }

// ReservedLabels are those that no dimension may have, with what has them: a
// metric that carries dimensions beside them, or Prometheus.
func ReservedLabels() (map[string]string, error) {
	const dimension = "any_dimension"
	all, err := Everything(&PeopleSource{Dimensions: []Dimension{{Label: dimension, Path: "Id"}}, Names: &Names{}})
	if err != nil {
		return nil, err
	}
	reserved := map[string]string{}
	for _, c := range all {
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
