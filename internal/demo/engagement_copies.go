package demo

import (
	"net/http"
	"sync"
	"time"
)

// maxCopies bounds the answers that are kept.
const maxCopies = 1000

// copies are answers that are given again for a while, as Account Engagement
// may do for 60 seconds (API guide, Version 5 Overview).
type copies struct {
	mu    sync.Mutex
	known map[string]savedAnswer // by address
}

type savedAnswer struct {
	at     time.Time
	status int
	header http.Header
	body   []byte
}

// serve answers with a copy that is young enough, or else as serve does.
func (c *copies) serve(life time.Duration, now time.Time, w http.ResponseWriter, r *http.Request,
	serve http.HandlerFunc) {
	address := r.URL.RequestURI()
	c.mu.Lock()
	found, ok := c.known[address]
	c.mu.Unlock()
	if !ok || now.Sub(found.at) >= life {
		held := hold(&heldAnswer{header: http.Header{}}, r, serve)
		found = savedAnswer{at: now, status: held.status, header: held.header, body: held.body.Bytes()}
		c.save(address, found)
	}
	for name, values := range found.header {
		w.Header()[name] = values
	}
	w.WriteHeader(found.status)
	_, _ = w.Write(found.body) // the client may be gone
}

func (c *copies) save(address string, a savedAnswer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known == nil || len(c.known) >= maxCopies {
		c.known = map[string]savedAnswer{}
	}
	c.known[address] = a
}
