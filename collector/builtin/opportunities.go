package builtin

import (
	"salesforce_exporter/collector"
	"salesforce_exporter/collector/catalog"
	"salesforce_exporter/internal/soql"
)

// OpportunitySettings say in which stages products should be known.
type OpportunitySettings struct {
	collector.Settings `yaml:",inline"`
	LateStages         []string `yaml:"late_stages"` // nil for the default
}

// New measures the pipeline: its size, its hygiene, and what was won and lost.
func (s *OpportunitySettings) New() (collector.Collector, error) {
	d, err := catalog.New("opportunities", s.Settings, planSalesCycle, planStagesEntered, s.planStages)
	if err == nil {
		d.Catalog.Lists = map[string][]string{catalog.LateStages: orDefault(s.LateStages, defaultLateStages())}
	}
	return d, err
}

// planStages asks nothing: it holds the configured stages against those of the org.
func (s *OpportunitySettings) planStages(schema *collector.Schema, _ collector.Settings) collector.Plan {
	if len(s.LateStages) == 0 {
		return collector.Plan{}
	}
	return collector.Plan{Warnings: collector.Doubtful("late_stages", s.At,
		schema.Doubts("Opportunity", "StageName IN ("+soql.QuoteAll(s.LateStages)+")"), "late_stages")}
}

// defaultLateStages are the late stages of a new org (Salesforce Help,
// Opportunity Stages).
func defaultLateStages() []string { return []string{"Proposal/Price Quote", "Negotiation/Review"} }

func orDefault(values, fallback []string) []string {
	if values == nil {
		return fallback
	}
	return values
}
