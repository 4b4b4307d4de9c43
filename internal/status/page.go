package status

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"net/url"
	"time"
)

var (
	//go:embed page
	files embed.FS
	//go:embed page/style.css
	style string
	//go:embed page/refresh.js
	script string
)

// How often a page renews itself, in seconds.
const (
	everyUsually = 30
	everyAsking  = 2 // while a refresh is under way
)

// A Site makes the pages of one exporter. It is safe for concurrent use.
type Site struct {
	Version string // that the foot of each page shows
	Metrics string // path of the metrics
	Home    string // path of the first page

	org, orgs *template.Template
}

// NewSite returns a site whose pages can be made.
func NewSite(version, metrics, home string) (*Site, error) {
	s := &Site{Version: version, Metrics: metrics, Home: home}
	var err error
	if s.org, err = template.ParseFS(files, "page/base.html", "page/org.html"); err != nil {
		return nil, fmt.Errorf("read the page of an org: %w", err)
	}
	if s.orgs, err = template.ParseFS(files, "page/base.html", "page/orgs.html"); err != nil {
		return nil, fmt.Errorf("read the page of all orgs: %w", err)
	}
	return s, nil
}

// ScriptHash is how a Content-Security-Policy names the one script of the pages.
func (s *Site) ScriptHash() string {
	sum := sha256.Sum256([]byte(script))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// frame is what all pages have in common.
type frame struct {
	Title, Name, Version string
	Home, Metrics, JSON  string
	Self, Sep            string // the page itself, and what a further parameter begins with
	At                   string
	Every                int
	Many, Still          bool // there are several orgs; a page without scripts is not to renew itself
	Class                Mark
	Summary              string
	Style                template.CSS
	Script               template.JS
}

func (s *Site) frame(now time.Time, still bool) frame {
	return frame{Version: s.Version, Home: s.Home, Metrics: s.Metrics, Every: everyUsually, Still: still,
		At: now.UTC().Format("15:04:05 UTC"), Style: template.CSS(style), Script: template.JS(script)}
}

// An OrgView says how the page of one org is to be made.
type OrgView struct {
	Many  bool // there are others
	Still bool // it does not renew itself where there are no scripts
}

// WriteOrg makes the page of one org.
func (s *Site) WriteOrg(out io.Writer, r Report, v OrgView) error {
	p := orgPage{frame: s.frame(r.At, v.Still)}
	p.Many, p.Name = v.Many, r.name()
	p.Class, p.Summary = r.Summary()
	p.Title = p.Name + ": " + p.Summary
	p.Self, p.Sep, p.JSON = "/org", "?", "/org.json"
	if r.Org != "" {
		target := "?target=" + url.QueryEscape(r.Org)
		p.Self, p.Sep, p.JSON, p.Metrics = p.Self+target, "&", p.JSON+target, "/probe"+target
	}
	p.fill(r)
	return s.org.ExecuteTemplate(out, "org.html", p)
}

// name is how people know the org.
func (r Report) name() string {
	switch {
	case r.Org != "":
		return r.Org
	case r.Demo:
		return "Demo org"
	}
	if u, err := url.Parse(r.URL); err == nil && u.Host != "" {
		return u.Host
	}
	return "Salesforce"
}
