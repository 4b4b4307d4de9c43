package demo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode/utf8"

	"go.uber.org/goleak"
)

// seen is what a plain client makes of a call.
type seen struct {
	status int
	header http.Header
	body   string
	took   time.Duration
	err    error
}

// ask sends one call on a connection of its own, as any client could.
func (c *testClient) ask(ctx context.Context, client *http.Client, path string) seen {
	c.t.Helper()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, path, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	start := time.Now()
	res, err := client.Do(req)
	if err != nil {
		return seen{err: err, took: time.Since(start)}
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	return seen{status: res.StatusCode, header: res.Header, body: string(body), took: time.Since(start), err: err}
}

func (c *testClient) askFresh(path string) seen {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.t.Context(), 10*time.Second)
	defer cancel()
	return c.ask(ctx, &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}, c.server.URL+path)
}

func (c *testClient) setFaults(texts ...string) {
	c.t.Helper()
	var list []Fault
	for _, text := range texts {
		f, err := ParseFault(text)
		if err != nil {
			c.t.Fatal(err)
		}
		list = append(list, f)
	}
	if err := c.org.SetFaults(list...); err != nil {
		c.t.Fatal(err)
	}
}

func errorArray(code, message string) string {
	return fmt.Sprintf(`[{"message":%q,"errorCode":%q}]`, message, code)
}

// refusingFaults are the kinds that stand in for an answer.
func refusingFaults() map[FaultKind]seen {
	return map[FaultKind]seen{
		SessionEnds: {status: 401, body: errorArray("INVALID_SESSION_ID", "Session expired or invalid")},
		DailyLimit:  {status: 403, body: errorArray("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")},
		ConcurrentLimit: {status: 403,
			body: errorArray("REQUEST_LIMIT_EXCEEDED", "ConcurrentRequests (Concurrent API Requests) Limit exceeded.")},
		APIDisabledForOrg: {status: 403,
			body: errorArray("API_DISABLED_FOR_ORG", "The REST API is not enabled for this Organization.")},
		APIDisabledForUser: {status: 403,
			body: errorArray("API_CURRENTLY_DISABLED", "API is currently disabled for this user")},
		InsufficientAccess: {status: 403,
			body: errorArray("INSUFFICIENT_ACCESS", "You don't have access to the requested resource")},
		FunctionNotEnabled: {status: 403,
			body: errorArray("FUNCTIONALITY_NOT_ENABLED", "The requested functionality is not enabled for this organization")},
		NotFound:        {status: 404, body: errorArray("NOT_FOUND", "The requested resource does not exist")},
		Gone:            {status: 410, body: errorArray("GONE", "The requested resource has been retired or removed")},
		URITooLong:      {status: 414, body: "<h1>Request URI Too Long</h1>"},
		HeadersTooLarge: {status: 431, body: "<h1>Request Header Fields Too Large</h1>"},
		TooManyRequests: {status: 429, body: errorArray("TOO_MANY_REQUESTS", "Too many requests")},
		UnknownException: {status: 500, body: errorArray("UNKNOWN_EXCEPTION",
			"An unexpected error occurred. Please include this ErrorId if you contact support: 1234567890-12345 (1234567890)")},
		Unavailable:       {status: 503, body: errorArray("SERVER_UNAVAILABLE", "Server too busy")},
		UnavailableHTML:   {status: 503, body: "<h1>Service Unavailable</h1>"},
		OperationTooLarge: {status: 400, body: errorArray("OPERATION_TOO_LARGE", "exceeded 100000 distinct who/what's")},
		QueryTimeout:      {status: 400, body: errorArray("QUERY_TIMEOUT", "Your query request was running for too long.")},
		HiddenField: {status: 400,
			body: errorArray("INVALID_FIELD", "\nSELECT Name FROM Account\n       ^\nERROR at Row:1:Column:8\n"+
				"No such column 'Name' on entity 'Account'. If you are attempting to use a custom field, be sure to append the '__c' after "+
				"the custom field name. Please reference your WSDL or the describe call for the appropriate names.")},
	}
}

func TestFaultsThatRefuse(t *testing.T) {
	c := newTestClient(t, Options{}, 1)
	free := map[FaultKind]bool{SessionEnds: true, DailyLimit: true, ConcurrentLimit: true, URITooLong: true,
		HeadersTooLarge: true}
	const names = "/services/data/v62.0/query?q=SELECT+Name+FROM+Account"
	for kind, want := range refusingFaults() {
		t.Run(string(kind), func(t *testing.T) {
			text := string(kind)
			if kind == HiddenField {
				text += "=Account.Name"
			}
			c.setFaults(text + ":times=1")
			before := c.org.Calls()
			got := c.askFresh(names)
			if got.err != nil || got.status != want.status || got.body != want.body {
				t.Fatalf("got %d %s %v, want %d %s", got.status, got.body, got.err, want.status, want.body)
			}
			wantType := "application/json;charset=UTF-8"
			if strings.HasPrefix(want.body, "<") {
				wantType = "text/html;charset=UTF-8"
			}
			if got := got.header.Get("Content-Type"); got != wantType {
				t.Errorf("Content-Type %q, want %q", got, wantType)
			}
			if billed := c.org.Calls() > before; billed == free[kind] {
				t.Errorf("billed: %v, want %v", billed, !free[kind])
			}
			if kind == SessionEnds {
				if again := c.askFresh(names); again.status != 401 {
					t.Errorf("the same session afterwards: %d, want 401", again.status)
				}
				c.signIn()
			}
			if healed := c.askFresh(names); healed.status != 200 || !strings.Contains(healed.body, `"Name":"Account 1"`) {
				t.Errorf("afterwards: %d %s", healed.status, healed.body)
			}
		})
	}
}

// otherFaults are the kinds that TestFaultsThatRefuse leaves out.
func otherFaults() map[FaultKind]func(t *testing.T, c *testClient) {
	return map[FaultKind]func(t *testing.T, c *testClient){
		Latency: func(t *testing.T, c *testClient) {
			c.setFaults("latency=40ms", "latency=20ms..30ms")
			if got := c.askFresh(countAccounts); got.status != 200 || got.took < 60*time.Millisecond {
				t.Errorf("%d after %v, want 200 after 60ms or more", got.status, got.took)
			}
		},
		SlowConnect: func(t *testing.T, c *testClient) {
			c.setFaults("slow-connect=50ms")
			for range 2 {
				if got := c.askFresh(countAccounts); got.status != 200 || got.took < 50*time.Millisecond {
					t.Errorf("%d after %v, want 200 after 50ms or more: each connection is new", got.status, got.took)
				}
			}
		},
		ClockSkew: func(t *testing.T, c *testClient) {
			c.setFaults("clock-skew=24h", "clock-skew=-90m")
			got := c.askFresh("/services/data/v62.0/query?q=SELECT+COUNT()+FROM+Account+WHERE+CreatedDate=YESTERDAY")
			want := c.clock.Now().Add(24*time.Hour - 90*time.Minute).Format(http.TimeFormat)
			if date := got.header.Get("Date"); date != want || !strings.Contains(got.body, `"totalSize":2001,`) {
				t.Errorf("Date %s, body %s: want %s, and all accounts of yesterday", date, got.body, want)
			}
		},
		CallsLeft: func(t *testing.T, c *testClient) {
			_, allowance := c.org.usage.used(c.clock.Now())
			c.setFaults("calls-left=2:after=1s,for=1h")
			c.clock.Advance(time.Second)
			for n, want := range []int{200, 200, 403, 403} {
				got := c.askFresh(countAccounts)
				usage := fmt.Sprintf("api-usage=%d/%d", min(allowance, allowance-1+n), allowance)
				if got.status != want || got.header.Get("Sforce-Limit-Info") != usage {
					t.Errorf("call %d: %d with %s, want %d with %s", n+1, got.status, got.header.Get("Sforce-Limit-Info"), want, usage)
				}
			}
			c.clock.Advance(time.Hour)
			if got := c.askFresh(countAccounts); got.status != 200 {
				t.Errorf("when the fault is over: %d", got.status)
			}
		},
		TruncatedJSON: func(t *testing.T, c *testClient) {
			c.setFaults("truncated-json")
			got := c.askFresh(countAccounts)
			if got.status != 200 || got.err != nil || got.body != `{"totalSize":2001,"do` {
				t.Errorf("%d %s %v", got.status, got.body, got.err)
			}
		},
		InvalidUTF8: func(t *testing.T, c *testClient) {
			c.setFaults("invalid-utf8")
			for path, want := range map[string]string{
				countAccounts: "{\"\xc3(\xfftotalSize\":2001,",
				"/services/data/v62.0/query?q=SELECT+Type,COUNT(Id)+n+FROM+Account+GROUP+BY+Type": "\"Type\":\"\xc3(\xffPartner\",\"n\":1000}]}",
			} {
				got := c.askFresh(path)
				if got.status != 200 || got.err != nil || utf8.ValidString(got.body) || !strings.Contains(got.body, want) {
					t.Errorf("%d %q %v, want %q in it", got.status, got.body, got.err, want)
				}
			}
		},
		EndlessBody: func(t *testing.T, c *testClient) {
			c.setFaults("endless-body=1ms")
			ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
			defer cancel()
			got := c.ask(ctx, &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}, c.server.URL+countAccounts)
			if got.status != 200 || !errors.Is(got.err, context.DeadlineExceeded) || len(got.body) < 4096 ||
				strings.TrimRight(got.body, " ") != `{"totalSize":2001,"done":true,"records":[]` {
				t.Errorf("%d, %v, %d bytes", got.status, got.err, len(got.body))
			}
		},
		Reset: func(t *testing.T, c *testClient) {
			c.setFaults("reset")
			if got := c.askFresh(countAccounts); !errors.Is(got.err, syscall.ECONNRESET) {
				t.Errorf("%v, want a connection reset", got.err)
			}
		},
		FailingSubrequests: func(t *testing.T, c *testClient) {
			const count = "SELECT COUNT() FROM Account"
			for fault, want := range map[string]string{
				"failing-subrequests": "[500 200 500 200 500]", "failing-subrequests=3:nth=1": "[500 200 200 500 200]",
				"failing-subrequests=1": "[500 500 500 500 500]", "failing-subrequests:nth=2": "[200 200 200 200 200]",
			} {
				c.setFaults(fault)
				c.askFresh(countAccounts) // no composite call, so it does not count
				if got := c.partStatuses(count, count, count, count, count); got != want {
					t.Errorf("%s: %s, want %s", fault, got, want)
				}
			}
			c.setFaults("failing-subrequests")
			const one = `{"method":"GET","url":"v62.0/sobjects"}`
			a := c.batch(`{"batchRequests":[` + one + "," + one + `]}`)
			if !strings.HasPrefix(a.body, `{"hasErrors":true,"results":[{"statusCode":500,`) ||
				!strings.Contains(a.body, `{"statusCode":200,`) {
				t.Errorf("a batch: %.300s", a.body)
			}
		},
		InvalidQueryLocator: func(t *testing.T, c *testClient) {
			c.setFaults("invalid-query-locator:times=1")
			var first page
			c.query("SELECT Id FROM Account").decode(&first)
			const lost = `[{"message":"invalid query locator","errorCode":"INVALID_QUERY_LOCATOR"}]`
			for range 2 {
				if got := c.askFresh(first.NextRecordsURL); got.status != 400 || got.body != lost {
					t.Errorf("%d %s, want the locator to be lost for good", got.status, got.body)
				}
			}
			c.query("SELECT Id FROM Account").decode(&first)
			if got := c.askFresh(first.NextRecordsURL); got.status != 200 {
				t.Errorf("another locator: %d %s", got.status, got.body)
			}
		},
	}
}

// partStatuses lists the statuses of a composite call's parts.
func (c *testClient) partStatuses(statements ...string) string {
	c.t.Helper()
	a := c.composite(statements...)
	a.wantStatus(200)
	var got struct {
		Parts []sentPart `json:"compositeResponse"`
	}
	a.decode(&got)
	var all []int
	for _, p := range got.Parts {
		all = append(all, p.Status)
	}
	return fmt.Sprint(all)
}

func TestOtherFaults(t *testing.T) {
	c := newTestClient(t, Options{}, 2001)
	for kind, test := range otherFaults() {
		t.Run(string(kind), func(t *testing.T) { test(t, c) })
	}
}

func TestEveryKindOfFaultHasItsTest(t *testing.T) {
	refusing, others, engagement := refusingFaults(), otherFaults(), engagementFaults()
	for _, kind := range faultKinds() {
		tests := 0
		for _, has := range []bool{refusing[kind.name].status != 0, others[kind.name] != nil, engagement[kind.name] != nil} {
			if has {
				tests++
			}
		}
		if tests != 1 {
			t.Errorf("%s is not in exactly one of the three tests", kind.name)
		}
	}
	if got, want := len(refusing)+len(others)+len(engagement), len(faultKinds()); got != want {
		t.Errorf("%d kinds tested, there are %d", got, want)
	}
}

func TestFaultsOfSingleSubrequests(t *testing.T) {
	c := newTestClient(t, Options{}, 1)
	accounts, users := "SELECT COUNT() FROM Account", "SELECT COUNT() FROM User"
	for fault, want := range map[string]string{
		"query-timeout:object=User":               "[200 400 200 400]",
		"query-timeout:object=user,nth=2":         "[200 200 200 400]",
		"query-timeout:every=3":                   "[200 200 400 200]",
		"403-insufficient-access:object=Account":  "[403 200 403 200]",
		"403-functionality-not-enabled:nth=4":     "[200 200 200 403]",
		"404:path=query,times=2":                  "[404 404 200 200]",
		"invalid-field=User.Email":                "[200 200 200 200]",
		"invalid-query-locator":                   "[200 200 200 200]",
		"403-insufficient-access:path=describe":   "[200 200 200 200]",
		"403-functionality-not-enabled:path=data": "[]",
	} {
		c.setFaults(fault)
		if want == "[]" {
			// Selected by the path of all calls, it meets the composite call itself.
			c.composite(accounts).want(403,
				errorArray("FUNCTIONALITY_NOT_ENABLED", "The requested functionality is not enabled for this organization"))
			continue
		}
		if got := c.partStatuses(accounts, users, accounts, users); got != want {
			t.Errorf("%s: %s, want %s", fault, got, want)
		}
	}
}

func TestFaultsOfWholeComposites(t *testing.T) {
	c := newTestClient(t, Options{}, 1)
	for fault, want := range map[string]int{
		"503:object=User": 503, "503:object=Contact": 200, "410:path=query": 410, "429:path=composite": 429,
		"500:path=limits": 200, "503:path=query,object=Account": 503, "503:path=describe,object=Account": 200,
	} {
		c.setFaults(fault)
		c.composite("SELECT COUNT() FROM Account", "SELECT COUNT() FROM User").wantStatus(want)
	}
	c.setFaults("503:object=User")
	const batch = `{"batchRequests":[{"method":"GET","url":"v62.0/query?q=SELECT+COUNT()+FROM+User"}]}`
	c.post("/services/data/v62.0/composite/batch", "application/json", batch, nil).wantStatus(503)
}

func TestFaultsOfSigningIn(t *testing.T) {
	c := newTestClient(t, Options{}, 0)
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {"demo"}, "client_secret": {"demo"}}.Encode()
	signIn := func() answer {
		return c.post("/services/oauth2/token", "application/x-www-form-urlencoded", form, nil)
	}
	c.setFaults("503-html")
	signIn().wantStatus(200)
	c.setFaults("503-html:path=token")
	signIn().want(503, "<h1>Service Unavailable</h1>")
	c.get(countAccounts, nil).wantStatus(200)
	c.setFaults("500:path=token,times=1", "429:path=token")
	signIn().want(500, `{"error":"unknown_error","error_description":"retry your request"}`)
	signIn().want(429, `{"error":"rate_limit_exceeded","error_description":"login rate exceeded"}`)
	c.setFaults("503:path=token,every=2")
	c.soap("u/59.0", soapEnvelope("partner", soapLogin("demo"))).wantStatus(200)
	a := c.soap("c/59.0", soapEnvelope("enterprise", soapLogin("demo")))
	a.wantStatus(503)
	if got := between(t, a.body, "faultstring"); got != "SERVER_UNAVAILABLE: Server too busy" {
		t.Errorf("SOAP fault %q", got)
	}
	c.setFaults("503:path=all")
	for _, path := range []string{"/services/data", countAccounts, "/", "/id/x/y"} {
		c.get(path, nil).want(503, errorArray("SERVER_UNAVAILABLE", "Server too busy"))
	}
	c.setFaults("truncated-json:path=token")
	if a := signIn(); a.status != 200 || !strings.HasPrefix(a.body, `{"access_token":"`) || json.Valid([]byte(a.body)) {
		t.Errorf("%d %s", a.status, a.body)
	}
}

// A reset looks like a broken connection whatever carries the call, and leaves
// nothing behind.
func TestResetOfSecuredConnections(t *testing.T) {
	t.Cleanup(func() { goleak.VerifyNone(t, goleak.IgnoreCurrent()) })
	c := newTestClient(t, Options{}, 0)
	c.setFaults("reset")
	for _, http2 := range []bool{false, true} {
		server := httptest.NewUnstartedServer(c.org.Handler())
		server.EnableHTTP2 = http2
		server.StartTLS()
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		got := c.ask(ctx, server.Client(), server.URL+countAccounts)
		cancel()
		server.Close()
		if got.err == nil || errors.Is(got.err, context.DeadlineExceeded) {
			t.Errorf("HTTP/2 %v: status %d, %v, want a broken connection", http2, got.status, got.err)
		}
	}
}
