package demo

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

const (
	tokenPath      = "/services/oauth2/token"
	introspectPath = "/services/oauth2/introspect"
	revokePath     = "/services/oauth2/revoke"
)

// form sends a form without a session; names and values take turns.
func (c *testClient) form(path string, pairs ...string) answer {
	c.t.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return c.post(path, formType, form.Encode(), map[string]string{"Authorization": ""})
}

// asApp sends a form with the app's credentials.
func (c *testClient) asApp(path string, pairs ...string) answer {
	c.t.Helper()
	return c.form(path, append([]string{"client_id", "demo", "client_secret", "demo"}, pairs...)...)
}

func (a answer) tokens() tokenAnswer {
	a.t.Helper()
	a.wantStatus(200)
	var got tokenAnswer
	a.decode(&got)
	return got
}

// alive reports whether an access token still opens the data.
func (c *testClient) alive(token string) bool {
	c.t.Helper()
	a := c.get(countAccounts, map[string]string{"Authorization": "Bearer " + token})
	if a.status != 200 && a.status != 401 {
		c.t.Fatalf("status %d: %s", a.status, a.body)
	}
	return a.status == 200
}

const (
	staleToken    = `{"error":"invalid_grant","error_description":"expired access/refresh token"}`
	wrongPassword = `{"error":"invalid_grant","error_description":"authentication failure - Invalid Password"}`
)

func TestPasswordFlow(t *testing.T) {
	c := newTestClient(t, Options{SignIn: SignIn{SecurityToken: "s3c"}}, 0)
	for _, user := range []string{"demo@example.com", "Demo@Example.com", "integration@example.com"} {
		for password, want := range map[string]bool{"demo": true, "demos3c": true, "demox": false, "s3c": false, "": false} {
			a := c.asApp(tokenPath, "grant_type", "password", "username", user, "password", password)
			if !want {
				a.want(400, wrongPassword)
				continue
			}
			got := a.tokens()
			if got.RefreshToken != "" || got.Scope != "api pardot_api" || got.Signature == "" || got.IssuedAt == "" ||
				!c.alive(got.AccessToken) {
				t.Errorf("%s with %q: %+v", user, password, got)
			}
		}
	}
	c.asApp(tokenPath, "grant_type", "password", "username", "somebody@example.com", "password", "demo").want(400,
		wrongPassword)

	off := newTestClient(t, Options{SignIn: SignIn{PasswordOff: true}}, 0)
	off.asApp(tokenPath, "grant_type", "password", "username", "demo@example.com", "password", "demo").
		want(400, `{"error":"invalid_grant","error_description":"authentication failure"}`)
}

func TestClientCredentialsAreForTheOrgsOwnHost(t *testing.T) {
	c := newTestClient(t, Options{}, 0)
	sign := func(address, body string) *httptest.ResponseRecorder {
		req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, address+tokenPath, strings.NewReader(body))
		req.Header.Set("Content-Type", formType)
		w := httptest.NewRecorder()
		c.org.Handler().ServeHTTP(w, req)
		return w
	}
	const app = "&client_id=demo&client_secret=demo"
	for _, host := range []string{"https://login.salesforce.com", "https://test.salesforce.com",
		"https://LOGIN.salesforce.com:443"} {
		w := sign(host, "grant_type=client_credentials"+app)
		if want := `{"error":"invalid_grant","error_description":"request not supported on this domain"}`; w.Code != 400 ||
			w.Body.String() != want {
			t.Errorf("%s: %d %s", host, w.Code, w.Body)
		}
		w = sign(host, "grant_type=password&username=demo@example.com&password=demo"+app)
		if want := `"instance_url":"https://demo-org.my.salesforce.com"`; w.Code != 200 ||
			!strings.Contains(w.Body.String(), want) {
			t.Errorf("password at %s: %d %s", host, w.Code, w.Body)
		}
	}
	for _, host := range []string{"https://acme.my.salesforce.com", "https://acme--dev.sandbox.my.salesforce.com",
		"http://localhost:8080", "http://[::1]:8080"} {
		w := sign(host, "grant_type=client_credentials"+app)
		if want := `"instance_url":"` + host + `"`; w.Code != 200 || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: %d %s", host, w.Code, w.Body)
		}
	}
}

func TestHostsOfTheUserInterfaceSendAway(t *testing.T) {
	c := newTestClient(t, Options{}, 0)
	for address, want := range map[string]string{
		"https://acme.lightning.force.com/services/oauth2/token":            "https://acme.my.salesforce.com/services/oauth2/token",
		"https://acme--dev.sandbox.lightning.force.com/services/data?a=%20": "https://acme--dev.sandbox.my.salesforce.com/services/data?a=%20",
	} {
		w := httptest.NewRecorder()
		c.org.Handler().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodPost, address, nil))
		if got := w.Header().Get("Location"); w.Code != 302 || got != want {
			t.Errorf("%s: %d %s, want 302 %s", address, w.Code, got, want)
		}
	}
}

func TestRefreshToken(t *testing.T) {
	c := newTestClient(t, Options{SignIn: SignIn{RefreshTokens: []string{"given"}}}, 0)
	first := c.asApp(tokenPath, "grant_type", "password", "username", "demo@example.com", "password", "demo", "scope",
		"api refresh_token").tokens()
	if first.RefreshToken == "" || first.Scope != "refresh_token api pardot_api" {
		t.Fatalf("no refresh token: %+v", first)
	}
	for _, token := range []string{first.RefreshToken, first.RefreshToken, "given"} {
		again := c.asApp(tokenPath, "grant_type", "refresh_token", "refresh_token", token).tokens()
		if again.RefreshToken != "" || again.AccessToken == first.AccessToken || !c.alive(again.AccessToken) {
			t.Errorf("refreshed by %s: %+v", token, again)
		}
	}
	c.org.RevokeSessions()
	if c.alive(first.AccessToken) {
		t.Error("a revoked session lives")
	}
	c.asApp(tokenPath, "grant_type", "refresh_token", "refresh_token", first.RefreshToken).tokens()
	for _, token := range []string{"", "x", first.AccessToken} {
		c.asApp(tokenPath, "grant_type", "refresh_token", "refresh_token", token).want(400, staleToken)
	}
	c.form(tokenPath, "grant_type", "refresh_token", "refresh_token", "given", "client_id", "demo", "client_secret", "x").
		want(400, `{"error":"invalid_client","error_description":"invalid client credentials"}`)
}

func TestRefreshTokenRotation(t *testing.T) {
	c := newTestClient(t, Options{SignIn: SignIn{RefreshTokens: []string{"one"}, RotateRefreshTokens: true}}, 0)
	second := c.asApp(tokenPath, "grant_type", "refresh_token", "refresh_token", "one").tokens()
	if second.RefreshToken == "" || second.RefreshToken == "one" {
		t.Fatalf("not rotated: %+v", second)
	}
	c.asApp(tokenPath, "grant_type", "refresh_token", "refresh_token", "one").want(400, staleToken)
	third := c.asApp(tokenPath, "grant_type", "refresh_token", "refresh_token", second.RefreshToken).tokens()
	if !c.alive(second.AccessToken) || !c.alive(third.AccessToken) {
		t.Error("rotation ended a session")
	}
	c.form(revokePath, "token", third.RefreshToken).want(200, "")
	if c.alive(second.AccessToken) || c.alive(third.AccessToken) || !c.alive(c.token) {
		t.Error("revoking the refresh token must end all that came from it, and nothing else")
	}
}

func TestFiveRefreshTokensAtMost(t *testing.T) {
	c := newTestClient(t, Options{SignIn: SignIn{RefreshTokens: []string{"1", "2", "3", "4", "5", "6"}}}, 0)
	c.asApp(tokenPath, "grant_type", "refresh_token", "refresh_token", "1").want(400, staleToken)
	c.asApp(tokenPath, "grant_type", "refresh_token", "refresh_token", "2").tokens()
	c.asApp(tokenPath, "grant_type", "password", "username", "demo@example.com", "password", "demo", "scope",
		"offline_access").tokens()
	c.asApp(tokenPath, "grant_type", "refresh_token", "refresh_token", "2").want(400, staleToken)
	c.asApp(tokenPath, "grant_type", "refresh_token", "refresh_token", "6").tokens()
}

func TestIntrospection(t *testing.T) {
	c := newTestClient(t, Options{SignIn: SignIn{RefreshTokens: []string{"given"}, SessionTimeout: 15 * time.Minute}}, 0)
	c.clock.Advance(time.Minute)
	c.query("SELECT COUNT() FROM Account").wantStatus(200)
	c.clock.Advance(time.Minute)
	who := `"client_id":"demo","username":"integration@example.com","sub":"` + c.server.URL + `/id/` + testOrgID + `/` +
		testUserID + `"`
	// Issued at 9:30, used at 9:31, good until 9:46.
	c.asApp(introspectPath, "token", c.token, "token_type_hint", "access_token").want(200,
		`{"active":true,"scope":"api pardot_api",`+who+`,"token_type":"access_token","exp":1772617560,"iat":1772616600,"nbf":1772616600}`)
	c.asApp(introspectPath, "token", "given").want(200,
		`{"active":true,"scope":"refresh_token api pardot_api",`+who+`,"token_type":"refresh_token"}`)
	c.asApp(introspectPath, "token", "x").want(200, `{"active":false}`)
	c.form(introspectPath, "token", c.token, "client_id", "demo", "client_secret", "x").
		want(401, `{"error":"invalid_client","error_description":"invalid client credentials"}`)
	c.asApp(introspectPath).want(400, `{"error":"invalid_request","error_description":"token is required"}`)
	c.get(introspectPath, nil).wantStatus(405)

	c.clock.Advance(14*time.Minute - time.Second)
	c.asApp(introspectPath, "token", c.token).wantStatus(200) // which is not a use
	c.clock.Advance(time.Second)
	c.asApp(introspectPath, "token", c.token).want(200, `{"active":false}`)
	if c.alive(c.token) {
		t.Error("the session outlives its timeout")
	}
	if n := c.org.Calls(); n != 1 {
		t.Errorf("%d calls billed, want 1: only the query", n)
	}
}

func TestRevoke(t *testing.T) {
	c := newTestClient(t, Options{}, 0)
	other := c.asApp(tokenPath, "grant_type", "client_credentials").tokens().AccessToken
	c.form(revokePath, "token", other).want(200, "")
	if c.alive(other) || !c.alive(c.token) {
		t.Error("revoke must end the session that it names, and no other")
	}
	const invalid = `{"error":"invalid_token","error_description":"invalid token"}`
	c.form(revokePath, "token", other).want(400, invalid)
	c.form(revokePath).want(400, invalid)
	c.get(revokePath+"?token="+url.QueryEscape(c.token), nil).want(200, "")
	if c.alive(c.token) {
		t.Error("GET revokes as well")
	}
	c.do("DELETE", revokePath, "", nil).wantStatus(405)
}
