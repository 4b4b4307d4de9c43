package grafana

import (
	"fmt"

	"github.com/grafana/grafana-foundation-sdk/go/common"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
)

// Panels that are read from three metres. Texts of tables do not grow with
// their panel, so figures and bars say everything. Their expressions are in ranks.go.

// podium shows the first three in gold, silver and bronze; who ties shares a colour. Teams where no people are shown.
func podium(a About) Panel {
	panel := figures(a, common.BigValueTextModeValueAndName, common.BigValueColorModeBackgroundSolid,
		common.BigValueJustifyModeAuto, common.VizOrientationVertical).
		Mappings([]dashboard.ValueMapping{nothing(unknown)}).
		NoValue(unknown)
	for i, colour := range medals() {
		place := i + 1
		better := ""
		if i > 0 {
			better = fmt.Sprintf(" unless topk by (job, instance, board) (%d, %s)", i, teamsAlone())
		}
		team := fmt.Sprintf("(topk by (job, instance, board) (%d, %s)%s)", place, teamsAlone(), better)
		people := ranked(fmt.Sprintf("== %d", place)) + " > 0"
		panel.WithTarget(target(letter(i), either(people, named(team, "place", fmt.Sprint(place))), rankLegend).Instant())
		panel.OverrideByQuery(letter(i), []dashboard.DynamicConfigValue{fixedColour(colour)})
	}
	return panel
}

// ranks are everybody on the board, in columns.
func ranks(a About) Panel {
	people := ranked(fmt.Sprintf(">= 1 and on (%s) %s == $column", person, columnOf()))
	teams := fmt.Sprintf("topk by (job, instance, board) (%d, %s)", mostInColumn, teamsAlone())
	return figures(a, common.BigValueTextModeValueAndName, common.BigValueColorModeNone,
		common.BigValueJustifyModeAuto, common.VizOrientationHorizontal).
		Text(built(common.VizTextDisplayOptions{TitleSize: new(24.0), ValueSize: new(26.0)})).
		Mappings([]dashboard.ValueMapping{nothing(unknown)}).
		NoValue(unknown).
		WithTarget(target("A", fmt.Sprintf("sort_desc(%s)", either(people, teams)), rankLegend).Instant()).
		Repeat("column").
		RepeatDirection(dashboard.PanelRepeatDirectionH).
		MaxPerRow(rankColumns)
}

// wallBars are bars that are read from afar.
func wallBars(a About, expression, legend string) Panel {
	return namedBars(a, expression, legend, 30, 48).
		Text(built(common.VizTextDisplayOptions{TitleSize: new(14.0), ValueSize: new(18.0)})).
		NoValue(unknown) // the longer text is wider than the panel
}

// wallFigure is one number, and below it what it is, from the label what.
func wallFigure(a About, expression string, texts ...meaning) Panel {
	texts = append(texts, meaning{codeOfUnknown, unknown, colourNone})
	unknownYet := "on () " + named(fmt.Sprintf("vector(%s)", code(codeOfUnknown)), "what", "see the table above")
	return figures(a, common.BigValueTextModeValueAndName, common.BigValueColorModeNone,
		common.BigValueJustifyModeCenter, common.VizOrientationAuto).
		Mappings([]dashboard.ValueMapping{nothing(unknown), meanings(texts...)}).
		WithTarget(target("A", either(expression, unknownYet), "{{what}}").Instant())
}
