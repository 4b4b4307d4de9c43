package collector

import (
	"fmt"
	"time"

	"go.yaml.in/yaml/v3"

	"salesforce_exporter/internal/setting"
)

// Settings are what a configuration can say of every collector, and what all
// collectors of an org are made with. The settings of a collector that has more
// embed them.
type Settings struct {
	Enabled bool `yaml:"enabled"`
	// Interval overrides how often a collector asks; zero keeps the default.
	Interval setting.Duration `yaml:"interval"`
	// Windows are measured besides those of the catalogue.
	Windows []setting.Window `yaml:"windows"`
	// Dimensions are those that its metrics have, of those of the file; nil for all.
	Dimensions []string `yaml:"dimensions"`
	Common     `yaml:"-"`
	// At is where the file has the settings of the collector; nil where it has none.
	At *setting.Lines `yaml:"-"`
}

// Common is what all collectors of an org are made with.
type Common struct {
	People *PeopleSource
	// Uniform makes every answer as old as this at most, whatever collectors
	// and definitions say; zero for not. It is for orgs whose calls are free.
	Uniform time.Duration
	// Others makes another collector, or returns it if it is made: what is asked
	// for both is one statement.
	Others func(name string) (Collector, error)
}

// Configurable is the settings of one collector, a pointer to a struct with YAML
// tags.
type Configurable interface {
	// All returns the settings that every collector has.
	All() *Settings
	// On reports whether the collector is to run.
	On() bool
	// Section is what belongs to the collector besides collectors.NAME, and its
	// key at the top of the file; nothing for most.
	Section() (key string, into any)
	// Check finds mistakes that reading cannot see. Each begins with its line.
	Check(Checked) []error
	// New makes the collector.
	New() (Collector, error)
}

// Checked is what settings are checked beside.
type Checked struct {
	// Own is collectors.NAME of the file, and Section that of the collector.
	Own, Section setting.Lines
	// Dimensions are the labels of metrics by owner.
	Dimensions []string
	// Others makes a collector of what the file says of it.
	Others func(name string) (Collector, error)
	// Taken lists the names of the metrics of all collectors without a file.
	Taken func() ([]string, error)
}

// All returns the settings themselves.
func (s *Settings) All() *Settings { return s }

// On is what the configuration says.
func (s *Settings) On() bool { return s.Enabled }

// Section is none.
func (s *Settings) Section() (key string, into any) { return "", nil }

// Check finds nothing: reading has seen all.
func (s *Settings) Check(Checked) []error { return nil }

// WindowList are those that the configuration says.
func (s Settings) WindowList() (all []string) {
	for _, w := range s.Windows {
		all = append(all, string(w))
	}
	return all
}

// IntervalOr is the configured interval, or the collector's own.
func (s Settings) IntervalOr(own time.Duration) time.Duration {
	if s.Interval > 0 {
		own = time.Duration(s.Interval)
	}
	return s.EveryOr(own)
}

// EveryOr is the age of an answer that has one of its own.
func (c Common) EveryOr(own time.Duration) time.Duration {
	if c.Uniform > 0 {
		return c.Uniform
	}
	return own
}

// A Factory is what the program knows of a collector before it makes one.
type Factory struct {
	Name string // as in --[no-]collector.NAME
	Help string // what it measures, for --help
	// Settings returns those of a configuration that says nothing.
	Settings func() Configurable
}

// Defaults are the settings of a configuration that says nothing: on.
func (f Factory) Defaults() Configurable {
	c := f.Settings()
	c.All().Enabled = true
	return c
}

// Defaults are the settings of collectors of which a configuration says nothing,
// by name.
func Defaults(factories []Factory) map[string]Configurable {
	all := map[string]Configurable{}
	for _, f := range factories {
		all[f.Name] = f.Defaults()
	}
	return all
}

// Decode returns the settings that nodes of a file say, which may be nil: what
// stands under collectors.NAME, and under the key of the collector's section.
// What they do not say stays as in the defaults, which stay what they are.
func Decode(defaults Configurable, own, section *yaml.Node) (Configurable, error) {
	made := setting.Copy(defaults)
	var errs []error
	if own != nil {
		errs = append(errs, setting.Decode(own, made))
	}
	if _, into := made.Section(); into != nil && section != nil {
		errs = append(errs, setting.Decode(section, into))
	}
	return made, setting.Join(errs...)
}

// Maker makes the collectors of settings, by name, each once and with what is
// common to all. Settings stay what they are.
func Maker(all map[string]Configurable, common Common) func(name string) (Collector, error) {
	made := map[string]Collector{}
	var makeOne func(string) (Collector, error)
	makeOne = func(name string) (Collector, error) {
		if c, ok := made[name]; ok {
			return c, nil
		}
		s, ok := all[name]
		if !ok {
			return nil, fmt.Errorf("there is no collector %q", name)
		}
		s = setting.Copy(s)
		s.All().Common = common
		s.All().Others = makeOne
		c, err := s.New()
		if err != nil {
			return nil, fmt.Errorf("make collector %s: %w", name, err)
		}
		made[name] = c
		return c, nil
	}
	return makeOne
}

// plain are the settings of a collector that has none but those of all.
type plain struct {
	Settings `yaml:",inline"`
	make     func(Settings) (Collector, error)
}

// New makes the collector.
func (p *plain) New() (Collector, error) { return p.make(p.Settings) }

// Only is the factory of a collector that has no settings but those of all.
func Only(name, help string, make func(Settings) (Collector, error)) Factory {
	return Factory{Name: name, Help: help, Settings: func() Configurable { return &plain{make: make} }}
}

// With is the factory of a collector that has settings of a type.
func With[S any, P interface {
	*S
	Configurable
}](name, help string) Factory {
	return Factory{Name: name, Help: help, Settings: func() Configurable { return P(new(S)) }}
}

// Find returns the settings of a type among those of all collectors.
func Find[S Configurable](all map[string]Configurable) (found S) {
	for _, s := range all {
		if of, ok := s.(S); ok {
			found = of
		}
	}
	return found
}
