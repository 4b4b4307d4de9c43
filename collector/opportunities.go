package collector

// Opportunities is the collector of the pipeline.
func Opportunities() Factory {
	return Factory{"opportunities", "the pipeline, its hygiene and results",
		func() Configurable { return &OpportunitySettings{} }}
}

// OpportunitySettings say in which stages products should be known.
type OpportunitySettings struct {
	Settings   `yaml:",inline"`
	LateStages []string `yaml:"late_stages"` // nil for the default
}

// New measures the pipeline: its size, its hygiene, and what was won and lost.
func (s *OpportunitySettings) New() (Collector, error) {
	d, err := newDefined("opportunities", s.Settings, planSalesCycle, planStagesEntered)
	if err == nil {
		d.catalog.Lists = map[string][]string{lateStages: orDefault(s.LateStages, defaultLateStages())}
	}
	return d, err
}

// lateStages is the list of stages, which the rule on products of the quality
// collector takes from here.
const lateStages = "late_stages"

// defaultLateStages are the late stages of a new org (Salesforce Help,
// Opportunity Stages).
func defaultLateStages() []string { return []string{"Proposal/Price Quote", "Negotiation/Review"} }
