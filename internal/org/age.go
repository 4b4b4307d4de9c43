package org

import (
	"time"

	"salesforce_exporter/internal/refresh"
)

// An age is that of something that figures are made of: since when it is known,
// and after what time it is due again. The zero age is that of something that
// never was known.
type age struct {
	since    time.Time
	interval time.Duration
	stagger  time.Duration // that it is due later than its interval says
}

// fresh reports whether it is not due yet.
func (a age) fresh(now time.Time) bool {
	return !a.since.IsZero() && refresh.Since(a.since, now) < a.interval+a.stagger
}

// shows reports whether figures of it may be shown.
func (a age) shows(now time.Time) bool {
	return !a.since.IsZero() && refresh.Since(a.since, now) <= shownFor(a.interval)
}

// ended reports whether it was known, too long ago to be shown.
func (a age) ended(now time.Time) bool { return !a.since.IsZero() && !a.shows(now) }

// sooner returns the one of two ages that ends first.
func sooner(a, b age) age {
	if b.since.Add(shownFor(b.interval)).Before(a.since.Add(shownFor(a.interval))) {
		return b
	}
	return a
}

// shownFor is how long a number is shown when it cannot be renewed: over one
// missed interval, and at least over an outage of an hour.
func shownFor(interval time.Duration) time.Duration { return 2*interval + time.Hour }
