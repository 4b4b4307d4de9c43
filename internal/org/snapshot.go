package org

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/refresh"
)

// A snapshot is what one collector shows until it is renewed. Its families are
// checked and in order, so that a scrape only has to hand them out.
type snapshot struct {
	families []family
	made     time.Time
	shownFor time.Duration
	skipped  []collector.Skip
	waiting  []collector.Skip // what will be there in time
	dropped  map[string]int   // series over the limit, by metric
	flaws    map[string]int   // rows that are left out or repaired, by reason
	calls    float64          // of the refresh that made it
	answers  int              // that the collector needs
	withheld int              // of these, how many are too old to be shown
}

// old reports whether the snapshot must not be shown any more.
func (s *snapshot) old(now time.Time) bool { return refresh.Since(s.made, now) > s.shownFor }

// snapshot renews the snapshots of the named collectors from the answers at
// hand, new ones and those that are not too old.
func (o *Org) snapshot(due []string, asked *outcome, now time.Time) {
	pairs := labelPairs{}
	people := o.freshPeople(now)
	for _, c := range o.collectors {
		name := c.Name()
		if !slices.Contains(due, name) {
			continue
		}
		plan := o.schema.plans[name]
		answers := o.answers.usable(now, plan.Texts())
		var samples []collector.Sample
		if err := o.contain(name, func() { samples = plan.Samples(answers, people) }); err != nil {
			o.countError(codePanic)
			asked.fail([]string{name}, err)
			continue // the last good snapshot stays
		}
		s := &snapshot{
			skipped: append(o.skips(name), plan.Missing(answers)...), calls: asked.calls[name], made: now, shownFor: shownFor(c.Interval()),
			answers: len(plan.Queries), withheld: o.answers.withheld(plan.Queries, now),
			flaws: o.flawsOf(plan),
		}
		o.fill(s, name, samples, pairs)
		o.gaps.log(name, s)
		o.show(name, s)
	}
}

// fill puts samples into a snapshot.
func (o *Org) fill(s *snapshot, name string, samples []collector.Sample, pairs labelPairs) {
	samples, s.dropped = limitSeries(samples, o.limit)
	s.families = compact(o.familiesOf(name, samples), pairs)
}

// show makes a snapshot the one that scrapes are answered with.
func (o *Org) show(name string, s *snapshot) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.snapshots[name] = s
}

// skips lists what a collector cannot give: what the schema hides, what the
// org refused when asked, and what follows from an unknown time zone.
func (o *Org) skips(name string) []collector.Skip {
	plan := o.schema.plans[name]
	skips := slices.Clone(plan.Skipped)
	for _, q := range plan.Queries {
		if a := o.answers[q.String()]; a != nil && a.refused != "" {
			skips = append(skips, q.Refused(a.refused, a.final))
		}
	}
	if o.joined.zoneProblem != "" && name == "users" {
		skips = append(skips, collector.Skip{Metric: "login windows", Reason: o.joined.zoneProblem})
	}
	return skips
}

// limitSeries drops samples of metrics that have too many series: first zeros,
// which only fill in, then the smallest.
func limitSeries(samples []collector.Sample, limit int) ([]collector.Sample, map[string]int) {
	counts := map[*collector.Metric]int{}
	for _, s := range samples {
		counts[s.Metric]++
	}
	dropped := map[string]int{}
	for metric, n := range counts {
		most := limit
		if metric.Limit > 0 {
			most = min(limit, metric.Limit)
		}
		most /= metric.Series()
		if n <= most {
			continue
		}
		dropped[metric.Name] = (n - most) * metric.Series()
		samples = keepLargest(samples, metric, most)
	}
	return samples, dropped
}

func keepLargest(samples []collector.Sample, metric *collector.Metric, limit int) []collector.Sample {
	var its, rest []collector.Sample
	for _, s := range samples {
		if s.Metric == metric {
			its = append(its, s)
		} else {
			rest = append(rest, s)
		}
	}
	slices.SortStableFunc(its, func(a, b collector.Sample) int { return cmp.Compare(b.Value, a.Value) })
	return append(rest, its[:limit]...)
}

// familiesOf lets the Prometheus library check the samples and put them in
// order.
func (o *Org) familiesOf(name string, samples []collector.Sample) []*dto.MetricFamily {
	registry := prometheus.NewRegistry()
	if err := registry.Register(constants(samples)); err != nil {
		o.noteError("make metrics", []string{name}, err)
		return nil
	}
	families, err := registry.Gather()
	if err != nil {
		o.noteError("make metrics", []string{name}, err)
	}
	return families
}

// constants shows samples as they are. It describes nothing, which makes the
// registry take what comes.
type constants []collector.Sample

func (constants) Describe(chan<- *prometheus.Desc) {}

func (c constants) Collect(out chan<- prometheus.Metric) {
	descs := map[*collector.Metric]*prometheus.Desc{}
	for _, s := range c {
		desc := descs[s.Metric]
		if desc == nil {
			desc = prometheus.NewDesc(s.Metric.Name, s.Metric.Help, s.Metric.Labels, nil)
			descs[s.Metric] = desc
		}
		values := make([]string, len(s.Values))
		for i, v := range s.Values {
			values[i] = strings.ToValidUTF8(v, "\uFFFD")
		}
		metric, err := constant(desc, s, values)
		if err != nil {
			metric = prometheus.NewInvalidMetric(desc, err)
		}
		out <- metric
	}
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
