// Package catalog is about definitions: metrics that a few lines of YAML describe.
// It has those that ship with the exporter, and plans the statements of any.
package catalog

import (
	"embed"
	"fmt"
	"strings"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/soql"
)

//go:embed *.yml
var files embed.FS

// File reads a file of definitions that ships with the exporter.
func File(name string) ([]byte, error) {
	text, err := files.ReadFile(name + ".yml")
	if err != nil {
		return nil, fmt.Errorf("read built-in catalogue: %w", err)
	}
	return text, nil
}

// Shipped reads a catalogue that ships with the exporter.
func Shipped(name string) (*Catalog, error) {
	text, err := File(name)
	if err != nil {
		return nil, err
	}
	c, err := ParseCatalog(text)
	if err != nil {
		return nil, fmt.Errorf("built-in catalogue %s.yml: %w", name, err)
	}
	return c, nil
}

// A Collector is made of definitions, and of code for what a
// definition cannot say.
type Collector struct {
	Catalog  *Catalog
	Settings collector.Settings
	extras   []Extra
}

// An Extra plans what a definition cannot say.
type Extra func(*collector.Schema, collector.Settings) collector.Plan

// New makes a collector of the definitions that ship by its name.
func New(name string, settings collector.Settings, extras ...Extra) (*Collector, error) {
	c, err := Shipped(name)
	if err != nil {
		return nil, err
	}
	return &Collector{Catalog: c, Settings: settings, extras: extras}, nil
}

// Made is another collector of an org, of those that are made of definitions alone or
// with extras.
func Made(name string, others func(string) (collector.Collector, error)) (*Collector, error) {
	c, err := others(name)
	if err != nil {
		return nil, err
	}
	return c.(*Collector), nil
}

// Name is that of the catalogue.
func (d *Collector) Name() string { return d.Catalog.Collector }

// Interval is that of definitions that have none of their own.
func (d *Collector) Interval() time.Duration { return d.Catalog.interval(d.Settings) }

// Plan asks what the definitions and the extras say.
func (d *Collector) Plan(s *collector.Schema) collector.Plan {
	plan := d.Catalog.Plan(s, d.Settings)
	for _, extra := range d.extras {
		plan.Add(extra(s, d.Settings))
	}
	return plan
}

// Definitions are what boards can draw on.
func (d *Collector) Definitions() []*Collector { return []*Collector{d} }

// LateStages is a list of stages: that of the opportunities, which the rule on
// products of the quality collector takes from there.
const LateStages = "late_stages"

// Fill puts the lists of a catalogue into a condition: IN ({late_stages}).
func (c *Catalog) Fill(condition string) string {
	for name, values := range c.Lists {
		condition = strings.ReplaceAll(condition, "{"+name+"}", soql.QuoteAll(values))
	}
	return condition
}
