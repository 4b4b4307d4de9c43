package circuit

import (
	"errors"
	"testing"
	"time"

	"salesforce_exporter/internal/refresh"
)

var errDown = errors.New("503")

// down fails in a way that has no chance in it: a fifth of a pause of a nanosecond
// is nothing.
func down(told time.Duration) Failure {
	return Failure{Err: errDown, Reason: Unreachable, Told: told, Pace: refresh.Pace{First: 1, Last: 4}}
}

// TestTransitions leads from each state by each event.
func TestTransitions(t *testing.T) {
	now := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	events := map[string]func(*Circuit){
		"fail":       func(c *Circuit) { c.Fail(down(0), now) },
		"fail, told": func(c *Circuit) { c.Fail(down(time.Hour), now) },
		"ages":       func(c *Circuit) { c.Fail(down(1000*time.Hour), now) },
		"again":      func(c *Circuit) { c.Again(down(0), now) },
		"try":        func(c *Circuit) { c.Try() },
		"answered":   func(c *Circuit) { c.Answered() },
		"progress":   func(c *Circuit) { c.Progress() },
		"reset":      func(c *Circuit) { c.Reset() },
	}
	for _, c := range []struct {
		events   []string
		state    State
		failures int
		pause    time.Duration
	}{
		{nil, Closed, 0, 0},
		{[]string{"answered", "progress", "try", "reset"}, Closed, 0, 0},
		{[]string{"fail"}, Open, 1, 1},
		{[]string{"fail, told"}, Open, 1, time.Hour},
		{[]string{"ages"}, Open, 1, 24 * time.Hour},
		{[]string{"fail", "fail"}, Open, 1, 1}, // calls that were under way together
		{[]string{"fail", "fail, told"}, Open, 1, time.Hour},
		{[]string{"fail, told", "fail"}, Open, 1, time.Hour},
		{[]string{"fail", "answered"}, Open, 1, 1}, // one that was under way
		{[]string{"fail", "again"}, Open, 2, 2},
		{[]string{"fail", "again", "again", "again"}, Open, 4, 4},
		{[]string{"fail, told", "again"}, Open, 2, 2},
		{[]string{"fail", "try"}, Trial, 1, 1},
		{[]string{"fail", "try", "fail"}, Open, 2, 2},
		{[]string{"fail", "try", "answered"}, Closed, 0, 0},
		{[]string{"fail", "try", "answered", "fail"}, Open, 2, 2}, // answers that cannot be read
		{[]string{"fail", "try", "answered", "progress", "fail"}, Open, 1, 1},
		{[]string{"fail", "again", "progress"}, Open, 1, 1},
		{[]string{"fail", "again", "fail, told", "progress"}, Open, 1, time.Hour},
		{[]string{"fail, told", "progress"}, Open, 1, time.Hour},
		{[]string{"fail", "again", "reset"}, Closed, 0, 0},
		{[]string{"fail", "again", "reset", "fail"}, Open, 1, 1},
	} {
		circuit := &Circuit{}
		for _, e := range c.events {
			events[e](circuit)
		}
		got := circuit.Status()
		want := Status{}
		if c.state != Closed {
			want = Status{State: c.state, Failures: c.failures, Reason: Unreachable, Err: errDown, Until: now.Add(c.pause)}
		}
		if got != want {
			t.Errorf("after %v: got %+v, want %+v", c.events, got, want)
		}
		var open *OpenError
		err := circuit.Allow()
		if isOpen := c.state == Open; errors.As(err, &open) != isOpen || errors.Is(err, errDown) != isOpen {
			t.Errorf("after %v: a call is kept back by %v", c.events, err)
		}
		early, late := circuit.Ready(now.Add(c.pause-1)), circuit.Ready(now.Add(c.pause))
		if early || late != (c.state == Open) {
			t.Errorf("after %v: a probe may be sent before the end of the pause: %v, after it: %v", c.events, early, late)
		}
	}
}
