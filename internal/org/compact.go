package org

import (
	"strings"

	dto "github.com/prometheus/client_model/go"
)

// A family is a metric family without what its series have in common. The
// library's own form takes some 650 bytes a series; an exporter of many orgs
// holds millions of them.
type family struct {
	name, help string
	kind       dto.MetricType
	series     []series
	histograms []*dto.Histogram // of the series, where they are histograms
}

// A series is a value, and the labels that it has, perhaps with series of other
// families.
type series struct {
	labels *[]*dto.LabelPair // a pointer, because so many share one
	value  float64
}

// size is how many series of Prometheus the family is: a histogram has one for
// each bucket, that of all values included, the sum and the number.
func (f family) size() int {
	n := len(f.series)
	for _, h := range f.histograms {
		n += len(h.GetBucket()) + 2
	}
	return n
}

// compact keeps what a collector shows. The families are in order and so are
// their series, which both stays.
func compact(families []*dto.MetricFamily, known labelSets) []family {
	all := make([]family, len(families))
	for i, f := range families {
		all[i] = family{name: f.GetName(), help: f.GetHelp(), kind: f.GetType(), series: make([]series, len(f.GetMetric()))}
		for j, m := range f.GetMetric() {
			all[i].series[j] = series{labels: known.set(m.GetLabel()), value: m.GetGauge().GetValue()}
			if m.Histogram != nil {
				all[i].histograms = append(all[i].histograms, m.Histogram)
			}
		}
	}
	return all
}

// labelSets has each label, and each set of them, once.
type labelSets struct {
	pairs map[string]*dto.LabelPair
	sets  map[string]*[]*dto.LabelPair
}

func newLabelSets() labelSets {
	return labelSets{pairs: map[string]*dto.LabelPair{}, sets: map[string]*[]*dto.LabelPair{}}
}

func (l labelSets) set(pairs []*dto.LabelPair) *[]*dto.LabelPair {
	var key strings.Builder
	for _, p := range pairs {
		key.WriteString(p.GetName())
		key.WriteByte(0xff) // no part of valid UTF-8, as labels are
		key.WriteString(p.GetValue())
		key.WriteByte(0xff)
	}
	if set, ok := l.sets[key.String()]; ok {
		return set
	}
	set := make([]*dto.LabelPair, len(pairs))
	for i, p := range pairs {
		name := p.GetName() + "\xff" + p.GetValue()
		if l.pairs[name] == nil {
			l.pairs[name] = p
		}
		set[i] = l.pairs[name]
	}
	l.sets[key.String()] = &set
	return &set
}

// whole returns the families as the library has them, for one scrape.
func whole(families []family) []*dto.MetricFamily {
	all := make([]*dto.MetricFamily, len(families))
	for i, f := range families {
		metrics, gauges := make([]dto.Metric, len(f.series)), make([]dto.Gauge, len(f.series))
		list := make([]*dto.Metric, len(f.series))
		for j := range f.series {
			metrics[j].Label = *f.series[j].labels
			if f.histograms != nil {
				metrics[j].Histogram = f.histograms[j]
			} else {
				gauges[j].Value = &f.series[j].value
				metrics[j].Gauge = &gauges[j]
			}
			list[j] = &metrics[j]
		}
		all[i] = &dto.MetricFamily{Name: &families[i].name, Help: &families[i].help, Type: &families[i].kind, Metric: list}
	}
	return all
}
