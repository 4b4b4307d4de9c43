package e2e

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"salesforce_exporter/internal/demo"
	"salesforce_exporter/internal/org"
	"salesforce_exporter/internal/statefile"
)

// slowly takes its time for statements, and for nothing else.
func slowly(next http.Handler, each time.Duration) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/composite") {
			if pause(r.Context(), each); r.Context().Err() != nil {
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// TestUnfinishedRefresh has a refresh end in the middle: by its deadline, by a restart, and by an end of the process
// without warning, which takes nothing but the file along. What was answered before is not asked for again, and the
// next refresh has the rest.
func TestUnfinishedRefresh(t *testing.T) {
	t.Parallel()
	for _, end := range []string{"deadline", "restart", "kill"} {
		synctest.Test(t, func(t *testing.T) {
			d, err := demo.New(t.Context(), demo.Options{Users: 40, Frozen: true})
			if err != nil {
				t.Fatal(err)
			}
			defer d.Close()
			dir := t.TempDir()
			file := filepath.Join(dir, "answers")
			start := func(handler http.Handler) *rig {
				r := newRigOn(t, d, rigOptions{make: everyOf(t), tune: func(o *org.Options) {
					o.Keeping = &org.Keeping{File: statefile.NewFile(file, "a.state", "me")}
				}})
				r.host.handler = handler
				return r
			}
			slow := slowly(d.Handler(), 110*time.Second) // no call ends with the refresh
			r := start(slow)
			switch end {
			case "deadline":
				r.org.Refresh(t.Context())
				r.host.handler = d.Handler()
			case "restart":
				go r.org.Refresh(t.Context())
				time.Sleep(6 * time.Minute)
				r.org.Close()
				r = start(d.Handler())
			case "kill":
				go r.org.Refresh(t.Context())
				time.Sleep(6 * time.Minute)
				file = filepath.Join(dir, "left")
				if err := os.CopyFS(file, os.DirFS(filepath.Join(dir, "answers"))); err != nil {
					t.Fatal(err)
				}
				defer r.org.Close()
				r.host.handler = http.NotFoundHandler() // what is under way comes to nothing
				r = start(d.Handler())
			}
			answered := asked(d)
			if len(answered) < 20 {
				t.Fatalf("%d statements were answered before the end", len(answered))
			}
			for range 3 {
				time.Sleep(time.Minute)
				r.org.Refresh(t.Context())
			}
			all := asked(d)
			for text := range answered {
				if all[text] > answered[text] {
					t.Errorf("after the %s: asked again: %s", end, text)
				}
			}
			if len(all) < len(answered)+20 {
				t.Errorf("after the %s: %d statements were asked before the end and %d in all", end, len(answered), len(all))
			}
			m := r.scrape(1)
			for _, c := range r.org.Collectors() {
				if m.series[`salesforce_collector_success{collector="`+c+`"}`] != 1 {
					t.Errorf("after the %s: %s has no success\n%s", end, c, r.log)
				}
			}
		})
	}
}

// asked counts how often the org was asked each statement.
func asked(d *demo.Org) map[string]int {
	texts := map[string]int{}
	for _, text := range d.Statements() {
		texts[text]++
	}
	return texts
}
