package api

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

// NewTransport returns a new transport with TLS 1.2 or later, through the given
// proxy; nil for those of the environment. A connection that died while the
// machine slept is found out by pings, rather than by calls that get no answer.
// A request that net/http repeats by itself is paid for before it is sent.
func NewTransport(proxy *url.URL) *http.Transport {
	t := &http.Transport{}
	if std, ok := http.DefaultTransport.(*http.Transport); ok {
		t = std.Clone()
	}
	t.Proxy = ThenProxy(http.ProxyFromEnvironment)
	if proxy != nil {
		t.Proxy = ThenProxy(http.ProxyURL(proxy))
	}
	t.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	t.MaxResponseHeaderBytes = 1 << 20
	t.HTTP2 = &http.HTTP2Config{SendPingTimeout: 30 * time.Second, PingTimeout: 15 * time.Second}
	return t
}

// A slowError is why a call is given up before its refresh is.
type slowError string

func tooSlow(what string, after time.Duration) error {
	return slowError(fmt.Sprintf("%s %s", what, after))
}

func (e slowError) Error() string { return string(e) }

// Unwrap tells that time ran out.
func (slowError) Unwrap() error { return context.DeadlineExceeded }

// TooSlow reports whether the call was given up because the org took too long
// for it, with time left for others.
func TooSlow(err error) bool {
	var slow slowError
	return errors.As(err, &slow)
}

// causeOf is why a call ended, where that was on our side.
func causeOf(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}
