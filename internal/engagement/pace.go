package engagement

import "time"

const (
	// callsADay is what following changes may cost in a day, up to 100,000
	// visits: a hundred full pages, and a few calls that bring less. Names and
	// what is tried again come on top: promised are 110.
	callsADay = 105
	// share is what it may cost beyond that, to the full pages of the day.
	share = 1.05
	// leastSpare is what there is at least for calls that bring little.
	leastSpare = 4
	// leastOften is the longest time between two readings.
	leastOften = 24 * time.Hour
)

// A cost is what following changes took.
type cost struct {
	calls, rows int
	span        time.Duration // in which the changes were
	visits      int           // of the day before
	clicks      int           // calls a day for clicks, which are read apart
}

// pause is how long to wait until changes are asked for again. Full pages cost
// what they cost, whenever they are asked for; every reading also has calls
// that bring little, and may have as many of those in a day as are allowed.
func (c cost) pause(least time.Duration) time.Duration {
	pages := float64(c.rows) / pageSize
	little := max(1, float64(c.calls)-pages)
	aDay := float64(c.visits) / pageSize
	if c.span >= least {
		aDay = pages * float64(24*time.Hour) / float64(c.span)
	}
	spare := max(leastSpare, max(callsADay, share*aDay)-aDay-float64(c.clicks))
	return min(max(least, time.Duration(little/spare*float64(24*time.Hour))), leastOften)
}

// aDay predicts how many calls following changes takes in a day.
func (c cost) aDay(every time.Duration, fixed bool) int {
	if fixed {
		return int(float64(max(c.calls, 1))*float64(24*time.Hour)/float64(every)) + c.visits/pageSize
	}
	aDay := max(callsADay, share*float64(c.visits)/pageSize)
	if c.span >= every { // short reaches cost what they cost, however seldom is asked
		aDay = max(aDay, float64(c.calls)*float64(24*time.Hour)/float64(c.span))
	}
	return int(aDay)
}
