package org

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
)

// TestCompactKeepsEverySeries packs what a registry gathers and takes it out
// again: gauges and histograms, with many labels, few and none, and values that
// are like each other across labels.
func TestCompactKeepsEverySeries(t *testing.T) {
	families := gathered(t)
	pairs := labelPairs{}
	for _, snapshot := range [][]*dto.MetricFamily{families, families} { // the second finds its labels known
		if diff := cmp.Diff(expositionOf(t, families),
			expositionOf(t, whole(madeFamilies{families: snapshot}.compact(pairs)))); diff != "" {
			t.Errorf("what came out is not what went in (-in +out):\n%s", diff)
		}
	}
}

// TestCompactSharesLabels counts what is kept once for series of all metrics.
func TestCompactSharesLabels(t *testing.T) {
	kept := madeFamilies{families: gathered(t)}.compact(labelPairs{})
	table := kept[0].labels
	for _, f := range kept {
		if f.labels != table {
			t.Fatalf("%s has a table of its own", f.name)
		}
	}
	// a=x a=y b=x c=x, and the sets {a=x b=x} {a=y b=x} {a=x} {} {c=x}
	if got, want := len(table.pairs), 4; got != want {
		t.Errorf("%d labels are kept, want %d", got, want)
	}
	if got, want := len(table.sets), 3+3+2+1+2; got != want {
		t.Errorf("the sets take %d numbers, want %d", got, want)
	}
}

func gathered(t *testing.T) []*dto.MetricFamily {
	t.Helper()
	registry := prometheus.NewRegistry()
	first := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "first", Help: "First."}, []string{"a", "b"})
	first.WithLabelValues("x", "x").Set(1)
	first.WithLabelValues("y", "x").Set(-2.5)
	second := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "second", Help: "Second."}, []string{"b", "a"})
	second.WithLabelValues("x", "x").Set(3)
	third := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "third", Help: "Third."}, []string{"a"})
	third.WithLabelValues("x").Set(4)
	none := prometheus.NewGauge(prometheus.GaugeOpts{Name: "none", Help: "No labels."})
	ages := prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "ages", Help: "Ages.", Buckets: []float64{1, 2}},
		[]string{"c"})
	ages.WithLabelValues("x").Observe(1.5)
	ages.WithLabelValues("x").Observe(7)
	registry.MustRegister(first, second, third, none, ages)
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	return families
}

func expositionOf(t *testing.T, families []*dto.MetricFamily) string {
	t.Helper()
	var text strings.Builder
	for _, f := range families {
		if _, err := expfmt.MetricFamilyToText(&text, f); err != nil {
			t.Fatal(err)
		}
	}
	return text.String()
}
