package collector

import (
	"maps"
	"math"
	"slices"
)

// A Distribution is the value of a histogram.
type Distribution struct {
	Below []uint64 // values up to each of Metric.Buckets
	Count uint64
	Sum   float64
}

// A distribution adds values up, and counts them by bucket where the metric has
// any.
type distribution struct {
	metric *Metric
	bounds []float64 // of below; the last one is infinite
	below  []*Sums
	sum    *Sums
}

func newDistribution(m *Metric, byPerson bool, people *People) *distribution {
	d := &distribution{metric: m, sum: NewSums(m, byPerson, people)}
	if len(m.Buckets) == 0 {
		return d
	}
	d.bounds = append(append(d.bounds, m.Buckets...), math.Inf(1))
	for range d.bounds {
		d.below = append(d.below, NewSums(m, byPerson, people))
	}
	return d
}

// touch makes samples of zero for extra label values.
func (d *distribution) touch(values []string) {
	for _, s := range append(d.below, d.sum) {
		s.Touch(values)
	}
}

func (d *distribution) add(values, keys []string, value float64) {
	d.sum.Add(values, keys, value)
	for i, bound := range d.bounds {
		n := 0.0
		if value <= bound {
			n = 1
		}
		d.below[i].Add(values, keys, n)
	}
}

// Samples of a histogram have the number of values for a Value. All sums know
// the same labels, in the same order.
func (d *distribution) Samples() []Sample {
	all := d.sum.Samples()
	if d.below == nil {
		return all
	}
	for i := range all {
		all[i].Distribution = &Distribution{Sum: all[i].Value}
	}
	for _, s := range d.below {
		for i, sample := range s.Samples() {
			all[i].Value = sample.Value
			all[i].Below = append(all[i].Below, uint64(sample.Value))
		}
	}
	for i := range all {
		last := len(d.metric.Buckets)
		all[i].Count, all[i].Below = all[i].Below[last], all[i].Below[:last]
	}
	return all
}

// Distribute makes a histogram of the counted users that have a value, by their first
// dimension. An empty one says nothing that their number does not say, so none is needed
// beside others.
func (p *People) Distribute(m *Metric, value func(Person) (float64, bool)) []Sample {
	byLabel := map[string]*Distribution{}
	for _, x := range p.list {
		if !x.Counted {
			continue
		}
		label := ""
		if len(p.dimensions) > 0 {
			label = p.teams[x.Team][0]
		}
		d := byLabel[label]
		if d == nil {
			d = &Distribution{Below: make([]uint64, len(m.Buckets))}
			byLabel[label] = d
		}
		v, there := value(x)
		if !there {
			continue
		}
		d.Count, d.Sum = d.Count+1, d.Sum+v
		for i, bound := range m.Buckets {
			if v <= bound {
				d.Below[i]++
			}
		}
	}
	var all []Sample
	for _, label := range slices.Sorted(maps.Keys(byLabel)) {
		all = append(all, Sample{Metric: m, Values: []string{label}[:len(m.Labels)], Value: float64(byLabel[label].Count),
			Distribution: byLabel[label], Folds: Folds{Counts: true, Over: first(len(m.Labels))}})
	}
	return all
}
