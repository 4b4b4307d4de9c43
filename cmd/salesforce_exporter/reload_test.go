package main

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"salesforce_exporter/internal/status"
)

// testReload loads a broken file in both ways. The exporter goes on with the
// configuration that it has, and a metric says so until the file is good again.
func testReload(t *testing.T, binary string) {
	const good, at = "salesforce_exporter_config_last_reload_successful ", "salesforce_exporter_config_last_reload_success_timestamp_seconds "
	file := filepath.Join(t.TempDir(), "exporter.yml")
	metric := func(name string) string {
		return "metrics:\n  - {name: " + name + ", help: Accounts., object: Account}\n"
	}
	write(t, file, metric("first"))
	e := start(t, binary, nil, `msg="Listening on" address=(\S+)`, "--demo", "--demo.frozen", "--demo.users=10",
		"--config.file="+file, "--web.enable-lifecycle", "--web.listen-address=127.0.0.1:0")
	for name, reload := range map[string]func(status int) string{
		"POST": func(status int) string { return e.ask(t, http.MethodPost, "/-/reload", status) },
		"SIGHUP": func(int) string {
			if err := e.cmd.Process.Signal(syscall.SIGHUP); err != nil {
				t.Fatal(err)
			}
			return ""
		},
	} {
		write(t, file, metric("first"))
		reload(http.StatusOK)
		before := e.until(t, "\nsalesforce_first ")
		write(t, file, metric("second")+"    where: Name = null\n")
		answer := reload(http.StatusInternalServerError)
		if name == "POST" && !strings.Contains(answer, "exporter.yml: line 3: ") {
			t.Errorf("%s: the answer names no file and line: %s", name, answer)
		}
		after := e.until(t, "\n"+good+"0\n")
		if figures(after) != figures(before) || lineOf(after, at) != lineOf(before, at) {
			t.Errorf("%s: with a broken file the figures change, or the time of the last good one", name)
		}
		write(t, file, metric("second"))
		reload(http.StatusOK)
		if text := e.until(t, "\nsalesforce_second "); !strings.Contains(text, "\n"+good+"1\n") ||
			strings.Contains(text, "\nsalesforce_first ") {
			t.Errorf("%s: a good file is not loaded, or no metric says so", name)
		}
	}
}

// until scrapes until a part is there.
func (p *process) until(t *testing.T, part string) string {
	t.Helper()
	for range 100 {
		if text := p.get(t, "/metrics"); strings.Contains(text, part) {
			return text
		}
		time.Sleep(50 * time.Millisecond) // another process, whose clock is the real one
	}
	t.Fatalf("/metrics never has %q", part)
	return ""
}

// testCheckPrices tells before anything is deployed what each metric of one's
// own costs: five statements are a call.
func testCheckPrices(t *testing.T, binary string) {
	file := filepath.Join(t.TempDir(), "exporter.yml")
	write(t, file, `metrics:
  - {name: usual, help: Accounts., object: Account}
  - {name: often, help: Contacts., object: Contact, every: 30m}
  - {name: age_seconds, help: Tasks by age., object: Task, histogram: {from: CreatedDate, to: now, buckets: [1d, 7d]}}
  - {name: hidden, help: Nothing., object: Nonsense__c}
`)
	args := []string{"--demo", "--demo.frozen", "--demo.users=150", "--config.file=" + file}
	out, code := runCheck(t, binary, os.Environ(), args...)
	if code != exitSkipped || !strings.Contains(out, "CUSTOM METRIC") ||
		!strings.Contains(out, "why: exporter.yml, line 5: the org has no object Nonsense__c") {
		t.Errorf("exit code %d:\n%s", code, out)
	}
	out, _ = runCheck(t, binary, os.Environ(), append(args, "--json")...)
	var report status.Report
	if err := json.Unmarshal([]byte(out), &report); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	prices := map[string]status.Metric{}
	for _, c := range report.Collectors {
		for _, m := range c.Metrics {
			prices[m.Name] = m
		}
	}
	if p := prices["salesforce_usual"]; p.CallsADay != 24.0/5 || p.Series != 1 {
		t.Errorf("a statement an hour costs %v calls a day and has %d series, want 4.8 and 1", p.CallsADay, p.Series)
	}
	if p := prices["salesforce_often"]; p.CallsADay != 48.0/5 {
		t.Errorf("a statement each half hour costs %v calls a day, want 9.6", p.CallsADay)
	}
	if p := prices["salesforce_age_seconds"]; p.CallsADay < 1.2 || p.Series != 5 {
		t.Errorf("more than 2,000 records once a day cost %v calls and have %d series, want more than 1.2, and 5",
			p.CallsADay, p.Series)
	}
	if len(prices) != 3 {
		t.Errorf("%v have a price, want three", prices)
	}
}
