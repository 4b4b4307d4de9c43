package org

import (
	"slices"
	"strings"

	"salesforce_exporter/collector"
)

// coarsen drops dimensions of a metric: their labels are not there any more, and what
// differed in nothing else is added up, or is the mean of all. Samples that do not go
// together stay as they are.
func coarsen(samples []figureSample, metric *collector.Metric, dropped []string) []figureSample {
	var all []figureSample
	places := map[string]int{}
	for _, s := range samples {
		if s.Metric != metric || !foldable(s.Sample) {
			all = append(all, s)
			continue
		}
		s.Values = slices.Clone(s.Values)
		for i := len(s.Values) - s.Folds.Dimensions; i < len(s.Values); i++ {
			if slices.Contains(dropped, metric.Labels[i]) {
				s.Values[i] = ""
			}
		}
		key := strings.Join(s.Values, "\x00")
		at, there := places[key]
		if !there {
			places[key] = len(all)
			if s.Distribution != nil {
				s.Distribution = &collector.Distribution{Below: slices.Clone(s.Below), Count: s.Count, Sum: s.Sum}
			}
			all = append(all, s)
			continue
		}
		all[at].Sample = joined(all[at].Sample, s.Sample)
	}
	return all
}

// foldable reports whether dimensions of the sample can be dropped.
func foldable(s collector.Sample) bool {
	return s.Folds.Dimensions > 0 && (s.Folds.Counts || s.Folds.Weight > 0)
}

// joined is what two samples are together.
func joined(a, b collector.Sample) collector.Sample {
	if !a.Folds.Counts {
		weight := a.Folds.Weight + b.Folds.Weight
		a.Value = (a.Value*a.Folds.Weight + b.Value*b.Folds.Weight) / weight
		a.Folds.Weight = weight
		return a
	}
	a.Value += b.Value
	if a.Distribution != nil {
		a.Count, a.Sum = a.Count+b.Count, a.Sum+b.Sum
		for i := range a.Below {
			a.Below[i] += b.Below[i]
		}
	}
	return a
}

// dimensionsOf are the labels of a metric that are dimensions and have not been dropped.
func dimensionsOf(samples []figureSample, metric *collector.Metric) (all []string) {
	for _, s := range samples {
		if s.Metric != metric || !foldable(s.Sample) {
			continue
		}
		for i := len(s.Values) - s.Folds.Dimensions; i < len(s.Values); i++ {
			if s.Values[i] != "" {
				all = append(all, metric.Labels[i])
			}
		}
		return all
	}
	return nil
}

// only leaves the metrics of a collector the dimensions that the configuration says; nil
// for all.
func only(samples []figureSample, dimensions []string) []figureSample {
	if dimensions == nil {
		return samples
	}
	var metrics []*collector.Metric
	for _, s := range samples {
		if !slices.Contains(metrics, s.Metric) {
			metrics = append(metrics, s.Metric)
		}
	}
	for _, m := range metrics {
		others := slices.DeleteFunc(dimensionsOf(samples, m), func(d string) bool { return slices.Contains(dimensions, d) })
		if len(others) > 0 {
			samples = coarsen(samples, m, others)
		}
	}
	return samples
}
