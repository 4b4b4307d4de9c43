package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"salesforce_exporter/internal/config"
)

// testSharedBudget runs check beside an exporter, then kills the exporter and
// starts it again: each knows what the others spent, and what they know is what
// the org billed.
func testSharedBudget(t *testing.T, binary string) {
	org := start(t, binary, nil, `msg="demo org is ready" url=(\S+)`, "demo-org", "--frozen", "--users=10",
		"--listen-address=127.0.0.1:0")
	env := []string{"PATH=" + os.Getenv("PATH"), "SALESFORCE_URL=" + org.found, "SALESFORCE_CLIENT_ID=demo",
		"SALESFORCE_CLIENT_SECRET=demo"}
	state := "--budget.state-dir=" + t.TempDir()
	serve := []string{state, "--web.listen-address=127.0.0.1:0"}
	exporter := start(t, binary, env, `msg="Listening on" address=(\S+)`, serve...)
	alone := lineOf(exporter.get(t, "/metrics"), "salesforce_exporter_budget_spent ")
	if out, code := runCheck(t, binary, env, state); code != 0 {
		t.Fatalf("check: exit code %d\n%s", code, out)
	}
	if err := exporter.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = exporter.cmd.Wait() // it was killed
	billed := requestsUsed(t, org.found)
	again := start(t, binary, env, `msg="Listening on" address=(\S+)`, append(serve, "--config.file="+tinyBudget(t))...)
	text := again.get(t, "/metrics")
	if got, want := lineOf(text, "salesforce_exporter_budget_spent "), fmt.Sprintf("salesforce_exporter_budget_spent %d\n",
		billed); got != want || got == alone {
		t.Errorf("after exporter and check, a restart knows of %q, want %q", got, want)
	}
	if got := requestsUsed(t, org.found); got != billed+1 ||
		!strings.Contains(text, `salesforce_exporter_budget_closed{reason="cap"} 1`) {
		t.Errorf("the cap was reached, and %d calls more were billed", got-billed-1)
	}
}

// tinyBudget is a configuration of fewer calls than were made already.
func tinyBudget(t *testing.T) string {
	file := filepath.Join(t.TempDir(), "exporter.yml")
	write(t, file, "budget: {calls_a_day: 40}\n")
	return file
}

// requestsUsed is how many requests the org billed. It costs one, which is not
// counted.
func requestsUsed(t *testing.T, org string) int {
	t.Helper()
	resp, err := http.PostForm(org+"/services/oauth2/token",
		url.Values{"grant_type": {"client_credentials"}, "client_id": {"demo"}, "client_secret": {"demo"}})
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var session struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&session); err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, org+"/services/data/v62.0/limits", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+session.AccessToken)
	resp, err = http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var used, allowance int
	if _, err := fmt.Sscanf(resp.Header.Get("Sforce-Limit-Info"), "api-usage=%d/%d", &used, &allowance); err != nil {
		t.Fatal(err)
	}
	return used - 1
}

// TestBudgetsOfSimilarNames: no two orgs spend from one budget because name and
// host of the one, put together, look like those of the other.
func TestBudgetsOfSimilarNames(t *testing.T) {
	seen := map[string]string{}
	for _, org := range [][2]string{
		{"emea", "uat-acme.my.salesforce.com"}, {"emea-uat", "acme.my.salesforce.com"},
		{"", "emea-uat-acme.my.salesforce.com"},
		{"emea", "acme.my.salesforce.com"}, {"", "acme.my.salesforce.com"}, {"", "acme.my.salesforce.com:8443"},
	} {
		key := nameOfBudget(org[0], &config.Org{URL: "https://" + org[1]})
		if other, taken := seen[key]; taken {
			t.Errorf("%v and %s share the budget %s", org, other, key)
		}
		seen[key] = fmt.Sprint(org)
	}
}
