package engagement

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"salesforce_exporter/collector"
)

// gaps collects what is not shown, and why.
type gaps struct {
	unit             *Unit
	skipped, waiting []collector.Skip
}

func (g *gaps) skip(metric, reason, remedy string) {
	s := collector.Skip{Metric: metric, Reason: reason, Remedy: remedy}
	if !slices.ContainsFunc(g.skipped, s.Is) {
		g.skipped = append(g.skipped, s)
	}
}

func (g *gaps) wait(metric string, days int, reason string) {
	g.waiting = append(g.waiting,
		collector.Skip{Metric: fmt.Sprintf("%s%s_%dd", collector.Prefix, metric, days), Reason: reason})
}

// known reports whether all rows since a time are known, and notes why not.
func (g *gaps) known(metric string, days int, since time.Time, all ...*stream) bool {
	for _, s := range all {
		p, unread := s.part, s.from.After(since)
		switch {
		case p.hidden, p.failures > 0 && (unread || g.unit.late(s)):
			g.skip(metric, p.reason, p.remedy)
		case !p.legible():
			g.skip(metric, p.name+": most rows cannot be read", "")
		case unread && p.fill.limited():
			g.wait(metric, days, fmt.Sprintf("the first reading has not gone back that far yet: %s take too long for %s at once",
				p.name, p.fill.ceiling))
		case unread:
			g.wait(metric, days, "the first reading has not gone back that far yet")
		default:
			continue
		}
		return false
	}
	return true
}

// fields tells what is missing for want of a field that the API refuses.
func (g *gaps) fields() {
	streams := g.unit.streams
	for _, x := range []struct {
		of            *part
		field, metric string
	}{
		{streams.visits.part, "durationInSeconds", "web_visit_seconds"},
		{streams.visits.part, "visitorPageViewCount", "web_visits_multi_page"},
		{streams.visits.part, "firstVisitorPageViewAt", "beginning of visits by their first page"},
		{streams.visits.part, "campaignParameter", "campaigns of visits by their link"},
		{streams.visits.part, "prospect.campaignId", "campaigns of visits by their prospects"},
		{streams.visits.part, "visitorId", "campaigns of visits by their visitors"},
		{streams.goalsNow()[0].part, "campaignId", "campaigns of goals"},
		{streams.goalsNow()[0].part, "landingPageId",
			"web_goals_completed{goal=landing_page}, web_goals_completed{goal=form_handler}, web_goals_completed{goal=form}"},
		{streams.goalsNow()[0].part, "formHandlerId",
			"web_goals_completed{goal=form_handler}, web_goals_completed{goal=form}"},
		{streams.goalsNow()[0].part, "formId", "web_goals_completed{goal=form}"},
		{streams.goalsNow()[0].part, "customRedirectId", "web_goals_completed{goal=link}"},
		{streams.clicksNow().part, "fileId", "web_goals_completed{goal=file}"},
		{streams.prospects.part, "campaignId", "campaigns of conversions"},
	} {
		if x.of.fields.without(x.field) {
			g.skip(x.metric, fmt.Sprintf("%s: the API refuses the field %s", x.of.name, x.field), "")
		}
	}
}

// rest tells what else is missing: names, sources of campaigns, deletions, and
// single rows.
func (g *gaps) rest() {
	u := g.unit
	if p := u.campaigns; u.namesAt.IsZero() && u.named() || p.hidden {
		g.skip("names of campaigns", p.reason, p.remedy)
	}
	for metric, s := range map[string]*stream{"campaigns of visits by their page views": u.streams.firstPages,
		"campaigns of visits by their visitors": u.streams.visitor} {
		switch {
		case u.store.sources && s.part.lacking:
			g.skip(metric, s.part.reason, s.part.remedy)
		case !u.store.sources && u.slowSources > 0:
			g.skip(metric, fmt.Sprintf("queries that take too long for %s at once would cost too many calls", u.slowSources), "")
		}
	}
	if p := u.streams.deleted.part; (p.hidden || p.failures > 1) && !u.streams.prospects.part.hidden {
		g.skip("deletions of prospects", p.reason, p.remedy)
	}
	for _, s := range u.streams.started() {
		if p := s.part; p.unread > 0 && p.legible() {
			g.skip("single rows", p.name+": some rows cannot be read, and are left out", "")
		}
	}
	slices.SortFunc(g.skipped, func(a, b collector.Skip) int {
		return cmp.Or(cmp.Compare(a.Reason, b.Reason), cmp.Compare(a.Metric, b.Metric))
	})
}
