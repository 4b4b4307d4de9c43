package salesforce

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"salesforce_exporter/internal/failure"
)

// A carrier is the transport beneath simpleforce for one request. It adds what
// simpleforce lacks: a context and deadlines, bounds on the answer, the gate and
// the count of billed calls, the usage header, the org's clock, and errors
// with a type and without credentials.
//
// simpleforce logs the body of a refusal, reads an answer without a bound, and
// Query makes a map of each record. So a refusal is an error here already, and
// the answer stays here: simpleforce gets an empty one.
type carrier struct {
	client *Client
	ctx    context.Context
	token  string // not to be repeated in errors
	free   bool   // the call is not billed

	reply reply
	err   error
}

// RoundTrip sends the request, as http.RoundTripper has it.
func (t *carrier) RoundTrip(req *http.Request) (*http.Response, error) {
	t.reply, t.err = t.carry(req)
	if t.err != nil {
		return nil, t.err
	}
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{}, Request: req,
		Body: io.NopCloser(strings.NewReader("{}")), // Query wants an object
	}, nil
}

func (t *carrier) carry(req *http.Request) (reply, error) {
	c, ctx := t.client, t.ctx
	if !t.free {
		if err := c.spend(); err != nil {
			return reply{}, err
		}
		var end context.CancelFunc
		ctx, end = failure.PayRepeats(ctx, c.spend)
		defer end()
	}
	req = req.Clone(ctx)
	req.Header.Set("User-Agent", c.userAgent)
	req.Header.Set("Accept", "application/json")
	resp, text, err := c.exchange(req)
	if err != nil {
		return reply{}, err
	}
	c.noteUsage(resp.Header)
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		refused := refusal(resp.StatusCode, failure.Without(text, t.token))
		refused.redirected(resp.Header)
		return reply{}, c.refused(refused)
	}
	if page := failure.Page(text); page != "" {
		return reply{}, badPage(page)
	}
	return reply{body: text, at: orgTime(resp.Header), token: t.token}, nil
}

// exchange sends a request and reads the answer, which has to begin and to end
// in time.
func (c *Client) exchange(req *http.Request) (*http.Response, []byte, error) {
	ctx, cancel := context.WithCancelCause(req.Context())
	defer cancel(nil)
	timer := time.AfterFunc(callTimeout, func() { cancel(tooSlow("no answer within", callTimeout)) })
	defer func() { timer.Stop() }()
	resp, err := c.transport.RoundTrip(req.WithContext(ctx))
	if err != nil {
		return nil, nil, unanswered("ask", req.URL.Host, causeOf(ctx, err))
	}
	defer resp.Body.Close()
	timer.Stop()
	timer = time.AfterFunc(bodyTimeout, func() { cancel(tooSlow("not at its end after", bodyTimeout)) })
	text, err := c.readAll(ctx, resp.Body)
	if err != nil {
		return nil, nil, unanswered("read the answer of", req.URL.Host, causeOf(ctx, err))
	}
	return resp, text, nil
}

// unanswered leaves errors of our own as they are: one about the budget, or an
// answer that is too large.
func unanswered(doing, host string, err error) *Error {
	var own *Error
	if errors.As(err, &own) {
		return own
	}
	return unreachable(doing, host, err)
}

func (c *Client) readAll(ctx context.Context, body io.Reader) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(body, largeBody))
	if err != nil || len(text) < largeBody {
		return text, err
	}
	select {
	case c.large <- struct{}{}:
		defer func() { <-c.large }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	whole := make([]byte, maxBody) // what is not written to takes no memory
	n := copy(whole, text)
	for n < len(whole) {
		more, err := body.Read(whole[n:])
		n += more
		switch {
		case errors.Is(err, io.EOF):
			return whole[:n], nil
		case err != nil:
			return nil, err
		}
	}
	return nil, &Error{Code: CodeTooLarge,
		Message: fmt.Sprintf("the answer is longer than %d MiB, which is not read", maxBody>>20)}
}

// orgTime is the org's clock, which its date literals follow; ours may differ.
func orgTime(h http.Header) time.Time {
	at, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return time.Now()
	}
	return at
}
