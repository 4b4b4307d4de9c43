package deploy_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
)

// What docs/security.md promises of the ways to run the exporter is tested here:
// nobody, no capabilities, a root file system that cannot be written.

func TestComposeLeastPrivilege(t *testing.T) {
	type privilege struct {
		ReadOnly bool     `yaml:"read_only"`
		Drop     []string `yaml:"cap_drop"`
		Security []string `yaml:"security_opt"`
	}
	var compose struct {
		Services struct {
			Exporter, History, Weeks privilege
		}
	}
	parse(t, "compose.yml", &compose)
	want := privilege{ReadOnly: true, Drop: []string{"ALL"}, Security: []string{"no-new-privileges:true"}}
	if diff := cmp.Diff(want, compose.Services.Exporter); diff != "" {
		t.Errorf("the exporter (-want +got):\n%s", diff)
	}
	for _, writer := range []privilege{compose.Services.History, compose.Services.Weeks} {
		if diff := cmp.Diff(want, writer); diff != "" {
			t.Errorf("what writes history (-want +got):\n%s", diff)
		}
	}
}

func TestImageRunsAsNobody(t *testing.T) {
	if last := lastMatch(t, "../Dockerfile", `(?m)^USER (.*)$`); last != "65534:65534" {
		t.Errorf("USER %s, want 65534:65534", last)
	}
}

// A manifest is what is tested of those for Kubernetes. More of it is tested in
// deploy/helm/tests, which make it.
type manifest struct {
	Kind string
	Spec struct {
		Replicas int
		Template struct {
			Spec struct {
				AutomountServiceAccountToken *bool          `yaml:"automountServiceAccountToken"`
				SecurityContext              map[string]any `yaml:"securityContext"`
				Containers                   []container
			}
		}
	}
}

type container struct {
	Image           string
	SecurityContext map[string]any `yaml:"securityContext"`
	LivenessProbe   probe          `yaml:"livenessProbe"`
	ReadinessProbe  probe          `yaml:"readinessProbe"`
}

type probe struct {
	HTTPGet struct{ Path, Port string } `yaml:"httpGet"`
}

func TestKubernetesLeastPrivilege(t *testing.T) {
	pod := deployment(t).Spec.Template.Spec
	if mounts := pod.AutomountServiceAccountToken; mounts == nil || *mounts {
		t.Error("the exporter gets a token for the API of Kubernetes, which it never calls")
	}
	if diff := cmp.Diff(map[string]any{
		"runAsNonRoot": true, "runAsUser": 65534, "runAsGroup": 65534, "fsGroup": 65534,
		"seccompProfile": map[string]any{"type": "RuntimeDefault"},
	}, pod.SecurityContext); diff != "" {
		t.Errorf("pod (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]any{
		"allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true,
		"capabilities": map[string]any{"drop": []any{"ALL"}},
	}, pod.Containers[0].SecurityContext); diff != "" {
		t.Errorf("container (-want +got):\n%s", diff)
	}
}

// TestKubernetesRunsThisVersion compares with what is released and served.
func TestKubernetesRunsThisVersion(t *testing.T) {
	version, err := os.ReadFile("../VERSION")
	if err != nil {
		t.Fatal(err)
	}
	spec := deployment(t).Spec
	c := spec.Template.Spec.Containers[0]
	if want := "salesforce_exporter:" + strings.TrimSpace(string(version)); c.Image != want {
		t.Errorf("image %s, want %s", c.Image, want)
	}
	if spec.Replicas != 1 {
		t.Errorf("%d replicas, each of which spends API calls", spec.Replicas)
	}
	if c.LivenessProbe.HTTPGet.Path != "/-/healthy" || c.ReadinessProbe.HTTPGet.Path != "/-/ready" {
		t.Errorf("probes ask %s and %s", c.LivenessProbe.HTTPGet.Path, c.ReadinessProbe.HTTPGet.Path)
	}
}

func deployment(t *testing.T) manifest {
	t.Helper()
	for _, m := range manifests(t, "kubernetes/exporter.yml") {
		if m.Kind == "Deployment" {
			return m
		}
	}
	t.Fatal("kubernetes/exporter.yml has no Deployment")
	return manifest{}
}

func TestSystemdLeastPrivilege(t *testing.T) {
	unit := "systemd/salesforce_exporter.service"
	for key, want := range map[string]string{
		"DynamicUser": "yes", "CapabilityBoundingSet": "", "NoNewPrivileges": "yes", "ProtectSystem": "strict",
		"StateDirectory": "salesforce_exporter",
	} {
		if got := lastMatch(t, unit, `(?m)^`+key+`=(.*)$`); got != want {
			t.Errorf("%s=%s, want %s", key, got, want)
		}
	}
}

func manifests(t *testing.T, path string) (all []manifest) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	for {
		var m manifest
		err := decoder.Decode(&m)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		all = append(all, m)
	}
}

// lastMatch returns the group of the last match in a file.
func lastMatch(t *testing.T, path, pattern string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(pattern).FindAllStringSubmatch(string(text), -1)
	if len(found) == 0 {
		t.Fatalf("%s: nothing is like %s", path, pattern)
	}
	return found[len(found)-1][1]
}
