package collector

import (
	"embed"
	"fmt"
	"time"
)

//go:embed catalog/*.yml
var catalogFiles embed.FS

// builtIn reads a catalogue that ships with the exporter.
func builtIn(name string) (*Catalog, error) {
	text, err := catalogFiles.ReadFile("catalog/" + name + ".yml")
	if err != nil {
		return nil, fmt.Errorf("read built-in catalogue: %w", err)
	}
	c, err := ParseCatalog(text)
	if err != nil {
		return nil, fmt.Errorf("built-in catalogue %s.yml: %w", name, err)
	}
	return c, nil
}

// defined is a collector made of definitions, and of code for what a
// definition cannot say.
type defined struct {
	catalog  *Catalog
	settings Settings
	extras   []func(*Schema, Settings) Plan
}

func newDefined(name string, settings Settings, extras ...func(*Schema, Settings) Plan) (*defined, error) {
	c, err := builtIn(name)
	if err != nil {
		return nil, err
	}
	return &defined{catalog: c, settings: settings, extras: extras}, nil
}

func (d *defined) Name() string { return d.catalog.Collector }

func (d *defined) Interval() time.Duration { return d.catalog.interval(d.settings) }

func (d *defined) Plan(s *Schema) Plan {
	plan := d.catalog.plan(s, d.settings)
	for _, extra := range d.extras {
		plan.add(extra(s, d.settings))
	}
	return plan
}

// definitions are what boards can draw on.
func (d *defined) definitions() []*defined { return []*defined{d} }
