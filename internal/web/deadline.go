package web

import (
	"net/http"
	"strconv"
	"sync"
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

const (
	// paceMargin is how many times the time of the last answer is left for the next:
	// a refresh takes processor time meanwhile.
	paceMargin = 4
	// mostPaces bounds how many clients and orgs are known.
	mostPaces = 10_000
)

// pace is how long it took to answer each client about each org.
type pace struct {
	mu   sync.Mutex
	took map[paceKey]time.Duration
}

type paceKey struct{ client, target string }

func keyOf(s *scrape) paceKey { return paceKey{client: clientOf(s.request), target: s.target} }

// note remembers the time of an answer. One that was quicker than those before
// counts by half.
func (p *pace) note(s *scrape, took time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	key := keyOf(s)
	before, known := p.took[key]
	if !known && len(p.took) >= mostPaces {
		clear(p.took)
	}
	p.took[key] = max(took, (took+before)/2)
}

// needs is how long the next answer may take; zero where nothing is known.
func (p *pace) needs(s *scrape) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return paceMargin * p.took[keyOf(s)]
}
