package demo

import "time"

// A clock tells the org's time. A frozen org's clock stands at noon UTC of the
// day it was started on, so that equal options give equal answers all day. That
// of a loaded org stands at the moment of its export.
type clock struct {
	wall   func() time.Time
	stands time.Time // zero while the clock runs
}

func newClock(wall func() time.Time, frozen bool) clock {
	c := clock{wall: wall}
	if frozen {
		year, month, day := wall().UTC().Date()
		c.stands = time.Date(year, month, day, 12, 0, 0, 0, time.UTC)
	}
	return c
}

func (c clock) now() time.Time {
	if c.stands.IsZero() {
		return c.wall()
	}
	return c.stands
}
