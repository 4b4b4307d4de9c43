package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// testManyOrgs measures two orgs of a configuration file, loads it again, and
// asks for what is not there.
func testManyOrgs(t *testing.T, binary string) {
	demoOrg := func(seed string) string {
		return start(t, binary, nil, `msg="demo org is ready" url=(\S+)`, "demo-org", "--frozen", "--users=10",
			"--seed="+seed, "--listen-address=127.0.0.1:0").found
	}
	one, two := demoOrg("1"), demoOrg("2")
	dir := t.TempDir()
	secret := filepath.Join(dir, "secret")
	write(t, secret, "demo\n")
	file := filepath.Join(dir, "exporter.yml")
	entry := func(name, url string) string {
		return fmt.Sprintf("  %s: {url: %q, client_id: demo, client_secret_file: %s}\n", name, url, secret)
	}
	write(t, file, "orgs:\n"+entry("emea", one)+entry("apac", two))
	e := start(t, binary, nil, `msg="Listening on" address=(\S+)`, "--config.file="+file, "--web.enable-lifecycle",
		"--web.listen-address=127.0.0.1:0")

	emea, apac := e.get(t, "/probe?target=emea"), e.get(t, "/probe?target=apac")
	if !strings.Contains(emea, "\nsalesforce_up 1\n") || !strings.Contains(apac, "\nsalesforce_up 1\n") ||
		figures(emea) == figures(apac) {
		t.Error("two orgs do not answer, or are one")
	}
	own := e.get(t, "/metrics")
	if strings.Contains(own, "\nsalesforce_up ") ||
		!strings.Contains(own, "\nsalesforce_exporter_config_last_reload_successful 1\n") {
		t.Error("/metrics shows an org, or does not show that the configuration was loaded")
	}
	if page := e.get(t, "/"); !strings.Contains(page, "/org?target=apac") {
		t.Error("the landing page has no link to apac")
	}

	write(t, file, "orgs:\n"+entry("emea", one)+"nonsense: 1\n")
	if text := e.ask(t, http.MethodPost, "/-/reload", http.StatusInternalServerError); !strings.Contains(text,
		"exporter.yml: line 3: unknown key nonsense") {
		t.Errorf("a broken configuration: %s", text)
	}
	if own := e.get(t, "/metrics"); !strings.Contains(own, "\nsalesforce_exporter_config_last_reload_successful 0\n") {
		t.Error("no metric says that the configuration was not loaded")
	}
	e.get(t, "/probe?target=apac")

	before := apiCalls(e.get(t, "/probe?target=emea"))
	write(t, file, "orgs:\n"+entry("emea", one))
	if err := e.cmd.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	e.eventually(t, "/probe?target=apac", http.StatusNotFound)
	if after := apiCalls(e.get(t, "/probe?target=emea")); after != before || after == "" {
		t.Errorf("an org that did not change was measured anew: %q calls, then %q", before, after)
	}
	if text := e.ask(t, http.MethodGet, "/-/reload", http.StatusMethodNotAllowed); !strings.Contains(text, "POST") {
		t.Errorf("GET /-/reload: %s", text)
	}
	testDiffering(t, e, file, entry("emea", one), entry("apac", two))
	testMended(t, binary, one)
	testHalfGood(t, e, file, entry("emea", one))
	testHostile(t, e)

	spent := strings.TrimPrefix(lineOf(e.get(t, "/probe?target=emea"), "salesforce_exporter_budget_spent "),
		"salesforce_exporter_budget_spent ")
	write(t, file, "budget: {calls_a_day: "+strings.TrimSpace(spent)+"}\norgs:\n"+entry("emea", one))
	e.ask(t, http.MethodPost, "/-/reload", http.StatusOK)
	if text := e.get(t, "/probe?target=emea"); !strings.Contains(text, "\nsalesforce_exporter_budget_calls "+spent) ||
		!strings.Contains(text, "\nsalesforce_exporter_budget_spent "+spent) {
		t.Errorf("with a budget of what it spent, an org forgets that it spent %s", spent)
	}
}

// testDiffering measures one of two orgs differently: the other one is not
// measured anew for that.
func testDiffering(t *testing.T, e *process, file, emea, apac string) {
	t.Helper()
	before := apiCalls(e.get(t, "/probe?target=emea"))
	different := "dimensions: {department: Department}, collectors: {chatter: {enabled: false}}, client_id"
	write(t, file, "orgs:\n"+emea+strings.Replace(apac, "client_id", different, 1))
	e.ask(t, http.MethodPost, "/-/reload", http.StatusOK)
	if text := e.get(t, "/probe?target=apac"); !strings.Contains(text, "\nsalesforce_users{department=") ||
		strings.Contains(text, `collector="chatter"`) {
		t.Error("an org is not measured by what stands below it")
	}
	text := e.get(t, "/probe?target=emea")
	if strings.Contains(text, "department=") || !strings.Contains(text, `collector="chatter"`) || apiCalls(text) != before {
		t.Error("what stands below one org changes another one")
	}
}

// testHalfGood loads a file with a good change of one org and a mistake in
// another. Nothing changes.
func testHalfGood(t *testing.T, e *process, file, emea string) {
	t.Helper()
	const budget = "salesforce_exporter_budget_calls "
	before := lineOf(e.get(t, "/probe?target=emea"), budget)
	changed := strings.Replace(emea, "client_id", "budget: {calls_a_day: 1}, client_id", 1)
	write(t, file, "orgs:\n"+changed+strings.Replace(emea, "emea: {", "latam: {ca_file: /does/not/exist, ", 1))
	if text := e.ask(t, http.MethodPost, "/-/reload", http.StatusInternalServerError); !strings.Contains(text,
		`exporter.yml: line 3: org "latam": ca_file: the path leads to no file`) {
		t.Errorf("an org with a mistake: %s", text)
	}
	if after := lineOf(e.get(t, "/probe?target=emea"), budget); after != before || before == "" {
		t.Errorf("a file that was not loaded changes the budget: %s, then %s", before, after)
	}
	write(t, file, "orgs:\n"+emea)
	e.ask(t, http.MethodPost, "/-/reload", http.StatusOK)
}

// testMended has a wrong secret, whose sign-in is not repeated at once, and mends
// it: a reload tries the new one, and only a new one.
func testMended(t *testing.T, binary, url string) {
	secret, file := filepath.Join(t.TempDir(), "secret"), filepath.Join(t.TempDir(), "exporter.yml")
	write(t, secret, "wrong\n")
	write(t, file, fmt.Sprintf("orgs: {emea: {url: %q, client_id: demo, client_secret_file: %s}}\n", url, secret))
	e := start(t, binary, nil, `msg="Listening on" address=(\S+)`, "--config.file="+file, "--web.enable-lifecycle",
		"--web.listen-address=127.0.0.1:0")
	for _, c := range []struct{ secret, up string }{{"wrong", "0"}, {"wrong", "0"}, {"demo", "1"}} {
		if c.secret != "wrong" {
			write(t, secret, c.secret)
		}
		e.ask(t, http.MethodPost, "/-/reload", http.StatusOK)
		if text := e.get(t, "/probe?target=emea"); !strings.Contains(text, "\nsalesforce_up "+c.up+"\n") {
			t.Errorf("with the secret %q in the file: want salesforce_up %s\n%s", c.secret, c.up, e.log)
		}
	}
	e.stop(t)
	if n := strings.Count(e.log.String(), "invalid_client (HTTP 400)"); n != 1 {
		t.Errorf("a wrong secret was tried %d times:\n%s", n, e.log)
	}
}

// ask returns the body of an answer that has to have a status.
func (p *process) ask(t *testing.T, method, path string, status int) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, "http://"+p.found+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != status {
		t.Errorf("%s %s: got %d, %v, want %d\n%s", method, path, resp.StatusCode, err, status, body)
	}
	return string(body)
}

func apiCalls(text string) string { return lineOf(text, "salesforce_exporter_api_calls_total ") }

func lineOf(text, start string) string {
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, start) {
			return line
		}
	}
	return ""
}

func write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// eventually waits until a page has a status.
func (p *process) eventually(t *testing.T, path string, status int) {
	t.Helper()
	for range 100 {
		if resp, err := http.Get("http://" + p.found + path); err == nil {
			resp.Body.Close()
			if resp.StatusCode == status {
				return
			}
		}
		time.Sleep(50 * time.Millisecond) // another process, whose clock is the real one
	}
	t.Errorf("%s never has status %d", path, status)
}
