package collector

import "slices"

// forms leaves out, without a word, the objects that only orgs with Account
// Engagement have.
type forms struct{ Collector }

// Forms is the collector of landing pages and forms.
func Forms() Factory {
	return Factory{"forms", "views and submissions of landing pages and forms, where there is Account Engagement",
		only(NewForms)}
}

// NewForms measures landing pages and forms.
func NewForms(s Settings) (Collector, error) {
	c, err := newDefined("forms", s)
	return forms{c}, err
}

func (f forms) Plan(s *Schema) Plan {
	plan := f.Collector.Plan(s)
	for _, object := range []string{"LandingPage", "MarketingForm"} {
		if _, err := s.Object(object); err != nil {
			plan.Skipped = slices.DeleteFunc(plan.Skipped, func(x Skip) bool { return x.Reason == err.Error() })
		}
	}
	return plan
}
