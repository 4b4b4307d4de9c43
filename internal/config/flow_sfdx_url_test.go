package config_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"salesforce_exporter/internal/config"
	"salesforce_exporter/internal/salesforce"
)

// cliOrg is an org of the environment whose file holds an authorization URL.
func cliOrg(t *testing.T, base, text string) (org *config.Org, path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "auth.json")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	env := map[string]string{"SALESFORCE_URL": base, "SALESFORCE_SFDX_AUTH_URL_FILE": path}
	org, err := config.FromEnvironment(func(name string) string { return env[name] })
	if err != nil || org.Flow() != config.SFDXAuthURL {
		t.Fatalf("got flow %s and %v", org.Flow(), err)
	}
	return org, path
}

// endpoint is a token endpoint that rotates tokens, and the form that it was sent.
func endpoint(t *testing.T) (base string, sent *url.Values) {
	sent = new(url.Values)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		*sent = r.PostForm
		w.Header().Set("Content-Type", "application/json")
		if r.PostForm.Get("refresh_token") == "5Aep.canary-revoked" {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = w.Write([]byte(`{"error":"invalid_grant","error_description":"expired access/refresh token"}`))
			return
		}
		_, _ = w.Write([]byte(`{"access_token":"00D!session","refresh_token":"5Aep.next","token_type":"Bearer"}`))
	}))
	t.Cleanup(server.Close)
	return server.URL, sent
}

// TestSFDXAuthURL signs in with what the CLI prints in all its forms. The token
// that comes in place of the used one is kept for the CLI as well.
func TestSFDXAuthURL(t *testing.T) {
	base, sent := endpoint(t)
	const own = "force://PlatformCLI::5Aep.first@acme.my.salesforce.com"
	const app = "force://3MVG9.id:s3cret:5Aep.first==@acme.my.salesforce.com"
	form := url.Values{"grant_type": {"refresh_token"}, "refresh_token": {"5Aep.first"}, "client_id": {"PlatformCLI"}}
	ofApp := url.Values{"grant_type": {"refresh_token"}, "refresh_token": {"5Aep.first=="}, "client_id": {"3MVG9.id"},
		"client_secret": {"s3cret"}}
	for _, c := range []struct {
		text string
		form url.Values
		kept string
	}{
		{own + "\n", form, "force://PlatformCLI::5Aep.next@acme.my.salesforce.com\n"},
		{`{"status":0,"result":{"sfdxAuthUrl":"` + own + `"}}`, form, "force://PlatformCLI::5Aep.next@acme.my.salesforce.com\n"},
		{`{"sfdxAuthUrl":"` + own + `"}`, form, "force://PlatformCLI::5Aep.next@acme.my.salesforce.com\n"},
		{app, ofApp, "force://3MVG9.id:s3cret:5Aep.next@acme.my.salesforce.com\n"},
	} {
		org, path := cliOrg(t, base, c.text)
		lost := func(file string, err error) { t.Errorf("%s: %v", file, err) }
		session, err := org.SignIn(config.NewTokens(lost)).SignIn(t.Context(), http.DefaultClient)
		if err != nil || session.AccessToken != "00D!session" || session.InstanceURL != base {
			t.Errorf("%s: got %+v, %v", c.text, session, err)
		}
		if diff := cmp.Diff(c.form, *sent); diff != "" {
			t.Errorf("%s: sent (-want +got):\n%s", c.text, diff)
		}
		if kept, err := os.ReadFile(path); err != nil || string(kept) != c.kept {
			t.Errorf("%s: the file holds %q, %v; want %q", c.text, kept, err, c.kept)
		}
	}
}

// TestBadSFDXAuthURL says what to do, and tells no token.
func TestBadSFDXAuthURL(t *testing.T) {
	base, _ := endpoint(t)
	for text, want := range map[string]string{
		"force://5Aep.canary@acme.my.salesforce.com":                             "show-sfdx-auth-url",
		"force://PlatformCLI::5Aep.canary":                                       "show-sfdx-auth-url",
		`{"status":1,"name":"canary"}`:                                           "show-sfdx-auth-url",
		"5Aep.canary":                                                            "show-sfdx-auth-url",
		"force://PlatformCLI::5Aep.canary-revoked@acme.my.salesforce.com":        "with the Salesforce CLI again",
		"https://acme.my.salesforce.com/secur/frontdoor.jsp?sid=00D!canary&a=b ": "show-sfdx-auth-url",
	} {
		org, _ := cliOrg(t, base, text)
		_, err := org.SignIn(config.NewTokens(nil)).SignIn(t.Context(), http.DefaultClient)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "canary") ||
			salesforce.Code(err) != "SECRET_NOT_READ" && salesforce.Code(err) != "invalid_grant" {
			t.Errorf("%s: got %v, want an error with %q", text, err, want)
		}
	}
}

// TestSFDXAuthURLNamesTheApp: a client id beside it would be of another app.
func TestSFDXAuthURLNamesTheApp(t *testing.T) {
	text := "orgs:\n  acme:\n    url: https://acme.my.salesforce.com\n    client_id: id\n    sfdx_auth_url_file: f\n"
	_, err := load(t, text)
	if err == nil || !strings.Contains(err.Error(), "sfdx_auth_url_file names an app") {
		t.Errorf("got %v", err)
	}
	if _, err = load(t, strings.Replace(text, "    client_id: id\n", "", 1)); err != nil {
		t.Errorf("without a client id: %v", err)
	}
	_, err = load(t, strings.Replace(text, "sfdx_auth_url_file: f", "sfdx_auth_url: force://canary", 1))
	if err == nil || !strings.Contains(err.Error(), "a secret must not stand in this file") ||
		strings.Contains(err.Error(), "canary") {
		t.Errorf("the URL in the file: got %v", err)
	}
}
