package collector_test

import (
	"slices"
	"testing"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/builtin"
	"salesforce_exporter/internal/setting"
)

// TestPeopleAskNothing holds the statements of all collectors against those of all but
// people: they are the same, and asked as often.
func TestPeopleAskNothing(t *testing.T) {
	ages := func(with bool) map[string]string {
		asked := map[string]string{}
		s := newSetup(&collector.PeopleSource{Dimensions: collector.DefaultDimensions()})
		for _, f := range builtin.Collectors() {
			if f.Name == "people" && !with {
				continue
			}
			for _, q := range s.planOf(t, f.Name, collector.OpenSchema()).Queries {
				if age := q.MaxAge.String(); asked[q.String()] == "" || age < asked[q.String()] {
					asked[q.String()] = age
				}
			}
		}
		return asked
	}
	with, without := ages(true), ages(false)
	if len(without) < 100 {
		t.Fatalf("%d statements cannot be all", len(without))
	}
	for text, age := range with {
		if without[text] != age {
			t.Errorf("asked every %s, and every %q without people: %s", age, without[text], text)
		}
	}
}

// TestPeopleOfAWindowOfTheirOwn has statements for a window that no other collector
// measures, and for e-mails and comments only where it is longer than theirs.
func TestPeopleOfAWindowOfTheirOwn(t *testing.T) {
	for window, want := range map[setting.Window]int{"14d": 18, "90d": 20} {
		s := newSetup(&collector.PeopleSource{Dimensions: collector.DefaultDimensions()})
		before := s.planOf(t, "people", collector.OpenSchema()).Texts()
		s.all["people"].All().Windows = []setting.Window{window}
		further := 0
		for _, text := range s.planOf(t, "people", collector.OpenSchema()).Texts() {
			if !slices.Contains(before, text) {
				further++
			}
		}
		if further != want {
			t.Errorf("%s: %d further statements, want %d", window, further, want)
		}
	}
}
