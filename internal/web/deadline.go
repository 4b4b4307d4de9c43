package web

import (
	"net/http"
	"strconv"
	"time"
)

// A Deadline says how long a scrape may wait for a refresh.
type Deadline struct {
	// Offset is left of the scraper's own timeout to write the answer.
	Offset time.Duration
	// Default is for requests that name no timeout.
	Default time.Duration
}

const longestWait = 2 * time.Minute

// of reads the header that Prometheus sends with each scrape. What the answer needs
// comes on top of the offset; at least half of the timeout is there to wait.
func (d Deadline) of(h http.Header, needs time.Duration) time.Duration {
	seconds, err := strconv.ParseFloat(h.Get("X-Prometheus-Scrape-Timeout-Seconds"), 64)
	if err != nil || !(seconds > 0) { // not a number is not positive either
		return d.Default
	}
	timeout := longestWait
	if seconds < longestWait.Seconds() {
		timeout = time.Duration(seconds * float64(time.Second))
	}
	return timeout - min(d.Offset+needs, timeout/2)
}
