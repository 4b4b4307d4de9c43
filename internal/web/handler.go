// Package web answers HTTP: scrapes, probes of life and the landing page.
package web

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"

	"github.com/go-kit/log"
	"github.com/go-kit/log/level"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/version"
	toolkit "github.com/prometheus/exporter-toolkit/web"
)

// An Org is what a scrape needs of a monitored org.
type Org interface {
	Refresh(context.Context)
	Gather() ([]*dto.MetricFamily, error)
}

// Options say what is served.
type Options struct {
	Org           Org
	Exporter      prometheus.Gatherer // the exporter's own metrics
	TelemetryPath string
	Deadline      Deadline
	Logger        log.Logger
}

// A Handler answers all requests.
type Handler struct {
	mux     *http.ServeMux
	closing atomic.Bool
}

// New returns the handler of all pages.
func New(o Options) (*Handler, error) {
	if !strings.HasPrefix(o.TelemetryPath, "/") || strings.ContainsAny(o.TelemetryPath, " {}") {
		return nil, fmt.Errorf("--web.telemetry-path=%s: want a path such as /metrics", o.TelemetryPath)
	}
	h := &Handler{mux: http.NewServeMux()}
	h.mux.Handle(o.TelemetryPath, scrapes(o))
	h.mux.HandleFunc("GET /-/healthy", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "healthy") })
	h.mux.HandleFunc("GET /-/ready", h.ready)
	if o.TelemetryPath == "/" {
		return h, nil
	}
	landing, err := toolkit.NewLandingPage(toolkit.LandingConfig{
		Name:        "Salesforce Exporter",
		Description: "Prometheus exporter for the use of Salesforce",
		Version:     version.Info(),
		Profiling:   "false",
		Links: []toolkit.LandingLinks{
			{Address: o.TelemetryPath, Text: "Metrics", Description: "what Prometheus scrapes"},
			{Address: "/-/healthy", Text: "Healthy"},
			{Address: "/-/ready", Text: "Ready"},
		},
	})
	if err != nil {
		return nil, fmt.Errorf("make landing page: %w", err)
	}
	h.mux.Handle("/", landing)
	return h, nil
}

func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) { h.mux.ServeHTTP(w, r) }

// Closing makes the handler say that it is not ready any more, so that load
// balancers look elsewhere while scrapes under way are answered.
func (h *Handler) Closing() { h.closing.Store(true) }

// ready does not wait for data: nothing is asked of Salesforce before somebody
// scrapes, and nobody scrapes what is not ready.
func (h *Handler) ready(w http.ResponseWriter, _ *http.Request) {
	if h.closing.Load() {
		http.Error(w, "shutting down", http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintln(w, "ready")
}

// scrapes answers scrapes: it lets the org refresh what is due, for as long as
// the scraper waits, and then shows what there is.
func scrapes(o Options) http.Handler {
	show := promhttp.HandlerFor(joined{o.Exporter, prometheus.GathererFunc(o.Org.Gather)}, promhttp.HandlerOpts{
		ErrorLog:      errorLog{o.Logger},
		ErrorHandling: promhttp.ContinueOnError,
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "scrapes are GET requests", http.StatusMethodNotAllowed)
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), o.Deadline.of(r.Header))
		defer cancel()
		o.Org.Refresh(ctx)
		show.ServeHTTP(w, r)
	})
}

// errorLog is promhttp's way to log.
type errorLog struct{ logger log.Logger }

func (l errorLog) Println(v ...any) {
	level.Error(l.logger).Log("msg", "scrape failed", "err", fmt.Sprint(v...))
}
