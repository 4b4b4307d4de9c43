package budget

import "time"

// slot is how finely calls are counted. A window of so many slots and one more
// counts each call for 24 hours at least.
const slot = 10 * time.Minute

// A window counts calls by the slot they fall into, by Unix time.
type window map[int64]int

func slotOf(t time.Time) int64 { return t.Unix() / int64(slot/time.Second) }

func (w window) add(now time.Time, n int) {
	w.settle(now)
	w[slotOf(now)] += n
}

// sum counts the calls of the last 24 hours.
func (w window) sum(now time.Time) int {
	w.settle(now)
	total := 0
	for _, n := range w {
		total += n
	}
	return total
}

// settle forgets what is older than 24 hours, and takes what is of the future
// for of now: the clock was wrong then or is now.
func (w window) settle(now time.Time) {
	first, last := slotOf(now.Add(-Day)), slotOf(now)
	for s, n := range w {
		if s < first {
			delete(w, s)
		}
		if s > last {
			delete(w, s)
			w[last] += n
		}
	}
}

// free returns how long it takes until so many calls fit under the limit.
func (w window) free(now time.Time, limit, calls int) time.Duration {
	for wait := time.Duration(0); wait < Day; wait += slot {
		first := slotOf(now.Add(wait - Day))
		total := calls
		for s, n := range w {
			if s >= first {
				total += n
			}
		}
		if total <= limit {
			return wait
		}
	}
	return Day
}
