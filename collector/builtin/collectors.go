// Package builtin has the collectors that ship with the exporter, and the table of
// all collectors. Those with a room of their own are custom, quality and board.
package builtin

import (
	"salesforce_exporter/collector"
	"salesforce_exporter/collector/board"
	"salesforce_exporter/collector/catalog"
	"salesforce_exporter/collector/custom"
	"salesforce_exporter/collector/quality"
	"salesforce_exporter/collector/use"
	"salesforce_exporter/internal/setting"
	"slices"
)

// Collectors lists the collectors that ship with the exporter.
func Collectors() []collector.Factory {
	return []collector.Factory{
		collector.Only("users", "who logs in, managers, licences", NewUsers),
		collector.With[LoginSettings]("logins", "logins and login attempts"),
		collector.Only("people", "how many people create, update, close and work", use.NewPeople),
		collector.Only("habits", "how often people are active, and who keeps it up", use.NewHabits),
		collector.Only("onboarding", "how many new people sign in and work, and how soon", use.NewOnboarding),
		collector.With[use.FeatureSettings]("features", "people who use a page or an object, from the configuration"),
		collector.With[RecordSettings]("records", "records by object: how many, created, updated"),
		collector.Only("activities", "tasks, events and e-mail", defined("activities")),
		collector.With[OpportunitySettings]("opportunities", "the pipeline, its hygiene and results"),
		collector.Only("leads", "open, stale, untouched and converted leads", NewLeads),
		collector.With[CaseSettings]("cases", "open, created and closed cases, resolution time"),
		collector.With[CampaignSettings]("campaigns", "active campaigns and their results"),
		collector.Only("forms", "views and submissions of landing pages and forms, where there is Account Engagement",
			newForms),
		collector.Only(collector.WebName, "visits of the website, goals and conversions, of Account Engagement", newWeb),
		collector.Only("chatter", "posts, comments and contributors", newChatter),
		collector.Only("reports", "reports and dashboards, and whether they are run", defined("reports")),
		collector.Only("lightning", "Lightning usage as Salesforce measures it", newLightning),
		collector.With[quality.Settings]("quality", "how well fields are filled, broken rules, duplicates"),
		collector.With[board.Settings]("leaderboards", "people ranked by what they do"),
		collector.With[custom.Settings]("custom", "custom metrics, from the configuration"),
		collector.Only("org", "which org this is and what is left of its limits", NewOrg),
	}
}

// defined makes a collector of nothing but the definitions that ship by its name.
func defined(name string) func(collector.Settings) (collector.Collector, error) {
	return func(s collector.Settings) (collector.Collector, error) { return catalog.New(name, s) }
}

// NewLeads measures what waits, what is forgotten and what converts.
func NewLeads(s collector.Settings) (collector.Collector, error) { return catalog.New("leads", s) }

// newWeb measures what another API than that of the org knows.
func newWeb(s collector.Settings) (collector.Collector, error) { return collector.NewWeb(s), nil }

// Everything makes all collectors with all metrics that they can have without a
// configuration of the company. Metrics by owner have the dimensions.
func Everything(dimensions []collector.Dimension) (collectors []collector.Collector, err error) {
	all := collector.Defaults(Collectors())
	collector.Find[*CaseSettings](all).Satisfaction = Score{Field: "CSAT__c", Scale: 5}
	collector.Find[*use.FeatureSettings](all).Features = []use.Feature{{Name: "opportunity_page",
		Pages: []string{"/lightning/r/Opportunity/view"}, Objects: []setting.Name{"Opportunity"}}}
	collector.Find[*board.Settings](all).Names.Mode = board.NamesFull
	makeOne := collector.Maker(all, collector.Common{People: &collector.PeopleSource{
		Dimensions: dimensions, Naming: collector.Naming{Name: true}}})
	for _, f := range Collectors() {
		c, err := makeOne(f.Name)
		if err != nil {
			return nil, err
		}
		collectors = append(collectors, c)
	}
	return collectors, nil
}

// ShippedNames are the names of all metrics of the built-in collectors.
func ShippedNames() (names []string, err error) {
	all, err := Everything(collector.DefaultDimensions())
	for _, c := range all {
		for _, m := range c.Plan(collector.OpenSchema()).Metrics() {
			names = append(names, m.Name)
		}
	}
	return names, err
}

// ReservedLabels are those that no dimension may have, with what has them: a
// metric that carries dimensions beside them, or Prometheus.
func ReservedLabels() (map[string]string, error) {
	const dimension = "any_dimension"
	all, err := Everything([]collector.Dimension{{Label: dimension, Path: "Id"}})
	if err != nil {
		return nil, err
	}
	reserved := map[string]string{}
	for _, c := range all {
		for _, m := range c.Plan(collector.OpenSchema()).Metrics() {
			if !slices.Contains(m.Labels, dimension) {
				continue
			}
			for _, label := range m.Labels {
				if label != dimension && reserved[label] == "" {
					reserved[label] = m.Name
				}
			}
		}
	}
	for _, label := range collector.PrometheusLabels() {
		reserved[label] = "Prometheus"
	}
	return reserved, nil
}
