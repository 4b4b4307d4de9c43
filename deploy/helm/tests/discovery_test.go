package tests

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync"

	core "k8s.io/api/core/v1"
)

// A discovery answers, as Prometheus' HTTP discovery, with what its discovery of
// Kubernetes would find for endpoints, under the same labels. Prometheus as
// Debian builds it has no discovery of Kubernetes.
type discovery struct {
	mu      sync.Mutex
	targets []targetGroup
}

type targetGroup struct {
	Targets []string          `json:"targets"`
	Labels  map[string]string `json:"labels"`
}

// place puts a pod behind a service, in place of the one before.
func (d *discovery) place(service core.Service, pod core.Pod) {
	labels := map[string]string{
		"__meta_kubernetes_namespace":                    service.Namespace,
		"__meta_kubernetes_service_name":                 service.Name,
		"__meta_kubernetes_endpoint_address_target_kind": "Pod",
		"__meta_kubernetes_endpoint_address_target_name": pod.Name,
		"__meta_kubernetes_pod_name":                     pod.Name,
		"__meta_kubernetes_pod_ip":                       pod.Status.PodIP,
		"__meta_kubernetes_pod_phase":                    string(pod.Status.Phase),
	}
	for name, value := range service.Labels {
		label := notOfLabel.ReplaceAllString(name, "_")
		labels["__meta_kubernetes_service_label_"+label] = value
		labels["__meta_kubernetes_service_labelpresent_"+label] = "true"
	}
	group := targetGroup{Labels: labels}
	for key, value := range service.Spec.Selector {
		if pod.Labels[key] != value {
			d.set(nil)
			return
		}
	}
	container := pod.Spec.Containers[0]
	for _, port := range service.Spec.Ports {
		for _, own := range container.Ports {
			if own.Name == port.TargetPort.String() {
				labels["__meta_kubernetes_endpoint_port_name"] = port.Name
				labels["__meta_kubernetes_pod_container_name"] = container.Name
				group.Targets = append(group.Targets, fmt.Sprintf("%s:%d", pod.Status.PodIP, own.ContainerPort))
			}
		}
	}
	d.set([]targetGroup{group})
}

func (d *discovery) set(targets []targetGroup) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.targets = targets
}

func (d *discovery) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	d.mu.Lock()
	defer d.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(d.targets)
}
