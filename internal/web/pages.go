package web

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/go-kit/log/level"

	"salesforce_exporter/docs"
	"salesforce_exporter/internal/status"
)

const (
	// pagesAtOnce is how many pages are made at the same time, apart from scrapes.
	pagesAtOnce = 2
	// pageWait is how long a request waits for its turn.
	pageWait = 5 * time.Second

	html = "text/html; charset=utf-8"
)

// pages show how the orgs fare. They ask Salesforce nothing, and take none of the
// turns of scrapes.
type pages struct {
	options Options
	site    *status.Site
	turns   slots
}

// addPages adds the pages that people read, and the same as JSON.
func (h *Handler) addPages(o Options, home string) error {
	site, err := status.NewSite(o.Version, o.TelemetryPath, home)
	if err != nil {
		return err
	}
	p := &pages{options: o, site: site, turns: newSlots(pagesAtOnce)}
	h.mux.HandleFunc("GET "+exactly(home), p.made(html, p.home))
	h.mux.HandleFunc("GET /org", p.made(html, p.org))
	h.mux.HandleFunc("GET /status.json", p.made("application/json", p.homeJSON))
	h.mux.HandleFunc("GET /org.json", p.made("application/json", p.orgJSON))
	h.mux.Handle("GET /docs/", http.StripPrefix("/docs/", docs.Handler()))
	return nil
}

// A maker writes a page, or says what is wrong with the request.
type maker func(out io.Writer, r *http.Request) (code int, err error)

// made answers with a page, once all of it is there.
func (p *pages) made(contentType string, make maker) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), pageWait)
		defer cancel()
		if !p.turns.take(ctx) {
			http.Error(w, "too many pages at once: try again", http.StatusServiceUnavailable)
			return
		}
		var body bytes.Buffer
		code, err := make(&body, r)
		p.turns.free()
		switch {
		case err != nil:
			level.Error(p.options.Logger).Log("msg", "the status page cannot be made", "err", err)
			http.Error(w, "the status page cannot be made: see the log", http.StatusInternalServerError)
			return
		case code == http.StatusBadRequest:
			http.Error(w, "give one target: the name of an org in the configuration file", code)
			return
		case code == http.StatusNotFound:
			http.Error(w, "no org of this name is in the configuration file", code)
			return
		}
		if contentType == html {
			allowScript(w.Header(), p.site.ScriptHash())
		}
		w.Header().Set("Content-Type", contentType)
		w.Header().Set("Content-Length", strconv.Itoa(body.Len()))
		_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(writeTime)) // where there is a connection
		_, _ = w.Write(body.Bytes())                                                  // who hung up needs no page
	}
}

func (p *pages) reports(now time.Time) []status.Report {
	var all []status.Report
	for _, org := range p.options.all() {
		all = append(all, org.Report(now))
	}
	return all
}

// home shows all orgs, or the only one.
func (p *pages) home(out io.Writer, r *http.Request) (int, error) {
	now := time.Now()
	if orgs := p.options.all(); len(orgs) == 1 {
		return http.StatusOK, p.site.WriteOrg(out, orgs[0].Report(now), status.OrgView{Still: still(r)})
	}
	return http.StatusOK, p.site.WriteOrgs(out, p.reports(now), viewOf(r), now)
}

// homeJSON has the reports of the orgs that the page of the same parameters shows.
func (p *pages) homeJSON(out io.Writer, r *http.Request) (int, error) {
	return http.StatusOK, writeJSON(out, viewOf(r).Some(p.reports(time.Now())))
}

func (p *pages) org(out io.Writer, r *http.Request) (int, error) {
	org, code := p.find(r)
	if org == nil {
		return code, nil
	}
	view := status.OrgView{Many: len(p.options.all()) > 1, Still: still(r)}
	return http.StatusOK, p.site.WriteOrg(out, org.Report(time.Now()), view)
}

func (p *pages) orgJSON(out io.Writer, r *http.Request) (int, error) {
	org, code := p.find(r)
	if org == nil {
		return code, nil
	}
	return http.StatusOK, writeJSON(out, org.Report(time.Now()))
}

// find returns the org that a request names; nil with a code for none.
func (p *pages) find(r *http.Request) (Org, int) {
	target, ok := targetOf(r)
	if !ok {
		return nil, http.StatusBadRequest
	}
	if org := p.options.Find(target); org != nil {
		return org, http.StatusOK
	}
	return nil, http.StatusNotFound
}

// viewOf reads which orgs are to be shown. What cannot be understood is the first
// page of all.
func viewOf(r *http.Request) status.OrgsView {
	query := r.URL.Query()
	page, _ := strconv.Atoi(query.Get("page"))
	return status.OrgsView{Page: max(1, page), Attention: query.Get("show") == "attention", Still: still(r)}
}

func still(r *http.Request) bool { return r.URL.Query().Get("still") != "" }

func writeJSON(out io.Writer, v any) error {
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(v)
}
