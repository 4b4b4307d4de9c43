package salesforce

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"golang.org/x/oauth2"

	"salesforce_exporter/internal/api"
)

// A Doer sends HTTP requests, as *http.Client does.
type Doer = *http.Client

// oauthConfig is what the flows with tokens and passwords have in common. The
// secret is nil where the app needs none.
func oauthConfig(url, clientID string, secret func() (string, error)) (*oauth2.Config, error) {
	cfg := &oauth2.Config{ClientID: clientID,
		Endpoint: oauth2.Endpoint{TokenURL: url + "/services/oauth2/token", AuthStyle: oauth2.AuthStyleInParams}}
	if secret == nil {
		return cfg, nil
	}
	text, err := secret()
	if err != nil {
		return nil, &Error{Code: CodeSecret, Message: fmt.Sprintf("read the client secret: %v", err), Cause: err}
	}
	cfg.ClientSecret = text
	return cfg, nil
}

// sessionOf reads the answer to a sign-in. One that would have the token sent in
// the clear is refused.
func sessionOf(base string, token *oauth2.Token) (*Session, error) {
	s := &Session{AccessToken: token.AccessToken, InstanceURL: base}
	if instance, ok := token.Extra("instance_url").(string); ok && instance != "" {
		s.InstanceURL = strings.TrimRight(instance, "/")
	}
	if err := s.check(base); err != nil {
		return nil, err
	}
	if id, ok := token.Extra("id").(string); ok && id != "" {
		s.OrgID, s.UserID = identityOf(id)
	}
	return s, nil
}

// signInError keeps what the org said, of which the transport has taken out what was
// sent to it. The remedy is the flow's, for a refusal that is not about the app.
func signInError(base string, err error, remedy string) *Error {
	host := hostOf(base)
	var answered *oauth2.RetrieveError
	switch {
	case errors.As(err, &answered) && answered.Response != nil:
	case noToken(err):
		return &Error{Code: CodeBadAnswer, Cause: err,
			Message: fmt.Sprintf("sign in at %s: the answer holds no token, as if a proxy or another host had sent it (%v)",
				host, err)}
	default:
		return api.Unreachable("sign in at", host, err)
	}
	e := refusal(api.Answer{Status: answered.Response.StatusCode, Header: answered.Response.Header, Body: answered.Body})
	e.SignIn = true
	e.Message = strings.TrimSpace(fmt.Sprintf("sign in at %s: %s", host, e.Message))
	switch {
	case e.Code == "invalid_client_id" || e.Code == "invalid_client":
		remedy = "check the consumer key and secret of the External Client App"
	case e.Code == "app_not_found":
		remedy = "install the External Client App in this org, a sandbox included (Setup, External Client App Manager), or check the consumer key"
	case e.Code == "invalid_app_access":
		remedy = "pre-authorise the user: add its profile or one of its permission sets to the app (Setup, External Client App Manager, Policies)"
	case strings.Contains(e.Message, "not supported on this domain"):
		remedy = "use the org's My Domain URL, https://NAME.my.salesforce.com"
	case remedyOfUser(e) != "":
		remedy = remedyOfUser(e)
	case e.Code != "invalid_grant" && e.Code != "unauthorized_client":
		return e
	}
	e.Remedy = remedy
	return e
}

// noToken tells an answer that is no token from no answer, of which the library
// makes the same kind of error.
func noToken(err error) bool {
	text := err.Error()
	for _, part := range []string{"cannot parse", "missing access_token", "invalid character", "unexpected end of JSON"} {
		if strings.Contains(text, part) {
			return true
		}
	}
	return false
}

// remedyOfUser is for a refusal of the user, which no app can mend.
func remedyOfUser(e *Error) string {
	about := strings.ToLower(e.Code + " " + e.Message)
	switch {
	case strings.Contains(about, "user is locked"):
		return "unlock the user the exporter signs in as (Setup, Users), and see in its login history who tries wrong passwords"
	case e.Code == "inactive_user":
		return "activate the user the exporter signs in as (Setup, Users), or let it be another"
	case strings.Contains(about, "ip restricted"):
		return "allow the address of the exporter in the app's policies and in the login IP ranges of the user's profile"
	}
	return ""
}

func (c *Client) signInOnce(ctx context.Context) (*Session, error) {
	ctx, cancel := context.WithTimeout(ctx, signInTimeout)
	defer cancel()
	return c.tracedSignIn(ctx)
}

// Session returns the present session, signing in if there is none.
func (c *Client) Session(ctx context.Context) (*Session, error) {
	return c.session.get(ctx, c.signInUnlessOpen)
}

// Renew replaces a session that was refused by an API beside this one.
func (c *Client) Renew(ctx context.Context, refused *Session) (*Session, error) {
	if !c.session.drop(refused) {
		return nil, &Error{Code: CodeRenewed, Message: "a session that is not a minute old was refused"}
	}
	return c.Session(ctx)
}
