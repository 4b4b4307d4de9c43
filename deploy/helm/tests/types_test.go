// What is rendered is read strictly into the Go types of Kubernetes and of the
// Prometheus Operator: a field that does not exist, or is of another type, is an
// error. The types of the Grafana Operator and of External Secrets are restated
// here as far as the chart uses them, because their modules cannot be had alone.
//
// A real API server, which also checks the values of fields, is not in the tests:
// to build one takes more than ten minutes on two processors, and Debian has none.
package tests

import (
	"testing"

	monitoring "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1"
	apps "k8s.io/api/apps/v1"
	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	policy "k8s.io/api/policy/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/yaml"
)

// kinds are all that the chart may make.
var kinds = map[string]func() any{
	"v1 ServiceAccount":                                func() any { return new(core.ServiceAccount) },
	"v1 Service":                                       func() any { return new(core.Service) },
	"v1 ConfigMap":                                     func() any { return new(core.ConfigMap) },
	"v1 PersistentVolumeClaim":                         func() any { return new(core.PersistentVolumeClaim) },
	"apps/v1 Deployment":                               func() any { return new(apps.Deployment) },
	"apps/v1 StatefulSet":                              func() any { return new(apps.StatefulSet) },
	"networking.k8s.io/v1 NetworkPolicy":               func() any { return new(networking.NetworkPolicy) },
	"policy/v1 PodDisruptionBudget":                    func() any { return new(policy.PodDisruptionBudget) },
	"monitoring.coreos.com/v1 ServiceMonitor":          func() any { return new(monitoring.ServiceMonitor) },
	"monitoring.coreos.com/v1 Probe":                   func() any { return new(monitoring.Probe) },
	"monitoring.coreos.com/v1 PrometheusRule":          func() any { return new(monitoring.PrometheusRule) },
	"grafana.integreatly.org/v1beta1 GrafanaDashboard": func() any { return new(grafanaDashboard) },
	"external-secrets.io/v1 ExternalSecret":            func() any { return new(externalSecret) },
}

type grafanaDashboard struct {
	meta.TypeMeta   `json:",inline"`
	meta.ObjectMeta `json:"metadata"`
	Spec            struct {
		AllowCrossNamespaceImport bool                 `json:"allowCrossNamespaceImport"`
		Folder                    string               `json:"folder"`
		ResyncPeriod              meta.Duration        `json:"resyncPeriod"`
		InstanceSelector          meta.LabelSelector   `json:"instanceSelector"`
		ConfigMapRef              configMapKeySelector `json:"configMapRef"`
	} `json:"spec"`
}

type configMapKeySelector struct {
	Name string `json:"name"`
	Key  string `json:"key"`
}

type externalSecret struct {
	meta.TypeMeta   `json:",inline"`
	meta.ObjectMeta `json:"metadata"`
	Spec            struct {
		RefreshInterval meta.Duration `json:"refreshInterval"`
		SecretStoreRef  struct {
			Name string `json:"name"`
			Kind string `json:"kind"`
		} `json:"secretStoreRef"`
		Target struct {
			Name string `json:"name"`
		} `json:"target"`
		Data []struct {
			SecretKey string `json:"secretKey"`
			RemoteRef struct {
				Key      string `json:"key"`
				Property string `json:"property"`
				Version  string `json:"version"`
			} `json:"remoteRef"`
		} `json:"data"`
	} `json:"spec"`
}

func TestTypes(t *testing.T) {
	made := map[string]bool{}
	for _, path := range valueFiles(t) {
		for _, manifest := range mustRender(t, readValues(t, path), operator...).manifests {
			h := headerOf(t, manifest)
			kind := h.APIVersion + " " + h.Kind
			into, ok := kinds[kind]
			if !ok {
				t.Errorf("%s: %s %s is of a kind that this test does not know", path, kind, h.Metadata.Name)
				continue
			}
			made[kind] = true
			if err := yaml.UnmarshalStrict([]byte(manifest), into()); err != nil {
				t.Errorf("%s: %s %s: %v", path, kind, h.Metadata.Name, err)
			}
			if h.Metadata.Name == "" || len(h.Metadata.Name) > 63 {
				t.Errorf("%s: %s has the name %q", path, kind, h.Metadata.Name)
			}
		}
	}
	for kind := range kinds {
		if !made[kind] {
			t.Errorf("no value file makes a %s, so it is not tested", kind)
		}
	}
}

// TestPod holds the pod of every value file to what docs/security.md promises,
// and each of its mounts to a volume.
func TestPod(t *testing.T) {
	for _, path := range valueFiles(t) {
		t.Run(path, func(t *testing.T) {
			pod, claims := podOf(t, mustRender(t, readValues(t, path), operator...))
			checkLeastPrivilege(t, pod)
			volumes := map[string]bool{}
			for _, v := range pod.Volumes {
				volumes[v.Name] = true
			}
			for _, c := range claims {
				volumes[c.Name] = true
			}
			for _, m := range pod.Containers[0].VolumeMounts {
				if !volumes[m.Name] {
					t.Errorf("%s is mounted and is no volume", m.Name)
				}
				if m.ReadOnly == (m.Name == "state") {
					t.Errorf("volume %s: read-only is %t; only the state is ever written", m.Name, m.ReadOnly)
				}
			}
		})
	}
}

func checkLeastPrivilege(t *testing.T, pod core.PodSpec) {
	t.Helper()
	if token := pod.AutomountServiceAccountToken; token == nil || *token {
		t.Error("the exporter gets a token for the API of Kubernetes, which it never calls")
	}
	c := pod.SecurityContext
	if !*c.RunAsNonRoot || *c.RunAsUser != 65534 || *c.FSGroup != 65534 ||
		c.SeccompProfile.Type != core.SeccompProfileTypeRuntimeDefault {
		t.Errorf("security context of the pod: %+v", c)
	}
	s := pod.Containers[0].SecurityContext
	if *s.AllowPrivilegeEscalation || !*s.ReadOnlyRootFilesystem || len(s.Capabilities.Drop) != 1 ||
		s.Capabilities.Drop[0] != "ALL" {
		t.Errorf("security context of the container: %+v", s)
	}
}

// podOf returns the pod of the Deployment or StatefulSet, and the claims that
// are made for it.
func podOf(t *testing.T, r rendering) (core.PodSpec, []core.PersistentVolumeClaim) {
	t.Helper()
	for _, manifest := range r.manifests {
		switch h := headerOf(t, manifest); h.Kind {
		case "Deployment":
			return find[apps.Deployment](t, r, h.Kind, h.Metadata.Name).Spec.Template.Spec, nil
		case "StatefulSet":
			set := find[apps.StatefulSet](t, r, h.Kind, h.Metadata.Name)
			return set.Spec.Template.Spec, set.Spec.VolumeClaimTemplates
		}
	}
	t.Fatal("there is neither a Deployment nor a StatefulSet")
	return core.PodSpec{}, nil
}
