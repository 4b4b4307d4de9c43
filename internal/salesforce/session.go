package salesforce

import (
	"context"
	"fmt"
	"net/url"
	"path"
	"strings"
	"sync"
	"time"

	"salesforce_exporter/internal/api"
)

// A Session is one sign-in.
type Session struct {
	AccessToken string
	InstanceURL string // base of all later calls
	// UserID and OrgID come from the identity URL of the token answer; they
	// are empty where a flow does not tell.
	UserID, OrgID string
}

// A SignIn obtains sessions by one OAuth flow.
type SignIn interface {
	// SignIn asks the org for a session. It must not keep one.
	SignIn(ctx context.Context, client Doer) (*Session, error)
}

// check returns why the session is not to be used: it is none, or its token would
// be sent in the clear.
func (s *Session) check(base string) error {
	instance, err := url.Parse(s.InstanceURL)
	switch {
	case s.AccessToken == "":
		return api.BadAnswer(fmt.Errorf("sign in at %s: it holds no token", hostOf(base)))
	case err != nil || instance.Host == "":
		return api.BadAnswer(fmt.Errorf("sign in at %s: it does not say where the org is", hostOf(base)))
	case strings.HasPrefix(base, "https://") && !strings.HasPrefix(s.InstanceURL, "https://"):
		return api.BadAnswer(fmt.Errorf("sign in at %s: the instance_url %q is not https", hostOf(base),
			api.OneLine(s.InstanceURL)))
	}
	return nil
}

func hostOf(base string) string {
	u, err := url.Parse(base)
	if err != nil || u.Host == "" {
		return base
	}
	return u.Host
}

// identityOf splits an identity URL, https://HOST/id/ORG/USER.
func identityOf(address string) (orgID, userID string) {
	rest, user := path.Split(address)
	return path.Base(rest), user
}

// renewEvery is how often a session is renewed at most: an org takes only so many
// sign-ins an hour (Salesforce Help, Login Rate Limits).
const renewEvery = time.Minute

// A sessionKeeper shares one session among concurrent calls and lets only one
// of them sign in at a time.
type sessionKeeper struct {
	signing chan struct{} // holds one while somebody signs in

	mu      sync.Mutex
	current *Session
	renewed time.Time // when a session was last dropped
}

func (k *sessionKeeper) get(ctx context.Context, signIn func(context.Context) (*Session, error)) (*Session, error) {
	if s := k.peek(); s != nil {
		return s, nil
	}
	select {
	case k.signing <- struct{}{}:
		defer func() { <-k.signing }()
	case <-ctx.Done():
		return nil, api.Unreachable("wait for the sign-in at", "the org", ctx.Err())
	}
	if s := k.peek(); s != nil {
		return s, nil
	}
	s, err := signIn(ctx)
	k.mu.Lock()
	defer k.mu.Unlock()
	k.current = s
	return s, err
}

func (k *sessionKeeper) peek() *Session {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.current
}

// drop forgets a session that the org refused, unless it was renewed already,
// and reports whether another may do. An org that refuses every session is not
// asked for one after the other.
func (k *sessionKeeper) drop(refused *Session) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.current != refused {
		return true
	}
	if !k.renewed.IsZero() && time.Since(k.renewed) < renewEvery {
		return false
	}
	k.current, k.renewed = nil, time.Now()
	return true
}
