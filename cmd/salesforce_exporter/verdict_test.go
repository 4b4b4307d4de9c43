package main

import (
	"errors"
	"testing"

	"salesforce_exporter/internal/status"
)

// TestVerdict has the exit codes of check: the worst of what was found, and a bit for
// warnings, which fail a strict check.
func TestVerdict(t *testing.T) {
	works := status.Report{Collectors: []status.Collector{{State: status.Works}}}
	skips := status.Report{Collectors: []status.Collector{{State: status.Skips, Skipped: []status.Skip{{Metric: "a"}}}}}
	failed := status.Report{Collectors: []status.Collector{{State: status.Failed}}}
	warned := status.Report{Collectors: []status.Collector{{State: status.Works,
		Warnings: []status.Warning{{About: "a"}}}}}
	ofOrg := status.Report{Warnings: []status.Warning{{About: "a"}}}
	for _, c := range []struct {
		reports      []status.Report
		want, strict int
	}{
		{[]status.Report{works}, 0, 0},
		{[]status.Report{works, skips}, 1, 1},
		{[]status.Report{failed, skips}, 2, 2},
		{[]status.Report{{Error: "no sign-in"}}, 2, 2},
		{[]status.Report{works, warned}, 4, 6},
		{[]status.Report{ofOrg}, 4, 6},
		{[]status.Report{skips, warned}, 5, 6},
		{[]status.Report{failed, warned}, 6, 6},
	} {
		for _, strict := range []bool{false, true} {
			got, want := 0, c.want
			if strict {
				want = c.strict
			}
			var exit exitError
			if err := verdict(c.reports, strict); errors.As(err, &exit) {
				got = exit.code
			}
			if got != want {
				t.Errorf("%+v, strict %v: exit code %d, want %d", c.reports, strict, got, want)
			}
		}
	}
}
