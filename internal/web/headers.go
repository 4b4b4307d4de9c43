package web

import "net/http"

// safeHeaders keep pages from being framed, sniffed, cached or scripted by
// others. What --web.config.file says of a header is kept.
func safeHeaders(h http.Header) {
	for name, value := range map[string]string{
		"Cache-Control":           "no-store",
		"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
		"Referrer-Policy":         "no-referrer",
		"X-Content-Type-Options":  "nosniff",
		"X-Frame-Options":         "DENY",
	} {
		if h.Get(name) == "" {
			h.Set(name, value)
		}
	}
}
