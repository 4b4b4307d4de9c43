package config

import (
	"fmt"
	"strconv"

	"salesforce_exporter/collector"
)

// checkMetrics finds what is wrong with custom metrics.
func (f *File) checkMetrics(lines positions) (errs []error) {
	if len(f.Metrics) == 0 {
		return nil
	}
	taken, err := shippedNames()
	if err != nil {
		return []error{err}
	}
	for i := range f.Metrics {
		d := &f.Metrics[i]
		d.Line = lines.of("metrics", strconv.Itoa(i))
		err := d.CheckCustom(f.labels(), taken)
		if err == nil {
			err = lint(*d)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("line %d: metric %q: %w", lines.about(err, "metrics", strconv.Itoa(i)), d.Name, err))
		}
		taken = append(taken, d.Names()...)
	}
	return errs
}

// shippedNames are the names of all metrics of the built-in collectors.
func shippedNames() ([]string, error) {
	settings := collector.Settings{
		People:       &collector.PeopleSource{Dimensions: collector.DefaultDimensions(), Names: &collector.Names{}},
		Satisfaction: &collector.Score{Field: "Score__c", Scale: 1},
	}
	var names []string
	for _, f := range collector.BuiltIn() {
		c, err := f.New(settings)
		if err != nil {
			return nil, fmt.Errorf("make collector %s: %w", f.Name, err)
		}
		for _, m := range c.Plan(collector.OpenSchema()).Metrics() {
			names = append(names, m.Name)
		}
	}
	return names, nil
}
