package salesforce

import (
	"context"
	"fmt"
	"strings"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/jwt"
)

// JWTBearer signs in by the OAuth 2.0 JWT bearer flow, as a user who has
// approved the app or whom an administrator has pre-authorised (Salesforce
// Help, OAuth 2.0 JWT Bearer Flow for Server-to-Server Integration).
type JWTBearer struct {
	URL      string // the org's My Domain
	ClientID string // consumer key
	Username string
	// Key returns the PEM text of the private key whose certificate the app
	// holds. It is called at each sign-in.
	Key func() (string, error)
}

// assertionLife is how long an assertion is good for; Salesforce takes three
// minutes at most.
const assertionLife = 3 * time.Minute

// SignIn asks for a session.
func (f JWTBearer) SignIn(ctx context.Context, client Doer) (*Session, error) {
	key, err := f.Key()
	if err != nil {
		return nil, &Error{Code: CodeSecret, Message: fmt.Sprintf("read the private key: %v", err), cause: err}
	}
	cfg := jwt.Config{
		Email:      f.ClientID,
		Subject:    f.Username,
		PrivateKey: []byte(key),
		Audience:   audience(hostOf(f.URL)),
		Expires:    assertionLife,
		TokenURL:   f.URL + "/services/oauth2/token",
	}
	token, err := cfg.TokenSource(context.WithValue(ctx, oauth2.HTTPClient, client)).Token()
	if err != nil {
		return nil, signInError(hostOf(f.URL), err)
	}
	return sessionOf(f.URL, token)
}

// audience is the login host of an org's kind.
func audience(host string) string {
	if strings.HasSuffix(host, ".sandbox.my.salesforce.com") {
		return "https://test.salesforce.com"
	}
	return "https://login.salesforce.com"
}
