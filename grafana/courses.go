package grafana

import (
	"github.com/grafana/grafana-foundation-sdk/go/common"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/grafana/grafana-foundation-sdk/go/statushistory"
	"github.com/grafana/grafana-foundation-sdk/go/timeseries"
)

// A Curve is a named expression of a panel over time.
type Curve struct {
	Legend, Expression string
	Colour             string // of Grafana's palette, unless it says so
	Dashed             bool
}

// withWeekBefore is a curve and, grey and dashed, where it was a week before.
func withWeekBefore(legend, expression string) []Curve {
	return []Curve{
		{Legend: legend, Expression: expression, Colour: colourAmount},
		{Legend: "a week before", Expression: weekBefore(expression), Colour: colourPast, Dashed: true},
	}
}

// course is curves over time, drawn in steps: no value is invented between two.
func course(a About, curves []Curve) Panel {
	opacity := 0.0
	for _, c := range curves {
		if c.Colour != "" {
			opacity = 8
		}
	}
	return overTime(a, curves, common.StackingModeNone, opacity)
}

// stacked is a course whose curves add up.
func stacked(a About, curves []Curve) Panel {
	return overTime(a, curves, common.StackingModeNormal, 40)
}

func overTime(a About, curves []Curve, stacking common.StackingMode, opacity float64) Panel {
	panel := described(timeseries.NewPanelBuilder(), a).
		DrawStyle(common.GraphDrawStyleLine).
		LineInterpolation(common.LineInterpolationStepAfter).
		LineWidth(2).
		FillOpacity(opacity).
		ShowPoints(common.VisibilityModeNever).
		SpanNulls(common.BoolOrFloat64{Bool: new(false)}).
		Stacking(built(common.StackingConfig{Mode: &stacking, Group: new("A")})).
		AxisBorderShow(false).
		Legend(built(common.VizLegendOptions{DisplayMode: common.LegendDisplayModeList, Placement: common.LegendPlacementBottom, ShowLegend: true, Calcs: []string{}})).
		Tooltip(built(common.VizTooltipOptions{Mode: common.TooltipDisplayModeMulti, Sort: common.SortOrderDescending})).
		ColorScheme(built(dashboard.FieldColor{Mode: dashboard.FieldColorModeIdPaletteClassic}))
	for i, c := range curves {
		panel.WithTarget(target(letter(i), c.Expression, c.Legend).Range())
		if look := c.look(); len(look) > 0 {
			panel.OverrideByQuery(letter(i), look)
		}
	}
	return panel
}

func (c Curve) look() []dashboard.DynamicConfigValue {
	var look []dashboard.DynamicConfigValue
	if c.Colour != "" {
		look = append(look, fixedColour(c.Colour))
	}
	if c.Dashed {
		look = append(look,
			property("custom.lineStyle", map[string]any{"fill": "dash", "dash": []int{6, 6}}),
			property("custom.lineWidth", 1),
			property("custom.fillOpacity", 0))
	}
	return look
}

// history is a row for each value of a label, a coloured cell for each stretch of time.
func history(a About, expression, legend string) Panel {
	return described(statushistory.NewPanelBuilder(), a).
		ShowValue(common.VisibilityModeNever).
		RowHeight(0.85).
		ColWidth(0.95).
		FillOpacity(75).
		LineWidth(0).
		MaxDataPoints(60).
		PerPage(50).
		ColorScheme(byThreshold()).
		Legend(built(common.VizLegendOptions{DisplayMode: common.LegendDisplayModeHidden, Placement: common.LegendPlacementBottom, Calcs: []string{}})).
		Tooltip(built(common.VizTooltipOptions{Mode: common.TooltipDisplayModeSingle, Sort: common.SortOrderNone})).
		WithTarget(target("A", expression, legend).Range())
}
