// Package salesforce asks one Salesforce org over its REST API: it signs in,
// packs statements into composite calls, follows pages, and turns refusals
// into typed errors. It decides nothing about what is asked or when.
package salesforce

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"time"

	"salesforce_exporter/internal/api"
	"salesforce_exporter/internal/circuit"
)

// DefaultVersion is the REST API version asked for. Versions 41.0 to 67.0 are
// supported by Salesforce at the time of writing; older ones answer 410 GONE.
const DefaultVersion = "62.0"

const (
	dataPath = "/services/data/v"
	// maxBody bounds what is read of one answer, unpacked. Twenty-five
	// describes of wide objects are the largest answers asked for.
	maxBody = 64 << 20
	// maxPages bounds what one statement may cost.
	maxPages = 200
	// maxRows bounds what is kept of one answer: as many as full pages have.
	maxRows = maxPages * 2000
	// callTimeout is how long an answer may take to begin. Salesforce gives up
	// on a query after two minutes, and a call has several.
	callTimeout = 5 * time.Minute
	// signInTimeout is how long a sign-in may take as a whole.
	signInTimeout = time.Minute
)

// Config says which org to ask and how.
type Config struct {
	SignIn    SignIn
	Version   string            // "62.0"; empty for DefaultVersion
	UserAgent string            // who asks, for the org's API usage reports
	Transport http.RoundTripper // nil for that of api.NewTransport
	Gate      Gate              // nil to allow every call
}

// A Gate is asked before each billed call, and told what the org says of its
// allowance.
type Gate interface {
	api.Gate
	// Tell notes how many requests all clients of the org sent in 24 hours, and
	// how many they may.
	Tell(used, allowance int, now time.Time)
	// Exhaust notes that the org refused a call for want of allowance.
	Exhaust(now time.Time)
}

// A Client asks one org. It is safe for concurrent use.
type Client struct {
	signIn    SignIn
	version   string
	transport http.RoundTripper // of sign-ins
	caller    *api.Caller
	// sender makes the HTTP client that simpleforce sends with.
	sender func(http.RoundTripper) *http.Client
	gate   Gate

	session  sessionKeeper
	versions versionKeeper
	outages  outages
	width    width
	paused   pauser

	mu    sync.Mutex
	usage Usage
}

// New returns a client. It does not sign in before it is asked something.
func New(cfg Config) *Client {
	version := cfg.Version
	if version == "" {
		version = DefaultVersion
	}
	if cfg.Transport == nil {
		cfg.Transport = api.NewTransport(nil)
	}
	c := &Client{signIn: cfg.SignIn, version: version, transport: cfg.Transport, sender: sender, gate: cfg.Gate,
		session: sessionKeeper{signing: make(chan struct{}, 1)}, outages: outages{finding: make(chan struct{}, 1)}}
	c.caller = api.NewCaller(api.Options{Transport: cfg.Transport, UserAgent: cfg.UserAgent, Gate: cfg.Gate,
		Timeout: callTimeout, MaxBody: maxBody, Heard: c.noteUsage, Refused: c.refused})
	return c
}

// Calls returns how many billed API requests were sent so far.
func (c *Client) Calls() int { return c.caller.Calls() }

// Usage returns the org's own count of API requests, as of the last answer.
func (c *Client) Usage() Usage {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.usage
}

// call sends one request and returns its answer, unless the org answers nothing at
// the moment.
func (c *Client) call(ctx context.Context, ask request) (reply, error) {
	if err := c.outages.circuit.Allow(); err != nil {
		return reply{}, err
	}
	began, sending := time.Now(), c.width.sending()
	r, err := c.inSession(ctx, ask, c.signInUnlessOpen)
	for ask.inWidth && isTooWide(err) && ctx.Err() == nil && c.width.tooWide(sending) {
		if err := c.outages.circuit.Allow(); err != nil {
			return reply{}, err
		}
		began, sending = time.Now(), c.width.sending()
		r, err = c.inSession(ctx, ask, c.signInUnlessOpen)
	}
	if ask.inWidth {
		c.width.learn(time.Since(began), len(r.Body), err)
	}
	err = c.explained(ctx, err)
	c.note(ctx, ask, began, err)
	return r, err
}

// inSession sends one request. A session that has ended is renewed once.
func (c *Client) inSession(ctx context.Context, ask request,
	signIn func(context.Context) (*Session, error)) (reply, error) {
	session, err := c.session.get(ctx, signIn)
	if err != nil {
		return reply{}, err
	}
	r, err := c.send(ctx, session, ask)
	if refused := api.AsError(err); refused != nil && refused.Status == http.StatusUnauthorized {
		if !c.session.drop(session) {
			return reply{}, err
		}
		if session, err = c.session.get(ctx, signIn); err != nil {
			return reply{}, err
		}
		r, err = c.send(ctx, session, ask)
	}
	if refused := api.AsError(err); refused != nil && ask.own != nil && ask.own(refused) {
		refused.Partial = true
	}
	return r, err
}

// refused makes an error of a refusal, adds what can be done, and tells the gate
// of one that is about the allowance of a day, not about calls at the same time,
// which has the same code.
func (c *Client) refused(a api.Answer) error {
	e := refusal(a)
	switch e.Code {
	case "API_CURRENTLY_DISABLED":
		e.Remedy = "grant the integration user the system permission API Enabled"
	case "API_DISABLED_FOR_ORG":
		e.Remedy = "this edition of Salesforce has no API until Salesforce turns it on"
	}
	e.Exhausted = e.Code == "REQUEST_LIMIT_EXCEEDED" && !strings.Contains(e.Message, "Concurrent")
	if c.gate != nil && e.Exhausted {
		c.gate.Exhaust(time.Now())
	}
	return e
}

func (c *Client) noteUsage(h http.Header) {
	usage, ok := parseUsage(h.Get("Sforce-Limit-Info"))
	if !ok {
		return
	}
	now := time.Now()
	c.mu.Lock()
	defer c.mu.Unlock()
	// Answers to parallel calls overtake each other: the latest counts, and of
	// one second the largest.
	if now.Sub(c.usage.At) < time.Second && usage.Used <= c.usage.Used {
		return
	}
	usage.At = now
	c.usage = usage
	if c.gate != nil {
		c.gate.Tell(usage.Used, usage.Limit, now)
	}
}

// Remember goes on from what was known before a restart: what the org said of its
// allowance, and whether it was left alone.
func (c *Client) Remember(u Usage, s circuit.Status) {
	now := time.Now()
	c.outages.circuit.Remember(s, now)
	if u.Limit <= 0 || u.At.After(now) || now.Sub(u.At) > 24*time.Hour {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.usage = u
	if c.gate != nil {
		c.gate.Tell(u.Used, u.Limit, u.At)
	}
}

func (c *Client) resource(parts ...string) string {
	return dataPath + c.version + "/" + strings.Join(parts, "/")
}
