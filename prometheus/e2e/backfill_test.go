//go:build e2e

package e2e

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"salesforce_exporter/collector/builtin"
)

// TestBackfilledPast: with the history that backfill writes and nothing else, the alert
// for the team that stopped logging in fires as soon as Prometheus runs.
func TestBackfilledPast(t *testing.T) {
	dir := t.TempDir()
	after := filepath.Join(dir, "after")
	org := exportOrg(t)
	org.write(t, after, team, 8)
	org.writeLogins(t, after, func(ago int) bool { return ago < 8 })
	exporter := startExporter(t, after)
	exporter.scrape(t)
	data := filepath.Join(dir, "data")
	writePast(t, after, exporter.address, data, "--repeat=20m", "--since="+daysAgo(36).Format(time.DateOnly))

	hook := listen(t)
	prometheus := startPrometheus(t, dir, data, exporter.address, startAlertmanager(t, dir, hook.URL))
	hook.wait(t, 2*time.Minute, func(alerts []alert) bool { return len(drops(alerts)) > 0 })
	waitForEvaluations(t, prometheus, 5)
	got := drops(hook.received())
	if _, told := got["SalesforceAdoptionDrop "+team]; len(got) != 1 || !told {
		t.Errorf("the webhook got adoption drops of %d teams, want that of %s alone: %v", len(got), team, got)
	}
}

// TestReplayedPast has a team that stopped logging in for three weeks, long ago: with the rules
// replayed over history, ALERTS tells it of that team and of those weeks.
func TestReplayedPast(t *testing.T) {
	const stopped, back = 41, 20 // days ago
	dir := t.TempDir()
	export, data := filepath.Join(dir, "export"), filepath.Join(dir, "data")
	org := exportOrg(t)
	org.write(t, export, "", 0)
	org.writeLogins(t, export, func(ago int) bool { return back < ago && ago <= stopped })
	past := writeHistory(t, export, "salesforce", data, "--since="+daysAgo(130).Format(time.DateOnly))
	if err := os.Mkdir(data, 0o755); err != nil {
		t.Fatal(err)
	}
	replay := exec.CommandContext(t.Context(), "../../deploy/past.sh", past, data, fmt.Sprint(daysAgo(130).Unix()))
	_, port, err := net.SplitHostPort(freeAddress(t))
	if err != nil {
		t.Fatal(err)
	}
	replay.Env = append(os.Environ(), "REPLAY_PORT="+port)
	if out, err := replay.CombinedOutput(); err != nil {
		t.Fatalf("past.sh: %v\n%s", err, out)
	}

	config := filepath.Join(dir, "prometheus.yml")
	save(t, config, "global: {}\n")
	address := freeAddress(t)
	start(t, "prometheus", "--config.file="+config, "--storage.tsdb.path="+data,
		"--storage.tsdb.retention.time=400d", "--web.listen-address="+address, "--log.level=warn")
	get(t, "http://"+address+"/-/ready")
	told := 0
	for ago := 129; ago > 0; ago-- {
		var answer struct {
			Data struct {
				Result []struct{ Metric map[string]string }
			}
		}
		query := url.Values{"time": {daysAgo(ago - 1).Add(-time.Second).Format(time.RFC3339)},
			"query": {`last_over_time(ALERTS{alertname=~"SalesforceAdoptionDrop.*",alertstate="firing"}[1d])`}}
		if err := json.Unmarshal(get(t, "http://"+address+"/api/v1/query?"+query.Encode()), &answer); err != nil {
			t.Fatal(err)
		}
		for _, r := range answer.Data.Result {
			m := r.Metric
			if m["alertname"] != "SalesforceAdoptionDrop" || m["role"] != team || m["audience"] != "management" ||
				m["job"] != "salesforce" || m["instance"] != "salesforce" {
				t.Errorf("%d days ago: %v, want an alert of %s alone", ago, m, team)
			}
			told++
		}
		// Seven days without a login, and some hours for the last of them.
		if during := ago <= stopped-9 && ago > back; during && len(answer.Data.Result) == 0 {
			t.Errorf("%d days ago no alert fires", ago)
		}
		if never := ago >= stopped-6 || ago < back-2; never && len(answer.Data.Result) > 0 {
			t.Errorf("%d days ago an alert fires: %v", ago, answer.Data.Result)
		}
	}
	if told == 0 {
		t.Error("no alert fires on any day")
	}
}

// daysAgo is a midnight.
func daysAgo(days int) time.Time {
	return time.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, -days)
}

// midnightsSince counts days as daysAgo does, so that what a test expects of a day does not depend
// on the time at which it runs.
func midnightsSince(at time.Time) int {
	return int(daysAgo(0).Sub(at.UTC().Truncate(24*time.Hour)) / (24 * time.Hour))
}

// writeHistory has backfill write the history of an export's users, beside the data of Prometheus.
func writeHistory(t *testing.T, export, instance, data string, args ...string) (dir string) {
	t.Helper()
	dir = filepath.Join(filepath.Dir(data), "past")
	args = append(args, "--output="+dir, "--instance="+instance, "--demo", "--demo.data="+export)
	for _, c := range builtin.Collectors() {
		if c.Name != "users" {
			args = append(args, "--no-collector."+c.Name)
		}
	}
	run(t, exporterProgram(), append([]string{"backfill"}, args...)...)
	return dir
}

// writePast makes blocks of such a history.
func writePast(t *testing.T, export, instance, data string, args ...string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(writeHistory(t, export, instance, data, args...), "*.om"))
	if err != nil || len(files) == 0 {
		t.Fatalf("backfill wrote no files: %v", err)
	}
	for _, file := range files {
		run(t, "promtool", "tsdb", "create-blocks-from", "--max-block-duration=500h", "openmetrics", file, data)
	}
}

// writeLogins adds a login a day of everybody who ever logged in, up to the last one, but
// none of the team on the days on which it was gone.
func (e export) writeLogins(t *testing.T, dir string, gone func(ago int) bool) {
	t.Helper()
	role := ""
	for _, row := range e["UserRole"] {
		if row[1] == team {
			role = row[0]
		}
	}
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.Write([]string{"Id", "UserId", "LoginTime", "Status", "LoginType", "Application"})
	n := 0
	for _, row := range e["User"] {
		for ago := 0; ago < 150 && row[10] != ""; ago++ {
			at := daysBefore(t, row[10], ago)
			if row[8] == role && gone(midnightsSince(parsed(t, at))) {
				continue
			}
			n++
			w.Write([]string{fmt.Sprintf("0Ya%012dAAA", n), row[0], at, "Success", "Application", "Browser"})
		}
	}
	w.Flush()
	save(t, filepath.Join(dir, "LoginHistory.csv"), b.String())
}
