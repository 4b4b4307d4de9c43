package demo

import (
	"crypto/rand"
	"net/http"
	"strings"
	"sync"
	"time"
)

const (
	// sessionTimeout is the usual timeout of an org. Any use starts it anew.
	sessionTimeout = 2 * time.Hour
	// maxSessions bounds what a client that signs in for every request leaves.
	maxSessions = 1000
)

// sessions knows the access tokens that are good.
type sessions struct {
	mu       sync.Mutex
	lastUsed map[string]time.Time
}

func newSessions() *sessions { return &sessions{lastUsed: map[string]time.Time{}} }

// open starts a session and returns its access token, which begins with the
// 15-character id of the org as Salesforce's do.
func (s *sessions) open(orgID string, now time.Time) string {
	token := orgID[:15] + "!" + rand.Text() + rand.Text()
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.lastUsed) >= maxSessions {
		s.dropOldest()
	}
	s.lastUsed[token] = now
	return token
}

// use reports whether a token is good and starts its timeout anew.
func (s *sessions) use(token string, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	last, ok := s.lastUsed[token]
	if !ok {
		return false
	}
	if now.Sub(last) >= sessionTimeout {
		delete(s.lastUsed, token)
		return false
	}
	s.lastUsed[token] = now
	return true
}

func (s *sessions) revoke() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.lastUsed)
}

func (s *sessions) dropOldest() {
	var oldest string
	for token, last := range s.lastUsed {
		if oldest == "" || last.Before(s.lastUsed[oldest]) {
			oldest = token
		}
	}
	delete(s.lastUsed, oldest)
}

// bearer returns the access token of a request. Salesforce takes the scheme
// OAuth as well as Bearer.
func bearer(h http.Header) string {
	scheme, token, _ := strings.Cut(h.Get("Authorization"), " ")
	if strings.EqualFold(scheme, "Bearer") || strings.EqualFold(scheme, "OAuth") {
		return strings.TrimSpace(token)
	}
	return ""
}
