package grafana

// Components are those of the score, with their weights and targets by name.
func Components() (weights, targets map[string]float64) {
	weights, targets = map[string]float64{}, map[string]float64{}
	for _, c := range components() {
		weights[c.name], targets[c.name] = c.weight, c.target
	}
	return weights, targets
}
