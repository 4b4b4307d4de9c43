package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// scrapes answers scrapes with the exporter's own metrics and those of the org
// that has no name, if there is one.
func (o Options) scrapes(w http.ResponseWriter, r *http.Request) { o.scrape(w, formOf(r), o.Exporter) }

// probes answers scrapes of the org that the request names. The name is only
// ever compared.
func (o Options) probes(w http.ResponseWriter, r *http.Request) {
	s := formOf(r)
	var ok bool
	if s.target, ok = targetOf(r); !ok || s.target == "" {
		http.Error(w, "give one target: /probe?target=NAME, the name of an org in the configuration file",
			http.StatusBadRequest)
		return
	}
	o.scrape(w, s, nil)
}

// scrape waits for a refresh and answers. The exporter's own metrics are nil where
// only those of an org are asked for.
func (o Options) scrape(w http.ResponseWriter, s *scrape, own prometheus.Gatherer) {
	org := o.Find(s.target)
	if org == nil && own == nil {
		http.Error(w, "no org of this name is in the configuration file", http.StatusNotFound)
		return
	}
	var err error
	if s.only, err = onlyOf(s.request, org); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	ctx, cancel := o.patience(s)
	defer cancel()
	org = o.refreshed(ctx, s)
	s.began = time.Now()
	if deadline, ok := ctx.Deadline(); ok && deadline.Before(s.began) { // a busy machine wakes late
		s.began = deadline
	}
	switch {
	case org != nil:
		o.answer(ctx, w, s, own, org)
	case own != nil:
		o.answer(ctx, w, s, own, nil)
	default: // a reload took it away
		http.Error(w, "no org of this name is in the configuration file", http.StatusNotFound)
	}
}

// onlyOf lists the collectors that a scrape asks for by collect[], or leaves by
// exclude[], as node_exporter has them; none for all.
func onlyOf(r *http.Request, org Org) ([]string, error) {
	collect, exclude := r.URL.Query()["collect[]"], r.URL.Query()["exclude[]"]
	if len(collect) == 0 && len(exclude) == 0 {
		return nil, nil
	}
	if len(collect) > 0 && len(exclude) > 0 {
		return nil, errors.New("combined collect[] and exclude[] queries are not allowed")
	}
	var names []string
	if org != nil {
		names = org.Collectors()
	}
	for _, name := range slices.Concat(collect, exclude) {
		if !slices.Contains(names, name) {
			return nil, fmt.Errorf("missing collector: %.*q; collectors are %q", longestName, name, names)
		}
	}
	if len(collect) > 0 {
		return collect, nil
	}
	left := slices.DeleteFunc(names, func(name string) bool { return slices.Contains(exclude, name) })
	if len(left) == 0 {
		return nil, errors.New("exclude[] leaves no collector")
	}
	return left, nil
}

// patience is how long a scrape may wait for a refresh.
func (o Options) patience(s *scrape) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithTimeout(s.request.Context(), o.Deadline.of(s.request.Header, o.pace.needs(s)))
	stop := context.AfterFunc(o.closing, cancel)
	return ctx, func() {
		stop()
		cancel()
	}
}

// longestName bounds the names of orgs.
const longestName = 63

// targetOf is the name of the org that a request is about, empty for none. It is
// not ok where there are several, or one that no org can have.
func targetOf(r *http.Request) (target string, ok bool) {
	targets := r.URL.Query()["target"]
	if len(targets) == 0 {
		return "", true
	}
	return targets[0], len(targets) == 1 && len(targets[0]) <= longestName
}

// refreshed waits for a refresh of the org that a scrape is about and returns the
// org; nil for one that is not there. Where a reload replaces the org in the
// meantime, the new one is waited for: the old one's refresh has ended without an
// answer.
func (o Options) refreshed(ctx context.Context, s *scrape) Org {
	org := o.Find(s.target)
	for org != nil {
		if s.prepared {
			org.Want(s.format)
		}
		org.Refresh(ctx, s.only...)
		now := o.Find(s.target)
		if now == org || ctx.Err() != nil {
			return now
		}
		org = now
	}
	return nil
}

// reading refuses what is no scrape.
func reading(scrape http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet || r.Method == http.MethodHead {
			scrape(w, r)
			return
		}
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "scrapes are GET requests", http.StatusMethodNotAllowed)
	}
}
