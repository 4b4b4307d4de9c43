package states

import (
	"context"
	"errors"
	"math"
	"slices"
	"sort"

	"github.com/prometheus/prometheus/model/histogram"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/value"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb/chunkenc"
	"github.com/prometheus/prometheus/util/annotations"
)

// scrapeEvery is Prometheus' default, in milliseconds.
const scrapeEvery = 60_000

// A span is when a series is scraped, in milliseconds: from inclusive, to exclusive.
type span struct{ from, to int64 }

// A series is computed rather than stored: it has a sample every minute of its
// spans, and a staleness marker at the end of each that ends before the last scrape.
type series struct {
	labels labels.Labels
	spans  []span
	at     func(t int64) float64
}

// A store is what a Prometheus has scraped until now.
type store struct {
	byName map[string][]*series
	now    int64
}

func newStore(now int64) *store { return &store{byName: map[string][]*series{}, now: now} }

func (s *store) add(all ...*series) {
	for _, one := range all {
		name := one.labels.Get(nameLabel)
		s.byName[name] = append(s.byName[name], one)
	}
}

func (s *store) Querier(mint, maxt int64) (storage.Querier, error) {
	return &querier{s, mint, min(maxt, s.now)}, nil
}

type querier struct {
	store      *store
	mint, maxt int64
}

func (q *querier) Select(_ context.Context, _ bool, _ *storage.SelectHints,
	matchers ...*labels.Matcher) storage.SeriesSet {
	var found []storage.Series
	for name, all := range q.store.byName {
		if !fits(name, matchers) {
			continue
		}
		for _, one := range all {
			if slices.ContainsFunc(matchers, func(m *labels.Matcher) bool { return !m.Matches(one.labels.Get(m.Name)) }) ||
				!one.within(q.mint, q.maxt) {
				continue
			}
			found = append(found, &storage.SeriesEntry{Lset: one.labels,
				SampleIteratorFn: func(chunkenc.Iterator) chunkenc.Iterator {
					return &samples{series: one, last: q.maxt, t: q.mint - 1}
				}})
		}
	}
	sort.Slice(found, func(i, j int) bool { return labels.Compare(found[i].Labels(), found[j].Labels()) < 0 })
	return &set{found, -1}
}

func fits(name string, matchers []*labels.Matcher) bool {
	return !slices.ContainsFunc(matchers, func(m *labels.Matcher) bool { return m.Name == nameLabel && !m.Matches(name) })
}

func (s *series) within(mint, maxt int64) bool {
	return slices.ContainsFunc(s.spans, func(x span) bool { return x.from <= maxt && x.to >= mint })
}

func (*querier) LabelValues(context.Context, string, *storage.LabelHints,
	...*labels.Matcher) ([]string, annotations.Annotations, error) {
	return nil, nil, errors.New("the simulated store has no index")
}

func (*querier) LabelNames(context.Context, *storage.LabelHints,
	...*labels.Matcher) ([]string, annotations.Annotations, error) {
	return nil, nil, errors.New("the simulated store has no index")
}

func (*querier) Close() error { return nil }

type set struct {
	all []storage.Series
	i   int
}

func (s *set) Next() bool                      { s.i++; return s.i < len(s.all) }
func (s *set) At() storage.Series              { return s.all[s.i] }
func (*set) Err() error                        { return nil }
func (*set) Warnings() annotations.Annotations { return nil }

// samples go through a series; t is the time of the present one.
type samples struct {
	series  *series
	last, t int64
	stale   bool
}

func (i *samples) Next() chunkenc.ValueType { return i.Seek(i.t + 1) }

func (i *samples) Seek(t int64) chunkenc.ValueType {
	if i.t >= t {
		return chunkenc.ValFloat
	}
	for _, x := range i.series.spans {
		if t > x.to {
			continue
		}
		i.t = max(roundUp(t), roundUp(x.from))
		if i.stale = i.t >= x.to; i.stale && i.t > roundUp(x.to) {
			continue
		}
		if i.t > i.last {
			return chunkenc.ValNone
		}
		return chunkenc.ValFloat
	}
	return chunkenc.ValNone
}

func roundUp(t int64) int64 { return (t + scrapeEvery - 1) / scrapeEvery * scrapeEvery }

func (i *samples) At() (int64, float64) {
	if i.stale {
		return i.t, math.Float64frombits(value.StaleNaN)
	}
	return i.t, i.series.at(i.t)
}

func (i *samples) AtT() int64 { return i.t }
func (*samples) AtST() int64  { return 0 }
func (*samples) Err() error   { return nil }
func (*samples) AtHistogram(*histogram.Histogram) (int64, *histogram.Histogram) {
	panic("there are no histograms")
}
func (*samples) AtFloatHistogram(*histogram.FloatHistogram) (int64, *histogram.FloatHistogram) {
	panic("there are no histograms")
}

// nameLabel holds the name of a metric.
const nameLabel = "__name__"
