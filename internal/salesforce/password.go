package salesforce

import (
	"context"
	"fmt"

	"golang.org/x/oauth2"

	"salesforce_exporter/internal/api"
)

// Password signs in by the OAuth 2.0 username-password flow, which new orgs
// block and which Salesforce plans to end (Salesforce Help, Username-Password
// Flow). The security token is needed where the host's address is not trusted.
type Password struct {
	URL           string
	ClientID      string
	Secret        func() (string, error)
	Username      string
	Password      func() (string, error)
	SecurityToken func() (string, error) // nil for none
}

// SignIn asks for a session.
func (f Password) SignIn(ctx context.Context, client Doer) (*Session, error) {
	password, err := f.Password()
	if err == nil && f.SecurityToken != nil {
		var token string
		token, err = f.SecurityToken()
		api.Mind(client, password, token) // what is sent is both in one
		password += token
	}
	if err != nil {
		return nil, &Error{Code: CodeSecret, Message: fmt.Sprintf("read the password: %v", err), Cause: err}
	}
	cfg, err := oauthConfig(f.URL, f.ClientID, f.Secret)
	if err != nil {
		return nil, err
	}
	token, err := cfg.PasswordCredentialsToken(context.WithValue(ctx, oauth2.HTTPClient, client), f.Username, password)
	if err != nil {
		return nil, signInError(f.URL, err,
			"check user name, password and security token, and that the org allows the username-password flow")
	}
	return sessionOf(f.URL, token)
}
