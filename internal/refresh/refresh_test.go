package refresh_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"salesforce_exporter/internal/refresh"
)

// A recorder is a runner that takes its time and remembers what it ran.
type recorder struct {
	mu    sync.Mutex
	start time.Time
	runs  []string
	takes time.Duration
	fail  map[string]error
}

func (r *recorder) run(ctx context.Context, due []string) map[string]error {
	r.mu.Lock()
	text := time.Since(r.start).Round(time.Second).String()
	for _, name := range due {
		text += " " + name
	}
	r.runs = append(r.runs, text)
	r.mu.Unlock()
	select {
	case <-time.After(r.takes):
	case <-ctx.Done():
	}
	return r.fail
}

func tasks() []refresh.Task {
	return []refresh.Task{{Name: "fast", Interval: time.Minute}, {Name: "slow", Interval: 3 * time.Minute}}
}

func TestDueTasksRunTogetherAndOnlyWhenAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &recorder{start: time.Now(), takes: time.Second}
		s := refresh.New(tasks(), time.Hour, r.run)
		defer s.Close()
		for range 17 { // every 15 s for 4 minutes
			s.Refresh(t.Context())
			time.Sleep(15*time.Second - time.Since(r.start)%(15*time.Second))
		}
		time.Sleep(time.Hour) // nobody asks
		s.Refresh(t.Context())
		want := []string{"0s fast slow", "1m0s fast", "2m0s fast", "3m0s fast slow", "4m0s fast", "1h4m15s fast slow"}
		if diff := cmp.Diff(want, r.runs); diff != "" {
			t.Errorf("runs (-want +got):\n%s", diff)
		}
	})
}

func TestConcurrentCallersShareOneRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &recorder{start: time.Now(), takes: time.Second}
		s := refresh.New(tasks(), time.Hour, r.run)
		defer s.Close()
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() { s.Refresh(t.Context()) })
		}
		wg.Wait()
		if got := s.Runs(); got != 1 {
			t.Errorf("20 callers: got %d runs, want 1", got)
		}
	})
}

func TestRunOutlivesTheCaller(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &recorder{start: time.Now(), takes: 40 * time.Second}
		s := refresh.New(tasks(), time.Hour, r.run)
		defer s.Close()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		s.Refresh(ctx)
		if waited := time.Since(r.start); waited != time.Second {
			t.Errorf("the caller waited %v, want its own 1s", waited)
		}
		s.Refresh(t.Context())
		if waited := time.Since(r.start); waited != 40*time.Second {
			t.Errorf("the second caller waited until %v, want the end of the run at 40s", waited)
		}
		if got := s.Status()[0].Succeeded.Sub(r.start); got != 40*time.Second {
			t.Errorf("succeeded after %v, want 40s", got)
		}
	})
}

func TestFailuresBackOffAndRecover(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &recorder{start: time.Now(), fail: map[string]error{"slow": errors.New("no")}}
		s := refresh.New([]refresh.Task{{Name: "slow", Interval: time.Hour}}, time.Hour, r.run)
		defer s.Close()
		for time.Since(r.start) < 50*time.Minute {
			s.Refresh(t.Context())
			time.Sleep(time.Second)
		}
		// 10+20+40+80+160+320+640 s, then 15 min, each less up to a fifth.
		if n := len(r.runs); n < 9 || n > 11 {
			t.Errorf("in 50 minutes of failure: got %d runs, want about 10: %v", n, r.runs)
		}
		r.fail = nil
		time.Sleep(15 * time.Minute)
		s.Refresh(t.Context())
		if st := s.Status()[0]; st.Failures != 0 || st.Err != nil {
			t.Errorf("after a good run: got %d failures, %v", st.Failures, st.Err)
		}
	})
}

func TestCloseEndsTheRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &recorder{start: time.Now(), takes: time.Hour}
		s := refresh.New(tasks(), 2*time.Hour, r.run)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		s.Refresh(ctx)
		s.Close()
		if took := time.Since(r.start); took != time.Second {
			t.Errorf("closed after %v, want 1s", took)
		}
		s.Refresh(t.Context())
		if slices.Contains(r.runs[1:], "") || s.Runs() != 1 {
			t.Errorf("a closed scheduler ran: %v", r.runs)
		}
	})
}

// TestPatientTaskWaits has a task whose failure cannot be mended before a time: it
// is a failure, and is not tried before, but when its interval is over.
func TestPatientTaskWaits(t *testing.T) {
	for _, c := range []struct {
		until time.Duration
		want  []string
	}{
		{40 * time.Minute, []string{"0s slow", "40m0s slow", "1h20m0s slow"}},
		{5 * time.Hour, []string{"0s slow", "1h0m0s slow"}},
	} {
		synctest.Test(t, func(t *testing.T) {
			r := &recorder{start: time.Now()}
			s := refresh.New([]refresh.Task{{Name: "slow", Interval: time.Hour}}, time.Hour,
				func(ctx context.Context, due []string) map[string]error {
					r.run(ctx, due)
					return map[string]error{"slow": &refresh.Patient{Until: time.Now().Add(c.until), Err: errors.New("too slow")}}
				})
			defer s.Close()
			for time.Since(r.start) < 2*time.Hour {
				s.Refresh(t.Context())
				time.Sleep(time.Minute)
			}
			if diff := cmp.Diff(c.want, r.runs); diff != "" {
				t.Errorf("until %s: runs (-want +got):\n%s", c.until, diff)
			}
			if st := s.Status()[0]; st.Err == nil || st.Err.Error() != "too slow" || !st.Succeeded.IsZero() ||
				errors.Unwrap(st.Err) == nil {
				t.Errorf("the status is %+v", st)
			}
		})
	}
}

// TestPostponedTaskIsNoSuccess tells that a task was due and put off.
func TestPostponedTaskIsNoSuccess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var err error
		s := refresh.New([]refresh.Task{{Name: "dear", Interval: time.Hour}}, time.Hour,
			func(context.Context, []string) map[string]error {
				return map[string]error{"dear": err}
			})
		defer s.Close()
		for _, c := range []struct {
			err       error
			postponed bool
		}{{nil, false}, {&refresh.Postponed{Until: time.Now().Add(2 * time.Hour), Err: errors.New("spent")}, true}, {nil,
			false}} {
			err = c.err
			s.Refresh(t.Context())
			if st := s.Status()[0]; st.Postponed != c.postponed || st.Err != nil {
				t.Errorf("after %v the status is %+v", c.err, st)
			}
			time.Sleep(time.Hour)
		}
	})
}
