package salesforce

import (
	"context"
	"fmt"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

// ClientCredentials signs in by the OAuth 2.0 client credentials flow, as the
// user that the app names as its run-as user. It works on the org's own host
// only, not on login.salesforce.com (Salesforce Help, OAuth 2.0 Client
// Credentials Flow).
type ClientCredentials struct {
	URL      string // the org's My Domain, https://NAME.my.salesforce.com
	ClientID string // consumer key
	// Secret returns the consumer secret. It is called at each sign-in, so
	// that a rotated secret file is noticed.
	Secret func() (string, error)
}

// SignIn asks for a session.
func (f ClientCredentials) SignIn(ctx context.Context, client Doer) (*Session, error) {
	secret, err := f.Secret()
	if err != nil {
		return nil, &Error{Code: CodeSecret, Message: fmt.Sprintf("read the client secret: %v", err), Cause: err}
	}
	cfg := clientcredentials.Config{
		ClientID:     f.ClientID,
		ClientSecret: secret,
		TokenURL:     f.URL + "/services/oauth2/token",
		AuthStyle:    oauth2.AuthStyleInParams,
	}
	token, err := cfg.Token(context.WithValue(ctx, oauth2.HTTPClient, client))
	if err != nil {
		return nil, signInError(f.URL, err,
			"enable the Client Credentials Flow in the app's policies and choose a run-as user")
	}
	return sessionOf(f.URL, token)
}
