package engagement

import "time"

const (
	// The first reading goes back in steps that take a bounded number of pages.
	fewPages, manyPages = 10, 60
	// firstHold and lastHold are how long a span that was too long is not tried
	// again: twice as long each time, as units stay slow, and outages end.
	firstHold, lastHold = time.Hour, 24 * time.Hour
)

// rungs are the spans that a query may be about, from the shortest on.
func rungs() []time.Duration {
	const day = 24 * time.Hour
	return []time.Duration{
		5 * time.Minute, 10 * time.Minute, 15 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour, 3 * time.Hour,
		6 * time.Hour, 12 * time.Hour,
		day, 2 * day, 4 * day, 8 * day,
	}
}

func shortest() time.Duration { return rungs()[0] }

func longest() time.Duration { all := rungs(); return all[len(all)-1] }

// below is the longest rung that is shorter, zero for none.
func below(span time.Duration) (rung time.Duration) {
	for _, r := range rungs() {
		if r < span {
			rung = r
		}
	}
	return rung
}

// above is the shortest rung that is longer, or the longest one.
func above(span time.Duration) time.Duration {
	for _, r := range rungs() {
		if r > span {
			return r
		}
	}
	return longest()
}

// A reach is how long a time one query may be about. A span that the API did not
// answer for is a ceiling, from when a shorter one was answered for: what ends
// without any answer is an outage, or has another cause.
type reach struct {
	span    time.Duration // of the next query
	ceiling time.Duration // the span that was too long; zero for none
	proven  bool          // a shorter one was answered for
	again   time.Time     // when the ceiling is tried again
	hold    time.Duration
	// good is the longest span that was answered for, and revived tells that it is
	// asked for once more, after an end without any answer.
	good    time.Duration
	revived bool
	// byTime orders rows by the time that they are asked by, not by their ids.
	byTime bool
}

// next is the span of the next query.
func (r *reach) next(now time.Time) time.Duration {
	if r.limited() && !now.Before(r.again) {
		return r.ceiling
	}
	return r.span
}

// limited reports whether there is a ceiling.
func (r *reach) limited() bool { return r.ceiling > 0 && r.proven }

// tooLong notes that a span was not answered for. It reports whether there is
// something else to try: a shorter one or, at the end, the other order once.
func (r *reach) tooLong(span time.Duration, now time.Time) bool {
	if r.limited() && span >= r.ceiling {
		r.hold = min(2*r.hold, lastHold)
		r.again = now.Add(r.hold)
		return true
	}
	r.ceiling, r.proven = span, false
	shorter := below(span)
	switch {
	case shorter > 0 && r.revived:
		r.span, r.revived = shortest(), false
		return true
	case shorter > 0:
		r.span = shorter
		return true
	}
	r.ceiling, r.span, r.byTime = 0, shortest(), !r.byTime
	if !r.byTime && r.good > 0 {
		r.span, r.revived = r.good, true
	}
	return r.byTime
}

// switchOrder takes the other order before spans get shorter, where nothing was
// answered for in order of ids. It reports whether that is something new.
func (r *reach) switchOrder() bool {
	if r.byTime || r.good > 0 {
		return false
	}
	r.byTime, r.ceiling, r.proven, r.span = true, 0, false, firstStep
	return true
}

// shorten makes the next query shorter, whatever the API could answer for.
func (r *reach) shorten() {
	if shorter := below(r.span); shorter > 0 {
		r.span = shorter
	}
}

// answered notes that a span was answered for, and how many pages it had: few
// are a waste, and many are long to wait for.
func (r *reach) answered(span time.Duration, pages int, now time.Time) {
	r.good, r.revived = max(r.good, min(span, longest())), false
	switch {
	case r.ceiling > 0 && span >= r.ceiling:
		r.ceiling, r.proven = 0, false
	case r.ceiling > 0 && !r.proven:
		r.proven, r.hold, r.again = true, firstHold, now.Add(firstHold)
	}
	longer := above(r.span)
	switch {
	case pages > manyPages:
		r.shorten()
	case pages < fewPages && span >= r.span && (r.ceiling == 0 || longer < r.ceiling):
		r.span = longer
	}
}
