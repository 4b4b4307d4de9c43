package config

import (
	"fmt"
	"slices"
	"strconv"

	"salesforce_exporter/collector"
)

// checkQuality finds what is wrong with what the file says of good data.
func (c Collector) checkQuality(lines positions) (errs []error) {
	report := func(key string, i int, err error) {
		if err != nil {
			errs = append(errs, fmt.Errorf("line %d: %s: %w", lines.about(err, "collectors", "quality", key, strconv.Itoa(i)),
				key, err))
		}
	}
	for i, p := range c.Population {
		report("population", i, p.Check())
		if slices.ContainsFunc(c.Population[:i], func(o collector.Population) bool { return o.Object == p.Object }) {
			report("population", i, fmt.Errorf("object %s is there twice: remove one, or list its fields once", p.Object))
		}
	}
	for i, r := range c.Rules {
		report("rules", i, r.Check())
		if slices.ContainsFunc(c.Rules[:i], func(o collector.Rule) bool { return o.Name == r.Name }) {
			report("rules", i, fmt.Errorf("rule %s is there twice: give one another name", r.Name))
		}
	}
	for i, k := range c.Scores {
		report("scores", i, k.Check())
		if slices.ContainsFunc(c.Scores[:i], func(o collector.KeyFields) bool { return o.Object == k.Object }) {
			report("scores", i, fmt.Errorf("object %s is there twice: put its fields into one score", k.Object))
		}
	}
	for i, s := range c.Spellings {
		report("spellings", i, s.Check())
	}
	for i, name := range c.WithoutRules {
		report("without_rules", i, checkShipped(name))
	}
	return errs
}

// checkShipped finds out whether a rule ships by that name.
func checkShipped(name string) error {
	shipped, err := collector.ShippedQuality()
	if err != nil {
		return err
	}
	if slices.ContainsFunc(shipped.Rules, func(r collector.Rule) bool { return r.Name == name }) {
		return nil
	}
	return fmt.Errorf("no rule %q ships: see docs/collectors/quality.md for those that do", name)
}
