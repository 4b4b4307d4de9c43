package tests

import (
	"fmt"
	"maps"
	"regexp"
	"slices"

	monitoring "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1"
)

// Here stands what the Prometheus Operator makes of a ServiceMonitor and of a
// Probe, as its generator does it (pkg/prometheus/promcfg.go, version 0.85): the
// generator itself is in a module that pulls the whole operator in.

type section = map[string]any

// jobOfServiceMonitor finds targets at the address of a discovery, which stands
// for that of Kubernetes.
func jobOfServiceMonitor(m *monitoring.ServiceMonitor, discovery string) section {
	var relabel []section
	keep := func(regex string, labels ...string) {
		relabel = append(relabel, section{"action": "keep", "source_labels": labels, "regex": regex})
	}
	set := func(label, from string) {
		relabel = append(relabel, section{"source_labels": []string{from}, "target_label": label})
	}
	for _, name := range slices.Sorted(maps.Keys(m.Spec.Selector.MatchLabels)) {
		label := notOfLabel.ReplaceAllString(name, "_")
		keep(fmt.Sprintf("(%s);true", m.Spec.Selector.MatchLabels[name]),
			"__meta_kubernetes_service_label_"+label, "__meta_kubernetes_service_labelpresent_"+label)
	}
	endpoint := m.Spec.Endpoints[0]
	keep(endpoint.Port, "__meta_kubernetes_endpoint_port_name")
	set("namespace", "__meta_kubernetes_namespace")
	set("service", "__meta_kubernetes_service_name")
	set("pod", "__meta_kubernetes_pod_name")
	set("container", "__meta_kubernetes_pod_container_name")
	relabel = append(relabel,
		section{"action": "drop", "source_labels": []string{"__meta_kubernetes_pod_phase"}, "regex": "(Failed|Succeeded)"})
	set("job", "__meta_kubernetes_service_name")
	relabel = append(relabel, section{"target_label": "endpoint", "replacement": endpoint.Port})
	relabel = append(relabel, relabelings(endpoint.RelabelConfigs)...)
	return section{
		"job_name":        fmt.Sprintf("serviceMonitor/%s/%s/0", m.Namespace, m.Name),
		"http_sd_configs": []section{{"url": discovery, "refresh_interval": "1s"}},
		"relabel_configs": relabel,
	}
}

func jobOfProbe(p *monitoring.Probe) section {
	relabel := []section{
		{"target_label": "job", "replacement": p.Spec.JobName},
		{"source_labels": []string{"__address__"}, "target_label": "__param_target"},
		{"source_labels": []string{"__param_target"}, "target_label": "instance"},
		{"target_label": "__address__", "replacement": p.Spec.ProberSpec.URL},
	}
	static := p.Spec.Targets.StaticConfig
	return section{
		"job_name":        fmt.Sprintf("probe/%s/%s", p.Namespace, p.Name),
		"metrics_path":    p.Spec.ProberSpec.Path,
		"static_configs":  []section{{"targets": static.Targets, "labels": section{"namespace": p.Namespace}}},
		"relabel_configs": append(relabel, relabelings(static.RelabelConfigs)...),
	}
}

// notOfLabel is what a label of Kubernetes may have and one of Prometheus may not.
var notOfLabel = regexp.MustCompile(`[^a-zA-Z0-9_]`)

func relabelings(all []monitoring.RelabelConfig) (made []section) {
	for _, r := range all {
		one := section{}
		if len(r.SourceLabels) > 0 {
			one["source_labels"] = r.SourceLabels
		}
		for key, value := range map[string]string{"target_label": r.TargetLabel, "regex": r.Regex, "action": r.Action} {
			if value != "" {
				one[key] = value
			}
		}
		if r.Replacement != nil {
			one["replacement"] = *r.Replacement
		}
		if r.Modulus != 0 {
			one["modulus"] = r.Modulus
		}
		made = append(made, one)
	}
	return made
}
