package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
	"weak"

	"salesforce_exporter/internal/trace"
)

const (
	// LargeBody is from how many bytes on answers are read one at a time, so that
	// parallel calls cannot fill the memory with several of the largest.
	LargeBody = 4 << 20
	// BodyTimeout is how long an answer may take from its beginning to its end.
	BodyTimeout = time.Minute
)

// A Gate is asked before each billed call.
type Gate interface {
	// Spend returns why the call may not be sent.
	Spend(now time.Time) error
}

// Options say how a client sends its requests.
type Options struct {
	Transport http.RoundTripper  // nil for that of NewTransport; others need ThenProxy
	UserAgent string             // who asks, for the API's usage reports
	Gate      Gate               // nil to allow every call
	Timeout   time.Duration      // how long an answer may take to begin
	MaxBody   int                // bytes that are read of one answer, unpacked
	Heard     func(http.Header)  // is told the headers of each answer
	Refused   func(Answer) error // makes an error of a refusal
}

// A Caller sends the requests of one client. It adds what net/http lacks: the
// gate and the count of billed calls, deadlines and bounds for answers, and
// errors with a type and without credentials. It follows no redirect. It is safe
// for concurrent use.
type Caller struct {
	options Options
	secrets Secrets            // that were sent
	large   chan struct{}      // holds one while a large answer is read
	spare   weak.Pointer[room] // guarded by large
	calls   atomic.Int64
}

// NewCaller returns a caller that has sent nothing.
func NewCaller(o Options) *Caller {
	if o.Transport == nil {
		o.Transport = NewTransport(nil)
	}
	return &Caller{options: o, large: make(chan struct{}, 1)}
}

// Calls returns how many billed calls were sent so far. Refused ones are counted,
// as the API may count them.
func (c *Caller) Calls() int { return int(c.calls.Load()) }

// Secrets are those that were sent, and what else is not to be repeated.
func (c *Caller) Secrets() *Secrets { return &c.secrets }

// An Answer is what an API said to a request.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte // of a refusal, without the secret
}

// Refused reports whether the answer is not a good one.
func (a Answer) Refused() bool { return a.Status < 200 || a.Status > 299 }

// At is the API's clock, which its dates follow; ours may differ.
func (a Answer) At() time.Time {
	at, err := http.ParseTime(a.Header.Get("Date"))
	if err != nil {
		return time.Now()
	}
	return at
}

// RetryAfter is how long the API asks to be left alone, in seconds or until a
// moment by its own clock (RFC 9110, 10.2.3); zero where it does not.
func (a Answer) RetryAfter() time.Duration {
	text := strings.TrimSpace(a.Header.Get("Retry-After"))
	if seconds, err := strconv.Atoi(text); err == nil {
		const most = 365 * 24 * 60 * 60
		return time.Duration(min(max(0, seconds), most)) * time.Second
	}
	until, err := http.ParseTime(text)
	if err != nil {
		return 0
	}
	return max(0, until.Sub(a.At()))
}

// Send sends a request and reads a good answer to the end. The secret is what the
// request carries, not to be repeated in errors.
func (c *Caller) Send(req *http.Request, secret string, billed bool) (Answer, error) {
	began := time.Now()
	var paid atomic.Int32
	pay := func() error {
		err := c.spend()
		if err == nil {
			paid.Add(1)
		}
		return err
	}
	if !billed {
		pay = nil
	}
	a, err := c.send(req, secret, pay)
	trace.Sent(req.Context(), trace.Outcome{Billed: int(paid.Load()), Bytes: len(a.Body), Duration: time.Since(began),
		Err: err})
	return a, err
}

// send sends a request that is paid for; with nil, one that is free.
func (c *Caller) send(req *http.Request, secret string, pay func() error) (Answer, error) {
	ctx := req.Context()
	c.secrets.Add(secret)
	if pay != nil {
		if err := pay(); err != nil {
			return Answer{}, err
		}
		var end context.CancelFunc
		ctx, end = PayRepeats(ctx, pay)
		defer end()
	}
	req = req.Clone(ctx)
	req.Header.Set("User-Agent", c.options.UserAgent)
	req.Header.Set("Accept", "application/json")
	a, err := c.exchange(req)
	if err != nil {
		return Answer{}, err
	}
	c.options.Heard(a.Header)
	if a.Refused() {
		return Answer{}, c.secrets.Error(c.options.Refused(a))
	}
	if page(a.Body) {
		return Answer{}, &Error{Code: CodeBadAnswer, Page: true, Message: "read the answer: it is a page in place of JSON, " +
			"as a proxy, a network that wants a sign-in, or maintenance sends"}
	}
	return a, nil
}

// spend counts a call that is about to be sent, if it may be.
func (c *Caller) spend() error {
	if c.options.Gate != nil {
		if err := c.options.Gate.Spend(time.Now()); err != nil {
			return &Error{Code: CodeBudget, Message: err.Error(), Cause: err}
		}
	}
	c.calls.Add(1)
	return nil
}

// exchange sends a request and reads the answer, which has to begin and to end
// in time.
func (c *Caller) exchange(req *http.Request) (Answer, error) {
	ctx, cancel := context.WithCancelCause(req.Context())
	defer cancel(nil)
	late := newLimit("no answer within", c.options.Timeout)
	timer := time.AfterFunc(late.after, func() { cancel(late) })
	defer func() { timer.Stop() }()
	resp, err := c.options.Transport.RoundTrip(req.WithContext(ctx))
	if err != nil {
		return Answer{}, c.secrets.Error(Unreachable("ask", req.URL.Host, late.causeOf(ctx, err)))
	}
	defer resp.Body.Close()
	timer.Stop()
	late = newLimit("not at its end after", BodyTimeout)
	timer = time.AfterFunc(late.after, func() { cancel(late) })
	text, err := c.readAll(ctx, resp.Body)
	if err != nil {
		return Answer{}, Unreachable("read the answer of", req.URL.Host, late.causeOf(ctx, err))
	}
	a := Answer{Status: resp.StatusCode, Header: resp.Header, Body: text}
	c.secrets.header(a.Header)
	if a.Refused() {
		a.Body = c.secrets.Refusal(text)
	} else {
		a.Body = c.secrets.answer(text)
	}
	return a, nil
}

// readAll reads an answer to its end, if that is not too far.
func (c *Caller) readAll(ctx context.Context, body io.Reader) ([]byte, error) {
	text, err := readSome(body)
	if err != nil || len(text) < LargeBody {
		return text, err
	}
	lease := leaseOf(ctx)
	if !lease.held() {
		select {
		case c.large <- struct{}{}:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	room := c.room(lease)
	defer lease.hold(func() { c.leave(room, lease) })
	n := copy(room.bytes, text)
	for n < len(room.bytes) {
		more, err := body.Read(room.bytes[n:])
		n += more
		switch {
		case errors.Is(err, io.EOF):
			return room.bytes[:n], nil
		case err != nil:
			return nil, err
		}
	}
	return nil, &Error{Code: CodeTooLarge,
		Message: fmt.Sprintf("the answer is longer than %d MiB, which is not read", c.options.MaxBody>>20)}
}

// readSome reads an answer, or as much of it as makes it a large one. It wastes less
// than io.ReadAll does.
func readSome(body io.Reader) ([]byte, error) {
	text := make([]byte, 0, 64<<10)
	for {
		n, err := body.Read(text[len(text):cap(text)])
		text = text[:len(text)+n]
		switch {
		case errors.Is(err, io.EOF), err == nil && len(text) == LargeBody:
			return text, nil
		case err != nil:
			return nil, err
		case len(text) == cap(text):
			text = append(make([]byte, 0, min(2*cap(text), LargeBody)), text...)
		}
	}
}

// A room is where a large answer is read to.
type room struct{ bytes []byte }

// room returns one for the next large answer: that of the last one, where nobody needs
// it any more and the collector has not taken it yet. The turn is held.
func (c *Caller) room(l *lease) *room {
	if r := c.spare.Value(); l != nil && r != nil {
		return r
	}
	return &room{bytes: make([]byte, c.options.MaxBody)} // what is not written to takes no memory
}

// leave ends the turn of a large answer. Without a lease, somebody still needs the room.
func (c *Caller) leave(r *room, l *lease) {
	if l != nil {
		c.spare = weak.Make(r)
	}
	<-c.large
}
