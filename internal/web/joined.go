package web

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"

	"salesforce_exporter/internal/exposition"
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

// gathererOf gathers what a scrape asks for, in the library's form.
func gathererOf(s *scrape, own prometheus.Gatherer, org shower) prometheus.Gatherer {
	var all joined
	if own != nil {
		all = append(all, own)
	}
	if org != nil {
		all = append(all, prometheus.GathererFunc(func() ([]*dto.MetricFamily, error) { return org.Gather(s.only...) }))
	}
	return all
}

// piecesOf are what a scrape asks for, as far as it is there.
func piecesOf(s *scrape, own prometheus.Gatherer, org shower) ([]exposition.Piece, error) {
	var pieces []exposition.Piece
	var errs []error
	if own != nil {
		families, err := own.Gather()
		live, broken := exposition.Live(s.format, families)
		pieces, errs = live, append(errs, err, broken)
	}
	if org != nil {
		some, err := org.Pieces(s.format, s.only...)
		pieces, errs = append(pieces, some...), append(errs, err)
	}
	if err := errors.Join(errs...); err != nil {
		return pieces, fmt.Errorf("gather metrics: %w", err)
	}
	return pieces, nil
}
