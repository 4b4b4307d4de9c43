package grafana

import (
	"github.com/grafana/grafana-foundation-sdk/go/common"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/grafana/grafana-foundation-sdk/go/heatmap"
)

func shade() heatmap.HeatmapColorOptions {
	return heatmap.HeatmapColorOptions{
		Mode:     new(heatmap.HeatmapColorModeOpacity),
		Fill:     colourAmount,
		Scale:    new(heatmap.HeatmapColorScaleLinear),
		Scheme:   "Blues",
		Exponent: 0.5,
		Steps:    16,
	}
}

// heat shows how many series lie in which tenth, over time.
func heat(a About, expression, legend string) Panel {
	return drawn(a, expression, legend).
		MaxDataPoints(30). // one a column, so that a box counts teams and not samples
		Calculate(true).
		Calculation(built(common.HeatmapCalculationOptions{
			XBuckets: &common.HeatmapCalculationBucketConfig{Mode: new(common.HeatmapCalculationModeCount), Value: new("30")},
			YBuckets: &common.HeatmapCalculationBucketConfig{Mode: new(common.HeatmapCalculationModeSize), Value: new("0.1")},
		})).
		Color(built(shade())).
		YAxis(built(heatmap.YAxisConfig{Unit: &a.In.name, Decimals: new(float32(0)), Min: new(float32(0)), Max: new(float32(1)), AxisPlacement: new(common.AxisPlacementLeft)}))
}

// shades is a row for each series, darker where it is nearer to its maximum; a panel for each value of a variable.
func shades(a About, expression, legend, variable string, perRow float64) Panel {
	colours := shade()
	colours.Min, colours.Max = small(a.In.min), small(a.In.max)
	return drawn(a, expression, legend).
		Calculate(false).
		RowsFrame(built(heatmap.RowsHeatmapOptions{Layout: new(common.HeatmapCellLayoutAuto), Value: &a.Title})).
		CellValues(built(heatmap.CellValues{Unit: &a.In.name, Decimals: small(a.In.decimals)})).
		Color(built(colours)).
		YAxis(built(heatmap.YAxisConfig{Reverse: new(true), AxisPlacement: new(common.AxisPlacementLeft), AxisWidth: new(150.0)})).
		MaxDataPoints(30).
		Repeat(variable).
		RepeatDirection(dashboard.PanelRepeatDirectionH).
		MaxPerRow(perRow)
}

func drawn(a About, expression, legend string) *heatmap.PanelBuilder {
	return described(heatmap.NewPanelBuilder(), a).
		CellGap(2).
		ShowLegend().
		Tooltip(built(heatmap.HeatmapTooltip{Mode: common.TooltipDisplayModeSingle, YHistogram: new(false), ShowColorScale: new(false)})).
		WithTarget(target("A", expression, legend).Range())
}

func small(n *float64) *float32 {
	if n == nil {
		return nil
	}
	return new(float32(*n))
}
