package use

import (
	"fmt"
	"slices"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/catalog"
	"salesforce_exporter/internal/setting"
)

// A source is what people did, as a metric of another collector counts it.
type source struct{ collector, metric string }

// work plans the metrics of people.
type work struct {
	*people
	schema     *collector.Schema
	dimensions []string
	plans      map[string]collector.Plan // of other collectors
	all        collector.Plan
}

// plan counts the people of one window.
func (w *work) plan(window string) {
	created, updated := source{"records", "records_created"}, source{"records", "records_updated"}
	closed := []source{{"activities", "activities_closed"}, {"activities", "events_held"}}
	said := []source{{"activities", "emails_sent"}, {"chatter", "chatter_comments"}}
	w.byObject("people_creating_records", "Counted users who own at least one record created in %s, by object.",
		window, created)
	w.byObject("people_updating_records", "Counted users who last modified at least one record in %s, by object.",
		window, updated)
	w.together("people_closing_activities",
		"Counted users with at least one task completed, or event held, in %s.", window, closed...)
	w.together("people_working", "Counted users who created or last modified a record, completed a task, held an event, "+
		"sent an e-mail or wrote a comment in %s; each counts once.", window,
		slices.Concat([]source{created, updated}, closed, said)...)
}

func (w *work) metric(name, help, window string, labels ...string) *collector.Metric {
	span := fmt.Sprintf("the last %d days and today", setting.Days(window))
	return collector.NewMetric(name+"_"+window, fmt.Sprintf(help, span), w.Interval(), append(labels, w.dimensions...)...)
}

// byObject makes a part for each object, so that one without an answer takes no other
// along.
func (w *work) byObject(name, help, window string, of source) {
	metric := w.metric(name, help, window, "object")
	for _, c := range w.columns(metric.Name, window, of) {
		count := headcount{metric: metric, extra: c.Constants, columns: []column{c}}
		w.all.Parts = append(w.all.Parts, count.part())
	}
}

// together counts those who did any of several things.
func (w *work) together(name, help, window string, of ...source) {
	count := headcount{metric: w.metric(name, help, window)}
	for _, s := range of {
		count.columns = append(count.columns, w.columns(count.metric.Name, window, s)...)
	}
	if len(count.columns) > 0 {
		w.all.Parts = append(w.all.Parts, count.part())
	}
}

// columns are where answers say who did something, and ask for these. What the org
// hides of it is told with the name of the metric that goes without it.
func (w *work) columns(metric, window string, of source) []column {
	days := setting.Days(window)
	plan, name := w.plans[of.collector], collector.Prefix+of.metric+"_"+window
	found, within := named(plan, name), 0
	if len(found) == 0 && len(skipsOf(plan, name)) == 0 {
		plan, within = w.wider(of, window), days
		found = named(plan, "")
		if len(found) == 0 || !found[0].TellsNewest() {
			plan, within = w.own(of, window), 0
			found = named(plan, "")
		}
		name = ""
	}
	for _, s := range skipsOf(plan, name) {
		s.Metric = metric
		w.skip(s)
	}
	var columns []column
	for _, c := range found {
		columns = append(columns, column{Column: c, days: within})
		w.ask(plan, c.Text)
	}
	return columns
}

// wider is what the other collector asks about the shortest of its longer windows,
// whose answer may tell when each person did something last.
func (w *work) wider(of source, window string) (plan collector.Plan) {
	c := w.of[of.collector]
	d := definition(c, of.metric)
	best := ""
	for _, x := range collector.Union(d.Windows, c.Settings.WindowList()) {
		if setting.Days(x) > setting.Days(window) && (best == "" || setting.Days(x) < setting.Days(best)) {
			best = x
		}
	}
	if best == "" {
		return collector.Plan{}
	}
	name := collector.Prefix + of.metric + "_" + best
	whole := w.plans[of.collector]
	for _, p := range whole.Parts {
		if p.Metrics()[0].Name == name {
			plan.Parts = append(plan.Parts, p)
		}
	}
	plan.Queries, plan.Skipped = whole.Queries, skipsOf(whole, name)
	return plan
}

// own asks about a window that the other collector does not have.
func (w *work) own(of source, window string) collector.Plan {
	c := w.of[of.collector]
	alone := *c.Catalog
	alone.Metrics = []catalog.Definition{definition(c, of.metric)}
	alone.Metrics[0].Windows = []string{window}
	settings := c.Settings
	settings.Windows = nil
	return alone.Plan(w.schema, settings)
}

func definition(c *catalog.Collector, metric string) catalog.Definition {
	for _, d := range c.Catalog.Metrics {
		if d.Name == metric {
			return d
		}
	}
	panic("the catalogue has no metric " + metric) // TestPeople would not pass
}

// named lists the columns of a metric, of all metrics for an empty name.
func named(plan collector.Plan, name string) (all []catalog.Column) {
	for _, p := range plan.Parts {
		if t, ok := p.(*catalog.Tally); ok && (name == "" || t.Metric.Name == name) {
			all = append(all, t.Columns...)
		}
	}
	return all
}

// skipsOf lists what is skipped of a metric, of all metrics for an empty name.
func skipsOf(plan collector.Plan, name string) (all []collector.Skip) {
	for _, s := range plan.Skipped {
		if name == "" || s.Metric == name {
			all = append(all, s)
		}
	}
	return all
}

func (w *work) skip(s collector.Skip) {
	if !slices.ContainsFunc(w.all.Skipped, s.Is) {
		w.all.Skipped = append(w.all.Skipped, s)
	}
}

func (w *work) ask(plan collector.Plan, text string) {
	is := func(q collector.Query) bool { return q.String() == text }
	if !slices.ContainsFunc(w.all.Queries, is) {
		w.all.Queries = append(w.all.Queries, plan.Queries[slices.IndexFunc(plan.Queries, is)])
	}
}
