package web

import "net/http"

const (
	policyHeader = "Content-Security-Policy"
	policy       = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

// allowScript lets a page run one script, which asks for the page again. What
// --web.config.file says is kept, and such a page does without.
func allowScript(h http.Header, hash string) {
	if h.Get(policyHeader) == policy {
		h.Set(policyHeader, policy+"; img-src data:; connect-src 'self'; script-src '"+hash+"'")
	}
}

// safeHeaders keep pages from being framed, sniffed, cached or scripted by
// others. What --web.config.file says of a header is kept.
func safeHeaders(h http.Header) {
	for name, value := range map[string]string{
		"Cache-Control":          "no-store",
		policyHeader:             policy,
		"Referrer-Policy":        "no-referrer",
		"X-Content-Type-Options": "nosniff",
		"X-Frame-Options":        "DENY",
	} {
		if h.Get(name) == "" {
			h.Set(name, value)
		}
	}
}
