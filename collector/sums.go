package collector

import (
	"cmp"
	"slices"
	"strings"
)

// sums adds values up by extra label values and, where a metric is by person,
// by team.
type sums struct {
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

func newSums(m *Metric, byPerson bool, people *People) *sums {
	return &sums{metric: m, byPerson: byPerson, people: people, extras: map[string]*extra{}}
}

// touch makes samples of zero for extra label values that no row has.
func (s *sums) touch(values []string) *extra {
	key := strings.Join(values, "\x00")
	e := s.extras[key]
	if e == nil {
		e = &extra{values: values, teams: map[int]float64{}}
		s.extras[key] = e
		s.order = append(s.order, key)
	}
	return e
}

// has reports whether there is a value for extra label values already.
func (s *sums) has(values []string) bool { return s.extras[strings.Join(values, "\x00")] != nil }

// add counts a value for the person that keys start with.
func (s *sums) add(values, keys []string, value float64) {
	e := s.touch(values)
	if !s.byPerson {
		e.total += value
		return
	}
	e.teams[s.people.team(keys[0])] += value
}

// Other is the label value of all that is not among the largest.
const Other = "other"

// keepTop keeps the extra label values with the largest totals and adds the
// rest up as "other".
func (s *sums) keepTop(n int) {
	if len(s.order) <= n {
		return
	}
	slices.SortStableFunc(s.order, func(a, b string) int { return cmp.Compare(s.extras[b].total, s.extras[a].total) })
	s.fold(s.order[:n])
}

// keepSame keeps the extra label values that another metric kept, so that the
// two can be divided.
func (s *sums) keepSame(other *sums) { s.fold(other.order) }

// fold adds up as "other" what is not to be kept.
func (s *sums) fold(keep []string) {
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
	values := make([]string, len(s.metric.Labels))
	for i := range values {
		values[i] = Other
	}
	s.touch(values).total += total
}

// samples lists what was added up. By person there is a zero for each team
// that has counted people, so that an alert sees a drop to nothing.
func (s *sums) samples() []Sample {
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
				all = append(all, s.people.sample(s.metric, e.values, team, value))
			}
		}
	}
	return all
}

// sample makes a sample of a team: extra label values, then the dimensions.
func (p *People) sample(m *Metric, extra []string, team int, value float64) Sample {
	return Sample{Metric: m, Values: slices.Concat(extra, p.teams[team]), Value: value}
}
