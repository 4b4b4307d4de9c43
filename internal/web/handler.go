// Package web answers HTTP: scrapes, probes of life and the status page.
package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/go-kit/log"
	"github.com/go-kit/log/level"
	"github.com/prometheus/client_golang/prometheus"

	"salesforce_exporter/internal/exposition"
	"salesforce_exporter/internal/status"
)

// An Org is what answers need of a monitored org.
type Org interface {
	shower
	// Refresh renews what is due of the named collectors, or of all where none is
	// named, and waits for that until the context ends.
	Refresh(ctx context.Context, collectors ...string)
	// Want says that pieces in a format are about to be asked for.
	Want(exposition.Format)
	// Collectors lists the names of all collectors.
	Collectors() []string
	// Report says what is known, and asks nothing.
	Report(now time.Time) status.Report
	// Begun reports whether a first refresh has ended, well or not.
	Begun() bool
}

// Options say what is served.
type Options struct {
	// Find returns an org by the name that /probe is asked for, and the one of
	// /metrics by the empty name; nil for one that is not there.
	Find func(name string) Org
	// Names lists the orgs that /probe knows.
	Names func() []string
	// Reload reads the configuration again; nil where nobody may ask for that
	// over HTTP.
	Reload        func() error
	Exporter      prometheus.Gatherer // the exporter's own metrics
	TelemetryPath string
	Deadline      Deadline
	// StatusPage tells whether there are pages that show how the orgs fare, and
	// the documentation.
	StatusPage bool
	Version    string // that these pages show
	// ReadyAfter is how long after the start the exporter is ready at the latest,
	// whether or not a first refresh of every org has ended.
	ReadyAfter time.Duration
	// MaxRequests bounds the answers that are made at the same time, which
	// bounds what they take of memory; zero for no bound.
	MaxRequests int
	Logger      log.Logger

	turns   turns
	pace    *pace
	press   *exposition.Press
	closing context.Context // ends when the exporter does
}

// A Handler answers all requests.
type Handler struct {
	mux   *http.ServeMux
	ready *readiness
	close context.CancelFunc
}

// New returns the handler of all pages.
func New(o Options) (*Handler, error) {
	if err := checkPath(o.TelemetryPath); err != nil {
		return nil, fmt.Errorf("--web.telemetry-path=%s: %w", o.TelemetryPath, err)
	}
	if o.Deadline.Offset < 0 {
		return nil, fmt.Errorf("--web.timeout-offset=%s: want a duration of zero or more", o.Deadline.Offset)
	}
	o.turns = newTurns(o.MaxRequests)
	o.pace = &pace{took: map[paceKey]time.Duration{}}
	o.press = &exposition.Press{}
	h := &Handler{}
	o.closing, h.close = context.WithCancel(context.Background())
	h.ready = &readiness{options: o, since: time.Now()}
	h.mux = h.Probes()
	h.mux.HandleFunc(o.TelemetryPath, reading(o.scrapes))
	h.mux.HandleFunc("/probe", reading(o.probes))
	h.mux.HandleFunc("/sd", reading(o.discovery))
	h.mux.HandleFunc("/-/reload", o.reloads)
	home := "/"
	if o.TelemetryPath == "/" {
		home = "/status"
	}
	if !o.StatusPage {
		h.mux.HandleFunc("GET "+exactly(home), func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, "the status page is switched off; metrics are at "+o.TelemetryPath, http.StatusNotFound)
		})
		return h, nil
	}
	return h, h.addPages(o, home)
}

// exactly is the pattern of a path without those below it.
func exactly(path string) string {
	if path == "/" {
		return "/{$}"
	}
	return path
}

func healthy(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "healthy") }

// checkPath refuses a path of the metrics that no request has, or that is
// another page's.
func checkPath(text string) error {
	switch {
	case !strings.HasPrefix(text, "/") || strings.ContainsAny(text, " {}?#%") || text != "/" &&
		path.Clean(text) != strings.TrimSuffix(text, "/"):
		return errors.New("want a path such as /metrics")
	case slices.Contains([]string{"/probe", "/sd", "/status", "/status.json", "/org", "/org.json"}, text) ||
		strings.HasPrefix(text, "/-/") || strings.HasPrefix(text, "/docs/"):
		return errors.New("the exporter has another page there: want a path such as /metrics")
	}
	return nil
}

func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	safeHeaders(w.Header())
	h.mux.ServeHTTP(w, r)
}

// Probes answers /-/healthy and /-/ready, and nothing else.
func (h *Handler) Probes() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /-/healthy", healthy)
	mux.Handle("GET /-/ready", h.ready)
	return mux
}

// Closing makes the handler say that it is not ready any more, so that load
// balancers look elsewhere, and answers scrapes under way with what is known:
// they would wait in vain for a refresh that ends with the exporter.
func (h *Handler) Closing() { h.close() }

// reloads loads the configuration again, as POST /-/reload of other exporters
// does.
func (o Options) reloads(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost && r.Method != http.MethodPut {
		w.Header().Set("Allow", "POST, PUT")
		http.Error(w, "reload with POST", http.StatusMethodNotAllowed)
		return
	}
	if o.Reload == nil {
		http.Error(w, "Lifecycle API is not enabled: start with --web.enable-lifecycle, or send SIGHUP to the process",
			http.StatusForbidden)
		return
	}
	if err := o.Reload(); err != nil {
		http.Error(w, "the old configuration goes on: "+err.Error(), http.StatusInternalServerError)
	}
}

// errorLog is promhttp's way to log what goes wrong with one answer. Of many
// families that cannot be written, the first says it all.
type errorLog struct {
	logger log.Logger
	said   bool
}

func (l *errorLog) Println(v ...any) {
	if l.said {
		return
	}
	l.said = true
	level.Warn(l.logger).Log("msg", "a scrape was not answered completely", "err", strings.TrimSpace(fmt.Sprintln(v...)))
}
