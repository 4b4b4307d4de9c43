package web_test

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/go-kit/log"
	"github.com/prometheus/client_golang/prometheus"

	"salesforce_exporter/internal/web"
)

func TestDiscovery(t *testing.T) {
	for name, c := range map[string]struct {
		orgs []string
		path string
		tls  bool
		want string
	}{
		"no org has a name": {nil, "/metrics", false, `[{"targets":["crm:10733"],"labels":{"__metrics_path__":"/metrics"}}]`},
		"orgs": {[]string{"apac", "emea"}, "/own", false, `[{"targets":["crm:10733"],"labels":{"__metrics_path__":"/own"}},` +
			`{"targets":["crm:10733"],"labels":{"__metrics_path__":"/probe","__param_target":"apac","instance":"apac"}},` +
			`{"targets":["crm:10733"],"labels":{"__metrics_path__":"/probe","__param_target":"emea","instance":"emea"}}]`},
		"TLS": {[]string{"emea"}, "/metrics", true,
			`[{"targets":["crm:10733"],"labels":{"__metrics_path__":"/metrics","__scheme__":"https"}},` +
				`{"targets":["crm:10733"],"labels":{"__metrics_path__":"/probe","__param_target":"emea","__scheme__":"https",` +
				`"instance":"emea"}}]`},
	} {
		t.Run(name, func(t *testing.T) {
			h, err := web.New(web.Options{
				Find: only(slowOrg{}), Names: func() []string { return c.orgs }, Exporter: prometheus.NewRegistry(),
				TelemetryPath: c.path, Logger: log.NewNopLogger(), Deadline: web.Deadline{Default: time.Second},
			})
			if err != nil {
				t.Fatal(err)
			}
			r := httptest.NewRequest(http.MethodGet, "/sd", nil)
			r.Host = "crm:10733"
			if c.tls {
				r.TLS = &tls.ConnectionState{}
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if got := w.Body.String(); got != c.want+"\n" || w.Header().Get("Content-Type") != "application/json" {
				t.Errorf("got %s and\n%s, want\n%s", w.Header(), got, c.want)
			}
		})
	}
}
