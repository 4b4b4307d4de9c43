package states

import (
	"slices"
	"testing"
)

// TestRulesChangeNoFigure: a page that reads a recording rule where there is one shows the same as one that computes.
func TestRulesChangeNoFigure(t *testing.T) {
	computed, recorded := measured(t), measured(t)
	writer := newViewer(recorded, noon)
	record(t, writer, recorded, "../../prometheus/thresholds.yml")
	record(t, writer, recorded, "../../prometheus/recording.yml")
	pages := 0
	for _, d := range dashboards(t) {
		if !slices.ContainsFunc(d.Templating.List, func(v variable) bool { return v.Name == "byhand" }) {
			continue
		}
		pages++
		byHand, byRule := newViewer(computed, noon), newViewer(recorded, noon)
		byHand.open(t, d)
		byRule.open(t, d)
		if without, with := byHand.chosen["byhand"], byRule.chosen["byhand"]; !slices.Equal(without, []string{".+"}) ||
			!slices.Equal(with, []string{"none"}) {
			t.Errorf("%s: computed for %v without rules, for %v with them", d.Title, without, with)
		}
		for _, p := range d.drawn() {
			sameFigures(t, d.Title+": "+p.Title, byRule.show(t, p), byHand.show(t, p))
		}
	}
	if pages < 3 {
		t.Errorf("%d pages read rules", pages)
	}
}

func sameFigures(t *testing.T, panel string, got, want figures) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s shows %d figures with rules, %d without", panel, len(got), len(want))
	}
	for name, v := range want {
		if !near(got[name], v) {
			t.Errorf("%s: %s is %v with rules, %v without", panel, name, got[name], v)
		}
	}
}
