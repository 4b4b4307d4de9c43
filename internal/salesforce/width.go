package salesforce

import (
	"strings"
	"sync"
	"time"

	"salesforce_exporter/internal/api"
)

// Calls under way at once. Salesforce limits requests that run for 20 seconds or longer
// to 25 an org, 5 in trial orgs, and shorter ones not at all (Salesforce Developer Limits
// and Allocations Quick Reference).
const (
	narrow = 4  // at first, and while calls take long or answers are large
	widest = 16 // where calls are short
)

// A call that took shortCall at most, with an answer of up to smallAnswer bytes, lets two
// more go at the same time. One that failed, took longCall or more, or brought largeAnswer bytes brings
// back the narrow width: of large answers, more than a few at once would fill the memory.
const (
	shortCall   = 2 * time.Second
	longCall    = 10 * time.Second
	smallAnswer = 256 << 10
	largeAnswer = 1 << 20
)

// tooWideFor is how long a width is not tried again that the org refused.
const tooWideFor = time.Hour

// A width says how many calls may be under way at once, from what became of others. The
// zero value is narrow.
type width struct {
	mu      sync.Mutex
	left    sync.Cond // that a call has ended
	now     int       // zero for narrow
	most    int       // that the org does not refuse; zero for widest
	refused time.Time // when most was found out
	times   int       // that most was found out
	running int
}

// enter waits for a place.
func (w *width) enter() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.wait()
}

// wait waits for a place. mu is held.
func (w *width) wait() {
	w.left.L = &w.mu
	for w.running >= w.allowed() {
		w.left.Wait()
	}
	w.running++
}

// leave gives the place back.
func (w *width) leave() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.running--
	w.tell()
}

func (w *width) tell() {
	w.left.L = &w.mu
	w.left.Broadcast()
}

// allowed is how many calls may be under way now. mu is held.
func (w *width) allowed() int {
	most := widest
	if w.most > 0 {
		most = w.most
	}
	if w.now == 0 {
		return min(narrow, most)
	}
	return min(w.now, most)
}

// learn notes what became of a call.
func (w *width) learn(took time.Duration, bytes int, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.most > 0 && time.Since(w.refused) >= tooWideFor {
		w.most = 0
	}
	switch {
	case err != nil, took >= longCall, bytes >= largeAnswer:
		w.now = narrow
	case took <= shortCall && bytes <= smallAnswer:
		w.now = min(w.allowed()+2, widest)
		w.tell()
	}
}

// sending is what a call has to remember that is sent now; see tooWide.
func (w *width) sending() (times int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.times
}

// tooWide notes that the org refused a call because too many are under way, and reports
// whether it can be sent again: with fewer others beside it, for which it waits. Of calls that
// were sent together the first to be refused tells how many were too many. The call that was
// alone cannot be sent again.
func (w *width) tooWide(times int) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if times == w.times {
		if w.running < 2 {
			return false
		}
		w.most, w.refused = min(max(1, w.running/2), w.allowed()), time.Now()
		w.now = w.most
		w.times++
	}
	w.running--
	w.tell()
	w.wait()
	return true
}

// isTooWide reports whether the org refused a call because too many are under way.
func isTooWide(err error) bool {
	e := api.AsError(err)
	return e != nil && !e.Partial && e.Code == "REQUEST_LIMIT_EXCEEDED" && strings.Contains(e.Message, "Concurrent")
}
