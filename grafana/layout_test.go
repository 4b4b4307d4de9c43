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

// Of a screen of 1366 pixels, with Grafana's menu open, a column of the grid has 43.
const column = 43

// A phone has 358 for a panel.
const phone = 358

// A letter of Grafana's title font is 7.5 wide on average; margins and the
// description's icon take 56.
func TestTitlesFit(t *testing.T) {
	const letter, margin = 7.5, 56
	for _, d := range dashboards(t) {
		for _, p := range d.drawn() {
			if need, have := float64(len([]rune(p.Title)))*letter+margin, float64(min(p.width()*column, phone)); need > have {
				t.Errorf("%s: %q needs %.0f pixels and has %.0f", d.file, p.Title, need, have)
			}
		}
	}
}

// What a table has of a phone, and what it lacks of its panel: the margins, and the bar that scrolls its rows.
const (
	inPhone     = 332
	beside      = 24
	leastColumn = 50 // Grafana draws no narrower one
)

// TestTablesFit: no column is lost, on a phone either. All columns of a table are within its panel, and the longest
// word of a header is within its column: letters take 8 pixels, a margin 13, and the arrow of the column that sorts 27.
func TestTablesFit(t *testing.T) {
	const letter, margin, arrow = 8, 13, 27
	for _, d := range dashboards(t) {
		for _, p := range d.drawn() {
			if p.Type != "table" {
				continue
			}
			need, texts, widest := 0, 0, 0
			for _, c := range p.tableColumns(t) {
				c.width = max(c.width, leastColumn)
				if c.shares {
					texts, widest = texts+1, max(widest, c.width)
				} else {
					need += c.width
				}
				word := margin
				if c.title == p.Options.SortBy[0].DisplayName {
					word += arrow
				}
				for w := range strings.FieldsSeq(c.title) {
					if least := letter*len([]rune(w)) + word; least > c.width {
						t.Errorf("%s: %s of %q needs %d pixels and has %d", d.file, c.title, p.Title, least, c.width)
					}
				}
			}
			need += texts * widest // Grafana gives them equal shares
			if have := min(p.width()*column-beside, inPhone); need > have {
				t.Errorf("%s: the columns of %q need %d pixels and have %d", d.file, p.Title, need, have)
			}
		}
	}
}

// A tableColumn is one that is shown, with the least width that it can have.
type tableColumn struct {
	title  string
	width  int
	shares bool // the room that is left
}

func (p panel) tableColumns(t *testing.T) []tableColumn {
	t.Helper()
	var all []tableColumn
	for _, o := range p.FieldConfig.Overrides {
		var c tableColumn
		isHidden := false
		for _, property := range o.Properties {
			switch property.ID {
			case "displayName":
				decode(t, property.Value, &c.title)
			case "custom.width", "custom.minWidth":
				decode(t, property.Value, &c.width)
				c.shares = property.ID == "custom.minWidth"
			case "custom.hidden":
				isHidden = true
			}
		}
		if isHidden {
			continue
		}
		if c.width == 0 {
			t.Errorf("%s: %s has no width, so Grafana gives it 150 pixels", p.Title, c.title)
		}
		all = append(all, c)
	}
	return all
}

// TestAllBarsFit: a ranking of ten has room for ten bars with a name above each, and the score for its five, so that
// none has to be scrolled to.
func TestAllBarsFit(t *testing.T) {
	const row, between, bar, header = 38, 10, 26, 56
	seen := 0
	for _, d := range dashboards(t) {
		for _, p := range d.drawn() {
			bars := barsOf(p)
			if bars == 0 {
				continue
			}
			seen++
			if need, have := bars*(bar+between)-between, p.GridPos.H*row-8-header; need > have {
				t.Errorf("%s: %q needs %d pixels for %d bars and has %d", d.file, p.Title, need, bars, have)
			}
		}
	}
	if seen < 20 {
		t.Errorf("%d panels have a known number of bars, which is too few", seen)
	}
}

// barsOf is how many bars a panel can have, 0 where it is not known.
func barsOf(p panel) int {
	switch {
	case p.Type == "bargauge" && strings.Contains(p.Targets[0].Expr, "k(10,"):
		return 10
	case p.Title == "What the score is made of":
		return 5
	}
	return 0
}

// TestFourTilesARow: a tile that is narrower cannot be read.
func TestFourTilesARow(t *testing.T) {
	for _, d := range dashboards(t) {
		for _, p := range d.drawn() {
			if p.Type != "stat" || p.Options.TextMode != "value_and_name" || d.UID == "salesforce-leaderboard" {
				continue
			}
			if n := len(p.Targets); n != 2 && n != 4 || p.width()*column/n < 120 {
				t.Errorf("%s: %s has %d tiles in %d pixels; on a phone three would be narrower than two a row", d.file, p.Title, n,
					p.width()*column)
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
				t.Errorf("%s was %q and is %q now: a new panel takes a new id; after a mere change of words, correct %s", id, title,
					p.Title, file)
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
