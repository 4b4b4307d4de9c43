package api

import (
	"context"
	"net/http"
	"net/http/httptrace"
	"net/url"
)

// PayRepeats calls pay before a request is sent once more, and not for the
// first time that it is sent. net/http repeats a GET by itself when a
// connection breaks, although the first one may have arrived. Where pay returns
// an error, nothing is sent and the request ends with that error.
//
// The request's transport needs the proxy function of ThenProxy: the context
// alone stops HTTP/2, which looks at it before it writes, but not HTTP/1.
func PayRepeats(ctx context.Context, pay func() error) (context.Context, context.CancelFunc) {
	ctx, giveUp := context.WithCancelCause(ctx)
	r := &repeats{pay: pay, giveUp: giveUp, paid: true}
	ctx = context.WithValue(ctx, repeatsKey{}, r)
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: r.gotConn}), func() { giveUp(nil) }
}

// A ProxyFunc says through which proxy a request goes; nil for none.
type ProxyFunc = func(*http.Request) (*url.URL, error)

// ThenProxy returns the proxy function of a transport that has repeated
// requests paid for. http.Transport calls it each time before it looks for a
// connection, and gives a request up when it returns an error: no other hook
// can keep HTTP/1 from writing.
func ThenProxy(next ProxyFunc) ProxyFunc {
	return func(req *http.Request) (*url.URL, error) {
		if r, ok := req.Context().Value(repeatsKey{}).(*repeats); ok {
			if err := r.beforeConn(); err != nil {
				return nil, err
			}
		}
		return next(req)
	}
}

type repeatsKey struct{}

// repeats pays for each time that one request is sent. Its methods are called
// on the goroutine that sends the request.
type repeats struct {
	pay    func() error
	giveUp context.CancelCauseFunc
	paid   bool // the next time is paid for
}

func (r *repeats) beforeConn() error {
	if r.paid {
		return nil
	}
	if err := r.pay(); err != nil {
		r.giveUp(err)
		return err
	}
	r.paid = true
	return nil
}

// gotConn comes after beforeConn, except where HTTP/2 repeats a request that
// the server refused to look at.
func (r *repeats) gotConn(httptrace.GotConnInfo) {
	_ = r.beforeConn() // an error has ended the context
	r.paid = false
}
