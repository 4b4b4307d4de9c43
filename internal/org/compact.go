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
	figure     uint16           // of the snapshot that all series belong to
	figures    []uint16         // that each series belongs to, where there are several
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
func (m madeFamilies) compact(pairs labelPairs) []family {
	all := make([]family, len(m.families))
	labels := labelWriter{pairs: pairs, table: &labelTable{}, places: map[string]uint32{}, sets: map[string]uint32{}}
	for i, f := range m.families {
		all[i] = family{
			name: f.GetName(), help: f.GetHelp(), kind: f.GetType(), labels: labels.table,
			sets: make([]uint32, len(f.GetMetric())), figures: make([]uint16, len(f.GetMetric())),
		}
		for j, metric := range f.GetMetric() {
			all[i].sets[j] = labels.set(metric.GetLabel())
			all[i].figures[j] = uint16(m.figures[metric])
			if metric.Histogram != nil {
				all[i].histograms = append(all[i].histograms, metric.Histogram)
			} else {
				all[i].values = append(all[i].values, metric.GetGauge().GetValue())
			}
		}
		all[i].values = slices.Clip(all[i].values)
		all[i].oneFigure()
	}
	labels.table.clip()
	return all
}

// oneFigure forgets which figure each series belongs to, where it is one for all.
func (f *family) oneFigure() {
	if len(f.figures) > 0 && slices.Max(f.figures) == slices.Min(f.figures) {
		f.figure, f.figures = f.figures[0], nil
	}
}

// without leaves out the series of figures that have ended.
func without(families []family, ended []bool) []family {
	var left []family
	for _, f := range families {
		if f.figures == nil {
			if !ended[f.figure] {
				left = append(left, f)
			}
			continue
		}
		some := family{name: f.name, help: f.help, kind: f.kind, labels: f.labels}
		for i, figure := range f.figures {
			if ended[figure] {
				continue
			}
			some.sets = append(some.sets, f.sets[i])
			if f.histograms != nil {
				some.histograms = append(some.histograms, f.histograms[i])
			} else {
				some.values = append(some.values, f.values[i])
			}
		}
		if some.sets != nil {
			left = append(left, some)
		}
	}
	return left
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
