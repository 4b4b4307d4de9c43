package collector

// spans sums up, by owner, how long something took. A record that ended before it
// began, as records do that came from another system, took no time that anybody
// knows: it is in neither the sum nor the number, and counted apart.
type spans struct {
	seconds, records, backwards *Metric
}

// metrics lists the sum first.
func (s spans) metrics() []*Metric { return []*Metric{s.seconds, s.records, s.backwards} }

// spanSums adds up spans.
type spanSums struct{ seconds, records, backwards *sums }

func (s spans) sums(people *People) spanSums {
	into := spanSums{newSums(s.seconds, true, people), newSums(s.records, true, people),
		newSums(s.backwards, true, people)}
	for _, x := range []*sums{into.seconds, into.records, into.backwards} {
		x.touch(nil)
	}
	return into
}

// add counts so many records of an owner, each of which took so many seconds.
func (s spanSums) add(owner string, seconds, records float64) {
	keys := []string{owner}
	if seconds < 0 {
		s.backwards.add(nil, keys, records)
		return
	}
	s.seconds.add(nil, keys, seconds*records)
	s.records.add(nil, keys, records)
}

func (s spanSums) samples() []Sample {
	return append(append(s.seconds.samples(), s.records.samples()...), s.backwards.samples()...)
}
