package deploy_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// The two orgs of deploy/two-orgs.
var twoOrgs = []string{"production", "sandbox"}

// TestTwoOrgs runs the exporter as the service and as the container with the
// files of deploy/two-orgs, against two demo orgs. Prometheus is told of both
// under their names, and each answers with its figures.
func TestTwoOrgs(t *testing.T) {
	binary := build(t)
	const folder = "two-orgs"
	var compose struct {
		Services map[string]struct{ Command []string }
	}
	parse(t, filepath.Join(folder, "compose/compose.yml"), &compose)
	unit := filepath.Join(folder, "systemd/orgs.conf")
	service := strings.Fields(lastMatch(t, unit, `(?m)^ExecStart=(.+)$`))
	for name, c := range map[string]struct {
		command []string
		secrets string // where they are inside
		config  string
	}{
		"systemd": {service[1:], "/run/credentials/salesforce_exporter.service", "systemd/config.yml"},
		"compose": {compose.Services["exporter"].Command, "/run/secrets", "compose/config.yml"},
	} {
		t.Run(name, func(t *testing.T) {
			dir, states := t.TempDir(), t.TempDir()
			text := strings.ReplaceAll(readFile(t, filepath.Join(folder, c.config)), c.secrets, dir)
			for _, org := range twoOrgs {
				demo := run(t, nil, `msg="demo org is ready" url=(\S+)`,
					binary, "demo-org", "--users=20", "--listen-address=127.0.0.1:0")
				write(t, filepath.Join(dir, org), "demo\n")
				text = replaceOrg(t, text, org, demo)
			}
			write(t, filepath.Join(dir, "config.yml"), text)
			if err := os.Mkdir(filepath.Join(states, "salesforce_exporter"), 0o700); err != nil {
				t.Fatal(err)
			}
			inside := strings.NewReplacer("/etc/salesforce_exporter/config.yml", filepath.Join(dir, "config.yml"), "%S", states,
				"=/state", "="+states)
			command := []string{binary, "--web.listen-address=127.0.0.1:0"}
			for _, arg := range c.command {
				command = append(command, inside.Replace(arg))
			}
			address := run(t, nil, `msg="Listening on" address=(\S+)`, command...)
			if found := instances(t, address); !slices.Equal(found, twoOrgs) {
				t.Errorf("Prometheus is told of %q, want %q", found, twoOrgs)
			}
			for _, org := range twoOrgs {
				if text := body(t, "http://"+address+"/probe?target="+org); !strings.Contains(text, "\nsalesforce_up 1\n") {
					t.Errorf("%s is not measured:\n%.500s", org, text)
				}
			}
		})
	}
}

// replaceOrg puts a demo org in the place of an org.
func replaceOrg(t *testing.T, text, org, url string) string {
	t.Helper()
	var file struct {
		Orgs map[string]struct {
			URL string
			Key string `yaml:"client_id"`
		}
	}
	if err := yaml.Unmarshal([]byte(text), &file); err != nil {
		t.Fatal(err)
	}
	text = strings.Replace(text, "url: "+file.Orgs[org].URL+"\n", "url: "+url+"\n", 1)
	return strings.Replace(text, "client_id: "+file.Orgs[org].Key+"\n", "client_id: demo\n", 1)
}

// instances are the orgs that the service discovery of prometheus.yml lists.
func instances(t *testing.T, address string) (names []string) {
	t.Helper()
	var prometheus struct {
		Jobs []struct {
			Discovery []struct{ URL string } `yaml:"http_sd_configs"`
		} `yaml:"scrape_configs"`
	}
	parse(t, "two-orgs/prometheus.yml", &prometheus)
	var groups []struct{ Labels map[string]string }
	found := body(t, strings.Replace(prometheus.Jobs[0].Discovery[0].URL, "exporter:10733", address, 1))
	if err := json.Unmarshal([]byte(found), &groups); err != nil {
		t.Fatal(err)
	}
	for _, g := range groups {
		if g.Labels["__metrics_path__"] == "/probe" {
			names = append(names, g.Labels["instance"])
		}
	}
	return names
}

// TestTwoOrgsInCompose: what compose.yml mounts is there, and its secrets are
// those that config.yml reads.
func TestTwoOrgsInCompose(t *testing.T) {
	const folder = "two-orgs/compose"
	var compose struct {
		Services map[string]struct{ Volumes, Secrets []string }
		Volumes  map[string]any
		Secrets  map[string]struct{ File string }
	}
	parse(t, filepath.Join(folder, "compose.yml"), &compose)
	for name, service := range compose.Services {
		for _, volume := range service.Volumes {
			source, _, _ := strings.Cut(volume, ":")
			if _, named := compose.Volumes[source]; named {
				continue
			}
			if _, err := os.Stat(filepath.Join(folder, source)); err != nil {
				t.Errorf("%s mounts %v", name, err)
			}
		}
	}
	config := readFile(t, filepath.Join(folder, "config.yml"))
	if got := compose.Services["exporter"].Secrets; !slices.Equal(got, twoOrgs) || len(compose.Secrets) != len(twoOrgs) {
		t.Errorf("the exporter gets the secrets %q, want %q", got, twoOrgs)
	}
	for _, org := range twoOrgs {
		if !strings.Contains(config, "client_secret_file: /run/secrets/"+org+"\n") {
			t.Errorf("config.yml does not read the secret of %s", org)
		}
	}
}

// TestSystemdUnderstandsTwoOrgs has systemd read the unit with the drop-in, which
// gives a credential for each file that the configuration reads.
func TestSystemdUnderstandsTwoOrgs(t *testing.T) {
	dropIn := readFile(t, "two-orgs/systemd/orgs.conf")
	config := readFile(t, "two-orgs/systemd/config.yml")
	for _, org := range twoOrgs {
		if !strings.Contains(dropIn, "\nLoadCredential="+org+":") ||
			!strings.Contains(config, "client_secret_file: /run/credentials/salesforce_exporter.service/"+org+"\n") {
			t.Errorf("the service does not get the secret of %s", org)
		}
	}
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("there is no systemd-analyze")
	}
	dir := t.TempDir()
	program := filepath.Join(dir, "salesforce_exporter")
	write(t, program, "#!/bin/sh\n")
	placed := strings.NewReplacer("/usr/local/bin/salesforce_exporter", program, "/usr/bin/salesforce_exporter", program)
	unit := filepath.Join(dir, "salesforce_exporter.service")
	write(t, unit, placed.Replace(readFile(t, "systemd/salesforce_exporter.service")))
	write(t, unit+".d/orgs.conf", placed.Replace(dropIn))
	cmd := exec.CommandContext(t.Context(), analyze, "verify", "--man=no", unit)
	cmd.Env = append(os.Environ(), "SYSTEMD_UNIT_PATH="+dir+":") // where drop-ins are looked for
	out, err := cmd.CombinedOutput()
	if text := string(out); err != nil || strings.Contains(text, "salesforce_exporter.service:") ||
		strings.Contains(text, "orgs.conf:") {
		t.Errorf("systemd-analyze verify: %v\n%s", err, out)
	}
}

// TestPrometheusReadsTwoOrgs has promtool read the scrape configuration.
func TestPrometheusReadsTwoOrgs(t *testing.T) { checkPrometheus(t, "two-orgs/prometheus.yml") }
