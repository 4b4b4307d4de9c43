package web

import (
	"sync"
	"time"
)

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
