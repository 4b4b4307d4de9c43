package main

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"salesforce_exporter/internal/status"
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
		if out, code := runCheck(t, binary,
			append(env, "SALESFORCE_CLIENT_SECRET=demo", "SALESFORCE_REFRESH_TOKEN_FILE="+token)); code != 0 {
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
	if out, code := runCheck(t, binary,
		append(env, "SALESFORCE_CLIENT_SECRET=demo", "SALESFORCE_USERNAME=demo@example.com",
			"SALESFORCE_PASSWORD_FILE="+password)); code != 0 {
		t.Errorf("check by password: exit code %d\n%s", code, out)
	}
	testSFDX(t, binary, demoOrg.found)
	testSOAP(t, binary, demoOrg.found, password)
	testSimpleforceLog(t, binary, password)
	testTokenIsLost(t, binary, demoOrg.found, env)
	testTokenSurvives(t, binary, demoOrg.found)
	testCanaries(t, binary, demoOrg.found)
	testParrot(t, binary)
	testPastedSecrets(t, binary, demoOrg.found)
}

// testSFDX checks with a refresh token as the Salesforce CLI hands it on. The org
// rotates it, so the second sign-in needs what the first one kept.
func testSFDX(t *testing.T, binary, address string) {
	file := filepath.Join(t.TempDir(), "auth")
	write(t, file, "force://demo:demo:"+refreshToken(t, address)+"@"+strings.TrimPrefix(address, "http://"))
	env := []string{"PATH=" + os.Getenv("PATH"), "SALESFORCE_URL=" + address, "SALESFORCE_SFDX_AUTH_URL_FILE=" + file}
	for range 2 {
		if out, code := runCheck(t, binary, env); code != 0 {
			t.Errorf("check with the URL of the CLI: exit code %d\n%s", code, out)
		}
	}
}

// testSOAP checks without an app. One warning says that this ends.
func testSOAP(t *testing.T, binary, url, password string) {
	env := []string{"PATH=" + os.Getenv("PATH"), "SALESFORCE_URL=" + url, "SALESFORCE_USERNAME=demo@example.com",
		"SALESFORCE_PASSWORD_FILE=" + password}
	out, code := runCheck(t, binary, env)
	if code != 0 || strings.Count(out, "\nWarning ") != 1 || !strings.Contains(out, status.SOAPEnds) ||
		strings.Contains(out, "[simpleforce]") {
		t.Errorf("check by SOAP: exit code %d, want one warning and nothing of simpleforce\n%s", code, out)
	}
	e := start(t, binary, env[1:], `msg="Listening on" address=(\S+)`, "--web.listen-address=127.0.0.1:0")
	if text := e.get(t, "/metrics"); !strings.Contains(text, "\nsalesforce_up 1\n") {
		t.Errorf("no sign-in by SOAP:\n%s", e.log)
	}
	e.stop(t)
	if log := e.log.String(); strings.Count(log, "level=warn") != 1 || strings.Count(log, status.SOAPEnds) != 1 ||
		strings.Contains(log, "[simpleforce]") {
		t.Errorf("want one warning and nothing of simpleforce:\n%s", log)
	}
}

// testSimpleforceLog has some requests refused, and looks at what simpleforce logs
// of that and of the sign-in: at debug level, and without sessions, users and
// bodies.
func testSimpleforceLog(t *testing.T, binary, password string) {
	demoOrg := start(t, binary, nil, `msg="demo org is ready" url=(\S+)`,
		"demo-org", "--frozen", "--users=10", "--listen-address=127.0.0.1:0", "--fault=503-html:path=query:every=2")
	e := start(t, binary, []string{"SALESFORCE_URL=" + demoOrg.found, "SALESFORCE_USERNAME=demo@example.com",
		"SALESFORCE_PASSWORD_FILE=" + password},
		`msg="Listening on" address=(\S+)`, "--log.level=debug", "--web.listen-address=127.0.0.1:0")
	e.get(t, "/metrics")
	e.stop(t)
	lines := 0
	for line := range strings.Lines(e.log.String()) {
		if strings.Contains(line, "[simpleforce]") {
			lines++
			if !strings.Contains(line, "level=debug") || strings.Contains(line, "html") ||
				regexp.MustCompile(`\b005\w{12,15}`).MatchString(line) {
				t.Errorf("simpleforce logs: %s", line)
			}
		}
	}
	if found := regexp.MustCompile(`00D\w{12,15}!\S*`).FindString(e.log.String()); found != "" ||
		lines < 2 {
		t.Errorf("%d lines of simpleforce, want one of the sign-in and one of a refusal, without %q:\n%s", lines, found,
			e.log)
	}
}

// testTokenIsLost checks with a refresh token in a file that cannot be written:
// a pipe. Nobody can sign in afterwards, which has to be said.
func testTokenIsLost(t *testing.T, binary, url string, env []string) {
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	if _, err := write.WriteString(refreshToken(t, url)); err != nil {
		t.Fatal(err)
	}
	write.Close()
	cmd := exec.CommandContext(t.Context(), binary, "check")
	cmd.Env = append(env, "SALESFORCE_CLIENT_SECRET=demo", "SALESFORCE_REFRESH_TOKEN_FILE=/dev/fd/3")
	cmd.ExtraFiles = []*os.File{read}
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "the new one cannot be kept") {
		t.Errorf("a refresh token that cannot be kept: %v\n%s", err, out)
	}
}

// testTokenSurvives has a rotated token without a place to keep it, and measures
// the org anew with another configuration.
func testTokenSurvives(t *testing.T, binary, url string) {
	dir := filepath.Join(t.TempDir(), "tokens")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	token, file := filepath.Join(dir, "token"), filepath.Join(t.TempDir(), "exporter.yml")
	write(t, token, refreshToken(t, url))
	org := `orgs: {emea: {url: "` + url + `", client_id: demo, client_secret_env: APP, refresh_token_file: ` + token +
		"}}\n"
	write(t, file, org)
	e := start(t, binary, []string{"APP=demo"}, `msg="Listening on" address=(\S+)`, "--config.file="+file,
		"--web.enable-lifecycle", "--web.listen-address=127.0.0.1:0")
	if text := e.get(t, "/probe?target=emea"); !strings.Contains(text, "\nsalesforce_up 1\n") {
		t.Fatalf("no sign-in by refresh token:\n%s", e.log)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	for _, limit := range []string{"100", "200"} {
		write(t, file, "series_limit: "+limit+"\n"+org)
		e.ask(t, http.MethodPost, "/-/reload", http.StatusOK)
		if text := e.get(t, "/probe?target=emea"); !strings.Contains(text, "\nsalesforce_up 1\n") {
			t.Fatalf("after a reload there is no sign-in by refresh token:\n%s", e.log)
		}
	}
	e.stop(t)
	if !strings.Contains(e.log.String(), "the new one cannot be kept") {
		t.Errorf("nobody is told that the token cannot be kept:\n%s", e.log)
	}
}

// testCanaries plants a secret of its own in every place for one, so that each
// sign-in fails, and looks for them in logs, metrics and pages.
func testCanaries(t *testing.T, binary, url string) {
	dir := t.TempDir()
	canary := func(name string) string {
		path := filepath.Join(dir, name)
		write(t, path, "canary-"+name+`<&>"'`+"\n")
		return path
	}
	file := filepath.Join(dir, "exporter.yml")
	write(t, file, `orgs:
  credentials: {url: "`+url+`", client_id: demo, client_secret_file: `+canary("secret")+`}
  environment: {url: "`+url+`", client_id: demo, client_secret_env: CANARY}
  jwt: {url: "`+url+`", client_id: demo, username: demo@example.com, private_key_file: `+canary("key")+`}
  refresh: {url: "`+url+`", client_id: demo, client_secret_file: `+canary("secret2")+`,
	refresh_token_file: `+canary("token")+`}
  password: {url: "`+url+`", client_id: demo, client_secret_file: `+canary("secret3")+`, username: demo@example.com,
	password_file: `+canary("password")+`, security_token_file: `+canary("security")+`}
  cli: {url: "`+url+`", sfdx_auth_url_file: `+canary("sfdx")+`}
  soap: {url: "`+url+`", username: "demo&<@example.com", password_file: `+canary("password2")+`,
	security_token_file: `+canary("security2")+`}
  proxied: {url: "https://x.my.salesforce.com", client_id: demo, client_secret_file: `+canary("secret4")+`,
	proxy_url: "http://user:canary-proxy@127.0.0.1:1"}
`)
	e := start(t, binary, []string{"CANARY=canary-environment"}, `msg="Listening on" address=(\S+)`, "--config.file="+file, "--log.level=debug", "--web.enable-lifecycle", "--web.listen-address=127.0.0.1:0")
	var out strings.Builder
	for _, name := range []string{"credentials", "environment", "jwt", "refresh", "password", "cli", "soap", "proxied"} {
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
	if !strings.Contains(out.String(), "a secret must not stand in this file") ||
		!strings.Contains(out.String(), "invalid_client") {
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
		"grant_type": {"password"}, "client_id": {"demo"}, "client_secret": {"demo"}, "username": {"demo@example.com"},
		"password": {"demo"}, "scope": {"api refresh_token"},
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
