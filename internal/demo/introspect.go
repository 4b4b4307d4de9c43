package demo

import (
	"net/http"
)

// introspection is what the org tells about a token (Salesforce Help, OpenID
// Connect Token Introspection).
type introspection struct {
	Active    bool   `json:"active"`
	Scope     string `json:"scope,omitempty"`
	ClientID  string `json:"client_id,omitempty"`
	Username  string `json:"username,omitempty"`
	Sub       string `json:"sub,omitempty"`
	TokenType string `json:"token_type,omitempty"`
	Expires   int64  `json:"exp,omitempty"` // seconds, as the others
	IssuedAt  int64  `json:"iat,omitempty"`
	NotBefore int64  `json:"nbf,omitempty"`
}

// introspect answers /services/oauth2/introspect. It does not count as a use
// of the session, and is not billed.
func (o *Org) introspect(w http.ResponseWriter, r *http.Request) {
	noStore(w)
	if r.Method != http.MethodPost {
		writeRefusal(w, r, methodNotAllowed(r.Method, "POST"))
		return
	}
	form, err := readForm(r)
	if err != nil || form.Get("token") == "" {
		writeJSON(w, r, http.StatusBadRequest, oauthError{"invalid_request", "token is required"})
		return
	}
	if refused := o.refuseClient(r, form); refused != nil {
		writeJSON(w, r, http.StatusUnauthorized, refused)
		return
	}
	writeJSON(w, r, http.StatusOK, o.inspect(form.Get("token"), instanceURL(r)))
}

// inspect describes a token; of one that is no good it says only that.
func (o *Org) inspect(token, instance string) introspection {
	known := introspection{
		Active: true, Scope: o.scope(), ClientID: consumerKey, Username: o.user.Username, Sub: o.identityURL(instance),
	}
	if found, ok := o.sessions.look(token, o.clock.wall()); ok {
		known.TokenType = "access_token"
		known.Expires = found.lastUsed.Add(o.sessions.timeout).Unix()
		known.IssuedAt, known.NotBefore = found.opened.Unix(), found.opened.Unix()
		return known
	}
	if o.refresh.has(token) {
		known.TokenType, known.Scope = "refresh_token", "refresh_token "+known.Scope
		return known
	}
	return introspection{}
}

// revokeToken answers /services/oauth2/revoke. Revoking a refresh token also
// ends the sessions that came from it (Salesforce Help, Revoke OAuth Tokens).
func (o *Org) revokeToken(w http.ResponseWriter, r *http.Request) {
	noStore(w)
	if r.Method != http.MethodPost && r.Method != http.MethodGet {
		writeRefusal(w, r, methodNotAllowed(r.Method, "GET,POST"))
		return
	}
	token := r.URL.Query().Get("token")
	if form, err := readForm(r); err == nil && form.Get("token") != "" {
		token = form.Get("token")
	}
	ended := o.sessions.end(token, o.clock.wall())
	if family, ok := o.refresh.revoke(token); ok {
		o.sessions.endFamily(family)
		ended = true
	}
	if !ended {
		writeJSON(w, r, http.StatusBadRequest, oauthError{"invalid_token", "invalid token"})
		return
	}
	w.WriteHeader(http.StatusOK)
}
