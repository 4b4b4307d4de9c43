// Package docs holds the documentation, so that an exporter can show that of its
// own version.
package docs

import (
	"embed"
	"net/http"
	"path"
)

//go:embed *.md collectors/*.md
var pages embed.FS

// Handler answers with the pages as plain text, and with a list of them.
func Handler() http.Handler {
	files := http.FileServerFS(pages)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if path.Ext(r.URL.Path) == ".md" {
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		}
		files.ServeHTTP(w, r)
	})
}
