package salesforce

import (
	"context"
	"path"
	"sync"
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

// identityOf splits an identity URL, https://HOST/id/ORG/USER.
func identityOf(url string) (orgID, userID string) {
	rest, user := path.Split(url)
	return path.Base(rest), user
}

// A sessionKeeper shares one session among concurrent calls and lets only one
// of them sign in at a time.
type sessionKeeper struct {
	signing chan struct{} // holds one token; made on first use
	once    sync.Once
	mu      sync.Mutex
	current *Session
}

func (k *sessionKeeper) get(ctx context.Context, signIn func(context.Context) (*Session, error)) (*Session, error) {
	if s := k.peek(); s != nil {
		return s, nil
	}
	k.once.Do(func() { k.signing = make(chan struct{}, 1) })
	select {
	case k.signing <- struct{}{}:
		defer func() { <-k.signing }()
	case <-ctx.Done():
		return nil, unreachable("wait for the sign-in at", "the org", ctx.Err())
	}
	if s := k.peek(); s != nil {
		return s, nil
	}
	s, err := signIn(ctx)
	if err != nil {
		return nil, err
	}
	k.mu.Lock()
	k.current = s
	k.mu.Unlock()
	return s, nil
}

func (k *sessionKeeper) peek() *Session {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.current
}

// drop forgets a session that the org refused, unless it was renewed already.
func (k *sessionKeeper) drop(refused *Session) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.current == refused {
		k.current = nil
	}
}
