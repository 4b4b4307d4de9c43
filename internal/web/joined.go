package web

import (
	"cmp"
	"errors"
	"slices"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
)

// joined gathers from several gatherers that have no family in common: the
// exporter's own metrics and those of an org. Each has checked its own already;
// prometheus.Gatherers would check every series again, at each scrape.
type joined []prometheus.Gatherer

// Gather returns all families in the order of their names.
func (j joined) Gather() ([]*dto.MetricFamily, error) {
	var all []*dto.MetricFamily
	var errs []error
	for _, g := range j {
		families, err := g.Gather()
		all = append(all, families...)
		errs = append(errs, err)
	}
	slices.SortStableFunc(all, func(a, b *dto.MetricFamily) int { return cmp.Compare(a.GetName(), b.GetName()) })
	return all, errors.Join(errs...)
}
