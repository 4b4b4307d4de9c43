package grafana

import (
	"fmt"
	"slices"
	"unicode/utf8"

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
	Width             int
}

// A Label is a column that comes from a label.
type Label struct {
	Label, Title string
	Width        int
	Links        []Link
}

// sorted is the column that a table is sorted by.
type sorted struct {
	by        string
	ascending bool
}

func tableOf(a About, labels []Label, columns []Column, order sorted) Panel {
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
		panel.OverrideByRegexp(fieldOf(i), c.look(c.Title == order.by))
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
	for _, name := range []string{"Time", "__name__", "job", "instance"} {
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

func (l Label) look() []dashboard.DynamicConfigValue {
	look := []dashboard.DynamicConfigValue{property("displayName", l.Title), property("noValue", "–")}
	if l.Width > 0 {
		look = append(look, property("custom.width", l.Width))
	}
	if l.Links != nil {
		look = append(look, property("links", l.Links))
	}
	return look
}

// headerWidth is room for a title, and for the arrow of the column that sorts.
func headerWidth(title string, sorts bool) int {
	width := 8*utf8.RuneCountInString(title) + 20
	if sorts {
		width += 20
	}
	return width
}

// side is where words or figures are aligned.
func (c Column) side() string {
	if c.Means != nil {
		return "left"
	}
	return "right"
}

func (c Column) look(sorts bool) []dashboard.DynamicConfigValue {
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
	}
	if c.In.decimals != nil {
		look = append(look, property("decimals", *c.In.decimals))
	}
	if c.Width > 0 {
		look = append(look, property("custom.width", max(c.Width, headerWidth(c.Title, sorts))))
	}
	if c.Links != nil {
		look = append(look, property("links", c.Links))
	}
	if c.Steps != nil {
		look = append(look, stepsOf(c.Steps.quiet()))
	}
	if c.Steps != nil || c.Means != nil {
		look = append(look, property("custom.cellOptions", map[string]string{"type": "color-background", "mode": "basic"}))
	}
	return look
}
