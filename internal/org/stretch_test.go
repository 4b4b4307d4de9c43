package org

import (
	"testing"
	"time"
)

// TestStretch: a budget of half of the need makes intervals a little more than twice
// as long, and one that is enough leaves them alone.
func TestStretch(t *testing.T) {
	for _, c := range []struct {
		need, limit int
		interval    time.Duration
	}{
		{0, 500, time.Hour},
		{300, 1000, time.Hour},
		{450, 500, time.Hour},
		{470, 500, time.Hour}, // the pace of the budget does that
		{900, 500, 2 * time.Hour},
		{1800, 500, 4 * time.Hour},
		{1800, 0, 8 * time.Hour},
		{100000, 500, 8 * time.Hour},
	} {
		s := stretch{by: stretchFor(c.need, c.limit)}
		if got := s.of(time.Hour); got != c.interval {
			t.Errorf("%d calls of %d: an hour becomes %s, want %s", c.need, c.limit, got, c.interval)
		}
	}
	if got := (stretch{}).of(time.Hour); got != time.Hour {
		t.Errorf("without a budget an hour becomes %s", got)
	}
}
