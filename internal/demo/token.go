package demo

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"net/url"
	"strconv"
)

// What signs in to the demo org.
const (
	consumerKey    = "demo"
	consumerSecret = "demo"
	demoUsername   = "demo@example.com"
	demoPassword   = "demo"
)

// tokenAnswer has the keys and their order of Salesforce's documented answer
// (Salesforce Help, OAuth 2.0 Client Credentials Flow). There is no expires_in:
// a token lives as long as it is used.
type tokenAnswer struct {
	AccessToken string `json:"access_token"`
	Signature   string `json:"signature"`
	Scope       string `json:"scope"`
	InstanceURL string `json:"instance_url"`
	ID          string `json:"id"`
	TokenType   string `json:"token_type"`
	IssuedAt    string `json:"issued_at"` // milliseconds
}

// oauthError is an object, unlike the errors of the data API.
type oauthError struct {
	Code        string `json:"error"`
	Description string `json:"error_description"`
}

// token is the OAuth token endpoint. Its requests are not billed.
func (o *Org) token(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Pragma", "no-cache")
	if r.Method != http.MethodPost {
		writeRefusal(w, r, methodNotAllowed(r.Method, "POST"))
		return
	}
	form, err := readForm(r)
	if err != nil {
		writeJSON(w, r, http.StatusBadRequest, oauthError{"invalid_request", "the form cannot be read"})
		return
	}
	if refused := o.refuseSignIn(r, form); refused != nil {
		writeJSON(w, r, http.StatusBadRequest, refused)
		return
	}
	writeJSON(w, r, http.StatusOK, o.openSession(r))
}

// refuseSignIn says what is wrong with a sign-in, nil if nothing.
func (o *Org) refuseSignIn(r *http.Request, form url.Values) *oauthError {
	grant := form.Get("grant_type")
	if grant != "client_credentials" && grant != "password" {
		return &oauthError{"unsupported_grant_type", "grant type not supported"}
	}
	key, secret := clientOf(r, form)
	if !equal(key, consumerKey) {
		return &oauthError{"invalid_client_id", "client identifier invalid"}
	}
	if !equal(secret, *o.secret.Load()) {
		return &oauthError{"invalid_client", "invalid client credentials"}
	}
	if grant == "client_credentials" {
		return nil
	}
	if !equal(form.Get("username"), demoUsername) || !equal(form.Get("password"), demoPassword) {
		return &oauthError{"invalid_grant", "authentication failure - Invalid Password"}
	}
	return nil
}

func (o *Org) openSession(r *http.Request) tokenAnswer {
	instance := instanceURL(r)
	issued := strconv.FormatInt(o.Now().UnixMilli(), 10)
	id := o.identityURL(instance)
	mac := hmac.New(sha256.New, []byte(*o.secret.Load()))
	mac.Write([]byte(id + issued))
	return tokenAnswer{
		AccessToken: o.sessions.open(o.rows.orgID, o.clock.wall()),
		Signature:   base64.StdEncoding.EncodeToString(mac.Sum(nil)),
		Scope:       "api",
		InstanceURL: instance,
		ID:          id,
		TokenType:   "Bearer",
		IssuedAt:    issued,
	}
}

// readForm reads the form of a POST. A request that never crossed a network
// may come without a body.
func readForm(r *http.Request) (url.Values, error) {
	if r.Body == nil {
		return url.Values{}, nil
	}
	if err := r.ParseForm(); err != nil {
		return nil, err
	}
	return r.PostForm, nil
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

// instanceURL is the address by which the client reached the org.
func instanceURL(r *http.Request) string {
	scheme, host := "http", r.Host
	if r.URL.Scheme != "" {
		scheme = r.URL.Scheme
	}
	if r.TLS != nil {
		scheme = "https"
	}
	if host == "" {
		host = r.URL.Host
	}
	return scheme + "://" + host
}
