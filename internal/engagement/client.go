package engagement

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"salesforce_exporter/internal/failure"
)

const (
	// maxBody bounds what is read of one answer: 1,000 short rows.
	maxBody = 16 << 20
	// callTimeout is how long one call may take, from its beginning to its end.
	callTimeout = 2 * time.Minute
)

// Sessions are where tokens come from: the sign-in of the org, with the scope
// pardot_api ([auth]).
type Sessions interface {
	// Token returns the token of the present session, signing in if there is
	// none.
	Token(context.Context) (string, error)
	// Renew returns another token than the one that was refused.
	Renew(ctx context.Context, refused string) (string, error)
}

// A Gate is asked before each call.
type Gate interface {
	// Spend returns why the call may not be sent.
	Spend(now time.Time) error
}

// Config says which business unit to ask and how.
type Config struct {
	URL          string // scheme, host and perhaps a path, without a slash at the end
	BusinessUnit string // 18 characters, beginning with 0Uv
	Sessions     Sessions
	Transport    http.RoundTripper // one with failure.ThenProxy, so that repeated requests are paid for
	UserAgent    string
	Gate         Gate // nil to allow every call
}

// A Client asks one business unit, one call at a time: five are allowed at once
// ([rate]), and others may need them.
type Client struct {
	base     *url.URL
	unit     string
	sessions Sessions
	http     *http.Client
	agent    string
	gate     Gate

	mu    sync.Mutex
	calls int
	good  int // calls that were answered
	rows  int
	skew  time.Duration // of the API's clock to ours
}

// NewClient returns a client. It asks nothing by itself.
func NewClient(cfg Config) (*Client, error) {
	base, err := url.Parse(cfg.URL)
	if err != nil || base.Host == "" {
		return nil, errors.New("the URL of the Account Engagement API is not one with a host")
	}
	return &Client{
		base: base, unit: cfg.BusinessUnit, sessions: cfg.Sessions, agent: cfg.UserAgent, gate: cfg.Gate,
		http: &http.Client{
			Transport: cfg.Transport, Timeout: callTimeout,
			// The token stays on the host that it is meant for.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}, nil
}

// Calls returns how many calls were sent so far. Refused ones are counted, as
// the API may count them.
func (c *Client) Calls() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.calls
}

// Rows returns how many rows were read so far.
func (c *Client) Rows() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.rows
}

// noteAnswer counts a good answer.
func (c *Client) noteAnswer(rows int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.good++
	c.rows += rows
}

// answered returns how many calls had a good answer so far.
func (c *Client) answered() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.good
}

// Now is the time by the API's clock, as of its last answer: what changed is
// asked for by it.
func (c *Client) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.skew)
}

// An answer is the body of a good one, and its headers.
type answer struct {
	body   []byte
	header http.Header
}

// get sends one request. A token that is refused is renewed once.
func (c *Client) get(ctx context.Context, address *url.URL) (answer, error) {
	token, err := c.sessions.Token(ctx)
	if err != nil {
		return answer{}, noSession(err)
	}
	a, err := c.send(ctx, address, token)
	if err == nil || classOf(err) != classSession {
		return a, err
	}
	renewed, signIn := c.sessions.Renew(ctx, token)
	if signIn != nil {
		return answer{}, fmt.Errorf("%w; no other session: %w", err, signIn)
	}
	return c.send(ctx, address, renewed)
}

func noSession(err error) error {
	return &Error{Code: CodeSession, Message: err.Error(), cause: err}
}

func (c *Client) send(ctx context.Context, address *url.URL, token string) (answer, error) {
	ctx, end := failure.PayRepeats(ctx, c.spend)
	defer end()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address.String(), nil)
	if err != nil {
		return answer{}, fmt.Errorf("make request: %w", err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Pardot-Business-Unit-Id", c.unit)
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", c.agent)
	if err := c.spend(); err != nil {
		return answer{}, err
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return answer{}, unreachable("ask", c.base.Host, err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	if err != nil {
		return answer{}, unreachable("read the answer of", c.base.Host, err)
	}
	if len(text) > maxBody {
		return answer{}, badAnswer("it is longer than %d MiB", maxBody>>20)
	}
	c.noteTime(resp.Header)
	if resp.StatusCode != http.StatusOK {
		return answer{}, refusal(resp.StatusCode, failure.Without(text, token))
	}
	if page := failure.Page(text); page != "" {
		return answer{}, badAnswer("%s", page)
	}
	return answer{body: text, header: resp.Header}, nil
}

// spend counts a call that is about to be sent, if it may be.
func (c *Client) spend() error {
	if c.gate != nil {
		if err := c.gate.Spend(time.Now()); err != nil {
			return err
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls++
	return nil
}

func (c *Client) noteTime(h http.Header) {
	at, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return
	}
	skew := time.Until(at)
	if skew > -2*time.Second && skew < 2*time.Second {
		skew = 0 // the header has whole seconds
	}
	c.mu.Lock()
	c.skew = skew
	c.mu.Unlock()
}

// objectsPath is where collections are, below the base.
const objectsPath = "/api/v5/objects/"

// address is that of a collection's query.
func (c *Client) address(object string, params url.Values) *url.URL {
	u := *c.base
	u.Path = strings.TrimSuffix(u.Path, "/") + objectsPath + object
	u.RawQuery = params.Encode()
	return &u
}
