package salesforce

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"salesforce_exporter/internal/api"
	"salesforce_exporter/internal/soql"
)

// A fakeOrg answers without a network: each sign-in with another session, and
// all else as it is told.
type fakeOrg struct {
	mu      sync.Mutex
	signIns int
	calls   int
	answer  func(req *http.Request, urls []string) (status int, body io.Reader)
	header  http.Header // of answers; nil for nothing
	// versions is the answer that lists the versions of the API; empty for a 404. It
	// is not billed, and not counted here.
	versions string
	asked    int // how often they were asked for
}

func (f *fakeOrg) SignIn(context.Context, Doer) (*Session, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.signIns++
	return &Session{AccessToken: "t" + strconv.Itoa(f.signIns), InstanceURL: "https://org.test"}, nil
}

func (f *fakeOrg) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.URL.Path == "/services/data" {
		return f.listVersions(req), nil
	}
	f.mu.Lock()
	f.calls++
	f.mu.Unlock()
	var asked compositeRequest
	if req.Body != nil && req.Body != http.NoBody {
		if err := json.NewDecoder(req.Body).Decode(&asked); err != nil {
			return nil, err
		}
	}
	var urls []string
	for _, s := range asked.Composites {
		urls = append(urls, s.URL)
	}
	status, body := f.answer(req, urls)
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	if s, ok := body.(*stuckBody); ok {
		s.ctx = req.Context()
	}
	header := f.header.Clone()
	if header == nil {
		header = http.Header{}
	}
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(body), Request: req}, nil
}

func (f *fakeOrg) listVersions(req *http.Request) *http.Response {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked++
	status := http.StatusOK
	if f.versions == "" {
		status = http.StatusNotFound
	}
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(f.versions)),
		Request: req}
}

// A stuckBody sends a space every pause until its request is given up.
type stuckBody struct {
	ctx   context.Context
	pause time.Duration
}

func (b *stuckBody) Read(p []byte) (int, error) {
	select {
	case <-time.After(b.pause):
		p[0] = ' '
		return 1, nil
	case <-b.ctx.Done():
		return 0, b.ctx.Err()
	}
}

// composed answers subrequests one by one.
func composed(each func(i int, url string) (status int, body string)) func(*http.Request, []string) (int, io.Reader) {
	return func(_ *http.Request, urls []string) (int, io.Reader) {
		var parts []string
		for i, u := range urls {
			status, body := each(i, u)
			parts = append(parts, `{"body":`+body+`,"httpStatusCode":`+strconv.Itoa(status)+`,"referenceId":"r`+strconv.Itoa(i)+`"}`)
		}
		return http.StatusOK, strings.NewReader(`{"compositeResponse":[` + strings.Join(parts, ",") + `]}`)
	}
}

func plain(status int, body string) func(*http.Request, []string) (int, io.Reader) {
	return func(*http.Request, []string) (int, io.Reader) { return status, strings.NewReader(body) }
}

func counts(objects ...string) []soql.Statement {
	list := make([]soql.Statement, len(objects))
	for i, o := range objects {
		list[i] = soql.Statement{Object: o}
	}
	return list
}

const fifty = `{"totalSize":50,"done":true,"records":[]}`

// outcomes are what became of the statements: their rows, or code and text of
// the error.
func outcomes(results []Result) []string {
	list := make([]string, len(results))
	for i, r := range results {
		switch {
		case r.Err != nil:
			list[i] = Code(r.Err) + " " + r.Err.Error()
		default:
			rows := make([]string, r.Answer.Rows.Len())
			for j, row := range r.Answer.Rows.List() {
				rows[j] = strings.Join(row, ",")
			}
			list[i] = strings.Join(rows, ";")
		}
	}
	return list
}

func TestAsk(t *testing.T) {
	ids := soql.Statement{Object: "User", Columns: []soql.Column{{Expr: "Id"}}}
	for name, c := range map[string]struct {
		statements []soql.Statement
		answer     func(*http.Request, []string) (int, io.Reader)
		want       []string
		calls      int
		signIns    int // default 1
	}{
		"two calls for six statements, of which one fails": {
			statements: counts("A", "B", "C", "D", "E", "F"), calls: 2,
			answer: composed(func(_ int, url string) (int, string) {
				if strings.HasSuffix(url, "+C") {
					return 400, `[{"message":"no\nsuch type","errorCode":"INVALID_TYPE"}]`
				}
				return 200, fifty
			}),
			want: []string{"50", "50", "INVALID_TYPE INVALID_TYPE (HTTP 400): no such type", "50", "50", "50"},
		},
		"pages along nextRecordsUrl": {
			statements: []soql.Statement{ids}, calls: 2,
			answer: composed(func(_ int, url string) (int, string) {
				if url == "/next" {
					return 200, `{"totalSize":2,"done":true,"records":[{"Id":"2"}]}`
				}
				return 200, `{"totalSize":2,"done":false,"nextRecordsUrl":"/next","records":[{"Id":"1"}]}`
			}),
			want: []string{"1;2"},
		},
		"a cursor that is lost on the way": {
			statements: []soql.Statement{ids}, calls: 2,
			answer: composed(func(_ int, url string) (int, string) {
				if url == "/next" {
					return 400, `[{"message":"invalid query locator","errorCode":"INVALID_QUERY_LOCATOR"}]`
				}
				return 200, `{"totalSize":2,"done":false,"nextRecordsUrl":"/next","records":[{"Id":"1"}]}`
			}),
			want: []string{"INVALID_QUERY_LOCATOR INVALID_QUERY_LOCATOR (HTTP 400): invalid query locator"},
		},
		"pages in a circle": {
			statements: []soql.Statement{ids}, calls: 2,
			answer: composed(func(int, string) (int, string) {
				return 200, `{"totalSize":3,"done":false,"nextRecordsUrl":"/next","records":[{"Id":"1"}]}`
			}),
			want: []string{"BAD_ANSWER read the answer: page 2 names a page as the next that was read before"},
		},
		"pages without an end": {
			statements: []soql.Statement{ids}, calls: 1,
			answer: composed(func(_ int, url string) (int, string) {
				return 200, `{"totalSize":900,"done":false,"nextRecordsUrl":"` + url + `x","records":[{"Id":"1"}]}`
			}),
			want: []string{"TRUNCATED the answer has more than 200 pages, which is not read"},
		},
		"an answer is missing": {
			statements: counts("A", "B"), calls: 1,
			answer: plain(200, `{"compositeResponse":[{"body":`+fifty+`,"httpStatusCode":200,"referenceId":"r1"}]}`),
			want:   []string{"BAD_ANSWER read the answer: subrequest r0 is not in it", "50"},
		},
		"wrong types": {
			statements: counts("A"), calls: 1, answer: plain(200, `{"compositeResponse":[7]}`),
			want: []string{"BAD_ANSWER read the answer: want an object, got number"},
		},
		"nothing": {statements: counts("A"), calls: 1, answer: plain(200, ``),
			want: []string{"BAD_ANSWER read the answer: unexpected EOF"}},
		"a page in place of JSON": {
			statements: counts("A"), calls: 1, answer: plain(503, `<h1>Maintenance</h1>`),
			want: []string{"HTTP_503 HTTP_503 (HTTP 503): Service Unavailable, without the JSON that Salesforce sends"},
		},
		"a code that is none": {
			statements: counts("A"), calls: 1,
			answer: plain(400, `[{"errorCode":"`+strings.Repeat("x", 1000)+`","message":"m"}]`),
			want:   []string{"OTHER OTHER (HTTP 400): m; " + noVersions},
		},
		"a redirect": {
			statements: counts("A"), calls: 1, answer: plain(302, ``),
			want: []string{"BAD_ANSWER BAD_ANSWER (HTTP 302): the host redirects elsewhere; use the org's My Domain URL, https://NAME.my.salesforce.com"},
		},
		"a session that ended": {
			statements: counts("A"), calls: 2, signIns: 2,
			answer: func(req *http.Request, urls []string) (int, io.Reader) {
				if req.Header.Get("Authorization") == "Bearer t1" {
					return 401, strings.NewReader(`[{"errorCode":"INVALID_SESSION_ID","message":"Session expired or invalid"}]`)
				}
				return composed(func(int, string) (int, string) { return 200, fifty })(req, urls)
			},
			want: []string{"50"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			fake := &fakeOrg{answer: c.answer}
			client := New(Config{SignIn: fake, Transport: fake})
			got := outcomes(client.Ask(t.Context(), c.statements))
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("outcomes (-want +got):\n%s", diff)
			}
			if fake.calls != c.calls || client.Calls() != c.calls {
				t.Errorf("got %d calls, counted as %d, want %d", fake.calls, client.Calls(), c.calls)
			}
			if want := max(c.signIns, 1); fake.signIns != want {
				t.Errorf("got %d sign-ins, want %d", fake.signIns, want)
			}
		})
	}
}

// TestHostileAnswers has answers that never end, or are of any size. Where one takes
// too long, so does the probe that finds out why.
func TestHostileAnswers(t *testing.T) {
	for name, c := range map[string]struct {
		answer func(*http.Request, []string) (int, io.Reader)
		code   string
		takes  time.Duration
	}{
		"a body without an end": {code: CodeTimeout, takes: 2 * api.BodyTimeout,
			answer: func(*http.Request, []string) (int, io.Reader) { return 200, &stuckBody{pause: time.Second} }},
		"a body that stops": {code: CodeTimeout, takes: 2 * api.BodyTimeout,
			answer: func(*http.Request, []string) (int, io.Reader) { return 200, &stuckBody{pause: 1000 * time.Hour} }},
		"no answer": {code: CodeTimeout, takes: callTimeout + probeTimeout,
			answer: func(req *http.Request, _ []string) (int, io.Reader) {
				<-req.Context().Done()
				return 500, strings.NewReader("")
			}},
		"deep nesting": {code: CodeBadAnswer, answer: plain(200, strings.Repeat("[", 1<<20))},
		"deep nesting inside": {code: CodeBadAnswer,
			answer: plain(200, `{"compositeResponse":[{"body":`+strings.Repeat(`{"a":`, 1<<20))},
		"deep nesting of a refusal": {code: "HTTP_500", answer: plain(500, strings.Repeat(`[`, 1<<20))},
		"too many bytes": {code: CodeTooLarge,
			answer: func(*http.Request, []string) (int, io.Reader) { return 200, spaces{} }},
		"too many rows": {code: CodeTruncated, answer: func(*http.Request, []string) (int, io.Reader) {
			return 200, strings.NewReader(`{"compositeResponse":[{"httpStatusCode":200,"referenceId":"r0","body":{"totalSize":1000000,"done":true,"records":[{"Id":"1"}` +
				strings.Repeat(`,{"Id":"1"}`, maxRows) + `]}}]}`)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				fake := &fakeOrg{answer: c.answer}
				client := New(Config{SignIn: fake, Transport: fake})
				start := time.Now()
				r := client.Ask(t.Context(), []soql.Statement{{Object: "User", Columns: []soql.Column{{Expr: "Id"}}}})[0]
				if got := Code(r.Err); got != c.code || r.Answer.Rows.Len() > 0 {
					t.Errorf("got code %s and %d rows, want %s: %v", got, r.Answer.Rows.Len(), c.code, r.Err)
				}
				if took := time.Since(start).Truncate(time.Second); took != c.takes {
					t.Errorf("took %s, want %s", took, c.takes)
				}
			})
		})
	}
}

// TestNoLoginStorm has an org that refuses every session: however many calls
// meet that, they sign in again once, and not again within a minute.
func TestNoLoginStorm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fake := &fakeOrg{answer: plain(401, `[{"errorCode":"INVALID_SESSION_ID","message":"Session expired or invalid"}]`)}
		client := New(Config{SignIn: fake, Transport: fake})
		objects := strings.Split(strings.Repeat("Lead,", 99)+"Lead", ",")
		for _, c := range []struct {
			pause time.Duration
			want  int
		}{{0, 2}, {30 * time.Second, 2}, {31 * time.Second, 3}} {
			time.Sleep(c.pause)
			_ = client.Probe(t.Context()) // nothing is asked before
			for i, got := range outcomes(client.Ask(t.Context(), counts(objects...))) {
				if want := "INVALID_SESSION_ID INVALID_SESSION_ID (HTTP 401): Session expired or invalid"; got != want {
					t.Fatalf("statement %d: got %s, want %s", i, got, want)
				}
			}
			if fake.signIns != c.want {
				t.Errorf("%s later: got %d sign-ins, want %d", c.pause, fake.signIns, c.want)
			}
		}
	})
}

// TestRefusedSignInIsNotRepeated counts the attempts of many calls.
func TestRefusedSignInIsNotRepeated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		attempts := 0
		client := New(Config{SignIn: signInFunc(func() (*Session, error) {
			attempts++
			return nil, &Error{Status: 400, Code: "invalid_grant", Message: "authentication failure", SignIn: true}
		})})
		for range 3 {
			for _, r := range client.Ask(t.Context(), counts(strings.Split(strings.Repeat("Lead,", 50), ",")...)) {
				if Code(r.Err) != "invalid_grant" {
					t.Fatalf("got %v", r.Err)
				}
			}
			time.Sleep(10 * time.Second)
		}
		if attempts != 1 {
			t.Errorf("in 30 s: got %d sign-ins, want 1", attempts)
		}
		time.Sleep(time.Minute)
		if err := client.Probe(t.Context()); Code(err) != "invalid_grant" || attempts != 2 {
			t.Errorf("later: got %d sign-ins and %v, want a second refusal", attempts, err)
		}
	})
}

type signInFunc func() (*Session, error)

func (f signInFunc) SignIn(context.Context, Doer) (*Session, error) { return f() }

// TestPanicOfATransport is contained, for it would end the process.
func TestPanicOfATransport(t *testing.T) {
	fake := &fakeOrg{answer: func(*http.Request, []string) (int, io.Reader) { panic("defect") }}
	r := New(Config{SignIn: fake, Transport: fake}).Ask(t.Context(), counts("A"))[0]
	if Code(r.Err) != CodePanic || !strings.Contains(r.Err.Error(), "client_test.go") ||
		strings.Contains(r.Err.Error(), "\n") {
		t.Errorf("want the panic and its stack in a line, got %v", r.Err)
	}
}

func TestClasses(t *testing.T) {
	for _, c := range []struct {
		err  error
		want Class
	}{
		{&Error{Code: CodeTimeout}, ClassUnreachable},
		{&Error{Status: 503, Code: "SERVER_UNAVAILABLE"}, ClassUnreachable},
		{&Error{Status: 503, Code: "unknown_error", SignIn: true}, ClassUnreachable},
		{&Error{Status: 400, Code: "invalid_grant", SignIn: true}, ClassSignIn},
		{&Error{Code: CodeSecret}, ClassSignIn},
		{&Error{Status: 400, Code: "rate_limit_exceeded", SignIn: true}, ClassThrottled},
		{&Error{Status: 403, Code: "REQUEST_LIMIT_EXCEEDED"}, ClassThrottled},
		{&Error{Status: 429, Code: "HTTP_429"}, ClassThrottled},
		{&Error{Status: 410, Code: "GONE"}, ClassDenied},
		{&Error{Status: 403, Code: "API_CURRENTLY_DISABLED"}, ClassDenied},
		{&Error{Status: 400, Code: "MALFORMED_QUERY"}, ClassAnswer},
		{&Error{Code: CodeBadAnswer}, ClassAnswer},
		{errors.New("something else"), ClassAnswer},
	} {
		if got := ClassOf(c.err); got != c.want {
			t.Errorf("%v: got class %d, want %d", c.err, got, c.want)
		}
	}
}

// TestPageInPlaceOfJSON has a proxy answer as if all were well.
func TestPageInPlaceOfJSON(t *testing.T) {
	fake := &fakeOrg{answer: plain(200, "\n<!DOCTYPE html><html>Please sign in</html>")}
	r := New(Config{SignIn: fake, Transport: fake}).Ask(t.Context(), counts("A"))[0]
	if want := "read the answer: it is a page in place of JSON, as a proxy, a network that wants a sign-in, or maintenance sends; " + noVersions; Code(r.Err) != CodeBadAnswer || r.Err.Error() != want {
		t.Errorf("got  %v\nwant %s", r.Err, want)
	}
}
