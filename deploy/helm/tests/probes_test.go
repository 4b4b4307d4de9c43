package tests

import (
	"fmt"
	"slices"
	"testing"

	apps "k8s.io/api/apps/v1"
	core "k8s.io/api/core/v1"
)

// TestProbes: a kubelet has neither a password nor a client certificate. Behind a
// web configuration it asks at a port of its own, at which the exporter listens
// and which nobody reaches by the Service. Probes that somebody wrote stay theirs.
func TestProbes(t *testing.T) {
	org := map[string]any{"url": "https://acme.my.salesforce.com", "clientId": "KEY", "existingSecret": "salesforce"}
	own := map[string]any{"httpGet": map[string]any{"path": "/-/healthy", "port": 9000}}
	for name, c := range map[string]struct {
		values map[string]any
		port   int32
		scheme core.URIScheme
	}{
		"in the clear":    {nil, 10733, ""},
		"with a password": {map[string]any{"web": map[string]any{"existingSecret": "web"}}, 10735, ""},
		"with TLS": {map[string]any{"web": map[string]any{"existingSecret": "web", "scheme": "HTTPS", "probePort": 8086}},
			8086, ""},
		"own TLS": {map[string]any{"web": map[string]any{"scheme": "HTTPS"}}, 10733, core.URISchemeHTTPS},
		"own port": {map[string]any{"web": map[string]any{"existingSecret": "web"}, "livenessProbe": own,
			"readinessProbe": own}, 9000, ""},
	} {
		t.Run(name, func(t *testing.T) {
			values := map[string]any{"org": org}
			for key, value := range c.values {
				values[key] = value
			}
			r := mustRender(t, values, operator...)
			pod := find[apps.Deployment](t, r, "Deployment", "salesforce-exporter").Spec.Template.Spec.Containers[0]
			for what, probe := range map[string]*core.Probe{"/-/healthy": pod.LivenessProbe, "/-/ready": pod.ReadinessProbe} {
				get := probe.HTTPGet
				if name == "own port" {
					what = "/-/healthy"
				}
				if got := portOf(pod, get); get.Path != what || got != c.port || get.Scheme != c.scheme {
					t.Errorf("the kubelet asks %s at %d by %q, want %s at %d by %q", get.Path, got, get.Scheme, what, c.port, c.scheme)
				}
			}
			web, _ := c.values["web"].(map[string]any)
			listens := slices.ContainsFunc(pod.Args, func(arg string) bool {
				return arg == fmt.Sprintf("--web.probe-listen-address=:%d", c.port)
			})
			if want := web["existingSecret"] != nil && name != "own port"; listens != want {
				t.Errorf("it listens for probes: %v, want %v: %q", listens, want, pod.Args)
			}
			service := find[core.Service](t, r, "Service", "salesforce-exporter")
			if len(service.Spec.Ports) != 1 || service.Spec.Ports[0].TargetPort.StrVal != "metrics" {
				t.Errorf("the Service has the ports %v", service.Spec.Ports)
			}
		})
	}
}

// portOf is the number of the port that a kubelet asks.
func portOf(c core.Container, get *core.HTTPGetAction) int32 {
	for _, port := range c.Ports {
		if port.Name == get.Port.StrVal {
			return port.ContainerPort
		}
	}
	return get.Port.IntVal
}
