package org

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"

	"salesforce_exporter/collector"
)

// madeFamilies are families in order, and which figure each of their series
// belongs to.
type madeFamilies struct {
	families []*dto.MetricFamily
	figures  map[*dto.Metric]int
}

// familiesOf lets the Prometheus library check the samples of each metric and put
// them in order. Where it refuses a series the whole family is left out: nobody
// can tell which of two series of the same labels is right, and the sum over a
// family that lacks one is wrong.
func familiesOf(samples []figureSample) (made madeFamilies, errs []error) {
	byName := map[string][]figureSample{}
	for _, s := range samples {
		byName[s.Metric.Name] = append(byName[s.Metric.Name], s)
	}
	made.figures = make(map[*dto.Metric]int, len(samples))
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		registry := prometheus.NewRegistry()
		err := registry.Register(&constants{samples: byName[name], figures: made.figures})
		var families []*dto.MetricFamily
		if err == nil {
			families, err = registry.Gather()
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("make %s: %s", name, strings.Join(strings.Fields(err.Error()), " ")))
			continue
		}
		made.families = append(made.families, families...)
	}
	return made, errs
}

// constants shows samples as they are. It describes nothing, which makes the
// registry take what comes.
type constants struct {
	samples []figureSample
	figures map[*dto.Metric]int
}

func (*constants) Describe(chan<- *prometheus.Desc) {}

func (c *constants) Collect(out chan<- prometheus.Metric) {
	descs := map[*collector.Metric]*prometheus.Desc{}
	for _, s := range c.samples {
		desc := descs[s.Metric]
		if desc == nil {
			desc = prometheus.NewDesc(s.Metric.Name, s.Metric.Help, s.Metric.Labels, nil)
			descs[s.Metric] = desc
		}
		values := make([]string, len(s.Values))
		for i, v := range s.Values {
			values[i] = strings.ToValidUTF8(v, "\uFFFD")
		}
		metric, err := constant(desc, s.Sample, values)
		if err != nil {
			metric = prometheus.NewInvalidMetric(desc, err)
		}
		out <- figureMetric{metric, s.figure, c.figures}
	}
}

// A figureMetric notes which figure its series belongs to.
type figureMetric struct {
	prometheus.Metric
	figure  int
	figures map[*dto.Metric]int
}

// Write is called by the registry on the goroutine that gathers.
func (m figureMetric) Write(out *dto.Metric) error {
	m.figures[out] = m.figure
	return m.Metric.Write(out)
}

func constant(desc *prometheus.Desc, s collector.Sample, values []string) (prometheus.Metric, error) {
	if s.Distribution == nil {
		return prometheus.NewConstMetric(desc, prometheus.GaugeValue, s.Value, values...)
	}
	buckets := map[float64]uint64{}
	for i, bound := range s.Metric.Buckets {
		buckets[bound] = s.Below[i]
	}
	return prometheus.NewConstHistogram(desc, s.Count, s.Sum, buckets, values...)
}
