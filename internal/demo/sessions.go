package demo

import (
	"crypto/rand"
	"net/http"
	"strings"
	"sync"
	"time"
)

// maxSessions bounds what a client that signs in for every request leaves.
const maxSessions = 1000

// A session is what an access token stands for.
type session struct {
	opened   time.Time
	lastUsed time.Time
	family   string // of the refresh token that it came from, if any
	// password sessions need no scope for the API of Account Engagement.
	password bool
}

// sessions knows the access tokens that are good. Any use of a session starts
// its timeout anew.
type sessions struct {
	timeout time.Duration

	mu    sync.Mutex
	known map[string]session
}

func newSessions(timeout time.Duration) *sessions {
	return &sessions{timeout: timeout, known: map[string]session{}}
}

// open starts a session and returns its access token, which begins with the
// 15-character id of the org as Salesforce's do.
func (s *sessions) open(orgID, family string, now time.Time) string {
	return s.openAs(orgID, session{family: family}, now)
}

func (s *sessions) openAs(orgID string, one session, now time.Time) string {
	one.opened, one.lastUsed = now, now
	token := orgID[:15] + "!" + rand.Text() + rand.Text()
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.known) >= maxSessions {
		s.dropOldest()
	}
	s.known[token] = one
	return token
}

// use reports whether a token is good and starts its timeout anew.
func (s *sessions) use(token string, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, ok := s.live(token, now)
	if ok {
		found.lastUsed = now
		s.known[token] = found
	}
	return ok
}

// look finds the session of a good token and leaves its timeout as it is.
func (s *sessions) look(token string, now time.Time) (session, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.live(token, now)
}

func (s *sessions) live(token string, now time.Time) (session, bool) {
	found, ok := s.known[token]
	if ok && now.Sub(found.lastUsed) >= s.timeout {
		delete(s.known, token)
		return session{}, false
	}
	return found, ok
}

// end ends the session of one token and reports whether there was one.
func (s *sessions) end(token string, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, ok := s.live(token, now)
	delete(s.known, token)
	return ok
}

// endFamily ends the sessions that came from a refresh token.
func (s *sessions) endFamily(family string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for token, one := range s.known {
		if one.family == family {
			delete(s.known, token)
		}
	}
}

func (s *sessions) revoke() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.known)
}

func (s *sessions) dropOldest() {
	var oldest string
	for token, one := range s.known {
		if oldest == "" || one.lastUsed.Before(s.known[oldest].lastUsed) {
			oldest = token
		}
	}
	delete(s.known, oldest)
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
