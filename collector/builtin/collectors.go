// Package builtin has the collectors that ship with the exporter, and the table of
// all collectors. Those with a room of their own are custom, quality and board.
package builtin

import (
	"salesforce_exporter/collector"
	"salesforce_exporter/collector/board"
	"salesforce_exporter/collector/custom"
	"salesforce_exporter/collector/quality"
	"salesforce_exporter/collector/use"
	"salesforce_exporter/internal/setting"
)

// Collectors lists the collectors that ship with the exporter.
func Collectors() []collector.Factory {
	return []collector.Factory{
		Users(), Logins(), use.PeopleFactory(), use.HabitsFactory(), use.OnboardingFactory(), use.FeaturesFactory(),
		Records(), Activities(), Opportunities(), Leads(), Cases(), Campaigns(), Forms(),
		collector.WebFactory(), Chatter(), Reports(), Lightning(), quality.Factory(), board.Factory(),
		custom.Factory(), Org(),
	}
}

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
