package salesforce

import (
	"context"
	"io"
	"net/http"
	"strings"

	"salesforce_exporter/internal/api"
)

// A carrier is the transport beneath simpleforce for one request. It adds what
// simpleforce lacks: a context, and all that a caller adds.
//
// simpleforce logs the body of a refusal, reads an answer without a bound, and
// Query makes a map of each record. So a refusal is an error here already, and
// the answer stays here: simpleforce gets an empty one.
type carrier struct {
	client *Client
	ctx    context.Context
	token  string // not to be repeated in errors
	free   bool   // the call is not billed

	answer api.Answer
	err    error
}

// RoundTrip sends the request, as http.RoundTripper has it.
func (t *carrier) RoundTrip(req *http.Request) (*http.Response, error) {
	t.answer, t.err = t.client.caller.Send(req.Clone(t.ctx), t.token, !t.free)
	if t.err != nil {
		return nil, t.err
	}
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{}, Request: req,
		Body: io.NopCloser(strings.NewReader("{}")), // Query wants an object
	}, nil
}
