package main

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// testSignIn signs in by the flows that need a password or a refresh token,
// and looks for secrets in all that comes out.
func testSignIn(t *testing.T, binary string) {
	demoOrg := start(t, binary, nil, `msg="demo org is ready" url=(\S+)`,
		"demo-org", "--frozen", "--users=10", "--listen-address=127.0.0.1:0", "--rotate-refresh-tokens")
	env := []string{"PATH=" + os.Getenv("PATH"), "SALESFORCE_URL=" + demoOrg.found, "SALESFORCE_CLIENT_ID=demo"}

	token := filepath.Join(t.TempDir(), "token")
	first := refreshToken(t, demoOrg.found)
	write(t, token, first)
	for range 3 { // each sign-in ends the token that it used
		if out, code := runCheck(t, binary, append(env, "SALESFORCE_CLIENT_SECRET=demo", "SALESFORCE_REFRESH_TOKEN_FILE="+token)); code != 0 {
			t.Fatalf("check by refresh token: exit code %d\n%s", code, out)
		}
	}
	kept, err := os.ReadFile(token)
	if err != nil || strings.TrimSpace(string(kept)) == first {
		t.Errorf("the rotated refresh token was not kept: %v", err)
	}
	if info, err := os.Stat(token); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others can read the refresh token: %v, %v", info.Mode(), err)
	}

	password := filepath.Join(t.TempDir(), "password")
	write(t, password, "demo\n")
	if out, code := runCheck(t, binary, append(env, "SALESFORCE_CLIENT_SECRET=demo", "SALESFORCE_USERNAME=demo@example.com", "SALESFORCE_PASSWORD_FILE="+password)); code != 0 {
		t.Errorf("check by password: exit code %d\n%s", code, out)
	}
	testCanaries(t, binary, demoOrg.found)
}

// testCanaries plants a secret of its own in every place for one, so that each
// sign-in fails, and looks for them in logs, metrics and pages.
func testCanaries(t *testing.T, binary, url string) {
	dir := t.TempDir()
	canary := func(name string) string {
		path := filepath.Join(dir, name)
		write(t, path, "canary-"+name+"\n")
		return path
	}
	file := filepath.Join(dir, "exporter.yml")
	write(t, file, `orgs:
  credentials: {url: "`+url+`", client_id: demo, client_secret_file: `+canary("secret")+`}
  environment: {url: "`+url+`", client_id: demo, client_secret_env: CANARY}
  jwt: {url: "`+url+`", client_id: demo, username: demo@example.com, private_key_file: `+canary("key")+`}
  refresh: {url: "`+url+`", client_id: demo, client_secret_file: `+canary("secret2")+`, refresh_token_file: `+canary("token")+`}
  password: {url: "`+url+`", client_id: demo, client_secret_file: `+canary("secret3")+`, username: demo@example.com, password_file: `+canary("password")+`, security_token_file: `+canary("security")+`}
  proxied: {url: "https://x.my.salesforce.com", client_id: demo, client_secret_file: `+canary("secret4")+`, proxy_url: "http://user:canary-proxy@127.0.0.1:1"}
`)
	e := start(t, binary, []string{"CANARY=canary-environment"}, `msg="Listening on" address=(\S+)`, "--config.file="+file, "--log.level=debug", "--web.listen-address=127.0.0.1:0")
	var out strings.Builder
	for _, name := range []string{"credentials", "environment", "jwt", "refresh", "password", "proxied"} {
		text := e.get(t, "/probe?target="+name)
		if !strings.Contains(text, "\nsalesforce_up 0\n") {
			t.Errorf("%s: signed in with a wrong secret", name)
		}
		out.WriteString(text)
	}
	out.WriteString(e.get(t, "/metrics") + e.get(t, "/"))
	write(t, file, "orgs:\n  inline: {url: \""+url+"\", client_id: demo, client_secret: canary-inline}\n")
	out.WriteString(e.ask(t, http.MethodPost, "/-/reload", http.StatusInternalServerError))
	e.stop(t)
	out.WriteString(e.log.String())
	if !strings.Contains(out.String(), "a secret must not stand in this file") || !strings.Contains(out.String(), "invalid_client") {
		t.Errorf("the failures are not told:\n%s", out.String())
	}
	if i := strings.Index(out.String(), "canary"); i >= 0 {
		t.Errorf("a secret came out: %.300s", out.String()[max(0, i-100):])
	}
}

// refreshToken signs a person in, as a browser would, for the token that comes
// with it.
func refreshToken(t *testing.T, org string) string {
	t.Helper()
	resp, err := http.PostForm(org+"/services/oauth2/token", url.Values{
		"grant_type": {"password"}, "client_id": {"demo"}, "client_secret": {"demo"}, "username": {"demo@example.com"}, "password": {"demo"}, "scope": {"api refresh_token"},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var answer struct {
		Token string `json:"refresh_token"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil || answer.Token == "" {
		t.Fatalf("no refresh token: %v", err)
	}
	return answer.Token
}
