package config

import (
	"fmt"
	"slices"

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

// checkDimensionsOf refuses dimensions of a collector that the file does not have.
func (f *File) checkDimensionsOf(name string, lines setting.Lines) (errs []error) {
	labels, own := f.labels(), f.Collectors[name].All().Dimensions
	if name == "leaderboards" && own != nil {
		return []error{fmt.Errorf("line %d: collector leaderboards shows persons with all dimensions: leave dimensions out",
			lines.At("collectors", name, "dimensions").Line)}
	}
	for _, d := range own {
		if !slices.Contains(labels, d) {
			errs = append(errs, fmt.Errorf("line %d: collector %s: %q is not a dimension: %s",
				lines.At("collectors", name, "dimensions").Line, name, d, setting.Instead(d, labels)))
		}
	}
	return errs
}

// DimensionsOf are those that metrics of collectors have, by the name of the collector, where
// the file leaves some out.
func (f *File) DimensionsOf() map[string][]string {
	all := map[string][]string{}
	for name, settings := range f.Collectors {
		if dimensions := settings.All().Dimensions; dimensions != nil {
			all[name] = dimensions
		}
	}
	return all
}
