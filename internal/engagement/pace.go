package engagement

import "time"

const (
	// callsADay is what following changes may cost in a day, up to 100,000
	// visits: a hundred full pages, and a few calls that bring less.
	callsADay = 108
	// share is what it may cost beyond that, to the full pages of the day.
	share = 1.05
	// leastOften is the longest time between two readings.
	leastOften = 24 * time.Hour
	// fillAgain is how soon the first reading goes on.
	fillAgain = time.Minute
)

// A cost is what following changes took.
type cost struct {
	calls, rows int
	span        time.Duration // in which the changes were
	visits      int           // of the day before
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
	spare := max(callsADay, share*aDay) - aDay
	return min(max(least, time.Duration(little/spare*float64(24*time.Hour))), leastOften)
}

// aDay predicts how many calls following changes takes in a day.
func (c cost) aDay(every time.Duration, fixed bool) int {
	if fixed {
		return int(float64(max(c.calls, 1))*float64(24*time.Hour)/float64(every)) + c.visits/pageSize
	}
	return int(max(callsADay, share*float64(c.visits)/pageSize))
}
