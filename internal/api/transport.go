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

// A limit is how long a part of a call may take. As an error it says why a call is
// given up before its refresh is.
type limit struct {
	what  string
	after time.Duration
	began time.Time
}

func newLimit(what string, after time.Duration) *limit {
	return &limit{what: what, after: after, began: time.Now()}
}

func (l *limit) Error() string { return fmt.Sprintf("%s %s", l.what, l.after) }

// Unwrap tells that time ran out.
func (*limit) Unwrap() error { return context.DeadlineExceeded }

// TooSlow reports whether the call was given up because the org took too long
// for it, with time left for others.
func TooSlow(err error) bool {
	var l *limit
	return errors.As(err, &l)
}

// causeOf is why a call ended, where that was on our side. A call that took all
// of its time was too slow, even if its refresh ends at the same moment.
func (l *limit) causeOf(ctx context.Context, err error) error {
	cause := context.Cause(ctx)
	switch {
	case cause == nil:
		return err
	case errors.Is(cause, context.DeadlineExceeded) && time.Since(l.began) >= l.after:
		return l
	}
	return cause
}
