package org

import (
	"maps"
	"slices"
	"strings"

	"salesforce_exporter/collector"
)

// thin leaves out zeros that say nothing: of metrics that count, a zero only says that
// there is nothing to count. Where zeros are needed, one of them stays for each group of
// series whose other values are all zero, so that the sum over the group is there.
func thin(samples []figureSample, zeros collector.Zeros) []figureSample {
	if zeros == collector.ZerosAll {
		return samples
	}
	byMetric := map[*collector.Metric]*zeroGroups{}
	var order []*zeroGroups
	left := make([]bool, len(samples)) // out
	for i := range samples {
		s := &samples[i]
		switch {
		case !s.Folds.Counts || len(s.Values) == 0:
			continue
		case zeros == collector.ZerosNone:
			left[i] = s.Value == 0
			continue
		case s.Folds.Over == 0:
			continue // it is the sum itself
		}
		groups := byMetric[s.Metric]
		if groups == nil {
			groups = newZeroGroups(samples, s.Metric)
			byMetric[s.Metric], order = groups, append(order, groups)
		}
		groups.add(i)
		left[i] = s.Value == 0
	}
	for _, groups := range order {
		for _, i := range groups.needed() {
			left[i] = false
		}
	}
	var kept []figureSample
	for i, s := range samples {
		if !left[i] {
			kept = append(kept, s)
		}
	}
	return kept
}

// zeroGroups are the samples of one metric by the labels that it is not added up over.
type zeroGroups struct {
	samples []figureSample
	order   []int // of labels, by their names, as in an exposition
	byKey   map[string]*zeroGroup
	used    map[string]bool // whether anybody has a value, by the labels that are added up over
}

// A zeroGroup is the samples whose sum is to be there.
type zeroGroup struct {
	zeros []int // places of the samples
	some  bool  // one is not zero
}

func newZeroGroups(samples []figureSample, m *collector.Metric) *zeroGroups {
	g := &zeroGroups{samples: samples, byKey: map[string]*zeroGroup{}, used: map[string]bool{}}
	for i := range m.Labels {
		g.order = append(g.order, i)
	}
	slices.SortFunc(g.order, func(a, b int) int { return strings.Compare(m.Labels[a], m.Labels[b]) })
	return g
}

func (g *zeroGroups) add(i int) {
	s := &g.samples[i]
	key := g.labels(i, ^s.Folds.Over)
	group := g.byKey[key]
	if group == nil {
		group = &zeroGroup{}
		g.byKey[key] = group
	}
	over := g.over(i)
	g.used[over] = g.used[over] || s.Value != 0
	if s.Value == 0 {
		group.zeros = append(group.zeros, i)
	} else {
		group.some = true
	}
}

func (g *zeroGroups) over(i int) string { return g.labels(i, g.samples[i].Folds.Over) }

// labels are the values of some labels of a sample, which sort like those.
func (g *zeroGroups) labels(i int, wanted uint64) string {
	var b strings.Builder
	for _, at := range g.order {
		if wanted>>at&1 == 1 {
			b.WriteString(g.samples[i].Values[at])
			b.WriteByte(0)
		}
	}
	return b.String()
}

// needed lists one zero for each group that has nothing else: the first in the order of
// labels. Label values that nobody has a value of, such as an object without new records,
// go first to one group each, so that they are seen, too. Which zero it is depends on
// nothing else, and so stays the same from refresh to refresh.
func (g *zeroGroups) needed() (all []int) {
	var unused []string
	for _, over := range slices.Sorted(maps.Keys(g.used)) {
		if !g.used[over] {
			unused = append(unused, over)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(g.byKey)) {
		group := g.byKey[key]
		if group.some {
			continue
		}
		chosen := slices.MinFunc(group.zeros, func(a, b int) int { return strings.Compare(g.over(a), g.over(b)) })
		if len(unused) > 0 {
			if i := slices.IndexFunc(group.zeros, func(i int) bool { return g.over(i) == unused[0] }); i >= 0 {
				chosen = group.zeros[i]
			}
			unused = unused[1:]
		}
		all = append(all, chosen)
	}
	return all
}
