package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"salesforce_exporter/internal/demo"
)

// TestBinary runs the built program as its users do.
func TestBinary(t *testing.T) {
	binary := build(t)
	t.Run("two processes equal one", func(t *testing.T) { testTwoProcesses(t, binary) })
	t.Run("wrong use says what to do", func(t *testing.T) { testWrongUse(t, binary) })
	t.Run("queries lists statements", func(t *testing.T) { testQueries(t, binary) })
	t.Run("check says what is hidden", func(t *testing.T) { testCheck(t, binary) })
	t.Run("check says what an export lacks", func(t *testing.T) { testCheckOfAnExport(t, binary) })
	t.Run("check says why there are no boards", func(t *testing.T) { testCheckBoards(t, binary) })
	t.Run("check and exporter share a budget", func(t *testing.T) { testSharedBudget(t, binary) })
	t.Run("check prices metrics", func(t *testing.T) { testCheckPrices(t, binary) })
	t.Run("a broken configuration is not loaded", func(t *testing.T) { testReload(t, binary) })
	t.Run("many orgs", func(t *testing.T) { testManyOrgs(t, binary) })
	t.Run("sign-in flows and secrets", func(t *testing.T) { testSignIn(t, binary) })
	t.Run("names are turned down", func(t *testing.T) { testNames(t, binary) })
	t.Run("certificates", func(t *testing.T) { testTLS(t, binary) })
	t.Run("JWT bearer signs in", func(t *testing.T) { testJWT(t, binary) })
	t.Run("JWT bearer signs in whatever audience the app takes", func(t *testing.T) { testJWTAudiences(t, binary) })
}

// testTwoProcesses runs the demo org in one process and the exporter in
// another, which gives the same figures as --demo.
func testTwoProcesses(t *testing.T, binary string) {
	demoOrg := start(t, binary, nil, `msg="demo org is ready" url=(\S+)`,
		"demo-org", "--frozen", "--seed=7", "--users=50", "--listen-address=127.0.0.1:0")
	apart := start(t, binary, []string{"SALESFORCE_URL=" + demoOrg.found, "SALESFORCE_CLIENT_ID=demo",
		"SALESFORCE_CLIENT_SECRET=demo",
		"SALESFORCE_BUSINESS_UNIT_ID=" + demo.BusinessUnit,
		"SALESFORCE_BUSINESS_UNIT_URL=" + demoOrg.found + "/account-engagement"},
		`msg="Listening on" address=(\S+)`, "--leaderboard.names=full", "--web.listen-address=127.0.0.1:0")
	together := start(t, binary, nil, `msg="Listening on" address=(\S+)`,
		"--demo", "--demo.frozen", "--demo.seed=7", "--demo.users=50", "--web.listen-address=127.0.0.1:0")

	one, two := figures(apart.withWeb(t)), figures(together.withWeb(t))
	if diff := cmp.Diff(one, two); diff != "" {
		t.Errorf("two processes and --demo differ (-two +one):\n%s", diff)
	}
	for _, name := range []string{"salesforce_users_logged_in_7d", "salesforce_records_created_total",
		"salesforce_overdue_opportunities"} {
		if !regexp.MustCompile(`(?m)^` + name + `\{.*profile=.*region=.*role=.*\} [1-9]`).MatchString(one) {
			t.Errorf("%s has no value above zero by role, profile and region", name)
		}
	}
	for _, path := range []string{"/", "/-/healthy", "/-/ready"} {
		if together.get(t, path) == "" {
			t.Errorf("%s is empty", path)
		}
	}
	making := start(t, binary, nil, `msg="Listening on" address=(\S+)`, "--demo", "--demo.users=5000",
		"--web.listen-address=127.0.0.1:0")
	for _, p := range []*process{making, apart, together, demoOrg} {
		p.stop(t)
	}
}

func testWrongUse(t *testing.T, binary string) {
	short := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(short, []byte("hunter2"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{nil, "SALESFORCE_URL: not set"},
		{nil, "give --demo"},
		{[]string{"--no-such-flag"}, "unknown long flag"},
		{[]string{"--demo", "--web.config.file=/does/not/exist"}, "--web.config.file=/does/not/exist: open"},
		{[]string{"--demo", "--web.telemetry-path=/probe"},
			"--web.telemetry-path=/probe: the exporter has another page there"},
		{[]string{"--demo", "--leaderboard.names=pseudonym"}, "pseudonyms need a key: give --leaderboard.key-file"},
		{[]string{"--demo", "--leaderboard.names=pseudonym", "--leaderboard.key-file=/does/not/exist"},
			"the path in --leaderboard.key-file leads to no file"},
		{[]string{"--demo", "--leaderboard.names=pseudonym", "--leaderboard.key-file=" + short}, "shorter than 16 bytes"},
		{[]string{"--demo", "--leaderboard.names=initials"}, "must be one of full,alias,pseudonym,off"},
		{[]string{"demo-org", "--time-zone=Mars/Olympus", "--listen-address=127.0.0.1:0"}, "Mars/Olympus"},
	} {
		cmd := exec.CommandContext(t.Context(), binary, c.args...)
		cmd.Env = []string{"PATH=" + os.Getenv("PATH")}
		out, err := cmd.CombinedOutput()
		if err == nil || !strings.Contains(string(out), c.want) {
			t.Errorf("%q: got %v and %q, want a failure that says %q", c.args, err, out, c.want)
		}
		if strings.Contains(string(out), "hunter2") {
			t.Errorf("%q: the key of pseudonyms is in the output", c.args)
		}
	}
}

func testQueries(t *testing.T, binary string) {
	out, err := exec.CommandContext(t.Context(), binary, "queries", "--no-collector.records").Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		name, statement, ok := strings.Cut(line, "\t")
		if !ok || name == "records" || !strings.HasPrefix(statement, "SELECT ") {
			t.Errorf("want \"collector TAB statement\", got %q", line)
		}
	}
	for _, want := range []string{
		"opportunities\tSELECT OwnerId, COUNT(Id) v0, SUM(Amount) v1 FROM Opportunity WHERE IsClosed = false AND CloseDate < TODAY",
		"FROM User WHERE Id IN ('005000000000000AAA')", "FROM User WHERE SystemModstamp >= ",
		"users\tSELECT Id FROM User WHERE IsActive = true AND UserType = 'Standard'",
	} {
		if !strings.Contains(string(out), want) {
			t.Errorf("the list lacks %q:\n%s", want, out)
		}
	}
}

// build makes the binary as the Makefile does.
func build(t testing.TB) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "salesforce_exporter")
	cmd := exec.CommandContext(t.Context(), "go", "build", "-o", binary, ".")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return binary
}

// A process is a running binary that has said where it listens.
type process struct {
	cmd   *exec.Cmd
	found string
	log   *logBuffer
}

// A logBuffer may be written while it is read.
type logBuffer struct {
	mu   sync.Mutex
	text strings.Builder
}

func (b *logBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// start runs the binary until its log matches the pattern, whose group is
// kept.
func start(t testing.TB, binary string, env []string, pattern string, args ...string) *process {
	t.Helper()
	// busy machines need minutes for a benchmark of many orgs
	ctx, cancel := context.WithTimeout(t.Context(), 15*time.Minute)
	t.Cleanup(cancel)
	p := &process{cmd: exec.CommandContext(ctx, binary, args...), log: &logBuffer{}}
	p.cmd.Env = append(env, "PATH="+os.Getenv("PATH"))
	stderr, err := p.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.cmd.Process.Kill(); _ = p.cmd.Wait() })
	match := regexp.MustCompile(pattern)
	lines := bufio.NewScanner(stderr)
	for lines.Scan() {
		fmt.Fprintln(p.log, lines.Text())
		if found := match.FindStringSubmatch(lines.Text()); found != nil {
			p.found = found[1]
			go func() { _, _ = io.Copy(p.log, stderr) }()
			return p
		}
	}
	t.Fatalf("%v never said %s:\n%s", args, pattern, p.log)
	return nil
}

func (p *process) get(t testing.TB, path string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+p.found+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-Prometheus-Scrape-Timeout-Seconds", "60")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("GET %s: %d, %v\n%s", path, resp.StatusCode, err, body)
	}
	return string(body)
}

// withWeb scrapes until web engagement is there, which is read beside the rest.
func (p *process) withWeb(t testing.TB) string {
	t.Helper()
	for range 60 {
		if text := p.get(t, "/metrics"); strings.Contains(text, "\nsalesforce_web_visits_30d{") {
			return text
		}
		time.Sleep(time.Second)
	}
	t.Fatalf("there are no visits after a minute:\n%s", p.log)
	return ""
}

// stop asks the process to end and expects it to do so in peace.
func (p *process) stop(t testing.TB) {
	t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Wait(); err != nil {
		t.Errorf("%v did not end in peace: %v", p.cmd.Args, err)
	}
}

// figures are the lines of /metrics that do not depend on the process.
func figures(text string) string {
	var kept strings.Builder
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "salesforce_") && !strings.HasPrefix(line, "salesforce_exporter_") &&
			!strings.Contains(line, "_duration_seconds") && !strings.Contains(line, "_timestamp_seconds") &&
			!strings.Contains(line, "limit_remaining{limit=\"DailyApiRequests\"}") { // limits are asked beside other calls
			kept.WriteString(line)
		}
	}
	return kept.String()
}
