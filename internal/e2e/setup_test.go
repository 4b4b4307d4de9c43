package e2e

import (
	"testing"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/board"
	"salesforce_exporter/collector/builtin"
	"salesforce_exporter/collector/catalog"
	"salesforce_exporter/collector/custom"
	"salesforce_exporter/collector/quality"
	"salesforce_exporter/collector/use"
	"salesforce_exporter/internal/setting"
)

// A setup is the settings of all collectors, to be changed, and what they share.
type setup struct {
	all map[string]collector.Configurable
	collector.Common
}

func newSetup(people *collector.PeopleSource) *setup {
	s := &setup{all: collector.Defaults(builtin.Collectors()), Common: collector.Common{People: people}}
	s.boards().Names.Mode = board.NamesFull // as --demo chooses
	collector.Find[*use.FeatureSettings](s.all).Features = []use.Feature{{Name: "deals",
		Pages:   []string{"/lightning/r/Opportunity/view", "/lightning/o/Opportunity/list"},
		Objects: []setting.Name{"Opportunity"}}}
	return s
}

func (s *setup) records() *builtin.RecordSettings {
	return collector.Find[*builtin.RecordSettings](s.all)
}

func (s *setup) cases() *builtin.CaseSettings {
	return collector.Find[*builtin.CaseSettings](s.all)
}

func (s *setup) quality() *quality.Settings {
	return collector.Find[*quality.Settings](s.all)
}

func (s *setup) boards() *board.Settings {
	return collector.Find[*board.Settings](s.all)
}

func (s *setup) custom() *custom.Settings {
	return collector.Find[*custom.Settings](s.all)
}

// only makes collectors by their names.
func (s *setup) only(t testing.TB, names ...string) (list []collector.Collector) {
	t.Helper()
	makeOne := collector.Maker(s.all, s.Common)
	for _, name := range names {
		c, err := makeOne(name)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, c)
	}
	return list
}

// making makes collectors as they are without a configuration.
func making(t testing.TB, names ...string) func(*setup) []collector.Collector {
	return func(s *setup) []collector.Collector { return s.only(t, names...) }
}

func usersOnly(t *testing.T) func(*setup) []collector.Collector { return making(t, "users") }

func usersAndLeads(t *testing.T) func(*setup) []collector.Collector {
	return making(t, "users", "leads")
}

func qualityOnly(t *testing.T) func(*setup) []collector.Collector { return making(t, "quality") }

func customOnly(t *testing.T, definitions []catalog.Definition) func(*setup) []collector.Collector {
	return func(s *setup) []collector.Collector {
		s.custom().Metrics = definitions
		return s.only(t, "custom")
	}
}

// firstCollectors are the four that most tests measure with: enough to have
// shared statements, windows, pages and gaps.
func firstCollectors(t testing.TB, s *setup) []collector.Collector {
	t.Helper()
	return s.only(t, "users", "records", "activities", "opportunities")
}

// everyOf makes all collectors that ship.
func everyOf(t testing.TB) func(*setup) []collector.Collector {
	return func(s *setup) []collector.Collector { return every(t, s) }
}

// every makes all collectors that ship, but web, which has a lane of its own.
func every(t testing.TB, s *setup) []collector.Collector {
	t.Helper()
	var names []string
	for _, f := range builtin.Collectors() {
		if f.Name != collector.WebName {
			names = append(names, f.Name)
		}
	}
	return s.only(t, names...)
}
