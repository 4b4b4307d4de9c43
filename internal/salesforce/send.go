package salesforce

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/simpleforce/simpleforce"

	"salesforce_exporter/internal/api"
)

// A request is what simpleforce is to send.
type request struct {
	method string
	path   string // from the root of the org's host
	body   []byte // nil for none
	query  bool   // the path is that of a statement, or of a page of its answer
	free   bool   // it does not count against the org's allowance
	// inWidth tells that the call has a place among those that are under way at once.
	inWidth bool
	// carries are the paths that the body asks for; nil where the path says it all.
	carries []string
	// own tells refusals of what is asked for from those that any call would get; nil
	// where all are of the call.
	own func(*Error) bool
}

// unbilled asks for what is no part of the data API.
func unbilled(path string) request {
	return request{method: http.MethodGet, path: path, free: true}
}

// A reply is a good answer.
type reply struct {
	api.Answer
	secrets *api.Secrets // that are not to be repeated in errors about parts of the body
}

// send has simpleforce send one request in a session. The carrier beneath it
// bounds, counts and reads the answer.
//
// A simpleforce client keeps no connections, and none of its methods takes a
// context, so each request has a client and a carrier of its own.
func (c *Client) send(ctx context.Context, s *Session, ask request) (reply, error) {
	carrier := &carrier{client: c, ctx: ask.carrying(ctx), token: s.AccessToken, free: ask.free}
	client := simpleforce.NewClient(s.InstanceURL, simpleforce.DefaultClientID, c.version)
	client.SetSidLoc(s.AccessToken, s.InstanceURL)
	client.SetHttpClient(c.sender(carrier))
	var err error
	if ask.query {
		_, err = client.Query(ask.path)
	} else {
		_, err = client.ApexREST(ask.method, strings.TrimPrefix(ask.path, "/"), bytes.NewReader(ask.body))
	}
	switch {
	case carrier.err != nil: // simpleforce wraps it together with the address
		return reply{}, carrier.err
	case err != nil:
		return reply{}, fmt.Errorf("send the request to %s: %w", hostOf(s.InstanceURL), err)
	}
	return reply{Answer: carrier.answer, secrets: c.caller.Secrets()}, nil
}

// sender is an HTTP client that follows no redirect. That keeps credentials on the
// host they were meant for, and a POST from becoming a GET, which loses its body.
func sender(transport http.RoundTripper) *http.Client {
	return &http.Client{Transport: transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}
