// Package states holds tests of the dashboards: every query of every panel is
// evaluated by Prometheus' own engine, at the steps, instants and reductions
// that Grafana would use, over orgs that are simulated. It is a module of its
// own, so that the engine is no dependency of the exporter.
package states
