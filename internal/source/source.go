// Package source says what an org may be measured by besides statements: another
// API, with a schedule, a budget and metrics of its own.
package source

import (
	"context"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/budget"
)

// A Source is read on its own schedule, so that an API which is slow, broken or
// spent holds up nothing else, and nothing else holds it up. Read and Rehearse are
// for one caller at a time; the rest is safe for concurrent use. Errors are those
// of package api, or a *refresh.Postponed where nothing may be asked for a while.
type Source interface {
	// Name is what the collector label calls it.
	Name() string
	// Read renews what is due. The zone is that of the integration user; nil while
	// that is not known.
	Read(ctx context.Context, zone *time.Location) (Reading, error)
	// Rehearse is a reading that also asks what is only asked later, so that what
	// fails only then is known now.
	Rehearse(ctx context.Context, zone *time.Location) (Reading, error)
	// Costs tells what a day of readings costs. The API is asked for its allowance
	// only where that may be.
	Costs(ctx context.Context, ask bool) Costs
	// Collect shows how the source does.
	Collect(gauge, counter Emit, now time.Time)
}

// An Emit shows one value of a metric about the exporter.
type Emit func(name, help string, value float64, labels []string, values ...string)

// Truth is the value of a metric that says whether something is so.
func Truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// A Reading is what one refresh came to.
type Reading struct {
	// At is when changes were followed last, and Every after what time that is due
	// again: how old the samples are.
	At      time.Time
	Every   time.Duration
	Samples []collector.Sample
	Skipped []collector.Skip
	// Waiting are the metrics that will be there in time.
	Waiting []collector.Skip
	Calls   int
	Next    time.Duration // until the next one
	// PutOff is why a part of it does not go on for a while; nil if all does.
	PutOff *budget.Refusal
}

// Costs are what a source costs.
type Costs struct {
	CallsADay   int
	Budget      int // calls that may be made in any 24 hours; zero for no limit
	Used, Limit int // calls of all clients today, and how many they may make; zero where that is not shown
	// FilledDays is how far back the first reading has gone, and LongestDays how far
	// it has to go.
	FilledDays, LongestDays int
}
