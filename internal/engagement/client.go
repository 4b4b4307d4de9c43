package engagement

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"strings"
	"sync/atomic"
	"time"

	"salesforce_exporter/internal/api"
	"salesforce_exporter/internal/trace"
)

const (
	// maxBody bounds what is read of one answer: 1,000 short rows.
	maxBody = 16 << 20
	// callTimeout is how long an answer may take to begin.
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

// Config says which business unit to ask and how.
type Config struct {
	URL          string // scheme, host and perhaps a path, without a slash at the end
	BusinessUnit string // 18 characters, beginning with 0Uv
	Sessions     Sessions
	Transport    http.RoundTripper // nil for that of api.NewTransport
	UserAgent    string
	Gate         api.Gate // nil to allow every call
}

// A Client asks one business unit, one call at a time: five are allowed at once
// ([rate]), and others may need them.
type Client struct {
	base     *url.URL
	unit     string
	sessions Sessions
	caller   *api.Caller

	good, rows atomic.Int64 // calls that were answered, and what they brought
	skew       atomic.Int64 // of the API's clock to ours, in nanoseconds
}

// NewClient returns a client. It asks nothing by itself.
func NewClient(cfg Config) (*Client, error) {
	base, err := url.Parse(cfg.URL)
	if err != nil || base.Host == "" {
		return nil, errors.New("the URL of the Account Engagement API is not one with a host")
	}
	c := &Client{base: base, unit: cfg.BusinessUnit, sessions: cfg.Sessions}
	c.caller = api.NewCaller(api.Options{Transport: cfg.Transport, UserAgent: cfg.UserAgent, Gate: cfg.Gate,
		Timeout: callTimeout, MaxBody: maxBody, Heard: c.noteTime, Refused: refusal})
	return c, nil
}

// Calls returns how many calls were sent so far.
func (c *Client) Calls() int { return c.caller.Calls() }

// Rows returns how many rows were read so far.
func (c *Client) Rows() int { return int(c.rows.Load()) }

// noteAnswer counts a good answer.
func (c *Client) noteAnswer(rows int) {
	c.good.Add(1)
	c.rows.Add(int64(rows))
}

// answered returns how many calls had a good answer so far.
func (c *Client) answered() int { return int(c.good.Load()) }

// Now is the time by the API's clock, as of its last answer: what changed is
// asked for by it.
func (c *Client) Now() time.Time { return time.Now().Add(time.Duration(c.skew.Load())) }

// get sends one request. A token that is refused is renewed once.
func (c *Client) get(ctx context.Context, address *url.URL) (api.Answer, error) {
	token, err := c.sessions.Token(ctx)
	if err != nil {
		return api.Answer{}, &api.Error{Code: CodeSession, Message: err.Error(), Cause: err}
	}
	a, err := c.send(ctx, address, token)
	if err == nil || classOf(err) != classSession {
		return a, err
	}
	renewed, signIn := c.sessions.Renew(ctx, token)
	if signIn != nil {
		return api.Answer{}, fmt.Errorf("%w; no other session: %w", err, signIn)
	}
	return c.send(ctx, address, renewed)
}

func (c *Client) send(ctx context.Context, address *url.URL, token string) (api.Answer, error) {
	ctx = trace.Carrying(ctx, "Account Engagement", trace.Carried{path.Base(address.Path)}, 0)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address.String(), nil)
	if err != nil {
		return api.Answer{}, fmt.Errorf("make request: %w", err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Pardot-Business-Unit-Id", c.unit)
	return c.caller.Send(req, token, true)
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
	c.skew.Store(int64(skew))
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

// Quota asks how many calls all clients of the business unit may make in a day, and
// made. The user needs the ability to edit account settings ([account]).
func (c *Client) Quota(ctx context.Context) (used, limit int, err error) {
	a, err := c.get(ctx, c.address("account", url.Values{"fields": {"maximumDailyApiCalls,apiCallsUsed"}}))
	if err != nil {
		return 0, 0, err
	}
	var body struct {
		Limit *number `json:"maximumDailyApiCalls"`
		Used  number  `json:"apiCallsUsed"`
	}
	if err := json.Unmarshal(a.Body, &body); err != nil {
		return 0, 0, api.BadAnswer(err)
	}
	if body.Limit == nil {
		return 0, 0, api.BadAnswer(errors.New("it does not tell the limit"))
	}
	return int(body.Used), int(*body.Limit), nil
}
