package collector

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Sums adds values up by extra label values and, where a metric is by person,
// by team.
type Sums struct {
	metric   *Metric
	byPerson bool
	people   *People
	order    []string // of the extra label values, as first seen
	extras   map[string]*extra
}

type extra struct {
	values []string
	total  float64
	teams  map[int]float64
}

// NewSums adds up values of a metric. People are nil where it is not by person.
func NewSums(m *Metric, byPerson bool, people *People) *Sums {
	return &Sums{metric: m, byPerson: byPerson, people: people, extras: map[string]*extra{}}
}

// Touch makes samples of zero for extra label values that no row has.
func (s *Sums) Touch(values []string) *extra {
	key := strings.Join(values, "\x00")
	e := s.extras[key]
	if e == nil {
		e = &extra{values: values, teams: map[int]float64{}}
		s.extras[key] = e
		s.order = append(s.order, key)
	}
	return e
}

// Has reports whether there is a value for extra label values already.
func (s *Sums) Has(values []string) bool { return s.extras[strings.Join(values, "\x00")] != nil }

// Add counts a value for the person that keys start with.
func (s *Sums) Add(values, keys []string, value float64) {
	e := s.Touch(values)
	if !s.byPerson {
		e.total += value
		return
	}
	e.teams[s.people.team(keys[0])] += value
}

// Other is the label value of all that is not among the largest.
const Other = "other"

// KeepTop keeps the extra label values with the largest totals and adds the
// rest up as "other".
func (s *Sums) KeepTop(n int) {
	if len(s.order) <= n {
		return
	}
	slices.SortStableFunc(s.order, func(a, b string) int { return cmp.Compare(s.extras[b].total, s.extras[a].total) })
	s.fold(s.order[:n])
}

// KeepSame keeps the extra label values that another metric kept, so that the
// two can be divided.
func (s *Sums) KeepSame(other *Sums) { s.fold(other.order) }

// fold adds up as "other" what is not to be kept.
func (s *Sums) fold(keep []string) {
	kept := map[string]bool{}
	for _, key := range keep {
		kept[key] = true
	}
	total, folded := 0.0, false
	var order []string
	for _, key := range s.order {
		if kept[key] {
			order = append(order, key)
			continue
		}
		total, folded = total+s.extras[key].total, true
		delete(s.extras, key)
	}
	s.order = order
	if !folded {
		return
	}
	s.Touch(slices.Repeat([]string{Other}, len(s.metric.Labels))).total += total
}

// FoldSmall adds the numbers of people that are below the least up as "other" of a label,
// and leaves that out where it is below the least itself.
func (s *Sums) FoldSmall(least float64, label int) {
	order := s.order
	s.order = nil
	small := map[string]*extra{}
	for _, key := range order {
		e := s.extras[key]
		if e.total >= least {
			s.order = append(s.order, key)
			continue
		}
		delete(s.extras, key)
		values := slices.Clone(e.values)
		values[label] = Other
		key := strings.Join(values, "\x00")
		if small[key] == nil {
			small[key] = &extra{values: values}
		}
		small[key].total += e.total
	}
	for _, key := range slices.Sorted(maps.Keys(small)) {
		if e := small[key]; e.total >= least {
			s.Touch(e.values).total += e.total
		}
	}
}

// Empty reports whether there are no extra label values yet.
func (s *Sums) Empty() bool { return len(s.order) == 0 }

// Samples lists what was added up. By person there is a zero for each team
// that has counted people, so that an alert sees a drop to nothing.
func (s *Sums) Samples() []Sample {
	var all []Sample
	for _, key := range s.order {
		e := s.extras[key]
		if !s.byPerson {
			all = append(all, Sample{Metric: s.metric, Values: e.values, Value: e.total})
			continue
		}
		for team := range s.people.teams {
			value, there := e.teams[team]
			if there || s.people.counted[team] {
				all = append(all, s.people.count(s.metric, e.values, team, value))
			}
		}
	}
	return all
}

// nones are extra label values where no row says any.
func nones(n int) []string { return slices.Repeat([]string{None}, n) }

// TouchNone makes samples of zero by person where no row says what the extra label
// values are: None, after those that are always the same.
func (s *Sums) TouchNone(constants []string, labels int) {
	if s.byPerson && s.Empty() {
		s.Touch(slices.Concat(constants, nones(labels)))
	}
}

// sample makes a sample of a team: extra label values, then the dimensions.
func (p *People) sample(m *Metric, extra []string, team int, value float64) Sample {
	return Sample{Metric: m, Values: slices.Concat(extra, p.teams[team]), Value: value,
		Folds: Folds{Over: first(len(extra)), Dimensions: len(p.dimensions)}}
}

// count makes a sample of a team of a value that adds up.
func (p *People) count(m *Metric, extra []string, team int, value float64) Sample {
	s := p.sample(m, extra, team, value)
	s.Folds.Counts = true
	return s
}

// CountBy counts the counted users for whom is holds, by team. Extra label values go
// before the dimensions.
func (p *People) CountBy(m *Metric, is func(Person) bool, extra ...string) []Sample {
	counts := make([]float64, len(p.teams))
	for _, x := range p.list {
		if x.Counted && is(x) {
			counts[x.Team]++
		}
	}
	var all []Sample
	for team, n := range counts {
		if p.counted[team] {
			all = append(all, p.count(m, extra, team, n))
		}
	}
	return all
}

// means adds up, by team, what means are made of.
type means struct{ sum, n map[int]float64 }

// NewMeans adds up nothing yet.
func NewMeans() means { return means{sum: map[int]float64{}, n: map[int]float64{}} }

// Add counts n values of an owner, and their sum.
func (m means) Add(p *People, owner string, sum, n float64) {
	team := p.team(owner)
	m.sum[team] += sum
	m.n[team] += n
}

// Samples are of teams that have values only: none is not the worst one.
func (m means) Samples(metric *Metric, extra []string, p *People, scale float64) (all []Sample) {
	for team := range p.teams {
		if m.n[team] > 0 {
			mean := p.sample(metric, extra, team, m.sum[team]/m.n[team]/scale)
			mean.Folds.Weight = m.n[team]
			all = append(all, mean)
		}
	}
	return all
}
