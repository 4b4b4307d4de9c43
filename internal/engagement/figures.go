package engagement

import (
	"time"

	"salesforce_exporter/collector"
)

// figures adds up what began on or after a time, by campaign.
func (s *store) figures(since time.Time, by sources) map[string]*collector.WebFigures {
	from := stampOf(since)
	byRef := map[ref]*collector.WebFigures{}
	byName := map[string]*collector.WebFigures{}
	of := func(r ref) *collector.WebFigures {
		f := byRef[r]
		if f == nil {
			name := s.campaigns.name(r)
			if f = byName[name]; f == nil {
				f = &collector.WebFigures{Goals: map[string]float64{}}
				byName[name] = f
			}
			byRef[r] = f
		}
		return f
	}
	s.visits.each(func(id uint64, v *visit) {
		if v.at < from {
			return
		}
		f := of(s.campaignOf(id, v, by))
		f.Visits++
		f.Seconds += float64(v.seconds &^ multiPage)
		if v.seconds&multiPage != 0 {
			f.MultiPage++
		}
	})
	s.goals.each(func(_ uint64, g *goal) {
		if g.at >= from {
			of(g.campaign).Goals[g.kind.String()]++
		}
	})
	s.conversions.each(func(_ uint64, c *conversion) {
		if c.at >= from {
			of(c.campaign).Conversions++
		}
	})
	return byName
}

// kinds lists the kinds of goals that anybody completed, but for those that are
// not known.
func (s *store) kinds(unknown map[Goal]bool) []string {
	var seen [File + 1]bool
	s.goals.each(func(_ uint64, g *goal) { seen[g.kind] = true })
	var kinds []string
	for kind, is := range seen {
		if is && !unknown[Goal(kind)] {
			kinds = append(kinds, Goal(kind).String())
		}
	}
	return kinds
}
