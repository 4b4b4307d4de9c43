package org

import (
	"slices"

	dto "github.com/prometheus/client_model/go"
)

// A family is a metric family without what its series have in common. The
// library's own form takes some 650 bytes a series; an exporter of many orgs
// holds millions of them.
type family struct {
	name, help string
	kind       dto.MetricType
	labels     *labelTable
	sets       []uint32 // for each series, where its labels stand in the table
	values     []float64
	histograms []*dto.Histogram // in place of the values, where they are histograms
}

// size is how many series of Prometheus the family is: a histogram has one for
// each bucket, that of all values included, the sum and the number.
func (f family) size() int {
	n := len(f.sets)
	for _, h := range f.histograms {
		n += len(h.GetBucket()) + 2
	}
	return n
}

// compact keeps what a collector shows. The families are in order and so are
// their series, which both stays.
func compact(families []*dto.MetricFamily, pairs labelPairs) []family {
	all := make([]family, len(families))
	labels := labelWriter{pairs: pairs, table: &labelTable{}, places: map[string]uint32{}, sets: map[string]uint32{}}
	for i, f := range families {
		all[i] = family{
			name: f.GetName(), help: f.GetHelp(), kind: f.GetType(), labels: labels.table,
			sets: make([]uint32, len(f.GetMetric())),
		}
		for j, m := range f.GetMetric() {
			all[i].sets[j] = labels.set(m.GetLabel())
			if m.Histogram != nil {
				all[i].histograms = append(all[i].histograms, m.Histogram)
			} else {
				all[i].values = append(all[i].values, m.GetGauge().GetValue())
			}
		}
		all[i].values = slices.Clip(all[i].values)
	}
	labels.table.clip()
	return all
}

// whole returns the families as the library has them, for one scrape.
func whole(families []family) []*dto.MetricFamily {
	all := make([]*dto.MetricFamily, len(families))
	for i, f := range families {
		metrics, gauges := make([]dto.Metric, len(f.sets)), make([]dto.Gauge, len(f.values))
		list := make([]*dto.Metric, len(f.sets))
		labels := f.labels.reader(f.sets)
		for j, set := range f.sets {
			metrics[j].Label = labels.next(set)
			if f.histograms != nil {
				metrics[j].Histogram = f.histograms[j]
			} else {
				gauges[j].Value = &f.values[j]
				metrics[j].Gauge = &gauges[j]
			}
			list[j] = &metrics[j]
		}
		all[i] = &dto.MetricFamily{Name: &families[i].name, Help: &families[i].help, Type: &families[i].kind, Metric: list}
	}
	return all
}
