package grafana

import (
	"fmt"
	"slices"
	"strings"

	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/common"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/grafana/grafana-foundation-sdk/go/table"
)

// A Column is one of figures; rows are joined by the labels that all columns have.
type Column struct {
	Title, Expression string
	In                Unit
	Steps             Steps
	Means             *dashboard.ValueMapping // texts in place of values
	First             bool                    // before the labels
	Links             []Link
	Width             int // in pixels
}

// A Label is a column of texts. Columns of texts share the room that is left; each is at least as wide as Width.
type Label struct {
	Label, Title string
	Width        int
	Exact        bool // the column is as wide as Width
	OneWord      bool // nothing of it can go on in the next line
	Links        []Link
}

// nameLabel is the label of the first column of most tables, made by a Name.
const nameLabel = "name"

// A Name says in one column what a row is about: the values of labels and, where there are several orgs, the org.
// So a table has as few columns as a phone has room for.
type Name struct {
	Title string
	Of    []string
	Also  []string // labels that only links use
	Width int
	Links []Link // they can use the labels and instance
}

// sorted is the column that a table is sorted by.
type sorted struct {
	by        string
	ascending bool
}

// tableOfNamed is a table whose rows have a name.
func tableOfNamed(a About, name Name, labels []Label, order sorted, columns ...Column) Panel {
	for i := range columns {
		columns[i].Expression = name.in(columns[i].Expression)
	}
	columns = orEmpty(nameLabel, unknownAbove, columns)
	labels = append([]Label{{Label: nameLabel, Title: name.Title, Width: name.Width, Links: name.Links}}, labels...)
	panel := tableOf(a, labels, columns, order)
	for _, label := range slices.Concat([]string{"instance"}, name.Of, name.Also) {
		if !slices.ContainsFunc(labels, func(l Label) bool { return l.Label == label }) {
			panel.OverrideByName(label, []dashboard.DynamicConfigValue{property("custom.hidden", true)})
		}
	}
	return panel
}

// in gives the rows of an expression their name.
func (n Name) in(expression string) string {
	said := inEach(expression)
	own := n.Of[0]
	if len(n.Of) > 1 {
		own = "own"
		said = fmt.Sprintf(`label_join(%s, "own", " · ", "%s")`, said, strings.Join(n.Of, `", "`))
	}
	return fmt.Sprintf(`label_join(%s, "%s", "", "%s", "in")`, said, nameLabel, own)
}

// orEmpty gives a table without rows one that says so, in its first column of texts. A table of a single query needs
// none: of that Grafana shows the panel's text for nothing, of others the headers alone.
func orEmpty(label, text string, columns []Column) []Column {
	if len(columns) == 1 {
		return columns
	}
	var rows []string
	for _, c := range columns {
		rows = append(rows, "("+c.Expression+")")
	}
	empty := fmt.Sprintf("on () (%s unless on () (%s))", named("vector(NaN)", label, text), either(rows[1:]...))
	columns[0].Expression = either(rows[0], empty)
	return columns
}

// inWords puts blanks in place of underscores, so that a long value has places where its line can end. It makes
// a new label of the value, because links need the old one.
func inWords(expression, label, words string) string {
	spaced := fmt.Sprintf(`label_replace(%s, "%s", "$1 $2 $3 $4 $5 $6 $7", "%s", "%s(.*)")`, expression, words, label,
		strings.Repeat("([^_]*)_?", 6))
	return fmt.Sprintf(`label_replace(%s, "%s", "$1", "%s", "(.*[^ ]) *")`, spaced, words, words)
}

// inThree parts a long value in camel case in up to three words.
func inThree(expression, label string) string {
	const part = `.{5,16}[a-z0-9])([A-Z].{9,})`
	for _, first := range []string{"(", "(.+ "} {
		expression = fmt.Sprintf(`label_replace(%s, "%s", "$1 $2", "%s", "%s%s")`, expression, label, label, first, part)
	}
	return expression
}

func tableOf(a About, labels []Label, columns []Column, order sorted) *table.PanelBuilder {
	panel := described(table.NewPanelBuilder(), a).
		ShowHeader(true).
		CellHeight(common.TableCellHeightSm).
		Align(common.FieldTextAlignmentAuto).
		Footer(built(common.TableFooterOptions{Reducer: []string{}, CountRows: new(false)})).
		SortBy([]cog.Builder[common.TableSortByFieldState]{built(common.TableSortByFieldState{DisplayName: order.by,
			Desc: new(!order.ascending)})}).
		WithTransformation(dashboard.DataTransformerConfig{Id: "merge", Options: map[string]any{}}).
		WithTransformation(dashboard.DataTransformerConfig{Id: "organize", Options: map[string]any{
			"excludeByName": hidden(labels), "indexByName": places(labels, columns), "renameByName": map[string]string{},
		}})
	for i, c := range columns {
		panel.WithTarget(rowsOf(letter(i), c.Expression))
	}
	for _, l := range labels {
		panel.OverrideByName(l.Label, l.look())
	}
	for i, c := range columns {
		panel.OverrideByRegexp(fieldOf(i), c.look())
	}
	return panel
}

// A table of one query calls its figure Value, one of several Value #A and so on.
func fieldOf(i int) string {
	if i == 0 {
		return "/^Value( #A)?$/"
	}
	return fmt.Sprintf("/^Value #%s$/", letter(i))
}

func hidden(labels []Label) map[string]bool {
	without := map[string]bool{}
	unseen := []string{"Time", "__name__", "job", "in", "own"}
	if labels[0].Label != nameLabel {
		unseen = append(unseen, "instance")
	}
	for _, name := range unseen {
		if !slices.ContainsFunc(labels, func(l Label) bool { return l.Label == name }) {
			without[name] = true
		}
	}
	return without
}

func places(labels []Label, columns []Column) map[string]int {
	place := map[string]int{}
	figures := func(first bool) {
		for i, c := range columns {
			if c.First != first {
				continue
			}
			if name := "Value"; len(columns) == 1 {
				place[name] = len(place)
			} else {
				place[name+" #"+letter(i)] = len(place)
			}
		}
	}
	figures(true)
	for _, l := range labels {
		place[l.Label] = len(place)
	}
	figures(false)
	return place
}

// cells is how a table draws the cells of a column: texts go on in the next line where there is no room.
func cells(kind string, wrapped bool) dashboard.DynamicConfigValue {
	options := map[string]any{"type": kind, "wrapText": wrapped}
	if kind == "color-background" {
		options["mode"] = "basic"
	}
	return property("custom.cellOptions", options)
}

// leastText is the least width of a column of texts.
const leastText = 80

func (l Label) look() []dashboard.DynamicConfigValue {
	width := "custom.minWidth"
	if l.Exact {
		width = "custom.width"
	}
	look := []dashboard.DynamicConfigValue{property("displayName", l.Title), property("noValue", "–"),
		property(width, max(l.Width, leastText)), cells("auto", !l.OneWord)}
	if l.Links != nil {
		look = append(look, property("links", l.Links))
	}
	return look
}

// side is where words or figures are aligned.
func (c Column) side() string {
	if c.Means != nil {
		return "left"
	}
	return "right"
}

func (c Column) look() []dashboard.DynamicConfigValue {
	mappings := []dashboard.ValueMapping{nothing("–")}
	if c.Means != nil {
		mappings = append(mappings, *c.Means)
	}
	look := []dashboard.DynamicConfigValue{
		property("displayName", c.Title),
		property("unit", c.In.name),
		property("noValue", "–"),
		property("mappings", mappings),
		property("custom.align", c.side()),
		property("custom.wrapHeaderText", true),
		property("custom.width", c.Width),
	}
	if c.In.decimals != nil {
		look = append(look, property("decimals", *c.In.decimals))
	}
	if c.Links != nil {
		look = append(look, property("links", c.Links))
	}
	if c.Steps != nil {
		look = append(look, stepsOf(c.Steps.quiet()))
	}
	if c.Steps != nil || c.Means != nil {
		look = append(look, cells("color-background", c.Means != nil))
	}
	return look
}
