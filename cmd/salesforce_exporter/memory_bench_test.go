package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// BenchmarkMemoryOfABigOrg measures an org of 100,000 users with all
// collectors, in processes of their own, and reports the most that the exporter
// ever held. Its second refresh of people must cost no more than three calls.
func BenchmarkMemoryOfABigOrg(b *testing.B) {
	binary := build(b)
	demoOrg := start(b, binary, nil, `msg="demo org is ready" url=(\S+)`, "demo-org", "--frozen", "--users=100000",
		"--listen-address=127.0.0.1:0")
	for b.Loop() {
		e := start(b, binary, []string{"SALESFORCE_URL=" + demoOrg.found, "SALESFORCE_CLIENT_ID=demo",
			"SALESFORCE_CLIENT_SECRET=demo"},
			`msg="Listening on" address=(\S+)`, "--web.listen-address=127.0.0.1:0", "--config.file="+impatient(b))
		text := e.patiently(b, "/metrics")
		first := number(b, text, "salesforce_exporter_api_calls_total ")
		time.Sleep(usersAgain) // another process, whose clock is the real one
		second := number(b, e.get(b, "/metrics"), "salesforce_exporter_api_calls_total ") - first
		b.ReportMetric(first, "calls")
		b.ReportMetric(second, "people-calls")
		b.ReportMetric(3, "limit-people-calls")
		b.ReportMetric(float64(strings.Count(text, "\n")), "lines")
		b.ReportMetric(e.peak(b), "peak-MiB")
		b.ReportMetric(150, "limit-MiB")
		e.stop(b)
	}
	b.ReportMetric(0, "ns/op")
	demoOrg.stop(b)
}

// BenchmarkMemoryOfManyOrgs measures 200 orgs of 200 users. The demo org stands
// in for all of them.
func BenchmarkMemoryOfManyOrgs(b *testing.B) {
	const orgs = 200
	binary := build(b)
	demoOrg := start(b, binary, nil, `msg="demo org is ready" url=(\S+)`, "demo-org", "--frozen", "--users=200",
		"--listen-address=127.0.0.1:0")
	secret := filepath.Join(b.TempDir(), "secret")
	write(b, secret, "demo\n")
	var file strings.Builder
	file.WriteString("orgs:\n")
	for i := range orgs {
		fmt.Fprintf(&file, "  org%d: {url: %q, client_id: demo, client_secret_file: %s}\n", i, demoOrg.found, secret)
	}
	path := filepath.Join(b.TempDir(), "exporter.yml")
	write(b, path, file.String())
	for b.Loop() {
		e := start(b, binary, nil, `msg="Listening on" address=(\S+)`, "--web.listen-address=127.0.0.1:0",
			"--config.file="+path)
		for i := range orgs {
			if text := e.patiently(b, fmt.Sprintf("/probe?target=org%d", i)); !strings.Contains(text, "\nsalesforce_up 1\n") {
				b.Fatalf("org%d does not answer", i)
			}
		}
		b.ReportMetric(e.peak(b), "peak-MiB")
		b.ReportMetric(400, "limit-MiB")
		e.stop(b)
	}
	b.ReportMetric(0, "ns/op")
	demoOrg.stop(b)
}

// usersAgain is how soon an impatient configuration asks for people again.
const usersAgain = 10 * time.Second

func impatient(b *testing.B) string {
	path := filepath.Join(b.TempDir(), "exporter.yml")
	write(b, path, fmt.Sprintf("collectors: {users: {interval: %s}}\n", usersAgain))
	return path
}

// patiently scrapes until the first refresh is over.
func (p *process) patiently(b *testing.B, path string) string {
	for range 60 {
		if text := p.get(b, path); strings.Contains(text, "\nsalesforce_users{") {
			return text
		}
		time.Sleep(time.Second)
	}
	b.Fatalf("%s never shows an org:\n%s", path, p.log)
	return ""
}

// peak is the most memory that the process ever held, in MiB.
func (p *process) peak(b testing.TB) float64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		b.Skipf("the kernel does not tell what a process held: %v", err)
	}
	for line := range strings.Lines(string(text)) {
		if kib, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			n, err := strconv.ParseFloat(strings.Fields(kib)[0], 64)
			if err != nil {
				b.Fatal(err)
			}
			return n / 1024
		}
	}
	b.Fatal("no VmHWM in the status of the process")
	return 0
}

func number(b *testing.B, text, start string) float64 {
	n, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimPrefix(lineOf(text, start), start)), 64)
	if err != nil {
		b.Fatal(err)
	}
	return n
}
