package salesforce

import (
	"context"
	"fmt"
	"sync"

	"golang.org/x/oauth2"
)

// RefreshToken signs in by the OAuth 2.0 refresh token flow. Where the app
// rotates tokens, each sign-in brings the token for the next one and ends the
// one it used (Salesforce Help, OAuth 2.0 Refresh Token Flow).
type RefreshToken struct {
	URL      string
	ClientID string
	Secret   func() (string, error) // nil where the app needs none
	Token    func() (string, error) // the refresh token, read at each sign-in
	// Keep stores the token for the next sign-in. If it cannot, sign-ins work
	// until the program ends.
	Keep func(token string)

	rotated rotated
}

// rotated is the token that replaced the one that is read.
type rotated struct {
	mu   sync.Mutex
	from string
	to   string
}

// SignIn asks for a session.
func (f *RefreshToken) SignIn(ctx context.Context, client Doer) (*Session, error) {
	token, err := f.token()
	if err != nil {
		return nil, &Error{Code: CodeSecret, Message: fmt.Sprintf("read the refresh token: %v", err), cause: err}
	}
	cfg, err := oauthConfig(f.URL, f.ClientID, f.Secret)
	if err != nil {
		return nil, err
	}
	answer, err := cfg.TokenSource(context.WithValue(ctx, oauth2.HTTPClient, client), &oauth2.Token{RefreshToken: token}).Token()
	if err != nil {
		return nil, signInError(hostOf(f.URL), err)
	}
	if answer.RefreshToken != "" && answer.RefreshToken != token {
		f.replace(answer.RefreshToken)
	}
	return sessionOf(f.URL, answer)
}

// token is the one of the file, or the one that came in its place: the file
// may be one that cannot be written.
func (f *RefreshToken) token() (string, error) {
	token, err := f.Token()
	f.rotated.mu.Lock()
	defer f.rotated.mu.Unlock()
	if err == nil && f.rotated.to != "" && token == f.rotated.from {
		return f.rotated.to, nil
	}
	f.rotated.from, f.rotated.to = token, ""
	return token, err
}

func (f *RefreshToken) replace(token string) {
	f.rotated.mu.Lock()
	f.rotated.to = token
	f.rotated.mu.Unlock()
	if f.Keep != nil {
		f.Keep(token)
	}
}

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
		password += token
	}
	if err != nil {
		return nil, &Error{Code: CodeSecret, Message: fmt.Sprintf("read the password: %v", err), cause: err}
	}
	cfg, err := oauthConfig(f.URL, f.ClientID, f.Secret)
	if err != nil {
		return nil, err
	}
	token, err := cfg.PasswordCredentialsToken(context.WithValue(ctx, oauth2.HTTPClient, client), f.Username, password)
	if err != nil {
		return nil, signInError(hostOf(f.URL), err)
	}
	return sessionOf(f.URL, token)
}

func oauthConfig(url, clientID string, secret func() (string, error)) (*oauth2.Config, error) {
	cfg := &oauth2.Config{ClientID: clientID, Endpoint: oauth2.Endpoint{TokenURL: url + "/services/oauth2/token", AuthStyle: oauth2.AuthStyleInParams}}
	if secret == nil {
		return cfg, nil
	}
	text, err := secret()
	if err != nil {
		return nil, &Error{Code: CodeSecret, Message: fmt.Sprintf("read the client secret: %v", err), cause: err}
	}
	cfg.ClientSecret = text
	return cfg, nil
}
