package refresh

import "time"

// A Past is what a scheduler knows, to be kept over a restart.
type Past struct {
	Tasks  []PastTask
	Outage PastOutage
}

// A PastTask is what is known of a task.
type PastTask struct {
	Name                     string
	Started, Succeeded       time.Time
	LastStarted, Ended       time.Time
	Duration, Pause, Waiting time.Duration // Waiting is how long it is put off; zero for not
	Failures                 int
	Err                      error `json:"-"`
}

// A PastOutage is that of all tasks; zero for none.
type PastOutage struct {
	Runs  int
	Ended time.Time
	Pause time.Duration
	Err   error `json:"-"`
}

// Past returns what is known now. A task that is being run is due: if the process ended now, its
// run would have come to nothing.
func (s *Scheduler) Past() Past {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := Past{Outage: PastOutage{Runs: s.outage.runs, Ended: s.outage.ended, Pause: s.outage.pause, Err: s.outage.err}}
	for _, t := range s.tasks {
		st := *s.status[t.Name]
		if s.running != nil && st.lastStarted.After(st.ended) {
			st.lastStarted = time.Time{}
		}
		p.Tasks = append(p.Tasks, PastTask{Name: t.Name, Started: st.Started, Succeeded: st.Succeeded,
			LastStarted: st.lastStarted, Ended: st.ended, Duration: st.Duration, Pause: st.pause, Waiting: st.postponed,
			Failures: st.Failures, Err: st.Err})
	}
	return p
}

// Remember goes on from a past, before anything was run. The next call of Refresh
// starts a run, also where nothing is due: of no task then.
func (s *Scheduler) Remember(p Past) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.unproven = true
	s.outage = outage{runs: p.Outage.Runs, ended: p.Outage.Ended, pause: p.Outage.Pause, err: p.Outage.Err}
	for _, t := range p.Tasks {
		if st := s.status[t.Name]; st != nil {
			*st = Status{Name: t.Name, Started: t.Started, Succeeded: t.Succeeded, Duration: t.Duration, Failures: t.Failures,
				Err: t.Err, Postponed: t.Waiting > 0, lastStarted: t.LastStarted, ended: t.Ended, pause: t.Pause,
				postponed: t.Waiting}
		}
	}
}

// Forget makes all tasks due that are not being run. A run may do that.
func (s *Scheduler) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.outage = outage{}
	for name := range s.status {
		s.status[name] = &Status{Name: name}
	}
}

// OnEnd has something done at the end of each run, when what became of it is known,
// and before the next one. It is to be called before the first run.
func (s *Scheduler) OnEnd(do func()) { s.ended = do }
