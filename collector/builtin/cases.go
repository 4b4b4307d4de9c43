package builtin

import (
	"errors"
	"fmt"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/catalog"
	"salesforce_exporter/internal/setting"
)

// CaseSettings say where customers tell how they like the service.
type CaseSettings struct {
	collector.Settings `yaml:",inline"`
	// Satisfaction is a numeric field of Case that customers fill; empty for none.
	Satisfaction Score `yaml:"satisfaction"`
}

// A Score is a numeric field, and the number that is full marks.
type Score struct {
	Field setting.Name `yaml:"field"`
	Scale float64      `yaml:"scale"`
}

// Check finds half a score.
func (s *CaseSettings) Check(c collector.Checked) []error {
	if s.Satisfaction == (Score{}) || s.Satisfaction.Field != "" && s.Satisfaction.Scale > 0 {
		return nil
	}
	return []error{fmt.Errorf("line %d: %w", c.Own.At("satisfaction").Line,
		errors.New("satisfaction needs a field of Case, and a scale: the number that is full marks"))}
}

// New measures what service works on, how fast, and how well it is liked.
func (s *CaseSettings) New() (collector.Collector, error) {
	return catalog.New("cases", s.Settings, planCaseResolution, s.Satisfaction.plan)
}
