package engagement

import (
	"time"

	"salesforce_exporter/collector"
)

// samples makes those of what is known whole, and says what is not, and why.
func (u *Unit) samples() (samples []collector.Sample, skipped, waiting []collector.Skip) {
	g := &gaps{unit: u}
	unknown := u.unknownKinds(g)
	for _, days := range u.web.Windows() {
		start := collector.WindowStart(u.readAt, days, u.zone)
		by, needed := u.sourcesSince(start)
		window := collector.WebWindow{
			Days: days, Kinds: u.store.kinds(unknown),
			Visits:      g.known("web_visits", days, start, append(needed, u.streams.visits)...),
			Goals:       g.known("web_goals_completed", days, start, u.streams.goalsNow()...),
			Conversions: g.known("web_conversions", days, start, u.streams.prospects),
			Seconds:     !u.streams.visits.part.fields.without("durationInSeconds"),
			MultiPage:   !u.streams.visits.part.fields.without("visitorPageViewCount"),
		}
		if !unknown[File] && u.streams.byType && !g.known("web_goals_completed{goal=file}", days, start, u.streams.clicks) {
			window.Kinds = u.store.kinds(map[Goal]bool{File: true})
		}
		if !u.named() {
			g.wait("web_visits", days, "the names of campaigns are not read yet")
			continue
		}
		window.Campaigns = u.store.figures(start, by)
		samples = append(samples, u.web.Samples(window)...)
	}
	g.fields()
	g.rest()
	return samples, g.skipped, g.waiting
}

// sourcesSince tells which further sources of campaigns are known for all visits
// since a time, and which are waited for.
func (u *Unit) sourcesSince(since time.Time) (known sources, needed []*stream) {
	for _, s := range u.sourceStreams() {
		p := s.part
		switch {
		case !p.hidden && !s.from.After(since) && !u.late(s):
			p.lacking = false
		case p.hidden || p.dead || p.failures > 1:
			p.lacking = true // until all of it is known
		}
		if !p.lacking {
			needed = append(needed, s)
		}
	}
	pages, visitors := u.streams.firstPages.part, u.streams.visitor.part
	return sources{pages: u.store.sources && !pages.lacking, visitors: u.store.sources && !visitors.lacking}, needed
}

// late reports whether changes of a stream are not known for so long that what is
// known of it is not shown any more.
func (u *Unit) late(s *stream) bool {
	return s.part.failures > 0 && u.readAt.Sub(s.readTo) > 2*u.pause()+time.Hour
}

// unknownKinds are the kinds of goals that cannot be told, for want of a field or
// of clicks.
func (u *Unit) unknownKinds(g *gaps) map[Goal]bool {
	f := &u.streams.goalsNow()[0].part.fields
	unknown := map[Goal]bool{
		LandingPage: f.without("landingPageId"),
		FormHandler: f.without("landingPageId") || f.without("formHandlerId"),
		Form:        f.without("landingPageId") || f.without("formHandlerId") || f.without("formId"),
		Link:        f.without("customRedirectId"),
		File:        u.streams.clicksNow().part.fields.without("fileId"),
	}
	if why := u.clicksGap(); why != "" {
		unknown[File] = true
		g.skip("web_goals_completed{goal=file}", why, "set the interval of the collector web to read them, whatever it costs")
	}
	return unknown
}
