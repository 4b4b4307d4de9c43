package status

import (
	"fmt"
	"time"
)

// A Mark says how a reader should take a state. It is a class of the page's style.
type Mark string

// The marks.
const (
	Good Mark = "good"
	Warn Mark = "warn"
	Bad  Mark = "bad"
	Dim  Mark = "dim" // nothing to say yet
)

// Mark says how the state is to be taken.
func (s State) Mark() Mark {
	switch s {
	case Works:
		return Good
	case Skips, PutOff, Stale:
		return Warn
	case Failed:
		return Bad
	}
	return Dim
}

// Summary says in a sentence how the org fares.
func (r Report) Summary() (Mark, string) {
	in := map[State]int{}
	for _, c := range r.Collectors {
		in[c.State]++
	}
	all := len(r.Collectors)
	of := func(state State, one, many string) string {
		if in[state] == 1 {
			return fmt.Sprintf("1 of %d collectors %s.", all, one)
		}
		return fmt.Sprintf("%d of %d collectors %s.", in[state], all, many)
	}
	switch {
	case r.Error != "":
		return Bad, "Nothing works."
	case r.Refresh.First == nil && r.Refresh.Now != nil:
		return Dim, "The first refresh is under way."
	case r.Refresh.First == nil:
		return Dim, "Nothing was asked yet: the first scrape begins the first refresh."
	case r.Refresh.Pause != nil:
		return Bad, "Salesforce cannot be asked at the moment."
	case in[Failed] > 0:
		return Bad, of(Failed, "failed", "failed")
	case in[PutOff] > 0:
		return Warn, of(PutOff, "was put off for want of API calls", "were put off for want of API calls")
	case in[Stale] > 0:
		return Warn, of(Stale, "has figures that are too old to be shown", "have figures that are too old to be shown")
	case in[Skips] > 0:
		return Warn, of(Skips, "skips some metrics", "skip some metrics")
	case in[Waits] > 0:
		return Dim, of(Waits, "was not asked yet", "were not asked yet")
	}
	switch n := len(r.AllWarnings()); {
	case n == 1:
		return Warn, "All collectors work, and 1 thing in the configuration is probably not meant."
	case n > 1:
		return Warn, fmt.Sprintf("All collectors work, and %d things in the configuration are probably not meant.", n)
	case all == 1:
		return Good, "The collector works."
	}
	return Good, fmt.Sprintf("All %d collectors work.", all)
}

// Series is how many series all collectors show.
func (r Report) Series() int {
	n := 0
	for _, c := range r.Collectors {
		n += c.Series
	}
	return n
}

// Oldest is from when the oldest thing is that a shown figure is made of; zero for
// none.
func (r Report) Oldest() time.Time {
	var oldest time.Time
	for _, c := range r.Collectors {
		if !c.Oldest.IsZero() && (oldest.IsZero() || c.Oldest.Before(oldest)) {
			oldest = c.Oldest
		}
	}
	return oldest
}
