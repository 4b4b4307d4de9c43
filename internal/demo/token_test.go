package demo

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const formType = "application/x-www-form-urlencoded"

func TestTokenForClientCredentials(t *testing.T) {
	c := newTestClient(t, Options{}, 0)
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {"demo"}, "client_secret": {"demo"}}
	a := c.post("/services/oauth2/token", formType, form.Encode(), nil)
	a.wantStatus(200)
	got := map[string]string{}
	a.decode(&got)
	for _, key := range []string{"access_token", "signature"} {
		if got[key] == "" {
			t.Errorf("no %s in %s", key, a.body)
		}
		delete(got, key)
	}
	want := map[string]string{
		"scope": "api pardot_api", "instance_url": c.server.URL, "token_type": "Bearer", "issued_at": "1772616600000",
		"id": c.server.URL + "/id/" + testOrgID + "/" + testUserID,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got := a.header.Get("Cache-Control"); got != "no-store" {
		t.Errorf("Cache-Control %q, want no-store", got)
	}
	if got := a.header.Get("Content-Type"); got != "application/json;charset=UTF-8" {
		t.Errorf("Content-Type %q", got)
	}
	if n := c.org.Calls(); n != 0 {
		t.Errorf("%d calls billed for signing in, want none", n)
	}
}

func TestTokenKeysComeInSalesforcesOrder(t *testing.T) {
	c := newTestClient(t, Options{}, 0)
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {"demo"}, "client_secret": {"demo"}}
	a := c.post("/services/oauth2/token", formType, form.Encode(), nil)
	var keys []string
	dec := json.NewDecoder(strings.NewReader(a.body))
	for depth, n := 0, 0; dec.More() || depth == 0; n++ {
		token, err := dec.Token()
		if err != nil {
			t.Fatal(err)
		}
		depth = 1
		if text, ok := token.(string); ok && n%2 == 1 {
			keys = append(keys, text)
		}
	}
	want := []string{"access_token", "signature", "scope", "instance_url", "id", "token_type", "issued_at"}
	if diff := cmp.Diff(want, keys); diff != "" {
		t.Error(diff)
	}
}

func TestTokenRefusals(t *testing.T) {
	c := newTestClient(t, Options{}, 0)
	tests := []struct {
		name string
		form url.Values
		want string
	}{
		{"no grant type", url.Values{"client_id": {"demo"}, "client_secret": {"demo"}},
			`{"error":"unsupported_grant_type","error_description":"grant type not supported"}`},
		{"unknown grant type", url.Values{"grant_type": {"magic"}, "client_id": {"demo"}, "client_secret": {"demo"}},
			`{"error":"unsupported_grant_type","error_description":"grant type not supported"}`},
		{"unknown consumer key", url.Values{"grant_type": {"client_credentials"}, "client_id": {"x"},
			"client_secret": {"demo"}},
			`{"error":"invalid_client_id","error_description":"client identifier invalid"}`},
		{"wrong secret", url.Values{"grant_type": {"client_credentials"}, "client_id": {"demo"}, "client_secret": {"x"}},
			`{"error":"invalid_client","error_description":"invalid client credentials"}`},
		{"no secret", url.Values{"grant_type": {"client_credentials"}, "client_id": {"demo"}},
			`{"error":"invalid_client","error_description":"invalid client credentials"}`},
		{"wrong password", url.Values{"grant_type": {"password"}, "client_id": {"demo"}, "client_secret": {"demo"},
			"username": {"demo@example.com"}, "password": {"x"}},
			`{"error":"invalid_grant","error_description":"authentication failure - Invalid Password"}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := c.post("/services/oauth2/token", formType, tt.form.Encode(), nil)
			a.want(400, tt.want)
			if got := a.header.Get("Cache-Control"); got != "no-store" {
				t.Errorf("Cache-Control %q, want no-store", got)
			}
		})
	}
}

func TestTokenByOtherRoutes(t *testing.T) {
	c := newTestClient(t, Options{}, 0)
	c.org.SetSecret("s&cret+ü")
	basic := &http.Request{Header: http.Header{}}
	basic.SetBasicAuth("demo", url.QueryEscape("s&cret+ü"))
	c.post("/services/oauth2/token", formType, "grant_type=client_credentials",
		map[string]string{"Authorization": basic.Header.Get("Authorization")}).wantStatus(200)

	form := url.Values{"grant_type": {"password"}, "client_id": {"demo"}, "client_secret": {"s&cret+ü"},
		"username": {"demo@example.com"}, "password": {"demo"}}
	c.post("/services/oauth2/token", formType, form.Encode(), nil).wantStatus(200)

	c.get("/services/oauth2/token", nil).want(405,
		`[{"message":"HTTP Method 'GET' not allowed. Allowed are POST","errorCode":"METHOD_NOT_ALLOWED"}]`)
}

// A client may hand its request to the handler without any network: then
// there is no Host, no RequestURI, and a body only if it has one.
func TestHandlerWithoutNetwork(t *testing.T) {
	c := newTestClient(t, Options{}, 0)
	ask := func(body string) *httptest.ResponseRecorder {
		req, err := http.NewRequestWithContext(t.Context(), "POST", "https://acme.my.salesforce.com/services/oauth2/token",
			nil)
		if err != nil {
			t.Fatal(err)
		}
		if body != "" {
			req, err = http.NewRequestWithContext(t.Context(), "POST", req.URL.String(), strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Content-Type", formType)
		}
		req.Host = ""
		w := httptest.NewRecorder()
		c.org.Handler().ServeHTTP(w, req)
		return w
	}
	if w := ask(""); w.Code != 400 {
		t.Errorf("without a body: status %d, want 400", w.Code)
	}
	w := ask("grant_type=client_credentials&client_id=demo&client_secret=demo")
	var got tokenAnswer
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if want := "https://acme.my.salesforce.com"; got.InstanceURL != want {
		t.Errorf("instance_url %q, want %q", got.InstanceURL, want)
	}
}

func TestIdentityOfTheRunningUser(t *testing.T) {
	c := newTestClient(t, Options{TimeZone: "America/New_York"}, 0)
	instance := c.server.URL
	urls := `"urls":{"query":"` + instance + `/services/data/v{version}/query/","rest":"` + instance +
		`/services/data/v{version}/","sobjects":"` + instance + `/services/data/v{version}/sobjects/"}`
	id := instance + "/id/" + testOrgID + "/" + testUserID
	c.get("/services/oauth2/userinfo", nil).want(200,
		`{"sub":"`+id+`","user_id":"`+testUserID+`","organization_id":"`+testOrgID+
			`","preferred_username":"integration@example.com","nickname":"integration@example.com","name":"Inga Robot","email":"inga@example.com",`+
			`"email_verified":true,"given_name":"Inga","family_name":"Robot","zoneinfo":"America/New_York",`+urls+
			`,"active":true,"user_type":"STANDARD","language":"en_US","locale":"en_US","utcOffset":-18000000}`)
	c.get("/id/"+testOrgID+"/"+testUserID, nil).want(200,
		`{"id":"`+id+`","asserted_user":true,"user_id":"`+testUserID+`","organization_id":"`+testOrgID+
			`","username":"integration@example.com","nick_name":"integration@example.com","display_name":"Inga Robot","email":"inga@example.com",`+
			`"email_verified":true,"first_name":"Inga","last_name":"Robot","timezone":"America/New_York",`+urls+
			`,"active":true,"user_type":"STANDARD","language":"en_US","locale":"en_US","utcOffset":-18000000}`)
	c.query("SELECT TimeZoneSidKey FROM User WHERE Id = '"+testUserID+"'").want(200,
		`{"totalSize":1,"done":true,"records":[`+
			`{"attributes":{"type":"User","url":"/services/data/v62.0/sobjects/User/`+testUserID+`"},"TimeZoneSidKey":"America/New_York"}]}`)
	if n := c.org.Calls(); n != 1 {
		t.Errorf("%d calls billed, want 1: only the query", n)
	}
}

func TestIdentityRefusals(t *testing.T) {
	c := newTestClient(t, Options{}, 0)
	tests := []struct {
		name, path, token string
		status            int
		body              string
	}{
		{"no token", "/services/oauth2/userinfo", "", 403, "Missing_OAuth_Token"},
		{"bad token", "/services/oauth2/userinfo", "Bearer x", 403, "Bad_OAuth_Token"},
		{"bad token for the identity", "/id/" + testOrgID + "/" + testUserID, "Bearer x", 403, "Bad_OAuth_Token"},
		{"another user", "/id/" + testOrgID + "/005000000000002AAA", "Bearer " + c.token, 404, "Bad_Id"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c.token = ""
			c.get(tt.path, map[string]string{"Authorization": tt.token}).want(tt.status, tt.body)
		})
	}
}
