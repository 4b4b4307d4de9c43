package main

import (
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"

	"github.com/go-kit/log"
	"github.com/go-kit/log/level"

	"salesforce_exporter/internal/config"
	"salesforce_exporter/internal/salesforce"
)

// signInOf chooses the flow by the credentials that are given.
func signInOf(target *config.Org, logger log.Logger) salesforce.SignIn {
	secret := target.Secret.Read
	if !target.Secret.Given() {
		secret = nil
	}
	switch target.Flow() {
	case config.JWTBearer:
		return salesforce.JWTBearer{URL: target.URL, ClientID: target.ClientID, Username: target.Username, Key: target.PrivateKey.Read}
	case config.RefreshToken:
		return &salesforce.RefreshToken{URL: target.URL, ClientID: target.ClientID, Secret: secret, Token: target.RefreshToken.Read, Keep: func(token string) {
			if err := target.RefreshToken.Write(token); err != nil {
				level.Error(logger).Log("msg", "the org rotated the refresh token, and the new one cannot be kept: a restart will not be able to sign in",
					"file", target.RefreshToken.Path(), "err", err)
			}
		}}
	case config.Password:
		level.Warn(logger).Log("msg", "the username-password flow is blocked in new orgs and will be retired: use client credentials or the JWT bearer flow")
		flow := salesforce.Password{URL: target.URL, ClientID: target.ClientID, Secret: secret, Username: target.Username, Password: target.Password.Read}
		if target.SecurityToken.Given() {
			flow.SecurityToken = target.SecurityToken.Read
		}
		return flow
	}
	return salesforce.ClientCredentials{URL: target.URL, ClientID: target.ClientID, Secret: target.Secret.Read}
}

// transportOf reaches the org through its proxy, and trusts its authorities.
func transportOf(target *config.Org) (*http.Transport, error) {
	transport := salesforce.NewTransport()
	if target.ProxyURL != "" {
		proxy, err := url.Parse(target.ProxyURL)
		if err != nil || proxy.Host == "" {
			return nil, errors.New("the proxy's URL is none: want something like http://proxy.example.com:3128")
		}
		transport.Proxy = http.ProxyURL(proxy)
	}
	if target.CAFile == "" {
		return transport, nil
	}
	text, err := os.ReadFile(target.CAFile)
	if err != nil {
		return nil, fmt.Errorf("read certificate authorities: %w", err)
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("read certificate authorities: %s holds no certificate in PEM form", target.CAFile)
	}
	transport.TLSClientConfig.RootCAs = pool
	return transport, nil
}
