package main

import (
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// tookCalls is what backfill says it cost.
var tookCalls = regexp.MustCompile(`it took (\d+) API calls`)

// BenchmarkBackfill writes two years of orgs of 200 and of 5,000 people, and one year
// of the latter, in processes of their own. Calls have a limit; memory must not grow
// with the days.
func BenchmarkBackfill(b *testing.B) {
	binary := build(b)
	for _, c := range []struct{ users, years, limit int }{{200, 2, 300}, {5000, 1, 2500}, {5000, 2, 2500}} {
		b.Run(fmt.Sprintf("users=%d/years=%d", c.users, c.years), func(b *testing.B) {
			demoOrg := start(b, binary, nil, `msg="demo org is ready" url=(\S+)`, "demo-org", "--frozen",
				fmt.Sprintf("--users=%d", c.users), "--listen-address=127.0.0.1:0")
			for b.Loop() {
				cmd := exec.CommandContext(b.Context(), binary, "backfill", "--output="+b.TempDir(),
					"--since="+time.Now().AddDate(-c.years, 0, 0).Format(time.DateOnly))
				cmd.Env = []string{"SALESFORCE_URL=" + demoOrg.found, "SALESFORCE_CLIENT_ID=demo", "SALESFORCE_CLIENT_SECRET=demo"}
				cmd.Stderr = os.Stderr
				out, err := cmd.Output()
				if err != nil {
					b.Fatal(err)
				}
				found := tookCalls.FindSubmatch(out)
				if found == nil {
					b.Fatalf("it does not say what it cost: %s", out)
				}
				calls, err := strconv.Atoi(string(found[1]))
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(calls), "calls")
				b.ReportMetric(float64(c.limit), "limit-calls")
				if used, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
					b.ReportMetric(float64(used.Maxrss)/1024, "peak-MiB")
				}
			}
			demoOrg.stop(b)
		})
	}
}
