package main

import (
	"crypto/x509"
	"errors"
	"net/http"
	"net/url"

	"github.com/go-kit/log"
	"github.com/go-kit/log/level"

	"salesforce_exporter/internal/api"
	"salesforce_exporter/internal/config"
	"salesforce_exporter/internal/salesforce"
	"salesforce_exporter/internal/status"
)

// signInOf chooses the flow by the credentials that are given.
func signInOf(target *config.Org, tokens *tokens, logger log.Logger) salesforce.SignIn {
	secret := target.Secret.Read
	if !target.Secret.Given() {
		secret = nil
	}
	switch target.Flow() {
	case config.JWTBearer:
		return &salesforce.JWTBearer{URL: target.URL, ClientID: target.ClientID, Username: target.Username,
			Audience: target.Audience, Key: target.PrivateKey.Read}
	case config.RefreshToken:
		return salesforce.RefreshToken{URL: target.URL, ClientID: target.ClientID, Secret: secret,
			Token: tokens.of(target.RefreshToken)}
	case config.SOAPLogin:
		level.Warn(logger).Log("msg", status.SOAPEnds)
		flow := salesforce.SOAPLogin{URL: target.URL, Username: target.Username, Password: target.Password.Read}
		if target.SecurityToken.Given() {
			flow.SecurityToken = target.SecurityToken.Read
		}
		return flow
	case config.Password:
		level.Warn(logger).Log("msg",
			"the username-password flow is blocked in new orgs and will be retired: use client credentials or the JWT bearer flow")
		flow := salesforce.Password{URL: target.URL, ClientID: target.ClientID, Secret: secret, Username: target.Username,
			Password: target.Password.Read}
		if target.SecurityToken.Given() {
			flow.SecurityToken = target.SecurityToken.Read
		}
		return flow
	}
	return salesforce.ClientCredentials{URL: target.URL, ClientID: target.ClientID, Secret: target.Secret.Read}
}

// tokens are the refresh tokens by their file. An org that is measured anew,
// because the configuration says something else of it, goes on with what it
// had, also where that could not be written to the file.
type tokens struct {
	logger log.Logger
	known  map[string]*salesforce.RotatedToken
}

func newTokens(logger log.Logger) *tokens {
	return &tokens{logger: logger, known: map[string]*salesforce.RotatedToken{}}
}

func (t *tokens) of(secret config.Secret) *salesforce.RotatedToken {
	if known, ok := t.known[secret.Path()]; ok {
		return known
	}
	made := salesforce.NewRotatedToken(secret.Read, func(token string) {
		if err := secret.Write(token); err != nil {
			level.Error(t.logger).Log("msg",
				"the org rotated the refresh token, and the new one cannot be kept: no other run will be able to sign in",
				"file", secret.Path(), "err", err)
		}
	})
	t.known[secret.Path()] = made
	return made
}

// transportOf reaches the org through its proxy, and trusts its authorities.
func transportOf(target *config.Org) (*http.Transport, error) {
	var proxy *url.URL
	if target.ProxyURL != "" {
		var err error
		if proxy, err = url.Parse(target.ProxyURL); err != nil {
			return nil, errors.New("the address of the proxy is none") // the error may repeat a password
		}
	}
	transport := api.NewTransport(proxy)
	if target.CA == "" {
		return transport, nil
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	pool.AppendCertsFromPEM([]byte(target.CA))
	transport.TLSClientConfig.RootCAs = pool
	return transport, nil
}
