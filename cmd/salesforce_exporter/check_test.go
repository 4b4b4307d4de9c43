package main

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"salesforce_exporter/internal/status"
)

// testCheck runs check against a demo org that hides something.
func testCheck(t *testing.T, binary string) {
	limited := start(t, binary, nil, `msg="demo org is ready" url=(\S+)`,
		"demo-org", "--frozen", "--users=30", "--listen-address=127.0.0.1:0", "--hide=Case", "--hide=Opportunity.Amount")
	defer limited.stop(t)
	env := []string{"PATH=" + os.Getenv("PATH"), "SALESFORCE_URL=" + limited.found, "SALESFORCE_CLIENT_ID=demo"}

	out, code := runCheck(t, binary, append(env, "SALESFORCE_CLIENT_SECRET=demo"))
	if code != 1 {
		t.Errorf("something is hidden: got exit code %d, want 1", code)
	}
	for _, part := range []string{
		" of 37 users are counted; not ", "4 of other types than Standard, 2 with a licence for programs, 1 the exporter's own\n",
		"Time zone    UTC", "API calls a day", "users", "works", "skips some",
		"HIDDEN FROM THIS USER", "object Case is hidden or does not exist", "field Opportunity.Amount is hidden or does not exist",
		"\n     Object Settings\n       Case: Read, View All Records, Read Access to all fields\n" +
			"       Opportunity: Read Access to the field Amount\n",
	} {
		if !strings.Contains(out, part) {
			t.Errorf("the table lacks %q:\n%s", part, out)
		}
	}

	out, code = runCheck(t, binary, append(env, "SALESFORCE_CLIENT_SECRET=canary-9f2"))
	if code != 2 || !strings.Contains(out, "invalid_client") || strings.Contains(out, "canary-9f2") {
		t.Errorf("a wrong secret: got exit code %d and %q, want 2 and the reason without the secret", code, out)
	}

	var failed status.Report
	out, code = runCheck(t, binary, append(env, "SALESFORCE_CLIENT_SECRET=canary-9f2"), "--json")
	if err := json.Unmarshal([]byte(out), &failed); err != nil || code != 2 ||
		!strings.Contains(failed.Error, "invalid_client") {
		t.Errorf("a wrong secret in JSON: got exit code %d, %v and %q", code, err, out)
	}

	out, code = runCheck(t, binary, append(env, "SALESFORCE_CLIENT_SECRET=demo"), "--json", "--no-collector.cases",
		"--no-collector.records", "--no-collector.opportunities", "--no-collector.quality", "--no-collector.leaderboards",
		"--no-collector.people", "--no-collector.onboarding")
	var report status.Report
	if err := json.Unmarshal([]byte(out), &report); err != nil {
		t.Fatalf("--json: %v\n%s", err, out)
	}
	if code != 0 || report.CallsADay == 0 || report.User.TimeZone != "UTC" || report.Collectors[0].State != "works" ||
		report.Collectors[0].Series == 0 {
		t.Errorf("nothing that is measured is hidden: got exit code %d and %+v", code, report)
	}
}

// testCheckBoards names a permission set that is not there, so that nobody
// knows who wants to be on no board.
func testCheckBoards(t *testing.T, binary string) {
	file := filepath.Join(t.TempDir(), "exporter.yml")
	write(t, file, "leaderboards: {hide_holders: No_Boards}\n")
	out, code := runCheck(t, binary, os.Environ(), "--demo", "--demo.frozen", "--demo.users=10", "--config.file="+file)
	want := "leaderboards skips leaderboards\n  why: permission set No_Boards is hidden or does not exist, so who is to be on no leaderboard is not known\n" +
		"  fix: give leaderboards.hide_holders the API name"
	if code != exitSkipped || !strings.Contains(out, want) {
		t.Errorf("exit code %d, want %d and the reason:\n%s", code, exitSkipped, out)
	}
}

func runCheck(t *testing.T, binary string, env []string, args ...string) (out string, code int) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), binary, append([]string{"check"}, args...)...)
	cmd.Env = env
	text, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return string(text), cmd.ProcessState.ExitCode()
}
