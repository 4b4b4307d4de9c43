package refresh

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
	"unsafe"
)

// TestOutageHoldsAllTasks counts how often anything is tried in a day in which
// whatever is tried fails for one reason.
func TestOutageHoldsAllTasks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var runs []time.Duration
		start := time.Now()
		broken := true
		s := New([]Task{{"a", time.Minute}, {"b", 7 * time.Minute}, {"c", time.Hour}}, time.Hour,
			func(_ context.Context, due []string) map[string]error {
				runs = append(runs, time.Since(start))
				errs := map[string]error{}
				for _, name := range due {
					if broken {
						errs[name] = &Outage{Until: time.Now().Add(time.Hour), Err: errors.New("refused")}
					}
				}
				return errs
			})
		defer s.Close()
		for time.Since(start) < 24*time.Hour {
			s.Refresh(t.Context())
			time.Sleep(5 * time.Second)
		}
		if n := len(runs); n != 24 {
			t.Errorf("in a day: got %d runs, want one an hour: %v", n, runs)
		}
		broken = false
		time.Sleep(time.Hour)
		s.Refresh(t.Context())
		for _, st := range s.Status() {
			if st.Failures != 0 || st.Err != nil || time.Since(st.Succeeded) != 0 {
				t.Errorf("an hour after the end %s has %d failures, %v", st.Name, st.Failures, st.Err)
			}
		}
		runs = nil
		for range 13 {
			time.Sleep(5 * time.Second)
			s.Refresh(t.Context())
		}
		if len(runs) != 1 {
			t.Errorf("in the minute after: got %d runs, want 1", len(runs))
		}
	})
}

// TestPanicOfTheRunner fails the tasks and leaves the scheduler at work.
func TestPanicOfTheRunner(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New([]Task{{"a", time.Minute}}, time.Hour, func(context.Context, []string) map[string]error { panic("defect") })
		defer s.Close()
		for want := 1; want <= 2; want++ {
			s.Refresh(t.Context())
			if st := s.Status()[0]; st.Failures != want || st.Err == nil || st.Err.Error() != "panic: defect" {
				t.Errorf("got %d failures, %v, want %d", st.Failures, st.Err, want)
			}
			time.Sleep(time.Minute)
		}
	})
}

func TestPaceGrowsAndIsBounded(t *testing.T) {
	p := Pace{First: 10 * time.Second, Last: time.Minute}
	for i, most := range []time.Duration{10, 20, 40, 60, 60} {
		most *= time.Second
		for range 100 {
			if got := p.After(i + 1); got > most || got < most*4/5 {
				t.Fatalf("after %d failures: got %s, want %s less up to a fifth", i+1, got, most)
			}
		}
	}
	if got := p.After(1 << 40); got > time.Minute || got <= 0 {
		t.Errorf("after very many failures: got %s", got)
	}
}

// stepped is the same moment as seen by a machine whose wall clock was set
// forward, or back, against its monotonic clock. There is no way to make such
// a time but through its second word, which is the monotonic reading.
func stepped(t time.Time, wall time.Duration) time.Time {
	t = t.Add(wall)
	(*struct {
		wall uint64
		mono int64
	})(unsafe.Pointer(&t)).mono -= int64(wall)
	return t
}

// TestClockChanges sets the clock back and forward, and lets the machine sleep,
// where the wall clock goes on and the other one does not.
func TestClockChanges(t *testing.T) {
	for name, c := range map[string]struct {
		passed, step time.Duration
		runs         bool
	}{
		"nothing":                        {59 * time.Second, 0, false},
		"an interval":                    {time.Minute, 0, true},
		"set back by a day, too early":   {59 * time.Second, -24 * time.Hour, false},
		"set back by a day, an interval": {time.Minute, -24 * time.Hour, true},
		"three days of sleep":            {time.Second, 72 * time.Hour, true},
	} {
		t.Run(name, func(t *testing.T) {
			clock := time.Now() // outside of synctest, whose times have no monotonic reading
			s := New([]Task{{"a", time.Minute}}, time.Hour, func(context.Context, []string) map[string]error { return nil })
			s.now = func() time.Time { return clock }
			defer s.Close()
			s.Refresh(t.Context())
			clock = stepped(clock.Add(c.passed), c.step)
			s.Refresh(t.Context())
			if ran := s.Runs() == 2; ran != c.runs {
				t.Errorf("%s later, with the clock %s off: ran is %v, want %v", c.passed, c.step, ran, c.runs)
			}
			if !c.runs {
				return
			}
			for range 12 { // from then on as ever
				clock = clock.Add(5 * time.Second)
				s.Refresh(t.Context())
			}
			if got := s.Runs() - 2; got != 1 {
				t.Errorf("in the minute after: got %d runs, want 1", got)
			}
		})
	}
}
