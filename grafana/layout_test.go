package grafana_test

import (
	"fmt"
	"os"
	"sort"
	"strings"
	"testing"
)

const columns = 24

func TestGridHasNoHolesAndNoOverlaps(t *testing.T) {
	for _, d := range dashboards(t) {
		taken := map[[2]int]string{}
		rows := 0
		for _, p := range d.Panels {
			g := p.GridPos
			if g.X < 0 || g.Y < 0 || g.W < 1 || g.H < 1 || g.X+g.W > columns {
				t.Errorf("%s: %s lies outside of the grid: %+v", d.file, p.Title, g)
			}
			for x := g.X; x < g.X+g.W; x++ {
				for y := g.Y; y < g.Y+g.H; y++ {
					if other, ok := taken[[2]int{x, y}]; ok {
						t.Fatalf("%s: %s covers %s", d.file, p.Title, other)
					}
					taken[[2]int{x, y}] = p.Title
				}
			}
			rows = max(rows, g.Y+g.H)
		}
		if len(taken) != rows*columns {
			t.Errorf("%s: %d of %d cells are empty", d.file, rows*columns-len(taken), rows*columns)
		}
	}
}

// A title has to fit its box on a screen of 1280 pixels, where a column is 52
// wide. A letter of Grafana's title font is 7.5 wide on average; margins and the
// description's icon take 56.
// longest puts the longest usual value in place of a variable.
var longest = strings.NewReplacer("$object", "OpportunityLineItem")

func TestTitlesFit(t *testing.T) {
	const column, letter, margin = 52, 7.5, 56
	for _, d := range dashboards(t) {
		for _, p := range d.drawn() {
			if need, have := float64(len([]rune(longest.Replace(p.Title))))*letter+margin, float64(p.width()*column); need > have {
				t.Errorf("%s: %q needs %.0f pixels and has %.0f", d.file, p.Title, need, have)
			}
		}
	}
}

// TestPanelsKeepTheirIDs: links and embeds point at a dashboard's uid and a
// panel's id, so an id, once given, stays with its panel.
func TestPanelsKeepTheirIDs(t *testing.T) {
	const file = "testdata/panels.txt"
	text, err := os.ReadFile(file)
	if err != nil && !*update {
		t.Fatal(err)
	}
	given := map[string]string{}
	for line := range strings.Lines(string(text)) {
		id, title, _ := strings.Cut(strings.TrimSpace(line), " ")
		given[id] = title
	}
	seen := map[string]bool{}
	for _, d := range dashboards(t) {
		for _, p := range d.Panels {
			id := fmt.Sprintf("%s/%d", d.UID, p.ID)
			if seen[id] {
				t.Errorf("%s is given twice", id)
			}
			seen[id] = true
			title, ok := given[id]
			switch {
			case !ok && *update:
				given[id] = p.Title
			case !ok:
				t.Errorf("%s (%s) is new: go test ./grafana -update", id, p.Title)
			case title != p.Title:
				t.Errorf("%s was %q and is %q now: a new panel takes a new id; after a mere change of words, correct %s", id, title, p.Title, file)
			}
		}
	}
	if *update {
		writeIDs(t, file, given)
	}
}

func writeIDs(t *testing.T, file string, given map[string]string) {
	t.Helper()
	var lines []string
	for id, title := range given {
		lines = append(lines, id+" "+title+"\n")
	}
	sort.Strings(lines)
	if err := os.WriteFile(file, []byte(strings.Join(lines, "")), 0o644); err != nil {
		t.Fatal(err)
	}
}

// The text for nothing is one line in figures and bars, shrunk to fit; letters
// narrower than 6.5 pixels cannot be read.
func TestTextsForNothingCanBeRead(t *testing.T) {
	const column, letter, margin = 52, 6.5, 16
	for _, d := range dashboards(t) {
		for _, p := range d.drawn() {
			if p.Type != "stat" && p.Type != "bargauge" {
				continue
			}
			text := p.FieldConfig.Defaults.NoValue
			if need, have := float64(len([]rune(text)))*letter+margin, float64(p.GridPos.W*column); need > have {
				t.Errorf("%s: %s: %q needs %.0f pixels and has %.0f", d.file, p.Title, text, need, have)
			}
		}
	}
}
