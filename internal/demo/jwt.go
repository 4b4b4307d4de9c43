package demo

import (
	"crypto/rsa"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// maxAssertionLife is how far ahead an assertion's exp may be. Salesforce
// documents 3 minutes and takes 5, which is what widely used clients send
// (simple-salesforce/simple-salesforce#491; k-capehart/go-salesforce, auth.go).
const maxAssertionLife = 5 * time.Minute

// ParseCertificate reads what SignIn.Certificate takes from PEM: a certificate,
// as one uploads it to Salesforce, or a public key.
func ParseCertificate(pem []byte) (*rsa.PublicKey, error) {
	key, err := jwt.ParseRSAPublicKeyFromPEM(pem)
	if err != nil {
		return nil, fmt.Errorf("certificate of the app: %w", err)
	}
	return key, nil
}

// refuseAssertion says what is wrong with a JWT bearer assertion, nil if
// nothing (Salesforce Help, OAuth 2.0 JWT Bearer Flow). The texts are
// documented, apart from that for a past exp, which Salesforce reports as if
// the assertion were a code (newrelic/newrelic-salesforce-exporter#31).
func (o *Org) refuseAssertion(r *http.Request, assertion string) *oauthError {
	invalid := invalidGrant("invalid assertion")
	var claims jwt.RegisteredClaims
	parser := jwt.NewParser(jwt.WithValidMethods([]string{jwt.SigningMethodRS256.Alg()}), jwt.WithoutClaimsValidation())
	if _, _, err := parser.ParseUnverified(assertion, &claims); err != nil {
		return invalid
	}
	if !equal(claims.Issuer, consumerKey) {
		return &oauthError{"invalid_client_id", "client identifier invalid"}
	}
	if o.signIn.Certificate == nil {
		return invalid
	}
	key := func(*jwt.Token) (any, error) { return o.signIn.Certificate, nil }
	if _, err := parser.ParseWithClaims(assertion, &jwt.RegisteredClaims{}, key); err != nil {
		return invalid
	}
	return o.refuseClaims(r, &claims)
}

// audiences are what assertions may be addressed to.
func (o *Org) audiences(r *http.Request) []string {
	own, login := []string{instanceURL(r)}, []string{"https://login.salesforce.com", "https://test.salesforce.com"}
	switch o.signIn.Audiences {
	case OwnAudience:
		return own
	case LoginAudience:
		return login
	}
	return append(login, own...)
}

func (o *Org) refuseAudience() *oauthError {
	if o.signIn.Audiences == OwnAudience {
		return &oauthError{"app_not_found", "External client app is not installed in this org"}
	}
	return invalidGrant("Audience validation failed")
}

// refuseClaims judges what an app claims that proved to be itself.
func (o *Org) refuseClaims(r *http.Request, claims *jwt.RegisteredClaims) *oauthError {
	if !slices.ContainsFunc(claims.Audience, func(a string) bool { return slices.Contains(o.audiences(r), a) }) {
		return o.refuseAudience()
	}
	// Clients sign by the wall clock, even where the org's stands still.
	now := o.clock.wall()
	switch {
	case claims.ExpiresAt == nil || claims.ExpiresAt.Sub(now) > maxAssertionLife:
		return invalidGrant("invalid assertion")
	case !claims.ExpiresAt.After(now):
		return invalidGrant("expired authorization code")
	case !o.knowsUser(claims.Subject):
		return invalidGrant("user hasn't approved this consumer")
	}
	return nil
}
