package config

import (
	"fmt"

	"salesforce_exporter/collector/builtin"
	"salesforce_exporter/internal/setting"
)

// checkDimensions refuses labels that a metric has besides its dimensions: no
// series has a label twice.
func (f *File) checkDimensions(lines setting.Lines) (errs []error) {
	if len(f.Dimensions) == 0 {
		return nil
	}
	reserved, err := builtin.ReservedLabels()
	if err != nil {
		return []error{err}
	}
	for _, d := range f.Dimensions {
		if by := reserved[d.Label]; by != "" {
			errs = append(errs, fmt.Errorf("line %d: the label %q is a label of %s: choose another name for the dimension",
				lines.At("dimensions", d.Label).Line, d.Label, by))
		}
	}
	return errs
}
