package demo

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

const countAccounts = "/services/data/v62.0/query?q=SELECT+COUNT()+FROM+Account"

func TestVersions(t *testing.T) {
	c := newTestClient(t, Options{}, 0)
	c.token = ""
	var got []versionInfo
	c.get("/services/data", nil).decode(&got)
	if len(got) != 37 {
		t.Fatalf("%d versions, want 31.0 to 67.0", len(got))
	}
	for i, want := range map[int]versionInfo{
		0:  {"Summer '14", "/services/data/v31.0", "31.0"},
		1:  {"Winter '15", "/services/data/v32.0", "32.0"},
		29: {"Spring '24", "/services/data/v60.0", "60.0"},
		36: {"Summer '26", "/services/data/v67.0", "67.0"},
	} {
		if got[i] != want {
			t.Errorf("version %d: %v, want %v", i, got[i], want)
		}
	}
	if a := c.get("/services/data/", nil); a.status != 200 {
		t.Errorf("with a slash at the end: status %d", a.status)
	}
	const missing = `[{"message":"The requested resource does not exist","errorCode":"NOT_FOUND"}]`
	for path, want := range map[string]struct {
		status int
		body   string
	}{
		"/services/data/v30.0/query": {410, `[{"message":"API version 30.0 is retired","errorCode":"GONE"}]`},
		"/services/data/v68.0/query": {404, missing},
		"/services/data/v62/query":   {404, missing},
		"/services/data/62.0/query":  {404, missing},
		"/services/data/v+62.0":      {404, missing},
		"/services/other":            {404, missing},
		"/":                          {404, missing},
	} {
		c.get(path, nil).want(want.status, want.body)
	}
	c.post("/services/data", "", "", nil).want(405,
		`[{"message":"HTTP Method 'POST' not allowed. Allowed are GET,HEAD","errorCode":"METHOD_NOT_ALLOWED"}]`)
	if n := c.org.Calls(); n != 0 {
		t.Errorf("%d calls billed, want none", n)
	}
}

func TestResourcesOfAVersion(t *testing.T) {
	c := newTestClient(t, Options{}, 0)
	c.get("/services/data/v62.0/", nil).want(200,
		`{"composite":"/services/data/v62.0/composite","identity":"`+c.server.URL+
			`/id/00D000000000001EAA/005000000000001AAA","limits":"/services/data/v62.0/limits","query":"/services/data/v62.0/query",`+
			`"queryAll":"/services/data/v62.0/queryAll","sobjects":"/services/data/v62.0/sobjects"}`)
}

func TestMethodsAndPathsThatAreRefused(t *testing.T) {
	c := newTestClient(t, Options{}, 0)
	c.do("DELETE", "/services/data/v62.0/query", "", nil).want(405,
		`[{"message":"HTTP Method 'DELETE' not allowed. Allowed are GET,HEAD","errorCode":"METHOD_NOT_ALLOWED"}]`)
	c.get("/services/data/v62.0/composite", nil).want(405,
		`[{"message":"HTTP Method 'GET' not allowed. Allowed are POST","errorCode":"METHOD_NOT_ALLOWED"}]`)
	c.post("/services/data/v62.0/sobjects/Account", "application/json", "{}", nil).want(405,
		`[{"message":"HTTP Method 'POST' not allowed. Allowed are GET,HEAD","errorCode":"METHOD_NOT_ALLOWED"}]`)
	c.get("/services/data/v62.0/nothing", nil).want(404,
		`[{"message":"The requested resource does not exist","errorCode":"NOT_FOUND"}]`)
	if a := c.do("HEAD", countAccounts, "", nil); a.status != 200 || a.body != "" {
		t.Errorf("HEAD: %d %q", a.status, a.body)
	}
	if n := c.org.Calls(); n != 5 {
		t.Errorf("%d calls billed, want 5: refusals cost as much as answers", n)
	}
}

func TestSessions(t *testing.T) {
	c := newTestClient(t, Options{}, 0)
	const refused = `[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]`
	good := c.token
	for _, header := range []string{"", "Bearer", "Bearer x", "Basic " + good, good} {
		a := c.get(countAccounts, map[string]string{"Authorization": header})
		a.want(401, refused)
		if a.header.Get("Sforce-Limit-Info") != "" || a.header.Get("WWW-Authenticate") != "Token" {
			t.Errorf("headers %v", a.header)
		}
	}
	if n := c.org.Calls(); n != 0 {
		t.Errorf("%d calls billed for failed authentication, want none", n)
	}
	c.get(countAccounts, map[string]string{"Authorization": "OAuth " + good}).wantStatus(200)

	c.clock.Advance(2*time.Hour - time.Second)
	c.get(countAccounts, nil).wantStatus(200)
	c.clock.Advance(2*time.Hour - time.Second)
	c.get("/services/oauth2/userinfo", nil).wantStatus(200)
	c.clock.Advance(2 * time.Hour)
	c.get(countAccounts, nil).want(401, refused)

	c.signIn()
	c.get(countAccounts, nil).wantStatus(200)
	c.org.RevokeSessions()
	c.get(countAccounts, nil).want(401, refused)
}

func TestSessionsAreBounded(t *testing.T) {
	s := newSessions(2 * time.Hour)
	first := s.open(testOrgID, "", testStart)
	for n := range maxSessions {
		s.open(testOrgID, "", testStart.Add(time.Duration(n+1)*time.Second))
	}
	if len(s.known) != maxSessions || s.use(first, testStart) {
		t.Errorf("%d sessions, want %d without the oldest", len(s.known), maxSessions)
	}
}

func TestAllowanceOfAnyTwentyFourHours(t *testing.T) {
	c := newTestClient(t, Options{Allowance: 3}, 0)
	for n := 1; n <= 3; n++ {
		a := c.get(countAccounts, nil)
		a.wantStatus(200)
		if got, want := a.header.Get("Sforce-Limit-Info"), fmt.Sprintf("api-usage=%d/3", n); got != want {
			t.Errorf("Sforce-Limit-Info %q, want %q", got, want)
		}
		c.clock.Advance(time.Hour)
		c.signIn()
	}
	a := c.get(countAccounts, nil)
	a.want(403, `[{"message":"TotalRequests Limit exceeded.","errorCode":"REQUEST_LIMIT_EXCEEDED"}]`)
	if got := a.header.Get("Sforce-Limit-Info"); got != "api-usage=3/3" {
		t.Errorf("Sforce-Limit-Info %q, want api-usage=3/3", got)
	}
	c.clock.Advance(21 * time.Hour) // the first call is 24 hours old
	c.signIn()
	c.get(countAccounts, nil).wantStatus(200)
	c.get(countAccounts, nil).wantStatus(403)
	if n := c.org.Calls(); n != 4 {
		t.Errorf("%d calls billed, want 4", n)
	}
	c.org.SetAllowance(4)
	c.get(countAccounts, nil).wantStatus(200)
}

func TestLimits(t *testing.T) {
	c := newTestClient(t, Options{Users: 10}, 1100)
	c.get(countAccounts, nil)
	a := c.get("/services/data/v62.0/limits", nil)
	a.wantStatus(200)
	var got map[string]json.RawMessage
	a.decode(&got)
	for name, want := range map[string]string{
		"DailyApiRequests": `{"Max":110000,"Remaining":109998}`,
		"PermissionSets":   `{"Max":1500,"Remaining":1500,"CreateCustom":{"Max":1000,"Remaining":1000}}`,
		"DataStorageMB":    `{"Max":10240,"Remaining":10238}`,
		"SingleEmail":      `{"Max":5000,"Remaining":5000}`,
	} {
		if string(got[name]) != want {
			t.Errorf("%s: %s, want %s", name, got[name], want)
		}
	}
	if len(got) != 44 {
		t.Errorf("%d limits, want 44", len(got))
	}
}

func TestTooLongRequests(t *testing.T) {
	c := newTestClient(t, Options{}, 0)
	const path = "/services/data/v62.0/query?q="
	fits := path + strings.Repeat("x", maxURI-len(path))
	if a := c.get(fits, map[string]string{"Authorization": ""}); a.status != 431 {
		t.Errorf("a URI that leaves no room for headers: %d, want 431", a.status)
	}
	a := c.get(fits+"x", nil)
	a.want(414, "<h1>Request URI Too Long</h1>")
	if n := c.org.Calls(); n != 0 {
		t.Errorf("%d calls billed, want none", n)
	}
	c.get(path+strings.Repeat("x", maxURI/2), nil).wantStatus(400)
}

func TestGzip(t *testing.T) {
	c := newTestClient(t, Options{}, 100)
	const many = "/services/data/v62.0/query?q=SELECT+Id+FROM+Account"
	plain := c.get(many, map[string]string{"Accept-Encoding": "identity"})
	for accept, want := range map[string]string{
		"gzip": "gzip", "deflate, gzip;q=0.5": "gzip", "gzip;q=0": "", "gzip; q=0.0": "", "br": "", "identity": "",
	} {
		a := c.get(many, map[string]string{"Accept-Encoding": accept})
		if got := a.header.Get("Content-Encoding"); got != want {
			t.Errorf("%s: Content-Encoding %q, want %q", accept, got, want)
		}
		body := a.body
		if want == "gzip" {
			zip, err := gzip.NewReader(strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			text, err := io.ReadAll(zip)
			if err != nil {
				t.Fatal(err)
			}
			body = string(text)
		}
		if body != plain.body {
			t.Errorf("%s: another body than without compression", accept)
		}
	}
}

func TestDateIsTheOrgsClock(t *testing.T) {
	c := newTestClient(t, Options{Frozen: true}, 0)
	for _, path := range []string{countAccounts, "/services/data", "/services/oauth2/userinfo", "/"} {
		if got := c.get(path, nil).header.Get("Date"); got != "Wed, 04 Mar 2026 12:00:00 GMT" {
			t.Errorf("%s: Date %q, want noon", path, got)
		}
	}
	c = newTestClient(t, Options{}, 0)
	c.clock.Advance(time.Minute)
	if got := c.get(countAccounts, nil).header.Get("Date"); got != "Wed, 04 Mar 2026 09:31:00 GMT" {
		t.Errorf("Date %q, want the running clock's", got)
	}
}

// askOffline hands a request straight to the handler.
func askOffline(ctx context.Context, org *Org, path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	org.Handler().ServeHTTP(w, httptest.NewRequestWithContext(ctx, http.MethodGet, path, nil))
	return w
}

func TestLatency(t *testing.T) {
	c := newTestClient(t, Options{}, 0)
	c.org.SetLatency(3 * time.Second)
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		if w := askOffline(t.Context(), c.org, "/services/data"); w.Code != 200 || time.Since(start) != 3*time.Second {
			t.Errorf("status %d after %v, want 200 after 3s", w.Code, time.Since(start))
		}
		start = time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if w := askOffline(ctx, c.org, "/services/data"); w.Code == 200 || time.Since(start) != time.Second {
			t.Errorf("a client that left after 1s: status %d after %v", w.Code, time.Since(start))
		}
	})
}
