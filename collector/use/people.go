package use

import (
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/catalog"
)

const peopleEvery = 2 * time.Hour

// people counts those behind the figures of other collectors. It asks what these ask,
// so it costs nothing beside them.
type people struct {
	collector.Base
	settings collector.Settings
	of       map[string]*catalog.Collector
}

// NewPeople makes the collector. Its statements are those of other collectors, whether these
// run or not.
func NewPeople(s collector.Settings) (collector.Collector, error) {
	p := &people{Base: collector.NewBase("people", s.IntervalOr(peopleEvery)), settings: s,
		of: map[string]*catalog.Collector{}}
	for _, name := range []string{"records", "activities", "chatter"} {
		c, err := catalog.Made(name, s.Others)
		if err != nil {
			return nil, err
		}
		p.of[name] = c
	}
	return p, nil
}

// Plan counts people in each window.
func (p *people) Plan(s *collector.Schema) collector.Plan {
	table := p.settings.People.Plan(s)
	if !table.Usable() || !table.TellsCounted() {
		return collector.Skipping(collector.Prefix+"people_working_7d", table.Unseen())
	}
	w := &work{people: p, schema: s, dimensions: table.Labels, plans: map[string]collector.Plan{}}
	for name, c := range p.of {
		w.plans[name] = c.Catalog.Plan(s, c.Settings)
	}
	for _, window := range collector.Union([]string{"7d", "30d"}, p.settings.WindowList()) {
		w.plan(window)
	}
	if p.settings.Interval > 0 {
		for i := range w.all.Queries { // also what others ask less often
			w.all.Queries[i].MaxAge = min(w.all.Queries[i].MaxAge, p.Interval())
		}
	}
	return w.all
}
