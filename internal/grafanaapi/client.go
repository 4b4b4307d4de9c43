// Package grafanaapi gives a running Grafana the dashboards and alerts, through
// its HTTP API.
package grafanaapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// maxAnswer bounds what is read of an answer.
const maxAnswer = 4 << 20

// A Client speaks to one Grafana, as the service account of a token.
type Client struct {
	base  *url.URL
	token string
	http  *http.Client
}

// New returns a client of the Grafana at an address, which may have a path. The
// token is sent to this address alone: redirects are not followed.
func New(address, token string, transport http.RoundTripper) (*Client, error) {
	base, err := url.Parse(strings.TrimRight(address, "/"))
	switch {
	case err != nil:
		return nil, errors.New("the address of Grafana cannot be read: give one such as https://grafana.example.com")
	case base.User != nil:
		return nil, errors.New("the address of Grafana has a user name or password in it: give a token instead")
	case base.Scheme != "http" && base.Scheme != "https", base.Host == "", base.RawQuery != "", base.Fragment != "":
		return nil, fmt.Errorf("%q is no address of Grafana: give one such as https://grafana.example.com", address)
	case token == "":
		return nil, errors.New("there is no token for Grafana")
	}
	noRedirects := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Client{base: base, token: token, http: &http.Client{Transport: transport, CheckRedirect: noRedirects}}, nil
}

// A Refusal is an answer of Grafana that says no.
type Refusal struct {
	Status  int
	Message string // what Grafana says
}

func (r *Refusal) Error() string {
	text := fmt.Sprintf("%d %s", r.Status, http.StatusText(r.Status))
	if r.Message != "" {
		text += ": " + r.Message
	}
	switch r.Status {
	case http.StatusUnauthorized:
		text += " (the token is not one of this Grafana, or has expired)"
	case http.StatusForbidden:
		text += " (the service account of the token needs the role Editor)"
	}
	return text
}

// ask sends a request and reads the answer, as JSON both; nil for none.
func (c *Client) ask(ctx context.Context, method, path string, body, answer any) error {
	if err := c.send(ctx, method, path, body, answer); err != nil {
		return fmt.Errorf("%s %s: %w", method, path, c.hide(err))
	}
	return nil
}

func (c *Client) send(ctx context.Context, method, path string, body, answer any) error {
	var sent io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return err
		}
		sent = bytes.NewReader(text)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.base.String()+path, sent)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	req.Header.Set("Accept", "application/json")
	if sent != nil {
		req.Header.Set("Content-Type", "application/json")
		// Without it Grafana locks what an API made against changes in its pages.
		req.Header.Set("X-Disable-Provenance", "true")
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return fmt.Errorf("reading the answer: %w", err)
	}
	return understood(resp, text, answer)
}

func understood(resp *http.Response, text []byte, answer any) error {
	if resp.StatusCode >= 300 && resp.StatusCode < 400 {
		return fmt.Errorf("it redirects to %q: give the address at which Grafana answers itself", resp.Header.Get("Location"))
	}
	if resp.StatusCode >= 400 {
		var refused struct{ Message string }
		if json.Unmarshal(text, &refused) != nil {
			refused.Message = "" // a page of something before Grafana
		}
		return &Refusal{Status: resp.StatusCode, Message: refused.Message}
	}
	if answer == nil {
		return nil
	}
	if err := json.Unmarshal(text, answer); err != nil {
		return errors.New("the answer is not JSON of Grafana: is this its address?")
	}
	return nil
}

// hide takes the token out of an error, in which an answer may have repeated it.
func (c *Client) hide(err error) error {
	if !strings.Contains(err.Error(), c.token) {
		return err
	}
	return errors.New(strings.ReplaceAll(err.Error(), c.token, "<secret>"))
}

// refusedWith says whether Grafana refused with a status.
func refusedWith(err error, status int) bool {
	var refusal *Refusal
	return errors.As(err, &refusal) && refusal.Status == status
}
