package tests

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"

	monitoring "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1"
	apps "k8s.io/api/apps/v1"
	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/yaml"
)

// The tests in this file run what the chart makes: the exporter with the rendered
// arguments, variables and files against the demo org, and a real Prometheus with
// the rendered scrape configuration and rules. They do so in a network and mount
// namespace of their own, in which ports are free and names can be given.
//
// What could not be run: a container runtime, the operator, the discovery of
// Kubernetes, Grafana. The dashboards are evaluated in grafana/states.

// TestOneOrg takes the defaults and three values. The exporter is scraped under an
// identity that stays when the pod is replaced, and the rules and dashboards are
// about what Prometheus then has.
func TestOneOrg(t *testing.T) {
	if !isolated(t) {
		return
	}
	demoOrg(t)
	r := mustRender(t, map[string]any{"org": map[string]any{
		"url": "http://127.0.0.1:10734", "clientId": "demo", "existingSecret": "salesforce",
	}}, operator...)
	deployment := find[apps.Deployment](t, r, "Deployment", "salesforce-exporter")
	service := find[core.Service](t, r, "Service", "salesforce-exporter")
	n := newNode(t, r, "salesforce")
	all := new(discovery)
	found := httptest.NewServer(all)
	t.Cleanup(found.Close)

	_, stop := n.run(t, deployment.Spec.Template.Spec)
	all.place(*service, podAt("salesforce-exporter-aaaaa", "127.0.0.2", deployment.Spec.Template))
	monitor := find[monitoring.ServiceMonitor](t, r, "ServiceMonitor", "salesforce-exporter")
	prometheus(t, r, jobOfServiceMonitor(monitor, found.URL))
	eventually(t, "the figures appear", func() error {
		return has(`salesforce_users_logged_in_7d and on (instance) salesforce_up == 1`)
	})
	before := series(t, "salesforce_users_logged_in_7d")
	const start = "salesforce_exporter_config_last_reload_success_timestamp_seconds"
	started := value(t, start)

	stop()
	n.run(t, deployment.Spec.Template.Spec)
	all.place(*service, podAt("salesforce-exporter-bbbbb", "127.0.0.3", deployment.Spec.Template))
	eventually(t, "the figures of the new pod appear", func() error {
		return has(fmt.Sprintf("%s > %s and on (instance) salesforce_up == 1", start, started))
	})
	if after := series(t, "salesforce_users_logged_in_7d"); !reflect.DeepEqual(before, after) {
		t.Errorf("the new pod has other series:\n%v\nbefore:\n%v", after, before)
	}
	for _, labels := range before {
		if labels["job"] != "salesforce" || labels["instance"] != "salesforce-exporter" {
			t.Errorf("the identity is %v", labels)
		}
	}
	checkRules(t)
	checkDashboards(t, r)
}

// TestShards: each org is asked by one exporter, whichever Prometheus asks, under
// its own name.
func TestShards(t *testing.T) {
	if !isolated(t) {
		return
	}
	demoOrg(t)
	orgs := map[string]any{}
	for _, name := range []string{"apac", "emea", "latam", "us"} {
		orgs[name] = map[string]any{"url": "http://127.0.0.1:10734", "clientId": "demo", "existingSecret": "salesforce"}
	}
	r := mustRender(t, map[string]any{"orgs": orgs, "shards": 2}, operator...)
	set := find[apps.StatefulSet](t, r, "StatefulSet", "salesforce-exporter")
	n := newNode(t, r, "salesforce")
	var states, hosts []string
	for i := range *set.Spec.Replicas {
		address := fmt.Sprintf("127.0.0.%d", 10+i)
		// A pod has an address of its own; here all share the namespace.
		state, _ := n.run(t, set.Spec.Template.Spec, "--web.listen-address="+address+":10733")
		states = append(states, state)
		hosts = append(hosts, fmt.Sprintf("%s %s-%d.%s.%s.svc", address, set.Name, i, set.Spec.ServiceName, set.Namespace))
	}
	nameHosts(t, hosts)
	prometheus(t, r, jobOfProbe(find[monitoring.Probe](t, r, "Probe", "salesforce-exporter")))
	eventually(t, "all orgs are up", func() error { return has(`count(salesforce_up{job="salesforce"} == 1) == 4`) })
	var instances []string
	for _, labels := range series(t, "salesforce_up") {
		instances = append(instances, labels["instance"])
	}
	if slices.Sort(instances); !slices.Equal(instances, []string{"apac", "emea", "latam", "us"}) {
		t.Errorf("the orgs are known as %v", instances)
	}
	var kept []int // a state is kept for each org that an exporter asks
	for _, state := range states {
		files, err := filepath.Glob(state + "/*.json")
		if err != nil {
			t.Fatal(err)
		}
		kept = append(kept, len(files))
	}
	if kept[0]+kept[1] != 4 || kept[0] == 0 || kept[1] == 0 {
		t.Errorf("the exporters ask %v of 4 orgs", kept)
	}
}

// demoOrg runs the demo org.
func demoOrg(t *testing.T) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Getenv(inside), "demo-org", "--users=60", "--frozen")
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	log := logOf(t, "demo-org")
	cmd.Stdout, cmd.Stderr = log, log
	start(t, cmd)
	eventually(t, "the demo org answers", func() error {
		answer, err := http.Get("http://127.0.0.1:10734/services/data")
		if err != nil {
			return err
		}
		return answer.Body.Close()
	})
}

// newNode has the Secret that the values name.
func newNode(t *testing.T, r rendering, secret string) node {
	t.Helper()
	n := node{binary: os.Getenv(inside), asUser: os.Getenv("CHART_TEST_USER") != "", configs: map[string]*core.ConfigMap{},
		secrets: map[string]map[string]string{secret: {"client_secret": "demo"}}}
	for _, manifest := range r.manifests {
		if h := headerOf(t, manifest); h.Kind == "ConfigMap" {
			n.configs[h.Metadata.Name] = find[core.ConfigMap](t, r, h.Kind, h.Metadata.Name)
		}
	}
	return n
}

func podAt(name, address string, template core.PodTemplateSpec) core.Pod {
	return core.Pod{
		TypeMeta:   meta.TypeMeta{Kind: "Pod", APIVersion: "v1"},
		ObjectMeta: meta.ObjectMeta{Name: name, Namespace: "monitoring", Labels: template.Labels},
		Spec:       template.Spec,
		Status: core.PodStatus{Phase: core.PodRunning, PodIP: address,
			Conditions: []core.PodCondition{{Type: core.PodReady, Status: core.ConditionTrue}}},
	}
}

// nameHosts makes names known, to what runs in this namespace alone.
func nameHosts(t *testing.T, lines []string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "hosts")
	put(t, file, []byte("127.0.0.1 localhost\n"+strings.Join(lines, "\n")+"\n"), 0o644)
	if err := syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount(file, "/etc/hosts", "", syscall.MS_BIND, ""); err != nil {
		t.Fatal(err)
	}
}

// prometheus runs a real one with a scrape configuration and the rendered rules.
func prometheus(t *testing.T, r rendering, job section) {
	t.Helper()
	dir := t.TempDir()
	rules := find[monitoring.PrometheusRule](t, r, "PrometheusRule", "salesforce-exporter").Spec
	for name, content := range map[string]any{
		"rules.yml": rules,
		"prometheus.yml": section{"global": section{"scrape_interval": "1s", "scrape_timeout": "1s"},
			"rule_files": []string{"rules.yml"}, "scrape_configs": []section{job}},
	} {
		text, err := yaml.Marshal(content)
		if err != nil {
			t.Fatal(err)
		}
		put(t, filepath.Join(dir, name), text, 0o644)
	}
	cmd := exec.CommandContext(t.Context(), "prometheus", "--config.file="+dir+"/prometheus.yml",
		"--storage.tsdb.path="+dir+"/data", "--web.listen-address=127.0.0.1:9090")
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	log := logOf(t, "prometheus")
	cmd.Stdout, cmd.Stderr = log, log
	start(t, cmd)
}

// ask reads what an endpoint of Prometheus' API gives.
func ask(path string, into any) error {
	answer, err := http.Get("http://127.0.0.1:9090/api/v1/" + path)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	var body struct {
		Data  json.RawMessage
		Error string
	}
	if err := json.NewDecoder(answer.Body).Decode(&body); err != nil {
		return err
	}
	if body.Error != "" {
		return errors.New(body.Error)
	}
	return json.Unmarshal(body.Data, into)
}

type answer struct {
	Result []struct{ Value []any }
}

func has(query string) error {
	var a answer
	if err := ask("query?query="+url.QueryEscape(query), &a); err != nil {
		return err
	}
	if len(a.Result) == 0 {
		return fmt.Errorf("%s has no result", query)
	}
	return nil
}

func value(t *testing.T, query string) string {
	t.Helper()
	var a answer
	if err := ask("query?query="+url.QueryEscape(query), &a); err != nil || len(a.Result) != 1 {
		t.Fatalf("%s has %d results: %v", query, len(a.Result), err)
	}
	return a.Result[0].Value[1].(string)
}

func series(t *testing.T, name string) (all []map[string]string) {
	t.Helper()
	if err := ask("series?match[]="+name, &all); err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(all, func(a, b map[string]string) int { return strings.Compare(labelText(a), labelText(b)) })
	return all
}

// checkRules: Prometheus has loaded all groups and can evaluate them.
func checkRules(t *testing.T) {
	t.Helper()
	var got struct {
		Groups []struct {
			Name  string
			Rules []struct{ Name, LastError string }
		}
	}
	if err := ask("rules", &got); err != nil {
		t.Fatal(err)
	}
	if want := len(sourceGroups(t)); len(got.Groups) != want {
		t.Errorf("Prometheus has %d groups of rules, want %d", len(got.Groups), want)
	}
	for _, g := range got.Groups {
		for _, rule := range g.Rules {
			if rule.LastError != "" {
				t.Errorf("%s: %s: %s", g.Name, rule.Name, rule.LastError)
			}
		}
	}
}

// checkDashboards: each is about metrics that Prometheus now has.
func checkDashboards(t *testing.T, r rendering) {
	t.Helper()
	var names []string
	if err := ask("label/__name__/values", &names); err != nil {
		t.Fatal(err)
	}
	dashboards := 0
	for _, manifest := range r.manifests {
		h := headerOf(t, manifest)
		if h.Kind != "ConfigMap" || h.Metadata.Labels["grafana_dashboard"] == "" {
			continue
		}
		dashboards++
		var there int
		for _, name := range slices.Compact(slices.Sorted(slices.Values(metricName.FindAllString(manifest, -1)))) {
			if slices.Contains(names, name) {
				there++
			}
		}
		if there < 3 {
			t.Errorf("%s asks for only %d metrics that there are", h.Metadata.Name, there)
		}
	}
	if dashboards < 11 {
		t.Errorf("%d dashboards", dashboards)
	}
}

var metricName = regexp.MustCompile(`salesforce_[a-z0-9_]+`)
