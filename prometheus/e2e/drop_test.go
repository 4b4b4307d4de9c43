//go:build e2e

// Package e2e has real programs run the rules: the exporter measures a demo
// org in which one team stopped logging in, Prometheus evaluates, Alertmanager
// tells a webhook. ../e2e.sh runs it.
package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

const team = "Account Executive EMEA"

// TestOneTeamStopsLoggingIn: the alert for that team, and for no other,
// reaches the webhook, with a message that a manager understands.
func TestOneTeamStopsLoggingIn(t *testing.T) {
	dir := t.TempDir()
	before, after := filepath.Join(dir, "before"), filepath.Join(dir, "after")
	org := exportOrg(t)
	org.write(t, before, "", 0)
	org.write(t, after, team, 20)

	first := startExporter(t, before)
	usual := first.scrape(t)
	first.stop()
	exporter := startExporter(t, after)
	exporter.scrape(t)

	hook := listen(t)
	alertmanager := startAlertmanager(t, dir, hook.URL)
	data := filepath.Join(dir, "data")
	backfill(t, dir, data, history(usual, exporter.address, time.Now()))
	prometheus := startPrometheus(t, dir, data, exporter.address, alertmanager)

	hook.wait(t, 2*time.Minute, func(alerts []alert) bool { return len(drops(alerts)) > 0 })
	// Another team's alert would come with one of the next evaluations.
	waitForEvaluations(t, prometheus, 5)

	got := drops(hook.received())
	if len(got) != 1 {
		t.Fatalf("the webhook got adoption drops of %d teams, want one: %v", len(got), got)
	}
	message := got["SalesforceAdoptionDrop "+team]
	if message.Annotations["summary"] != team+": far fewer people use Salesforce than usual" {
		t.Errorf("summary: %q", message.Annotations["summary"])
	}
	wanted := regexp.MustCompile(`^Only \d people of ` + team +
		` logged in to Salesforce in the last 7 days\. About \d\d were to be expected from`)
	if !wanted.MatchString(message.Annotations["description"]) {
		t.Errorf("description: %q, want it to match %s", message.Annotations["description"], wanted)
	}
	address, err := os.ReadFile(filepath.Join("..", "runbooks.txt"))
	if err != nil {
		t.Fatal(err)
	}
	want := strings.TrimSpace(string(address)) + "#salesforceadoptiondrop"
	if got := message.Annotations["runbook_url"]; got != want {
		t.Errorf("runbook_url: got %q, want %q", got, want)
	}
	t.Logf("the webhook got:\n%s\n%s\n%s", message.Annotations["summary"], message.Annotations["description"],
		message.Annotations["runbook_url"])
}

// drops are the alerts about adoption, by name and role.
func drops(alerts []alert) map[string]alert {
	found := map[string]alert{}
	for _, a := range alerts {
		if name := a.Labels["alertname"]; strings.HasPrefix(name, "SalesforceAdoptionDrop") && a.Status == "firing" {
			found[strings.TrimSpace(name+" "+a.Labels["role"])] = a
		}
	}
	return found
}

// history says of the same weekday and time in each of the four weeks before
// that it was as usual, in OpenMetrics.
func history(usual, instance string, now time.Time) string {
	var b strings.Builder
	for line := range strings.Lines(usual) {
		name, rest, ok := strings.Cut(strings.TrimSpace(line), "{")
		if !ok || name != "salesforce_users" && name != "salesforce_users_logged_in_7d" &&
			name != "salesforce_users_logged_in_14d" {
			continue
		}
		for week := 4; week >= 1; week-- {
			then := now.AddDate(0, 0, -7*week)
			for at := then.Add(-2 * time.Minute); at.Before(then.Add(10 * time.Minute)); at = at.Add(time.Minute) {
				fmt.Fprintf(&b, "%s{job=\"salesforce\",instance=%q,%s %d\n", name, instance, rest, at.Unix())
			}
		}
	}
	return b.String() + "# EOF\n"
}

func backfill(t *testing.T, dir, data, text string) {
	t.Helper()
	path := filepath.Join(dir, "history.txt")
	save(t, path, text)
	run(t, "promtool", "tsdb", "create-blocks-from", "openmetrics", path, data)
}

// startPrometheus runs the rules as they are, but without the time that an
// alert has to last, and with news that last half a minute.
func startPrometheus(t *testing.T, dir, data, exporter, alertmanager string) string {
	t.Helper()
	for _, name := range []string{"thresholds.yml", "calendar.yml", "recording.yml", "alerts.yml", "leaderboards.yml"} {
		rules, err := os.ReadFile(filepath.Join("..", name))
		if err != nil {
			t.Fatal(err)
		}
		quick := regexp.MustCompile(`(?m)^( +)for: .*$`).ReplaceAllString(string(rules), "${1}for: 5s")
		quick = regexp.MustCompile(`(?m)^( +)interval: .*$`).ReplaceAllString(quick, "${1}interval: 3s")
		if name == "leaderboards.yml" {
			quick = strings.ReplaceAll(quick, "1h", "30s")
		}
		save(t, filepath.Join(dir, name), quick)
	}
	save(t, filepath.Join(dir, "prometheus.yml"), fmt.Sprintf(`
global: {scrape_interval: 3s, evaluation_interval: 3s}
rule_files: [thresholds.yml, calendar.yml, recording.yml, alerts.yml, leaderboards.yml]
alerting: {alertmanagers: [{static_configs: [{targets: ["%s"]}]}]}
scrape_configs: [{job_name: salesforce, static_configs: [{targets: ["%s"]}]}]
`, alertmanager, exporter))
	address := freeAddress(t)
	start(t, "prometheus", "--config.file="+filepath.Join(dir, "prometheus.yml"), "--storage.tsdb.path="+data,
		"--storage.tsdb.retention.time=60d", "--web.listen-address="+address, "--log.level=warn")
	get(t, "http://"+address+"/-/ready")
	return address
}

func startAlertmanager(t *testing.T, dir, hook string) string {
	t.Helper()
	path := filepath.Join(dir, "alertmanager.yml")
	save(t, path, fmt.Sprintf(`
route: {receiver: hook, group_by: [alertname, role], group_wait: 1s, group_interval: 5s}
receivers: [{name: hook, webhook_configs: [{url: "%s"}]}]
`, hook))
	address := freeAddress(t)
	start(t, alertmanagerProgram(), "--config.file="+path, "--storage.path="+filepath.Join(dir, "alertmanager"),
		"--web.listen-address="+address, "--cluster.listen-address=", "--log.level=warn")
	get(t, "http://"+address+"/-/ready")
	return address
}

// waitForEvaluations waits until Prometheus has evaluated the alerts n more
// times.
func waitForEvaluations(t *testing.T, address string, n int) {
	t.Helper()
	evaluated := func() time.Time {
		var answer struct {
			Data struct {
				Groups []struct {
					Name           string
					LastEvaluation time.Time
				}
			}
		}
		if err := json.Unmarshal(get(t, "http://"+address+"/api/v1/rules"), &answer); err != nil {
			t.Fatal(err)
		}
		for _, g := range answer.Data.Groups {
			if g.Name == "salesforce_adoption" {
				return g.LastEvaluation
			}
		}
		t.Fatal("Prometheus has no group salesforce_adoption")
		return time.Time{}
	}
	last, deadline := evaluated(), time.Now().Add(2*time.Minute)
	for seen := 0; seen < n; time.Sleep(500 * time.Millisecond) {
		if now := evaluated(); now.After(last) {
			last, seen = now, seen+1
		}
		if time.Now().After(deadline) {
			t.Fatalf("Prometheus evaluated %d times in two minutes, want %d", seen, n)
		}
	}
}
