package deploy_test

import (
	"bufio"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestService runs the exporter as the unit says, against a demo org: with its
// arguments and variables, the credential and the state directory where systemd
// puts them.
func TestService(t *testing.T) {
	binary := build(t)
	org := run(t, nil, `msg="demo org is ready" url=(\S+)`,
		binary, "demo-org", "--users=20", "--listen-address=127.0.0.1:0")
	credentials, states := t.TempDir(), t.TempDir()
	write(t, filepath.Join(credentials, "client_secret"), "demo\n")
	if err := os.Mkdir(filepath.Join(states, "salesforce_exporter"), 0o700); err != nil {
		t.Fatal(err)
	}
	expand := strings.NewReplacer("%d", credentials, "%S", states, "/usr/local/bin/salesforce_exporter", binary)
	unit := "systemd/salesforce_exporter.service"
	command := strings.Fields(expand.Replace(lastMatch(t, unit, `(?m)^ExecStart=(.*)$`)))
	variables := []string{"SALESFORCE_URL=" + org, "SALESFORCE_CLIENT_ID=demo",
		expand.Replace(lastMatch(t, unit, `(?m)^Environment=(.*)$`))}
	address := run(t, variables, `msg="Listening on" address=(\S+)`,
		append(command, "--web.listen-address=127.0.0.1:0")...)
	if text := body(t, "http://"+address+"/metrics"); !strings.Contains(text, "\nsalesforce_up 1\n") {
		t.Errorf("the service does not measure the org:\n%.500s", text)
	}
	if kept, _ := filepath.Glob(filepath.Join(states, "salesforce_exporter/*.json")); len(kept) != 1 {
		t.Errorf("the state of the budget is kept in %v, want one file", kept)
	}
}

// TestSystemdUnderstandsTheService has systemd read the unit.
func TestSystemdUnderstandsTheService(t *testing.T) {
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("there is no systemd-analyze")
	}
	text, err := os.ReadFile("systemd/salesforce_exporter.service")
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(t.TempDir(), "salesforce_exporter")
	write(t, program, "#!/bin/sh\n")
	unit := filepath.Join(t.TempDir(), "salesforce_exporter.service")
	write(t, unit, strings.Replace(string(text), "/usr/local/bin/salesforce_exporter", program, 1))
	out, err := exec.CommandContext(t.Context(), analyze, "verify", "--man=no", unit).CombinedOutput()
	if err != nil || strings.Contains(string(out), "salesforce_exporter.service:") {
		t.Errorf("systemd-analyze verify: %v\n%s", err, out)
	}
}

// TestStackScript runs stack.sh with stand-ins for all programs: it starts all
// three and what writes history, and ends them when one ends.
func TestStackScript(t *testing.T) {
	dir := t.TempDir()
	text, err := os.ReadFile("stack.sh")
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "deploy/stack.sh"), string(text))
	const waits = "#!/bin/sh\necho \"$0 $*\" >>\"$CALLS\"\nexec sleep 600\n"
	write(t, filepath.Join(dir, "bin/prometheus"), waits)
	write(t, filepath.Join(dir, "bin/alertmanager"), waits)
	write(t, filepath.Join(dir, "bin/promtool"), waits)
	// The exporter ends when the others have been called.
	write(t, filepath.Join(dir, "salesforce_exporter"), `#!/bin/sh
[ "$1" != backfill ] || { echo $$ >"$CALLS.history"; echo "$0 $*" >>"$CALLS"; exec sleep 600; }
echo "$0 $*" >>"$CALLS"
until [ "$(wc -l <"$CALLS")" = 4 ]; do sleep 0.1; done
`)
	calls := filepath.Join(dir, "calls")
	cmd := exec.CommandContext(t.Context(), "sh", filepath.Join(dir, "deploy/stack.sh"))
	cmd.Env = append(os.Environ(), "PATH="+filepath.Join(dir, "bin")+":"+os.Getenv("PATH"), "CALLS="+calls,
		"STACK_DATA="+filepath.Join(dir, "data"))
	out, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "a program ended by itself") {
		t.Errorf("the script ended with %v:\n%s", err, out)
	}
	called, err := os.ReadFile(calls)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range regexp.MustCompile(`--config.file=(\S+)`).FindAllStringSubmatch(string(called), -1) {
		if _, err := os.Stat(filepath.Join("..", file[1])); err != nil {
			t.Error(err)
		}
	}
	if n := strings.Count(string(called), "\n"); n != 4 {
		t.Errorf("%d programs were started:\n%s", n, called)
	}
	process, err := strconv.Atoi(strings.TrimSpace(readFile(t, calls+".history")))
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(process, 0); !errors.Is(err, syscall.ESRCH) {
		t.Errorf("what writes history goes on after the script: %v", err)
	}
}

// TestPrometheusReadsTheConfiguration has promtool read the one of compose.yml,
// with the rules where compose.yml mounts them.
func TestPrometheusReadsTheConfiguration(t *testing.T) { checkPrometheus(t, "prometheus-compose.yml") }

// checkPrometheus has promtool read a configuration beside all rules.
func checkPrometheus(t *testing.T, path string) {
	t.Helper()
	promtool, err := exec.LookPath("promtool")
	if err != nil {
		t.Skip("there is no promtool (Debian: apt-get install prometheus)")
	}
	dir := t.TempDir()
	write(t, filepath.Join(dir, "prometheus.yml"), readFile(t, path))
	rules, err := filepath.Abs("../prometheus")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(rules, filepath.Join(dir, "rules")); err != nil {
		t.Fatal(err)
	}
	config := filepath.Join(dir, "prometheus.yml")
	out, err := exec.CommandContext(t.Context(), promtool, "check", "config", config).CombinedOutput()
	if err != nil || !strings.Contains(string(out), "5 rule files found") {
		t.Errorf("promtool check config: %v\n%s", err, out)
	}
}

// body is what an address answers.
func body(t *testing.T, address string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-Prometheus-Scrape-Timeout-Seconds", "120") // a slow machine takes more than ten seconds
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func build(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "salesforce_exporter")
	cmd := exec.CommandContext(t.Context(), "go", "build", "-o", binary, "../cmd/salesforce_exporter")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return binary
}

// run starts a program until the test ends, and returns what its log says at the
// place of the pattern's group.
func run(t *testing.T, variables []string, pattern string, command ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), command[0], command[1:]...)
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH")}, variables...)
	log, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	late := time.AfterFunc(2*time.Minute, func() { _ = cmd.Process.Kill() })
	defer late.Stop()
	lines := bufio.NewScanner(log)
	var seen strings.Builder
	for lines.Scan() {
		seen.WriteString(lines.Text() + "\n")
		if found := regexp.MustCompile(pattern).FindStringSubmatch(lines.Text()); found != nil {
			go func() { _, _ = io.Copy(io.Discard, log) }()
			return found[1]
		}
	}
	t.Fatalf("%s ended:\n%s", command[0], seen.String())
	return ""
}

// write makes a file that can be run, in folders that are made with it.
func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
}
