// Package refresh decides when things that cost something are renewed: only
// when somebody asks, not before they are due, one run at a time for
// everybody who asks meanwhile, and later after failures. It knows nothing of
// what is renewed.
package refresh

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"
)

// A Task is one thing to keep fresh.
type Task struct {
	Name     string
	Interval time.Duration // from one start to the next
}

// A Runner renews the named tasks together and returns the error of each that
// failed. Its context outlives the scrape that started it.
type Runner func(ctx context.Context, due []string) map[string]error

// Postponed is the error of a task that was not run, for reasons that are no
// failure. It is due again at Until.
type Postponed struct {
	Until time.Time
	Err   error
}

func (p *Postponed) Error() string { return "postponed: " + p.Err.Error() }

// Unwrap returns why.
func (p *Postponed) Unwrap() error { return p.Err }

// Patient is the error of a task that failed in a way that trying again before
// Until does not mend.
type Patient struct {
	Until time.Time
	Err   error
}

func (p *Patient) Error() string { return p.Err.Error() }

// Unwrap returns why.
func (p *Patient) Unwrap() error { return p.Err }

// A Status is what is known of one task.
type Status struct {
	Name        string
	Started     time.Time // of the last run; zero before the first ended
	Succeeded   time.Time // end of the last good run; zero for never
	Duration    time.Duration
	Failures    int // in a row
	Err         error
	Postponed   bool      // was due, and put off
	Due         time.Time // when Refresh runs it again; zero for at once
	lastStarted time.Time
	ended       time.Time     // of the last run
	pause       time.Duration // after the end of a failed run
	postponed   time.Duration // after the end of a run that was not; zero for not
}

// A Scheduler runs tasks when they are due and somebody asks. It is safe for
// concurrent use.
type Scheduler struct {
	run     Runner
	timeout time.Duration
	ctx     context.Context
	stop    context.CancelFunc

	mu      sync.Mutex
	tasks   []Task
	status  map[string]*Status
	running chan struct{} // closed at the end of the present run; nil for none
	runs    int
	outage  outage
	// unproven says that what is known is of before a restart.
	unproven bool
	now      func() time.Time
	ended    func() // is called at the end of each run; nil for nothing
}

// New returns a scheduler. A run is given up after timeout. Call Close when done.
func New(tasks []Task, timeout time.Duration, run Runner) *Scheduler {
	ctx, stop := context.WithCancel(context.Background())
	s := &Scheduler{run: run, timeout: timeout, ctx: ctx, stop: stop, tasks: tasks, status: map[string]*Status{},
		now: time.Now}
	for _, t := range tasks {
		s.status[t.Name] = &Status{Name: t.Name}
	}
	return s
}

// Refresh starts a run of all tasks that are due and named, or of all that are due
// where none is named, or joins the one under way. It waits for its end or that of
// the context. The run itself goes on when the context ends.
func (s *Scheduler) Refresh(ctx context.Context, named ...string) {
	done := s.start(named)
	if done == nil {
		return
	}
	select {
	case <-done:
	case <-ctx.Done():
	}
}

// start returns the channel that the present run closes, nil if nothing is due.
func (s *Scheduler) start(named []string) <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.running != nil {
		return s.running
	}
	now := s.now()
	if s.outage.lasts(now) || s.ctx.Err() != nil {
		return nil
	}
	due := s.due(now, named)
	if len(due) == 0 && !s.unproven {
		return nil
	}
	s.unproven = false
	for _, name := range due {
		s.status[name].lastStarted = now
	}
	s.runs++
	s.running = make(chan struct{})
	go s.work(now, due)
	return s.running
}

func (s *Scheduler) due(now time.Time, named []string) []string {
	var due []string
	for _, t := range s.tasks {
		if len(named) > 0 && !slices.Contains(named, t.Name) {
			continue
		}
		if s.status[t.Name].due(t.Interval, now) {
			due = append(due, t.Name)
		}
	}
	return due
}

func (st *Status) due(interval time.Duration, now time.Time) bool {
	switch {
	case st.postponed > 0:
		return Since(st.ended, now) >= st.postponed
	case st.Failures > 0 && Since(st.ended, now) >= st.pause:
		return true
	}
	return Since(st.lastStarted, now) >= interval
}

// next is when the task is due; zero for a task that never ran.
func (st *Status) next(interval time.Duration) time.Time {
	switch {
	case st.postponed > 0:
		return st.ended.Add(st.postponed)
	case st.lastStarted.IsZero():
		return time.Time{}
	case st.Failures > 0 && st.ended.Add(st.pause).Before(st.lastStarted.Add(interval)):
		return st.ended.Add(st.pause)
	}
	return st.lastStarted.Add(interval)
}

func later(a, b time.Time) time.Time { return slices.MaxFunc([]time.Time{a, b}, time.Time.Compare) }

// tooLong is why what a refresh still waits for is given up at its end.
type tooLong time.Duration

func (l tooLong) Error() string {
	return fmt.Sprintf("the refresh was ended after %s", time.Duration(l))
}

// Unwrap tells that time ran out.
func (tooLong) Unwrap() error { return context.DeadlineExceeded }

func (s *Scheduler) work(start time.Time, due []string) {
	ctx, cancel := context.WithTimeoutCause(s.ctx, s.timeout, tooLong(s.timeout))
	defer cancel()
	s.note(start, due, s.contained(ctx, due))
	if s.ended != nil {
		s.ended()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.running)
	s.running = nil
}

// note notes what became of a run.
func (s *Scheduler) note(start time.Time, due []string, errs map[string]error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	end := s.now()
	s.outage.note(errs, len(due), end)
	for _, name := range due {
		s.status[name].note(start, end, errs[name])
	}
}

// contained runs the tasks, and takes a panic for the failure of all.
func (s *Scheduler) contained(ctx context.Context, due []string) (errs map[string]error) {
	defer func() {
		if value := recover(); value != nil {
			errs = map[string]error{}
			for _, name := range due {
				errs[name] = fmt.Errorf("panic: %v", value)
			}
		}
	}()
	return s.run(ctx, due)
}

func (st *Status) note(start, end time.Time, err error) {
	st.ended, st.postponed, st.Postponed = end, 0, false
	if postponed, ok := errors.AsType[*Postponed](err); ok {
		st.postponed, st.Postponed = max(postponed.Until.Sub(end), 1), true
		return
	}
	st.Started, st.Duration, st.Err = start, end.Sub(start), err
	if err == nil {
		st.Succeeded, st.Failures = end, 0
		return
	}
	st.Failures++
	st.pause = taskPace().After(st.Failures)
	if _, ok := errors.AsType[*Outage](err); ok {
		st.pause = 0 // it is due when the outage ends
	} else if patient, ok := errors.AsType[*Patient](err); ok {
		st.pause = patient.Until.Sub(end)
	}
}

// Resume ends the pause after an outage, whose cause somebody removed.
func (s *Scheduler) Resume() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.outage = outage{}
}

// Status returns what is known of each task, in the order they were given.
func (s *Scheduler) Status() []Status {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]Status, len(s.tasks))
	for i, t := range s.tasks {
		list[i] = *s.status[t.Name]
		list[i].Due = later(list[i].next(t.Interval), s.outage.until())
	}
	return list
}

// A Halt is a pause in which no task is run, after runs that met an outage.
type Halt struct {
	Until time.Time
	Runs  int   // that met it, in a row
	Err   error // of the last of them
}

// Halt returns the present one; nil for none.
func (s *Scheduler) Halt(now time.Time) *Halt {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.outage.lasts(now) {
		return nil
	}
	return &Halt{Until: s.outage.until(), Runs: s.outage.runs, Err: s.outage.err}
}

// Every changes the interval of a task, which a run may do for the next one.
func (s *Scheduler) Every(name string, interval time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.tasks {
		if s.tasks[i].Name == name {
			s.tasks[i].Interval = interval
		}
	}
}

// Hasten makes tasks due at once, as if their intervals were over. A run may do that.
func (s *Scheduler) Hasten(names ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, name := range names {
		if st := s.status[name]; st != nil {
			st.lastStarted = time.Time{}
		}
	}
}

// Runs returns how many runs were started.
func (s *Scheduler) Runs() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.runs
}

// Close ends a run under way and waits for it. Later calls of Refresh return at once.
func (s *Scheduler) Close() {
	s.stop()
	s.mu.Lock()
	done := s.running
	s.mu.Unlock()
	if done != nil {
		<-done
	}
}
