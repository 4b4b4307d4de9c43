package api

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

const (
	// mostSecrets bounds how many are looked for: the oldest is forgotten.
	mostSecrets = 32
	// short is the length below which a secret may be a part of any word, so that it
	// is looked for as a word of its own, and long the one from which on nothing but
	// the secret itself reads like it.
	short, long = 6, 20
	// mostRefusal bounds the refusals that are read: no API sends more.
	mostRefusal = 256 << 10
	mask        = "<secret>"
)

// Secrets are all that was sent and must not be repeated. Whatever comes from
// outside is held against them here: bodies, headers and messages of errors. It is
// safe for concurrent use; the zero value knows none.
type Secrets struct {
	mu   sync.Mutex
	list []secret // the latest last
}

type secret struct {
	text    string
	written *regexp.Regexp // in any form
	forms   [][]byte       // of a long one, the usual ones
}

// Add makes texts secrets.
func (s *Secrets) Add(texts ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, text := range texts {
		if text == "" || slices.ContainsFunc(s.list, func(known secret) bool { return known.text == text }) {
			continue
		}
		made := secret{text: text, written: inAnyForm(text)}
		if len(text) >= long {
			made.forms = usualForms(text)
		}
		s.list = append(s.list, made)
		if len(s.list) > mostSecrets {
			s.list = s.list[1:]
		}
	}
}

func (s *Secrets) known() []secret {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.list)
}

// Refusal is the body of a refusal without secrets; nil for one that is too long to
// be one.
func (s *Secrets) Refusal(body []byte) []byte {
	if len(body) > mostRefusal {
		return nil
	}
	for _, x := range s.known() {
		body = x.written.ReplaceAllLiteral(body, []byte(mask))
	}
	return body
}

// Text is a text without secrets.
func (s *Secrets) Text(text string) string {
	for _, x := range s.known() {
		text = x.written.ReplaceAllLiteralString(text, mask)
	}
	return text
}

// answer is a good answer without long secrets, which are in no data by chance.
func (s *Secrets) answer(body []byte) []byte {
	for _, x := range s.known() {
		for _, form := range x.forms {
			if bytes.Contains(body, form) {
				body = bytes.ReplaceAll(body, form, []byte(mask))
			}
		}
	}
	return body
}

// header is a header without secrets.
func (s *Secrets) header(h http.Header) {
	for _, values := range h {
		for i, value := range values {
			values[i] = s.Text(value)
		}
	}
}

// Error is an error without secrets: code and message of one that an API gave, or
// the text of another.
func (s *Secrets) Error(err error) error {
	e := AsError(err)
	switch {
	case err == nil || s.message(err.Error()) == err.Error():
		return err
	case e == nil:
		return &maskedError{text: s.message(err.Error()), err: err}
	}
	told := *e
	told.Code, told.Message = s.code(e.Code), s.message(e.Message)
	return &told
}

// message is a text, a part of which is ours, without secrets. A short one may be a
// word of ours, or a part of the host.
func (s *Secrets) message(text string) string {
	for _, x := range s.known() {
		if len(x.text) >= short {
			text = x.written.ReplaceAllLiteralString(text, mask)
		}
	}
	return text
}

// code is a code without a secret in it, which is none then.
func (s *Secrets) code(code string) string {
	if s.message(code) != code {
		return "OTHER"
	}
	return code
}

// A maskedError is another one with another text.
type maskedError struct {
	text string
	err  error
}

func (e *maskedError) Error() string { return e.text }

// Unwrap returns what it is of.
func (e *maskedError) Unwrap() error { return e.err }

// inAnyForm finds a text as it is, or as addresses, forms, JSON, HTML or XML write any
// of its characters.
func inAnyForm(text string) *regexp.Regexp {
	if len(text) < short && regexp.MustCompile(`^\w+$`).MatchString(text) {
		return regexp.MustCompile(`\b` + text + `\b`)
	}
	var b strings.Builder
	for _, r := range text {
		b.WriteString("(?:" + strings.Join(formsOf(r), "|") + ")")
	}
	for _, encoded := range []string{base64.StdEncoding.EncodeToString([]byte(text)),
		base64.RawURLEncoding.EncodeToString([]byte(text))} {
		b.WriteString("|" + regexp.QuoteMeta(encoded))
	}
	return regexp.MustCompile(b.String())
}

// formsOf are patterns of all ways to write a character.
func formsOf(r rune) []string {
	literal := regexp.QuoteMeta(string(r))
	percent := ""
	for _, b := range []byte(string(r)) {
		percent += fmt.Sprintf(`%%(?:25)*(?i:%02x)`, b)
	}
	all := []string{literal, percent, fmt.Sprintf(`(?i:&#0*%d;|&#x0*%x;)`, r, r)}
	if r <= 0xffff {
		all = append(all, fmt.Sprintf(`\\+u(?i:%04x)`, r))
	}
	switch r {
	case utf8.RuneError:
		all[0] = `.`
	case ' ':
		all = append(all, `\+`, `%(?:25)*(?i:2b)`)
	case '"', '\\', '/', '\'':
		all = append(all, `\\+`+literal)
	}
	if named := html.EscapeString(string(r)); named != string(r) {
		all = append(all, named)
	}
	switch r {
	case '"':
		all = append(all, "&quot;")
	case '\'':
		all = append(all, "&apos;")
	}
	return all
}

// usualForms are a text as it is, and as addresses and JSON write it.
func usualForms(text string) [][]byte {
	forms := []string{text, url.QueryEscape(text), url.PathEscape(text), strings.ReplaceAll(text, "/", `\/`)}
	if quoted, err := json.Marshal(text); err == nil {
		forms = append(forms, string(quoted[1:len(quoted)-1]))
	}
	slices.Sort(forms)
	var all [][]byte
	for _, form := range slices.Compact(forms) {
		all = append(all, []byte(form))
	}
	return all
}

// Guard returns a transport of sign-ins. What they send in forms and headers becomes
// a secret, and no refusal and no error repeats it.
func (s *Secrets) Guard(transport http.RoundTripper) http.RoundTripper {
	return &guard{secrets: s, transport: transport}
}

// Mind makes texts secrets for a client whose transport is a guard.
func Mind(client *http.Client, texts ...string) {
	if g, ok := client.Transport.(*guard); ok {
		g.secrets.Add(texts...)
	}
}

type guard struct {
	secrets   *Secrets
	transport http.RoundTripper
}

// RoundTrip sends the request, as http.RoundTripper has it.
func (g *guard) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := g.learn(req); err != nil {
		return nil, err
	}
	resp, err := g.transport.RoundTrip(req)
	if err != nil {
		return nil, g.secrets.Error(err)
	}
	g.secrets.header(resp.Header)
	if (Answer{Status: resp.StatusCode}).Refused() {
		if err := g.mask(resp); err != nil {
			return nil, g.secrets.Error(err)
		}
	}
	return resp, nil
}

// learn finds the secrets in the form that a request sends.
func (g *guard) learn(req *http.Request) error {
	if req.GetBody == nil || !strings.HasPrefix(req.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		return nil
	}
	body, err := req.GetBody()
	if err != nil {
		return err
	}
	defer body.Close()
	text, err := readSome(body)
	if err != nil {
		return err
	}
	form, err := url.ParseQuery(string(text))
	if err != nil {
		return errors.New("the form of the sign-in cannot be read")
	}
	for _, name := range []string{"client_secret", "password", "refresh_token", "assertion", "client_assertion"} {
		value := form.Get(name)
		g.secrets.Add(value)
		if parts := strings.Split(value, "."); strings.HasSuffix(name, "assertion") && len(parts) == 3 {
			g.secrets.Add(parts[2]) // the signature
		}
	}
	return nil
}

// mask reads a refusal and takes the secrets out of it.
func (g *guard) mask(resp *http.Response) error {
	defer resp.Body.Close()
	text, err := readSome(resp.Body)
	if err != nil {
		return err
	}
	text = g.secrets.Refusal(text)
	resp.Body, resp.ContentLength = body{bytes.NewReader(text)}, int64(len(text))
	return nil
}

type body struct{ *bytes.Reader }

func (body) Close() error { return nil }
