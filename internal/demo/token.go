package demo

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// What signs in to the demo org.
const (
	consumerKey    = "demo"
	consumerSecret = "demo"
	demoUsername   = "demo@example.com"
	demoPassword   = "demo"
)

// The grants that the token endpoint takes.
const (
	grantClientCredentials = "client_credentials"
	grantPassword          = "password"
	grantRefreshToken      = "refresh_token"
	grantJWT               = "urn:ietf:params:oauth:grant-type:jwt-bearer"
)

// tokenAnswer has the keys and their order of Salesforce's documented answer
// (Salesforce Help, OAuth 2.0 Client Credentials Flow). There is no expires_in:
// a token lives as long as it is used.
type tokenAnswer struct {
	AccessToken  string `json:"access_token"`
	RefreshToken string `json:"refresh_token,omitempty"`
	Signature    string `json:"signature,omitempty"`
	Scope        string `json:"scope"`
	InstanceURL  string `json:"instance_url"`
	ID           string `json:"id"`
	TokenType    string `json:"token_type"`
	IssuedAt     string `json:"issued_at,omitempty"` // milliseconds
}

// oauthError is an object, unlike the errors of the data API.
type oauthError struct {
	Code        string `json:"error"`
	Description string `json:"error_description"`
}

func invalidGrant(description string) *oauthError { return &oauthError{"invalid_grant", description} }

// A grant is what a successful sign-in was given.
type grant struct {
	kind    string
	refresh refreshToken // that the session belongs to
	tell    bool         // the client gets the refresh token
}

// token is the OAuth token endpoint. Its requests are not billed.
func (o *Org) token(w http.ResponseWriter, r *http.Request) {
	noStore(w)
	if r.Method != http.MethodPost {
		writeRefusal(w, r, methodNotAllowed(r.Method, "POST"))
		return
	}
	form, err := readForm(r)
	if err != nil {
		writeJSON(w, r, http.StatusBadRequest, oauthError{"invalid_request", "the form cannot be read"})
		return
	}
	g, refused := o.signInWith(r, form)
	if refused != nil {
		writeJSON(w, r, http.StatusBadRequest, refused)
		return
	}
	writeJSON(w, r, http.StatusOK, o.openSession(r, g))
}

func noStore(w http.ResponseWriter) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Pragma", "no-cache")
}

// signInWith judges a sign-in.
func (o *Org) signInWith(r *http.Request, form url.Values) (grant, *oauthError) {
	kind := form.Get("grant_type")
	switch kind {
	case grantJWT: // the assertion names the app and proves itself
		return grant{kind: kind}, o.refuseAssertion(r, form.Get("assertion"))
	case grantClientCredentials, grantPassword, grantRefreshToken:
	default:
		return grant{}, &oauthError{"unsupported_grant_type", "grant type not supported"}
	}
	if kind == grantClientCredentials && atLoginHost(r) {
		return grant{}, invalidGrant("request not supported on this domain")
	}
	if refused := o.refuseClient(r, form); refused != nil {
		return grant{}, refused
	}
	switch kind {
	case grantPassword:
		return o.withPassword(form)
	case grantRefreshToken:
		return o.withRefreshToken(form)
	}
	return grant{kind: kind}, nil
}

// refuseClient says what is wrong with the app that asks, nil if nothing.
func (o *Org) refuseClient(r *http.Request, form url.Values) *oauthError {
	key, secret := clientOf(r, form)
	if !equal(key, consumerKey) {
		return &oauthError{"invalid_client_id", "client identifier invalid"}
	}
	if !equal(secret, *o.secret.Load()) {
		return &oauthError{"invalid_client", "invalid client credentials"}
	}
	return nil
}

// withPassword signs in by user name and password. Where the flow is blocked
// Salesforce does not say so (jsforce/jsforce#1785).
//
// Salesforce gives no refresh token in this flow. The demo org, which has no
// pages for a browser, gives one to clients that ask for that scope.
func (o *Org) withPassword(form url.Values) (grant, *oauthError) {
	if o.signIn.PasswordOff {
		return grant{}, invalidGrant("authentication failure")
	}
	if !o.knowsUser(form.Get("username")) || !o.passwordFits(form.Get("password")) {
		return grant{}, invalidGrant("authentication failure - Invalid Password")
	}
	g := grant{kind: grantPassword}
	scopes := strings.Fields(form.Get("scope"))
	if slices.Contains(scopes, "refresh_token") || slices.Contains(scopes, "offline_access") {
		g.refresh, g.tell = o.refresh.issue(), true
	}
	return g, nil
}

func (o *Org) withRefreshToken(form url.Values) (grant, *oauthError) {
	next, ok := o.refresh.redeem(form.Get("refresh_token"))
	if !ok {
		return grant{}, invalidGrant("expired access/refresh token")
	}
	return grant{kind: grantRefreshToken, refresh: next, tell: o.refresh.rotate}, nil
}

func (o *Org) openSession(r *http.Request, g grant) tokenAnswer {
	instance := instanceURL(r)
	a := tokenAnswer{
		AccessToken: o.sessions.openAs(o.rows.orgID, session{family: g.refresh.family, password: g.kind == grantPassword},
			o.clock.wall()),
		Scope:       o.scope(),
		InstanceURL: instance,
		ID:          o.identityURL(instance),
		TokenType:   "Bearer",
	}
	if g.refresh.token != "" {
		a.Scope = "refresh_token " + a.Scope
	}
	if g.tell {
		a.RefreshToken = g.refresh.token
	}
	if g.kind != grantJWT { // whose answer has neither
		a.IssuedAt = strconv.FormatInt(o.Now().UnixMilli(), 10)
		mac := hmac.New(sha256.New, []byte(*o.secret.Load()))
		mac.Write([]byte(a.ID + a.IssuedAt))
		a.Signature = base64.StdEncoding.EncodeToString(mac.Sum(nil))
	}
	return a
}

// scope is what the app may ask for: the tokens of client credentials have all
// of it (Salesforce Help, OAuth 2.0 Client Credentials Flow).
func (o *Org) scope() string {
	if o.signIn.PardotScopeOff {
		return "api"
	}
	return "api pardot_api"
}

// readForm reads the parameters of a POST: those of the form and, after them,
// those of the address, where some clients put them
// (newrelic/newrelic-salesforce-exporter, src/newrelic_logging/auth.py). A
// request that never crossed a network may come without a body.
func readForm(r *http.Request) (url.Values, error) {
	if r.Body == nil {
		return url.ParseQuery(r.URL.RawQuery)
	}
	if err := r.ParseForm(); err != nil {
		return nil, err
	}
	return r.Form, nil
}

// clientOf finds the consumer key and secret in the form or, as RFC 6749
// section 2.3.1 has it, percent-encoded in HTTP Basic.
func clientOf(r *http.Request, form url.Values) (key, secret string) {
	key, secret, ok := r.BasicAuth()
	if !ok {
		return form.Get("client_id"), form.Get("client_secret")
	}
	return unescape(key), unescape(secret)
}

func unescape(text string) string {
	if plain, err := url.QueryUnescape(text); err == nil {
		return plain
	}
	return text
}

func equal(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
