package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"salesforce_exporter/internal/demo/schema"
	"salesforce_exporter/internal/demo/store"
)

const (
	testOrgID  = "00D000000000001EAA"
	testUserID = "005000000000001AAA"
)

// testStart is when the tests' clock starts.
var testStart = time.Date(2026, time.March, 4, 9, 30, 0, 0, time.UTC)

// testClock is a clock that tests move.
type testClock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *testClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *testClock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// testClient talks to a small org over real HTTP.
type testClient struct {
	t      *testing.T
	org    *Org
	server *httptest.Server
	clock  *testClock
	token  string
}

// newTestClient opens an org of one user and the given number of accounts,
// and signs in.
func newTestClient(t *testing.T, opts Options, accounts int) *testClient {
	t.Helper()
	clk := &testClock{now: testStart}
	opts.Now = clk.Now
	opts = opts.withDefaults()
	zone, err := time.LoadLocation(opts.TimeZone)
	if err != nil {
		t.Fatal(err)
	}
	r := &rows{store: fillTestStore(t, accounts), orgID: testOrgID, userID: testUserID}
	if err := r.finish(t.Context(), opts.TimeZone); err != nil {
		t.Fatal(err)
	}
	org, err := newOrg(t.Context(), opts, newClock(opts.Now, opts.Frozen), zone, r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { org.Close() })
	return newTestClientOn(t, org, clk)
}

// newTestClientOn signs in to an org that is there.
func newTestClientOn(t *testing.T, org *Org, clk *testClock) *testClient {
	t.Helper()
	server := httptest.NewServer(org.Handler())
	t.Cleanup(server.Close)
	c := &testClient{t: t, org: org, server: server, clock: clk}
	c.signIn()
	return c
}

func fillTestStore(t *testing.T, accounts int) *store.Store {
	t.Helper()
	s, err := schema.Standard()
	if err != nil {
		t.Fatal(err)
	}
	st, err := store.Open(context.Background(), s)
	if err != nil {
		t.Fatal(err)
	}
	b, err := st.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer b.Rollback()
	insert := func(object string, columns []string, values ...any) {
		if err := b.Insert(object, columns, values...); err != nil {
			t.Fatal(err)
		}
	}
	insert("Organization", []string{"Id", "Name", "FiscalYearStartMonth"}, testOrgID, "Test", 4)
	insert("User", []string{"Id", "Username", "FirstName", "LastName", "Name", "Email", "Alias", "IsActive"},
		testUserID, "integration@example.com", "Inga", "Robot", "Inga Robot", "inga@example.com", "inga", 1)
	for n := range accounts {
		insert("Account", []string{"Id", "Name", "Type", "OwnerId", "CreatedDate"},
			numberedID("001", n+1), fmt.Sprintf("Account %d", n+1), []string{"Customer",
				"Partner"}[n%2], testUserID, testStart.Unix())
	}
	if err := b.Commit(); err != nil {
		t.Fatal(err)
	}
	return st
}

// signIn opens a session.
func (c *testClient) signIn() {
	c.t.Helper()
	a := c.post("/services/oauth2/token", "application/x-www-form-urlencoded", url.Values{
		"grant_type": {"client_credentials"}, "client_id": {"demo"}, "client_secret": {"demo"},
	}.Encode(), nil)
	a.wantStatus(200)
	var body struct {
		AccessToken string `json:"access_token"`
	}
	a.decode(&body)
	c.token = body.AccessToken
}

// answer is what came back.
type answer struct {
	t      *testing.T
	status int
	header http.Header
	body   string
}

func (a answer) wantStatus(want int) {
	a.t.Helper()
	if a.status != want {
		a.t.Fatalf("status %d, want %d; body %s", a.status, want, a.body)
	}
}

// want checks status and whole body.
func (a answer) want(status int, body string) {
	a.t.Helper()
	a.wantStatus(status)
	if a.body != body {
		a.t.Errorf("body\n%s\nwant\n%s", a.body, body)
	}
}

func (a answer) decode(target any) {
	a.t.Helper()
	if err := json.Unmarshal([]byte(a.body), target); err != nil {
		a.t.Fatalf("%v in %s", err, a.body)
	}
}

func (c *testClient) get(path string, header map[string]string) answer {
	c.t.Helper()
	return c.do(http.MethodGet, path, "", header)
}

func (c *testClient) post(path, contentType, body string, header map[string]string) answer {
	c.t.Helper()
	all := map[string]string{"Content-Type": contentType}
	for name, value := range header {
		all[name] = value
	}
	return c.do(http.MethodPost, path, body, all)
}

// do sends a request with the session's token; a header replaces it.
func (c *testClient) do(method, path, body string, header map[string]string) answer {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), method, c.server.URL+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	for name, value := range header {
		req.Header.Set(name, value)
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return answer{t: c.t, status: res.StatusCode, header: res.Header, body: string(text)}
}

// query asks a statement of version 62.0.
func (c *testClient) query(statement string) answer {
	c.t.Helper()
	return c.get("/services/data/v62.0/query?q="+url.QueryEscape(statement), nil)
}

// composite sends the given statements, one a subrequest.
func (c *testClient) composite(statements ...string) answer {
	c.t.Helper()
	var parts []part
	for i, s := range statements {
		parts = append(parts, part{
			Method: "GET", URL: "/services/data/v62.0/query?q=" + url.QueryEscape(s), ReferenceID: fmt.Sprintf("r%d", i+1),
		})
	}
	body, err := json.Marshal(envelope{Parts: parts})
	if err != nil {
		c.t.Fatal(err)
	}
	return c.post("/services/data/v62.0/composite", "application/json", string(body), nil)
}
