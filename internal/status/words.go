package status

import (
	"fmt"
	"strconv"
	"time"
)

// A moment is a time as a page shows it.
type moment struct {
	Label string // what happened or happens then; empty where a heading says it
	Exact string // as RFC 3339 writes it
	Text  string // how far away it is
}

// momentOf says how far a time is from now; nil for the zero time.
func momentOf(label string, t, now time.Time) *moment {
	if t.IsZero() {
		return nil
	}
	m := &moment{Label: label, Exact: t.UTC().Format(time.RFC3339)}
	switch d := t.Sub(now); {
	case d >= time.Second:
		m.Text = "in " + span(d)
	case d > -time.Second:
		m.Text = "now"
	default:
		m.Text = span(-d) + " ago"
	}
	return m
}

// span writes a duration as people say it: in one unit, of which there are at
// least two, or one second.
func span(d time.Duration) string {
	switch {
	case d < 2*time.Minute:
		return fmt.Sprintf("%.0f s", d.Seconds())
	case d < 2*time.Hour:
		return fmt.Sprintf("%.0f min", d.Minutes())
	case d < 48*time.Hour:
		return fmt.Sprintf("%.0f h", d.Hours())
	}
	return fmt.Sprintf("%.0f days", d.Hours()/24)
}

// thousands writes a number with a comma after each thousand.
func thousands(n int) string {
	if n < 0 {
		return "-" + thousands(-n)
	}
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
