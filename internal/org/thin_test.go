package org

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"salesforce_exporter/collector"
)

// countOf is a metric by object, role and region.
var countOf = &collector.Metric{Name: "salesforce_count", Labels: []string{"object", "role", "region"}}

// counted are samples of countOf, such as "Task Sales UK 3".
func counted(lines ...string) (all []figureSample) {
	for _, line := range lines {
		parts := strings.Fields(line)
		var value float64
		fmt.Sscan(parts[3], &value)
		all = append(all, figureSample{Sample: collector.Sample{Metric: countOf, Values: parts[:3], Value: value,
			Folds: collector.Folds{Counts: true, Over: 1, Dimensions: 2}}})
	}
	return all
}

func linesOf(samples []figureSample) (lines []string) {
	for _, s := range samples {
		text := fmt.Sprint(strings.Join(s.Values, " "), " ", s.Value)
		if s.Distribution != nil {
			text += fmt.Sprint(" ", s.Below, s.Count, s.Sum)
		}
		lines = append(lines, text)
	}
	slices.Sort(lines)
	return lines
}

func TestThin(t *testing.T) {
	all := []string{
		"Account Sales UK 0", "Case Sales UK 2", "Task Sales UK 0", // has a sum
		"Account Service UK 0", "Case Service UK 0", "Task Service UK 0", // has none without a zero
		"Account Service US 0", "Case Service US 0", "Task Service US 0",
		"Account Office US 0", "Case Office US 0", "Task Office US 0",
	}
	for _, c := range []struct {
		zeros collector.Zeros
		want  []string
	}{
		{collector.ZerosAll, all},
		{collector.ZerosNone, []string{"Case Sales UK 2"}},
		// Nobody has an Account or a Task: each is seen once, by teams in the order of region
		// and role. After that it is the first object.
		{"", []string{"Account Service UK 0", "Task Office US 0", "Account Service US 0", "Case Sales UK 2"}},
	} {
		want := slices.Clone(c.want)
		slices.Sort(want)
		if diff := cmp.Diff(want, linesOf(thin(counted(all...), c.zeros))); diff != "" {
			t.Errorf("zeros %q (-want +got):\n%s", c.zeros, diff)
		}
		reversed := slices.Clone(all)
		slices.Reverse(reversed)
		if diff := cmp.Diff(want, linesOf(thin(counted(reversed...), c.zeros))); diff != "" {
			t.Errorf("zeros %q, in another order (-want +got):\n%s", c.zeros, diff)
		}
	}
}

// TestThinKeeps has samples whose zeros say something.
func TestThinKeeps(t *testing.T) {
	ratio := &collector.Metric{Name: "salesforce_some_ratio", Labels: []string{"object", "role"}}
	whole := &collector.Metric{Name: "salesforce_posts"}
	mean := collector.Folds{Over: 1, Dimensions: 1, Weight: 3}
	samples := []figureSample{
		{Sample: collector.Sample{Metric: ratio, Values: []string{"Case", "Sales"}, Folds: mean}},
		{Sample: collector.Sample{Metric: ratio, Values: []string{"Task", "Sales"}, Value: 1, Folds: mean}},
		{Sample: collector.Sample{Metric: whole, Folds: collector.Folds{Counts: true}}},
	}
	for _, zeros := range []collector.Zeros{collector.ZerosNeeded, collector.ZerosNone} {
		if got := thin(samples, zeros); len(got) != len(samples) {
			t.Errorf("zeros %s: %d samples are left of %d", zeros, len(got), len(samples))
		}
	}
}

// TestThinHistograms has histograms of nothing beside one of something.
func TestThinHistograms(t *testing.T) {
	m := &collector.Metric{Name: "salesforce_took_seconds", Labels: []string{"role"}, Buckets: []float64{1}}
	of := func(role string, n uint64) figureSample {
		return figureSample{Sample: collector.Sample{Metric: m, Values: []string{role}, Value: float64(n),
			Distribution: &collector.Distribution{Below: []uint64{n}, Count: n}, Folds: collector.Folds{Counts: true, Over: 1}}}
	}
	for _, c := range []struct {
		samples []figureSample
		want    []string
	}{
		{[]figureSample{of("A", 0), of("B", 2), of("C", 0)}, []string{"B 2 [2] 2 0"}},
		{[]figureSample{of("B", 0), of("A", 0)}, []string{"A 0 [0] 0 0"}}, // the metric is never gone
	} {
		if diff := cmp.Diff(c.want, linesOf(thin(c.samples, collector.ZerosNeeded))); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

// TestCoarse drops dimensions of a metric that has too many series, the last one first.
// The sum stays what it was.
func TestCoarse(t *testing.T) {
	samples := counted("Case Sales UK 2", "Case Sales US 3", "Case Service UK 5", "Task Sales UK 7")
	for _, c := range []struct {
		limit   int
		want    []string
		coarse  []string
		dropped int
	}{
		{limit: 4, want: []string{"Case Sales UK 2", "Case Sales US 3", "Case Service UK 5", "Task Sales UK 7"}},
		{limit: 3, want: []string{"Case Sales  5", "Case Service  5", "Task Sales  7"}, coarse: []string{"region"}},
		{limit: 2, want: []string{"Case   10", "Task   7"}, coarse: []string{"region", "role"}},
		{limit: 1, want: []string{"Case   10"}, coarse: []string{"region", "role"}, dropped: 1},
	} {
		s := &snapshot{}
		got := (&Org{limit: c.limit}).limitSeries(s, slices.Clone(samples))
		if diff := cmp.Diff(c.want, linesOf(got)); diff != "" {
			t.Errorf("limit %d (-want +got):\n%s", c.limit, diff)
		}
		if diff := cmp.Diff(c.coarse, s.coarse[countOf.Name]); diff != "" || s.dropped[countOf.Name] != c.dropped {
			t.Errorf("limit %d: without %v, %d dropped, want %v and %d", c.limit, s.coarse[countOf.Name],
				s.dropped[countOf.Name], c.coarse, c.dropped)
		}
	}
	if samples[0].Values[2] != "UK" {
		t.Errorf("the samples themselves were changed: %v", samples[0].Values)
	}
}

// TestCoarseMeans weighs means by what they are of, and adds histograms up.
func TestCoarseMeans(t *testing.T) {
	mean := &collector.Metric{Name: "salesforce_mean_ratio", Labels: []string{"role"}}
	took := &collector.Metric{Name: "salesforce_took_seconds", Labels: []string{"role"}, Buckets: []float64{1, 5}}
	of := func(role string, value, n float64) figureSample {
		return figureSample{Sample: collector.Sample{Metric: mean, Values: []string{role}, Value: value,
			Folds: collector.Folds{Dimensions: 1, Weight: n}}}
	}
	histogram := func(role string, below []uint64, n uint64, sum float64) figureSample {
		return figureSample{Sample: collector.Sample{Metric: took, Values: []string{role}, Value: float64(n),
			Distribution: &collector.Distribution{Below: below, Count: n, Sum: sum},
			Folds:        collector.Folds{Counts: true, Dimensions: 1}}}
	}
	samples := only([]figureSample{of("A", 0.5, 1), of("B", 0.25, 3), histogram("A", []uint64{1, 2}, 3, 11),
		histogram("B", []uint64{0, 1}, 1, 2)}, []string{})
	if diff := cmp.Diff([]string{" 0.3125", " 4 [1 3] 4 13"}, linesOf(samples)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
