package demo

import (
	"crypto/rand"
	"slices"
	"sync"
)

// maxRefreshTokens is how many a user may have for one app; a further one
// revokes the oldest.
const maxRefreshTokens = 5

// A refreshToken is good until it is revoked or, with rotation, used.
type refreshToken struct {
	token  string
	family string // the first token of those that rotation made one after the other
}

// refreshTokens knows the good ones, oldest first.
type refreshTokens struct {
	rotate bool

	mu    sync.Mutex
	known []refreshToken
}

func newRefreshTokens(tokens []string, rotate bool) *refreshTokens {
	r := &refreshTokens{rotate: rotate}
	for _, token := range tokens {
		r.add(refreshToken{token, token})
	}
	return r
}

func (r *refreshTokens) add(t refreshToken) {
	if len(r.known) == maxRefreshTokens {
		r.known = slices.Delete(r.known, 0, 1)
	}
	r.known = append(r.known, t)
}

// issue makes a new token.
func (r *refreshTokens) issue() refreshToken {
	token := "5Aep" + rand.Text() + rand.Text()
	r.mu.Lock()
	defer r.mu.Unlock()
	t := refreshToken{token, token}
	r.add(t)
	return t
}

// redeem uses a token. With rotation it dies, and the one returned replaces it.
func (r *refreshTokens) redeem(token string) (refreshToken, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	i := r.index(token)
	if i < 0 {
		return refreshToken{}, false
	}
	if r.rotate {
		r.known[i].token = "5Aep" + rand.Text() + rand.Text()
	}
	return r.known[i], true
}

func (r *refreshTokens) has(token string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.index(token) >= 0
}

// revoke ends a token and returns its family.
func (r *refreshTokens) revoke(token string) (family string, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	i := r.index(token)
	if i < 0 {
		return "", false
	}
	family = r.known[i].family
	r.known = slices.Delete(r.known, i, i+1)
	return family, true
}

func (r *refreshTokens) index(token string) int {
	return slices.IndexFunc(r.known, func(t refreshToken) bool { return equal(t.token, token) })
}
