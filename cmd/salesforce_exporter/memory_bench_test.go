package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// BenchmarkMemoryOfABigOrg measures an org of 100,000 users who all own records, with all
// collectors, in processes of their own, and reports the most that the exporter ever held
// while five scrapers wait for its first refresh. Where the machine lets it, it lives below
// the limit that Kubernetes is told. Its second refresh of people must cost no more than
// three calls.
func BenchmarkMemoryOfABigOrg(b *testing.B) {
	binary := build(b)
	demoOrg := start(b, binary, nil, `msg="demo org is ready" url=(\S+)`, "demo-org", "--frozen", "--users=100000",
		"--listen-address=127.0.0.1:0")
	for b.Loop() {
		e := start(b, binary, []string{"SALESFORCE_URL=" + demoOrg.found, "SALESFORCE_CLIENT_ID=demo",
			"SALESFORCE_CLIENT_SECRET=demo", "GOMEMLIMIT=210MiB"},
			`msg="Listening on" address=(\S+)`, "--web.listen-address=127.0.0.1:0", "--config.file="+impatient(b))
		confined := e.confine(b, 256<<20)
		end := e.besieged(b, 5)
		text := e.patiently(b, "/metrics")
		end()
		first := number(b, text, "salesforce_exporter_api_calls_total ")
		time.Sleep(usersAgain) // another process, whose clock is the real one
		second := number(b, e.get(b, "/metrics"), "salesforce_exporter_api_calls_total ") - first
		b.ReportMetric(first, "calls")
		b.ReportMetric(second, "people-calls")
		b.ReportMetric(3, "limit-people-calls")
		b.ReportMetric(float64(strings.Count(text, "\n")), "lines")
		b.ReportMetric(e.peak(b), "peak-MiB")
		b.ReportMetric(200, "limit-MiB")
		b.ReportMetric(confined, "confined")
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

// besieged has scrapers that come again at once, until the returned function is called.
func (p *process) besieged(b *testing.B, scrapers int) (end func()) {
	ctx, cancel := context.WithCancel(b.Context())
	var all sync.WaitGroup
	for range scrapers {
		all.Go(func() {
			for ctx.Err() == nil {
				request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+p.found+"/metrics", nil)
				if err != nil {
					return
				}
				if answer, err := http.DefaultClient.Do(request); err == nil {
					_, _ = io.Copy(io.Discard, answer.Body)
					_ = answer.Body.Close()
				}
			}
		})
	}
	return func() {
		cancel()
		all.Wait()
	}
}

// confine ends the process when it takes more memory, as a pod is ended, and returns one
// where the kernel lets this process say so; else zero.
func (p *process) confine(b *testing.B, most int) float64 {
	for root, limit := range map[string]string{"/sys/fs/cgroup/memory": "memory.limit_in_bytes",
		"/sys/fs/cgroup": "memory.max"} {
		group := filepath.Join(root, fmt.Sprintf("salesforce_exporter_%d", p.cmd.Process.Pid))
		if _, err := os.Stat(filepath.Join(root, "cgroup.procs")); err != nil || os.Mkdir(group, 0o755) != nil {
			continue
		}
		b.Cleanup(func() { _ = os.Remove(group) })
		if os.WriteFile(filepath.Join(group, limit), []byte(strconv.Itoa(most)), 0o644) == nil &&
			os.WriteFile(filepath.Join(group, "cgroup.procs"), []byte(strconv.Itoa(p.cmd.Process.Pid)), 0o644) == nil {
			return 1
		}
	}
	return 0
}
