package refresh

import (
	"errors"
	"math/rand/v2"
	"time"
)

// A Pace is how long to pause after failures: First, then twice as long each
// time, and never longer than Last.
type Pace struct {
	First, Last time.Duration
}

// taskPace is that of a task that failed alone. It is tried again when its
// interval is over, even if that is earlier.
func taskPace() Pace { return Pace{First: 10 * time.Second, Last: 15 * time.Minute} }

// After is the pause after so many failures in a row, less up to a fifth of
// it, so that exporters which failed together do not come back together.
func (p Pace) After(failures int) time.Duration {
	pause := p.First
	for range failures - 1 {
		if pause >= p.Last {
			break
		}
		pause *= 2
	}
	pause = min(pause, p.Last)
	return pause - time.Duration(rand.Int64N(int64(pause)/5+1))
}

// An Outage is the error of tasks that failed for a reason that all tasks would
// meet. None is run before Until.
type Outage struct {
	Until time.Time
	Err   error
}

func (o *Outage) Error() string { return o.Err.Error() }

// Unwrap returns why.
func (o *Outage) Unwrap() error { return o.Err }

// An outage counts the runs in a row that met one.
type outage struct {
	runs  int
	ended time.Time // of the last of them
	pause time.Duration
	err   error // of the last of them
}

// until is when the pause ends; zero for none.
func (o *outage) until() time.Time {
	if o.runs == 0 {
		return time.Time{}
	}
	return o.ended.Add(o.pause)
}

func (o *outage) lasts(now time.Time) bool {
	return o.runs > 0 && Since(o.ended, now) < o.pause
}

// note takes the outcome of a run of so many tasks. One that was put off as a
// whole tells nothing of an outage.
func (o *outage) note(errs map[string]error, tasks int, end time.Time) {
	putOff := 0
	for _, err := range errs {
		if met, ok := errors.AsType[*Outage](err); ok {
			o.runs++
			o.ended, o.pause, o.err = end, met.Until.Sub(end), met.Err
			return
		}
		if _, ok := errors.AsType[*Postponed](err); ok {
			putOff++
		}
	}
	if putOff < tasks {
		o.runs = 0
	}
}

// Since is how much time passed between two readings of the clock. The wall
// clock can be set back; the monotonic clock stands still while the machine
// sleeps (Go, package time, Monotonic Clocks). So whichever says more is right,
// or at least on the safe side.
func Since(then, now time.Time) time.Duration {
	return max(now.Sub(then), now.Round(0).Sub(then.Round(0)))
}
