package org

import (
	"time"

	"salesforce_exporter/internal/refresh"
	"salesforce_exporter/internal/soql"
)

// A cachedAnswer is what is known of the answer to one statement. Its methods keep
// the rules of its attempt:
//
//	attempt   problem  last good answer  is asked again
//	answered  nil      there             when it is older than its interval
//	failed    there    there or not      with the next refresh
//	timedOut  there    there or not      ever later, at last once a day
//	refused   there    there or not      ever later, at last once a day
//	tooMuch   there    there or not      ever later, at last once a day
//	hidden    there    there or not      when the schema was read again
//
// gaveUp is zero but for the last three. What was given up stays so, with the
// latest problem, until there is an answer or the schema was read again.
type cachedAnswer struct {
	content
	attempt attempt
	problem error     // why the last attempt came to nothing
	asked   time.Time // start of the refresh that answered or gave up last
	gaveUp  int       // how often in a row it was given up

	maxAge  time.Duration // of who wants it most often
	stagger time.Duration // that the next reading waits longer than the age of the answer
	pages   int           // rounds of calls that the answer took
	slow    bool          // took too long, perhaps for others in its call, so it gets one of its own
	passed  bool          // got no answer in an empty place, so it waits for the turn of its collector
	// forgiven says that it was hidden when the schema was read before: what it is now, the next turn will tell.
	forgiven bool
}

// content is the last good answer; zero before the first.
type content struct {
	at       time.Time // of the answer, by the org's clock
	rows     soql.Rows
	flaws    map[string]int // rows that are left out or repaired, by what is wrong with them
	answered time.Time      // start of the refresh that got the answer
	changes  bool           // the answer tells only what changed since the one before
	waived   bool           // the org refused it, and figures go on without it
}

// An attempt is what asking came to the last time.
type attempt int

const (
	unasked  attempt = iota
	answered         // there is an answer
	failed           // there is none for now
	timedOut         // the org takes too long for it: it may answer at another time
	refused          // the org refuses it, for a reason that does not pass by itself
	tooMuch          // the answer is more than can be read, as it will be next time
	hidden           // the org hides what is asked for, until somebody grants it
)

// givenUp reports whether asking again soon would come to the same.
func (a attempt) givenUp() bool { return a >= timedOut }

// lasts reports whether the answer is missing for good, rather than for now.
func (a attempt) lasts() bool { return a == tooMuch || a == hidden }

// fail notes that there was no answer this time.
func (a *cachedAnswer) fail(why error) {
	a.problem, a.forgiven = why, false
	if !a.attempt.givenUp() {
		a.attempt = failed
	}
}

// giveUp notes that asking again soon is no use. The last good answer stays.
func (a *cachedAnswer) giveUp(why error, as attempt, now time.Time) {
	a.attempt, a.problem, a.asked, a.stagger, a.forgiven = as, why, now, 0, false
	a.gaveUp++
}

// forgive makes it what it was with its last good answer.
func (a *cachedAnswer) forgive() {
	a.attempt, a.problem, a.asked, a.gaveUp, a.forgiven = answered, nil, a.answered, 0, true
}

// due reports whether the statement has to be asked.
func (a *cachedAnswer) due(maxAge time.Duration, now time.Time) bool {
	return a == nil || a.attempt != hidden && refresh.Since(a.asked, now) >= a.patience(maxAge)
}

// hurry makes it due, where the org took too long for it.
func (a *cachedAnswer) hurry() {
	if a.attempt == timedOut {
		a.asked, a.gaveUp = time.Time{}, 1
	}
}

// again is when asking may come to something, where asking soon was given up; zero
// for as soon as possible.
func (a *cachedAnswer) again(maxAge time.Duration) time.Time {
	if !a.attempt.givenUp() || a.attempt == hidden {
		return time.Time{}
	}
	return a.asked.Add(a.patience(maxAge))
}

// patience is how long an answer is left alone. What the org took too long for, or
// refused, it will most likely not answer soon, so it is asked half as often each
// time, and once a day at last. The second of all readings may wait for its turn.
func (a *cachedAnswer) patience(maxAge time.Duration) time.Duration {
	for range a.gaveUp {
		maxAge = min(2*maxAge, max(maxAge, 24*time.Hour))
	}
	return maxAge + a.stagger
}

// age is that of the answer where it is made part of figures that are due after
// the interval.
func (a *cachedAnswer) age(interval time.Duration) age {
	if a == nil {
		return age{}
	}
	return age{since: a.answered, interval: interval, stagger: a.stagger}
}

// answer is what the org said.
func (a *cachedAnswer) answer() soql.Answer { return soql.Answer{Rows: a.rows, At: a.at} }
