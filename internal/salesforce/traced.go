package salesforce

import (
	"context"
	"net/url"
	"path"
	"strings"
	"time"

	"salesforce_exporter/internal/trace"
)

// carrying says in the context what a request carries, for who looks on.
func (ask request) carrying(ctx context.Context) context.Context {
	if !trace.On(ctx) {
		return ctx
	}
	paths := ask.carries
	if paths == nil {
		paths = []string{ask.path}
	}
	var texts trace.Carried
	statements := 0
	for _, p := range paths {
		text, first := carried(p)
		texts = append(texts, text)
		if first {
			statements++
		}
	}
	return trace.Carrying(ctx, "REST", texts, statements)
}

// carried says what a path asks for, and whether it is a statement.
func carried(p string) (text string, statement bool) {
	u, err := url.Parse(p)
	if err != nil {
		return "a path that is not one", false
	}
	switch dir, last := path.Split(strings.TrimSuffix(u.Path, "/")); {
	case last == "query" && u.RawQuery != "":
		return u.Query().Get("q"), true
	case strings.HasSuffix(dir, "/query/"):
		return "the next page", false
	case last == "describe":
		return "describe " + path.Base(dir), false
	default:
		return last, last == "limits"
	}
}

// tracedSignIn tells who looks on of a sign-in.
func (c *Client) tracedSignIn(ctx context.Context) (*Session, error) {
	began := time.Now()
	s, err := c.signIn.SignIn(ctx, c.doer())
	err = c.caller.Secrets().Error(err)
	trace.Sent(trace.Carrying(ctx, "sign-in", nil, 0), trace.Outcome{Duration: time.Since(began), Err: err})
	return s, err
}

// doer sends sign-ins. What it sends is a secret from then on.
func (c *Client) doer() Doer { return sender(c.caller.Secrets().Guard(c.transport)) }
