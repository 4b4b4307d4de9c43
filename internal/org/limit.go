package org

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"salesforce_exporter/collector"
)

// Detail says how fine the metrics of an org are.
type Detail struct {
	Zeros collector.Zeros // empty for those that are needed
	// Dimensions are those that metrics of a collector have, by its name; all where
	// nothing is said.
	Dimensions map[string][]string
}

// limitSeries makes metrics that have too many series coarser: the last dimension is
// dropped, then the one before, so that sums stay right. What is still too much, or
// has no dimension, loses zeros first and then the smallest values.
func (o *Org) limitSeries(s *snapshot, samples []figureSample) []figureSample {
	s.dropped, s.coarse = map[string]int{}, map[string][]string{}
	counts := seriesOf(samples)
	metrics := slices.SortedFunc(maps.Keys(counts),
		func(a, b *collector.Metric) int { return strings.Compare(a.Name, b.Name) })
	for _, metric := range metrics {
		most := o.limit
		if metric.Limit > 0 {
			most = min(o.limit, metric.Limit)
		}
		most /= metric.Series()
		for counts[metric] > most {
			left := dimensionsOf(samples, metric)
			if len(left) == 0 {
				s.dropped[metric.Name] = (counts[metric] - most) * metric.Series()
				samples = keepLargest(samples, metric, most)
				break
			}
			last := left[len(left)-1]
			s.coarse[metric.Name] = append(s.coarse[metric.Name], last)
			samples = thin(coarsen(samples, metric, []string{last}), o.detail.Zeros)
			counts = seriesOf(samples)
		}
	}
	return samples
}

// seriesOf counts the samples of each metric.
func seriesOf(samples []figureSample) map[*collector.Metric]int {
	counts := map[*collector.Metric]int{}
	for _, s := range samples {
		counts[s.Metric]++
	}
	return counts
}

func keepLargest(samples []figureSample, metric *collector.Metric, limit int) []figureSample {
	var its, rest []figureSample
	for _, s := range samples {
		if s.Metric == metric {
			its = append(its, s)
		} else {
			rest = append(rest, s)
		}
	}
	slices.SortStableFunc(its, func(a, b figureSample) int { return cmp.Compare(b.Value, a.Value) })
	return append(rest, its[:limit]...)
}
