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

// signInOf makes what signs in, and warns of flows that Salesforce ends.
func signInOf(target *config.Org, tokens *config.Tokens, logger log.Logger) salesforce.SignIn {
	switch target.Flow() {
	case config.SOAPLogin:
		level.Warn(logger).Log("msg", status.SOAPEnds)
	case config.Password:
		level.Warn(logger).Log("msg",
			"the username-password flow is blocked in new orgs and will be retired: use client credentials or the JWT bearer flow")
	}
	return target.SignIn(tokens)
}

// newTokens returns the refresh tokens of all orgs.
func newTokens(logger log.Logger) *config.Tokens {
	return config.NewTokens(func(file string, err error) {
		level.Error(logger).Log("msg",
			"the org rotated the refresh token, and the new one cannot be kept: no other run will be able to sign in",
			"file", file, "err", err)
	})
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
