package states

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write what the panels say into testdata/*.txt")

// TestWhatPanelsSay: each state of the orgs has its texts, panel by panel, as a person reads them.
func TestWhatPanelsSay(t *testing.T) {
	for name := range scenes() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := said(t, name)
			file := "testdata/" + name + ".txt"
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("the panels say something else than in %s; read it, then: go test ./... -update\n%s", file, diff)
			}
		})
	}
}

// A reading is what a panel says in a state.
type reading struct {
	panel panel
	lines []string
}

type page struct {
	dashboard dashboard
	panels    []reading
}

// readings of a state are taken once, for all tests.
func readings(t *testing.T, state string) []page {
	t.Helper()
	once, _ := read.LoadOrStore(state, sync.OnceValue(func() []page {
		var pages []page
		for _, d := range dashboards(t) {
			v := newViewer(scraped(scenes()[state]), noon)
			v.open(t, d)
			one := page{dashboard: d}
			for _, p := range d.drawn() {
				one.panels = append(one.panels, reading{p, v.say(t, p)})
			}
			pages = append(pages, one)
		}
		return pages
	}))
	return once.(func() []page)()
}

var read sync.Map

// said are the texts of all panels of all dashboards.
func said(t *testing.T, state string) string {
	t.Helper()
	var text strings.Builder
	for _, page := range readings(t, state) {
		fmt.Fprintf(&text, "# %s\n", page.dashboard.Title)
		for _, r := range page.panels {
			fmt.Fprintf(&text, "%d %s\n", r.panel.ID, r.panel.Title)
			for _, line := range r.lines {
				fmt.Fprintf(&text, "    %s\n", line)
			}
		}
	}
	return text.String()
}

func scraped(orgs []org) *store {
	s := newStore(ms(noon))
	for _, o := range orgs {
		o.in(s)
	}
	return s
}

// TestEveryStateHasItsTexts: no golden file is left from a state that is not there any more.
func TestEveryStateHasItsTexts(t *testing.T) {
	files, err := os.ReadDir("testdata")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range files {
		names = append(names, strings.TrimSuffix(f.Name(), ".txt"))
	}
	if want := slices.Sorted(maps.Keys(scenes())); !slices.Equal(names, want) {
		t.Errorf("testdata has %v, the states are %v", names, want)
	}
}
