package org

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"salesforce_exporter/collector/builtin"
)

// TestClocksDiffer has the Date header of the org a year off, which is told once a
// day. A frozen demo org is some hours off.
func TestClocksDiffer(t *testing.T) {
	for ahead, lines := range map[time.Duration]int{-8760 * time.Hour: 2, 12 * time.Hour: 0, 25 * time.Hour: 2} {
		synctest.Test(t, func(t *testing.T) {
			f := newFake()
			f.ahead = ahead
			b := measure(t, f, nil, builtin.NewLeads)
			for range 30 {
				b.scrape()
				time.Sleep(time.Hour)
			}
			if got := strings.Count(b.log.String(), "the clock of the org differs"); got != lines {
				t.Errorf("%s ahead, over 30 hours: %d lines, want %d:\n%s", ahead, got, lines, b.log)
			}
			if lines > 0 && !strings.Contains(b.log.String(), " ahead="+ahead.String()) {
				t.Errorf("the log does not tell by how much: %s", b.log)
			}
		})
	}
}
