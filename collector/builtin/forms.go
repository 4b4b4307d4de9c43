package builtin

import (
	"slices"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/catalog"
)

// forms leaves out, without a word, the objects that only orgs with Account
// Engagement have.
type forms struct{ collector.Collector }

// newForms measures landing pages and forms.
func newForms(s collector.Settings) (collector.Collector, error) {
	c, err := catalog.New("forms", s)
	return forms{c}, err
}

func (f forms) Plan(s *collector.Schema) collector.Plan {
	plan := f.Collector.Plan(s)
	for _, object := range []string{"LandingPage", "MarketingForm"} {
		if _, err := s.Object(object); err != nil {
			plan.Skipped = slices.DeleteFunc(plan.Skipped, func(x collector.Skip) bool { return x.Reason == err.Error() })
		}
	}
	return plan
}
