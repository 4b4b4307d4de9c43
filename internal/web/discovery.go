package web

import (
	"encoding/json"
	"net/http"
)

// A targetGroup is an entry of Prometheus' HTTP service discovery.
// Source: https://prometheus.io/docs/prometheus/latest/http_sd/
type targetGroup struct {
	Targets []string          `json:"targets"`
	Labels  map[string]string `json:"labels"`
}

// discovery answers Prometheus' HTTP service discovery with what there is to
// scrape: the exporter, and each org of the configuration file under its name.
// The labels say all that a scrape needs, so that orgs are written in one place.
func (o Options) discovery(w http.ResponseWriter, r *http.Request) {
	groups := []targetGroup{o.target(r, map[string]string{"__metrics_path__": o.TelemetryPath})}
	for _, name := range o.Names() {
		groups = append(groups, o.target(r, map[string]string{
			"__metrics_path__": "/probe", "__param_target": name, "instance": name,
		}))
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(groups) // an error means that nobody reads
}

// target is a group of one: the address at which the exporter was asked, so that
// it is reached in the same way.
func (o Options) target(r *http.Request, labels map[string]string) targetGroup {
	if r.TLS != nil {
		labels["__scheme__"] = "https"
	}
	return targetGroup{Targets: []string{r.Host}, Labels: labels}
}
