package salesforce

import (
	"context"
	"fmt"

	"golang.org/x/oauth2"

	"salesforce_exporter/internal/api"
)

// RefreshToken signs in by the OAuth 2.0 refresh token flow. Where the app
// rotates tokens, each sign-in brings the token for the next one and ends the
// one it used (Salesforce Help, OAuth 2.0 Refresh Token Flow).
type RefreshToken struct {
	URL      string
	ClientID string
	Secret   func() (string, error) // nil where the app needs none
	Token    *RotatedToken
}

// SignIn asks for a session.
func (f RefreshToken) SignIn(ctx context.Context, client Doer) (*Session, error) {
	if err := f.Token.take(ctx); err != nil {
		return nil, api.Unreachable("wait for the sign-in at", hostOf(f.URL), err)
	}
	defer f.Token.leave()
	token, err := f.Token.present()
	if err != nil {
		return nil, &Error{Code: CodeSecret, Message: fmt.Sprintf("read the refresh token: %v", err), Cause: err}
	}
	cfg, err := oauthConfig(f.URL, f.ClientID, f.Secret)
	if err != nil {
		return nil, err
	}
	answer, err := cfg.TokenSource(context.WithValue(ctx, oauth2.HTTPClient, client),
		&oauth2.Token{RefreshToken: token}).Token()
	if err != nil {
		return nil, signInError(f.URL, err, "authorise the app anew and put its new refresh token into the file")
	}
	if answer.RefreshToken != "" && answer.RefreshToken != token {
		f.Token.replace(answer.RefreshToken)
	}
	return sessionOf(f.URL, answer)
}

// A RotatedToken is a refresh token, and whatever came in its place. Sign-ins
// that share it take turns, because each ends the token that it uses.
type RotatedToken struct {
	read func() (string, error)
	keep func(token string)
	turn chan struct{} // holds one while somebody signs in

	from, to string // what was read last, and what replaced it; empty for nothing
}

// NewRotatedToken returns the token that is read at each sign-in. What comes in
// its place is kept for the next run; where it cannot be, it is known to this
// one.
func NewRotatedToken(read func() (string, error), keep func(token string)) *RotatedToken {
	return &RotatedToken{read: read, keep: keep, turn: make(chan struct{}, 1)}
}

func (t *RotatedToken) take(ctx context.Context) error {
	select {
	case t.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (t *RotatedToken) leave() { <-t.turn }

// present is the token that is read, unless it is one that was replaced, or
// cannot be read any more.
func (t *RotatedToken) present() (string, error) {
	token, err := t.read()
	if t.to != "" && (err != nil || token == t.from) {
		return t.to, nil
	}
	t.from, t.to = token, ""
	return token, err
}

func (t *RotatedToken) replace(token string) {
	t.to = token
	t.keep(token)
}
