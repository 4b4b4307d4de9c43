package salesforce

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"salesforce_exporter/internal/soql"
)

// A record notes what is sent.
type record struct {
	mu   sync.Mutex
	sent map[string]int
}

// before is a transport that notes what it passes on.
func (r *record) before(next http.RoundTripper) http.RoundTripper {
	return roundTrip(func(req *http.Request) (*http.Response, error) {
		r.mu.Lock()
		r.sent[req.Method+" "+req.URL.Path]++
		r.mu.Unlock()
		return next.RoundTrip(req)
	})
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// TestSimpleforceCarriesEveryRequest swaps the HTTP client that simpleforce
// sends with. All that is sent goes through it.
func TestSimpleforceCarriesEveryRequest(t *testing.T) {
	fake := &fakeOrg{answer: func(req *http.Request, urls []string) (int, io.Reader) {
		switch {
		case strings.HasSuffix(req.URL.Path, "/userinfo"):
			return 200, strings.NewReader(`{"zoneinfo":"Europe/Berlin"}`)
		case strings.HasSuffix(req.URL.Path, "/limits"):
			return 200, strings.NewReader(`{"DailyApiRequests":{"Max":5,"Remaining":4}}`)
		case strings.HasSuffix(req.URL.Path, "/composite"):
			return composed(func(_ int, url string) (int, string) {
				if strings.HasSuffix(url, "/describe") {
					return 200, `{"name":"Account","fields":[{"name":"Id"}]}`
				}
				return 200, fifty
			})(req, urls)
		case strings.HasSuffix(req.URL.Path, "-1"):
			return 200, strings.NewReader(`{"totalSize":2,"done":true,"records":[{"Id":"2"}]}`)
		}
		return 200, strings.NewReader(`{"totalSize":2,"done":false,"nextRecordsUrl":"/services/data/v62.0/query/01g-1","records":[{"Id":"1"}]}`)
	}}
	below, through := &record{sent: map[string]int{}}, &record{sent: map[string]int{}}
	client := New(Config{SignIn: fake, Transport: below.before(fake)})
	client.sender = func(transport http.RoundTripper) *http.Client { return sender(through.before(transport)) }

	results := client.Ask(t.Context(),
		append(counts("A", "B", "C", "D", "E", "F"),
			soql.Statement{Object: "Account", Columns: []soql.Column{{Expr: "Id"}}, Alone: true}))
	results = append(results, client.limits(t.Context()))
	for _, r := range results {
		if r.Err != nil {
			t.Error(r.Err)
		}
	}
	if diff := cmp.Diff([][]string{{"1"}, {"2"}}, results[6].Answer.Rows.List()); diff != "" {
		t.Errorf("rows of the statement that travels alone (-want +got):\n%s", diff)
	}
	if d := client.Describe(t.Context(), []string{"Account"})[0]; d.Object == nil {
		t.Errorf("got no description: %v", d.Err)
	}
	if zone, err := client.TimeZone(t.Context()); zone != "Europe/Berlin" {
		t.Errorf("got %q, %v", zone, err)
	}
	want := map[string]int{
		"POST /services/data/v62.0/composite":  3, // two of queries, one of describes
		"GET /services/data/v62.0/query":       1,
		"GET /services/data/v62.0/query/01g-1": 1,
		"GET /services/data/v62.0/limits":      1,
		"GET /services/oauth2/userinfo":        1,
	}
	if diff := cmp.Diff(want, through.sent); diff != "" {
		t.Errorf("sent through simpleforce (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want, below.sent); diff != "" {
		t.Errorf("sent (-want +got):\n%s", diff)
	}
	if client.Calls() != 6 {
		t.Errorf("%d calls were counted, want 6: userinfo is not billed", client.Calls())
	}
}

// TestRefusalsOfAStatementAlone tells what is refused of one statement from what
// would be refused of any.
func TestRefusalsOfAStatementAlone(t *testing.T) {
	for _, c := range []struct {
		status  int
		code    string // empty for a page
		partial bool
	}{
		{400, "MALFORMED_QUERY", true},
		{400, "INVALID_TYPE", true},
		{400, "QUERY_TIMEOUT", true},
		{404, "INVALID_QUERY_LOCATOR", true},
		{403, "INSUFFICIENT_ACCESS", true},
		{500, "UNKNOWN_EXCEPTION", true},
		{403, "REQUEST_LIMIT_EXCEEDED", false},
		{403, "API_CURRENTLY_DISABLED", false},
		{401, "INVALID_SESSION_ID", false},
		{404, "NOT_FOUND", false},
		{503, "SERVER_UNAVAILABLE", false},
		{404, "", false},
		{500, "", false},
	} {
		t.Run(fmt.Sprint(c.status, " ", c.code), func(t *testing.T) {
			body := `<html>`
			if c.code != "" {
				body = `[{"message":"m","errorCode":"` + c.code + `"}]`
			}
			fake := &fakeOrg{answer: plain(c.status, body)}
			s := counts("A")[0]
			s.Alone = true
			r := New(Config{SignIn: fake, Transport: fake}).Ask(t.Context(), []soql.Statement{s})[0]
			if r.Err == nil || Partial(r.Err) != c.partial || c.code != "" && Code(r.Err) != c.code {
				t.Errorf("got %v, of the statement: %v", r.Err, Partial(r.Err))
			}
			if r.Calls != float64(fake.calls) && c.status != 401 {
				t.Errorf("it costs %v, and %d were sent", r.Calls, fake.calls)
			}
		})
	}
}

// TestAddressesThatAreNotSent has statements whose path is too long for an
// address, and pages whose path would lead to another host or name no path of
// the data API. They go into the body of a composite call.
func TestAddressesThatAreNotSent(t *testing.T) {
	long := soql.Statement{Object: "A", Where: "Name != '" + strings.Repeat("x", 2000) + "'", Alone: true}
	short := soql.Statement{Object: "Account", Columns: []soql.Column{{Expr: "Id"}}, Alone: true}
	for next, s := range map[string]soql.Statement{"": long, "@evil.test/services/data/v62.0/query/1": short,
		"/services/oauth2/token": short, "https://evil.test/1": short} {
		var inBody []string
		fake := &fakeOrg{answer: func(req *http.Request, urls []string) (int, io.Reader) {
			if req.URL.Host != "org.test" || !strings.HasPrefix(req.URL.Path, dataPath) {
				t.Errorf("%s was asked", req.URL)
			}
			if len(urls) == 0 {
				return 200, strings.NewReader(`{"totalSize":2,"done":false,"nextRecordsUrl":"` + next + `","records":[{"Id":"1"}]}`)
			}
			inBody = append(inBody, urls...)
			return composed(func(int, string) (int, string) { return 404, `[{"message":"m","errorCode":"NOT_FOUND"}]` })(req,
				urls)
		}}
		New(Config{SignIn: fake, Transport: fake}).Ask(t.Context(), []soql.Statement{s})
		if len(inBody) != 1 || next != "" && inBody[0] != next {
			t.Errorf("next page %q: %q are in the body of a call", next, inBody)
		}
	}
}
