package grafana

import (
	"fmt"

	"github.com/grafana/grafana-foundation-sdk/go/barchart"
	"github.com/grafana/grafana-foundation-sdk/go/bargauge"
	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/common"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/grafana/grafana-foundation-sdk/go/stat"
)

// Panel is one of Grafana's, ready to be placed.
type Panel = cog.Builder[dashboard.Panel]

// About is what every panel says about itself.
type About struct {
	ID    uint32 // never reused and never changed: links and embeds point at it
	Title string
	About string // what the panel means, and what to do about it
	In    Unit
	Steps Steps // plain, unless it says so
	Links []Link
}

// styled is what the builders of all panels can do.
type styled[T any] interface {
	Id(uint32) T
	Title(string) T
	Description(string) T
	Datasource(common.DataSourceRef) T
	Unit(string) T
	NoValue(string) T
	Decimals(float64) T
	Min(float64) T
	Max(float64) T
	Mappings([]dashboard.ValueMapping) T
	Thresholds(cog.Builder[dashboard.ThresholdsConfig]) T
	DataLinks([]cog.Builder[dashboard.DashboardLink]) T
}

// described applies what all panels have in common.
func described[T styled[T]](panel T, a About) T {
	panel.Id(a.ID).Title(a.Title).Description(a.About).Datasource(datasource())
	panel.Unit(a.In.name).NoValue(unknownAbove).Mappings([]dashboard.ValueMapping{nothing("–")})
	if a.Steps == nil {
		a.Steps = plain()
	}
	panel.Thresholds(thresholds(a.Steps)).DataLinks(dataLinks(a.Links))
	if a.In.decimals != nil {
		panel.Decimals(*a.In.decimals)
	}
	if a.In.min != nil {
		panel.Min(*a.In.min)
	}
	if a.In.max != nil {
		panel.Max(*a.In.max)
	}
	return panel
}

// figures are the last values of series, in large letters and without a graph.
func figures(a About, text common.BigValueTextMode, colour common.BigValueColorMode,
	justify common.BigValueJustifyMode, orientation common.VizOrientation) *stat.PanelBuilder {
	return described(stat.NewPanelBuilder(), a).
		TextMode(text).
		ColorMode(colour).
		GraphMode(common.BigValueGraphModeNone).
		JustifyMode(justify).
		Orientation(orientation).
		ReduceOptions(lastValue())
}

// saying is one sentence, made of the labels that its legend names.
func saying(a About, expression, legend string, size float64) Panel {
	return figures(a, common.BigValueTextModeName, common.BigValueColorModeNone, common.BigValueJustifyModeAuto,
		common.VizOrientationAuto).
		Text(built(common.VizTextDisplayOptions{ValueSize: &size})).
		WithTarget(target("A", expression, legend).Instant())
}

// bars are horizontal, one for each value of a label.
func bars(a About, expression, legend string) Panel {
	return namedBars(a, expression, legend, 26, 34).
		MinVizWidth(8).
		Text(built(common.VizTextDisplayOptions{TitleSize: new(11.0), ValueSize: new(13.0)}))
}

// namedBars have their name above each, because beside it Grafana cuts a name at two fifths of the panel.
func namedBars(a About, expression, legend string, least, most uint32) *bargauge.PanelBuilder {
	return coloured(bargauge.NewPanelBuilder(), a).
		Orientation(common.VizOrientationHorizontal).
		ValueMode(common.BarGaugeValueModeText).
		NamePlacement(common.BarGaugeNamePlacementTop).
		Sizing(common.BarGaugeSizingManual).
		DisplayName("${__series.name}"). // otherwise a single bar has no name
		MinVizHeight(least).
		MaxVizHeight(most).
		ShowUnfilled(false).
		ReduceOptions(lastValue()).
		WithTarget(target("A", expression, legend).Instant())
}

// coloured makes each bar one opaque colour along all its length. The mode of Grafana that is called basic draws
// bars so pale that they cannot be seen, and the one called gradient runs a bar through the colours of all
// thresholds below its figure; so the colours of steps are those of ranges of values.
func coloured(panel *bargauge.PanelBuilder, a About) *bargauge.PanelBuilder {
	if a.Steps == nil {
		a.Steps = plain()
	}
	return described(panel, a).
		DisplayMode(common.BarGaugeDisplayModeGradient).
		ColorScheme(built(dashboard.FieldColor{Mode: dashboard.FieldColorModeIdFixed, FixedColor: &a.Steps[0].Color})).
		Mappings(append([]dashboard.ValueMapping{noFigure("–")}, a.Steps.ranges()...))
}

// falls are differences as bars to both sides of a zero line, largest fall first, each of them named by a label.
// The longest bar has no room for its figure beside it, so the figure is in the name. Nothing is written behind the
// numbers of the axis, of which the last would be cut. The axis has ten points to both sides of the line at least:
// where nothing changed, Grafana would draw a hundred.
func falls(a About, expression, label string) Panel {
	const least = 10
	a.In = differences()
	return chart(a, inLines(expression, label), label, common.VizOrientationHorizontal).
		ShowValue(common.VisibilityModeNever).
		AxisSoftMin(-least).AxisSoftMax(least)
}

// months are amounts of 30 days each, as columns from the oldest to the present
// one: figures of a sliding window of 30 days, a window apart. A phone has 50 pixels for the name of a column.
func months(a About, expression string, reasons ...Reason) Panel {
	a.About += " Below each column is when its 30 days ended, in days from now."
	var stretches []string
	for n := 5; n > 0; n-- {
		then := before(expression, fmt.Sprintf("%dd", 30*n), "1d")
		stretches = append(stretches, named(then, "until", fmt.Sprintf("-%d d", 30*n)))
	}
	stretches = append(stretches, named(expression, "until", "now"))
	return columnsOf(a, orNamed(either(stretches...), "until", reasons...), "until")
}

// columnsOf are figures by a label, as columns from left to right.
func columnsOf(a About, expression, label string) Panel {
	return chart(a, expression, label, common.VizOrientationVertical).
		ShowValue(common.VisibilityModeAlways).
		Text(built(common.VizTextDisplayOptions{ValueSize: new(12.0)}))
}

func chart(a About, expression, label string, orientation common.VizOrientation) *barchart.PanelBuilder {
	return described(barchart.NewPanelBuilder(), a).
		Orientation(orientation).
		XField(label).
		BarWidth(0.6).
		GroupWidth(0.7).
		FillOpacity(100).
		LineWidth(0).
		Stacking(common.StackingModeNone).
		XTickLabelMaxLength(60).
		ColorScheme(byThreshold()).
		AxisBorderShow(false).
		Legend(noLegend()).
		Tooltip(ofOne()).
		WithTarget(rowsOf("A", expression))
}
