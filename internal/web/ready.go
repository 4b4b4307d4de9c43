package web

import (
	"fmt"
	"net/http"
	"sync/atomic"
	"time"
)

// readiness says when there is something to scrape: after a first refresh of every
// org, well or not. Nothing is asked of Salesforce before somebody scrapes, and
// some scrape only what is ready, so it does not wait for that for ever. Once
// ready, the exporter stays so until it ends: an org that a reload brings is no
// reason to hide all others.
type readiness struct {
	options Options
	since   time.Time
	reached atomic.Bool
}

func (d *readiness) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	switch waiting := d.waiting(); {
	case d.options.closing.Err() != nil:
		http.Error(w, "shutting down", http.StatusServiceUnavailable)
	case waiting > 0:
		http.Error(w, fmt.Sprintf("the first refresh of %d orgs has not ended yet: see --web.ready-timeout", waiting),
			http.StatusServiceUnavailable)
	default:
		fmt.Fprintln(w, "ready")
	}
}

// waiting is how many orgs are waited for; zero when the exporter is ready.
func (d *readiness) waiting() int {
	if d.reached.Load() {
		return 0
	}
	waiting := 0
	for _, org := range d.options.all() {
		if !org.Begun() {
			waiting++
		}
	}
	if time.Since(d.since) >= d.options.ReadyAfter {
		waiting = 0
	}
	if waiting == 0 {
		d.reached.Store(true)
	}
	return waiting
}

// all are the orgs, that without a name first.
func (o Options) all() []Org {
	var all []Org
	for _, name := range append([]string{""}, o.Names()...) {
		if org := o.Find(name); org != nil {
			all = append(all, org)
		}
	}
	return all
}
