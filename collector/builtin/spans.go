package builtin

import (
	"salesforce_exporter/collector"
)

// spans sums up, by owner, how long something took. A record that ended before it
// began, as records do that came from another system, took no time that anybody
// knows: it is in neither the sum nor the number, and counted apart.
type spans struct {
	seconds, records, backwards *collector.Metric
}

// metrics lists the sum first.
func (s spans) metrics() []*collector.Metric {
	return []*collector.Metric{s.seconds, s.records, s.backwards}
}

// spanSums adds up spans.
type spanSums struct{ seconds, records, backwards *collector.Sums }

func (s spans) sums(people *collector.People) spanSums {
	into := spanSums{collector.NewSums(s.seconds, true, people), collector.NewSums(s.records, true, people),
		collector.NewSums(s.backwards, true, people)}
	for _, x := range []*collector.Sums{into.seconds, into.records, into.backwards} {
		x.Touch(nil)
	}
	return into
}

// add counts so many records of an owner, each of which took so many seconds.
func (s spanSums) add(owner string, seconds, records float64) {
	keys := []string{owner}
	if seconds < 0 {
		s.backwards.Add(nil, keys, records)
		return
	}
	s.seconds.Add(nil, keys, seconds*records)
	s.records.Add(nil, keys, records)
}

func (s spanSums) Samples() []collector.Sample {
	return append(append(s.seconds.Samples(), s.records.Samples()...), s.backwards.Samples()...)
}
