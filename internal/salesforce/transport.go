package salesforce

import (
	"context"
	"crypto/tls"
	"fmt"
	"net/http"
	"time"
)

// NewTransport returns a transport of its own: TLS 1.2 or later, proxies of the
// environment. A connection that died while the machine slept is found out by
// pings, rather than by calls that get no answer.
func NewTransport() *http.Transport {
	t := &http.Transport{Proxy: http.ProxyFromEnvironment}
	if std, ok := http.DefaultTransport.(*http.Transport); ok {
		t = std.Clone()
	}
	t.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	t.MaxResponseHeaderBytes = 1 << 20
	t.HTTP2 = &http.HTTP2Config{SendPingTimeout: 30 * time.Second, PingTimeout: 15 * time.Second}
	return t
}

// tooSlow is why a call is given up before its refresh is.
func tooSlow(what string, after time.Duration) error {
	return fmt.Errorf("%s %s: %w", what, after, context.DeadlineExceeded)
}

// causeOf is why a call ended, where that was on our side.
func causeOf(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}
