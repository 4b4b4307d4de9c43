//go:build e2e

package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestSharding runs docs/scaling.md: four orgs, two exporters that know all of
// them, and a Prometheus that relabels as the page says. Each org is asked
// through one exporter and no other, and both have something to do.
func TestSharding(t *testing.T) {
	orgs := []string{"emea", "apac", "amer", "brazil"}
	dir := t.TempDir()
	shards := []shard{startShard(t, dir, orgs), startShard(t, dir, orgs)}
	prometheus := startSharding(t, dir, orgs, shards)

	up := waitForOrgs(t, prometheus, len(orgs))
	for _, name := range orgs {
		if up[name] != "1" {
			t.Errorf("salesforce_up of %s is %q, want 1", name, up[name])
		}
	}
	asked := make([]int, len(shards))
	for _, name := range orgs {
		through := 0
		for i, s := range shards {
			if usage(t, s.orgs[name]) > 1 {
				asked[i]++
				through++
			}
		}
		if through != 1 {
			t.Errorf("%s was asked through %d exporters, want 1", name, through)
		}
	}
	if asked[0] == 0 || asked[1] == 0 {
		t.Errorf("orgs by exporter: %v, want both to have some", asked)
	}
}

// A shard is an exporter, and the addresses of the orgs as it knows them: each
// exporter has orgs of its own, which tell whether they were asked.
type shard struct {
	address string
	orgs    map[string]string
}

// usage is how many calls an org has counted, this one included.
func usage(t *testing.T, org string) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+org+"/services/data/v62.0/limits", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+signIn(t, "http://"+org))
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var used, allowance int
	if _, err := fmt.Sscanf(resp.Header.Get("Sforce-Limit-Info"), "api-usage=%d/%d", &used, &allowance); err != nil {
		t.Fatalf("Sforce-Limit-Info: %v", err)
	}
	return used
}

// startShard runs an exporter of all orgs, each a demo org of its own.
func startShard(t *testing.T, dir string, orgs []string) shard {
	t.Helper()
	s := shard{address: freeAddress(t), orgs: map[string]string{}}
	var file strings.Builder
	file.WriteString("orgs:\n")
	secret := filepath.Join(dir, "secret")
	save(t, secret, "demo\n")
	for i, name := range orgs {
		s.orgs[name] = startOrg(t, i+1)
		fmt.Fprintf(&file, "  %s: {url: \"http://%s\", client_id: demo, client_secret_file: %s}\n", name, s.orgs[name],
			secret)
	}
	path := filepath.Join(dir, strings.ReplaceAll(s.address, ":", "_")+".yml")
	save(t, path, file.String())
	start(t, exporterProgram(), "--config.file="+path, "--web.listen-address="+s.address, "--log.level=error")
	return s
}

func startOrg(t *testing.T, seed int) string {
	t.Helper()
	address := freeAddress(t)
	start(t, exporterProgram(), "demo-org", "--frozen", "--users=10", fmt.Sprintf("--seed=%d", seed),
		"--listen-address="+address, "--log.level=error")
	get(t, "http://"+address+"/services/data")
	return address
}

// startSharding runs Prometheus with the relabelling of the page.
func startSharding(t *testing.T, dir string, orgs []string, shards []shard) string {
	t.Helper()
	page, err := os.ReadFile("../../docs/scaling.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(page), "## Several exporters")
	_, rest, _ = strings.Cut(rest, "```yaml\n")
	relabelling, _, found := strings.Cut(rest, "```")
	if !found || !strings.Contains(relabelling, "hashmod") {
		t.Fatal("docs/scaling.md has no relabelling under \"Several exporters\"")
	}
	for i, s := range shards {
		relabelling = strings.ReplaceAll(relabelling, fmt.Sprintf("exporter-%d:10733", i), s.address)
	}
	config := filepath.Join(dir, "prometheus.yml")
	save(t, config, "global: {scrape_interval: 2s}\nscrape_configs:\n  - job_name: salesforce\n    metrics_path: /probe\n    static_configs:\n      - targets: ["+
		strings.Join(orgs, ", ")+"]\n"+relabelling)
	address := freeAddress(t)
	start(t, "prometheus", "--config.file="+config, "--storage.tsdb.path="+filepath.Join(dir, "data"),
		"--web.listen-address="+address, "--log.level=error")
	return address
}

// waitForOrgs returns salesforce_up by instance, once all orgs have it.
func waitForOrgs(t *testing.T, prometheus string, orgs int) map[string]string {
	t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline); time.Sleep(time.Second) {
		var answer struct {
			Data struct {
				Result []struct {
					Metric map[string]string
					Value  []any
				}
			}
		}
		if err := json.Unmarshal(get(t, "http://"+prometheus+"/api/v1/query?query=salesforce_up"), &answer); err != nil {
			t.Fatal(err)
		}
		if len(answer.Data.Result) == orgs {
			up := map[string]string{}
			for _, r := range answer.Data.Result {
				up[r.Metric["instance"]] = fmt.Sprint(r.Value[1])
			}
			return up
		}
	}
	t.Fatal("Prometheus does not have all orgs within two minutes")
	return nil
}
