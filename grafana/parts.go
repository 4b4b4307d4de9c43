package grafana

import (
	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/common"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/grafana/grafana-foundation-sdk/go/prometheus"
)

// value is a builder of what is there already, where the SDK wants a builder.
type value[T any] struct{ of T }

func (v value[T]) Build() (T, error) { return v.of, nil }

func built[T any](of T) cog.Builder[T] { return value[T]{of} }

func datasource() common.DataSourceRef {
	return common.DataSourceRef{Type: new("prometheus"), Uid: new("${datasource}")}
}

// target is a query of the chosen Prometheus.
func target(refID, expression, legend string) *prometheus.DataqueryBuilder {
	return prometheus.NewDataqueryBuilder().
		RefId(refID).
		Datasource(datasource()).
		EditorMode(prometheus.QueryEditorModeCode).
		Format(prometheus.PromQueryFormatTimeSeries).
		Expr(expression).
		LegendFormat(legend)
}

// rowsOf is a query whose series become the rows of a table.
func rowsOf(refID, expression string) *prometheus.DataqueryBuilder {
	return target(refID, expression, "").Format(prometheus.PromQueryFormatTable).Instant()
}

// letter names the queries of a panel: A, B and so on.
func letter(i int) string { return string(rune('A' + i)) }

func thresholds(steps Steps) cog.Builder[dashboard.ThresholdsConfig] {
	return built(dashboard.ThresholdsConfig{Mode: dashboard.ThresholdsModeAbsolute, Steps: steps})
}

// nothing is what is shown where nothing is known, without the colour of a threshold.
func nothing(text string) dashboard.ValueMapping {
	return dashboard.ValueMapping{SpecialValueMap: &dashboard.SpecialValueMap{
		Type: dashboard.MappingTypeSpecialValue,
		Options: dashboard.DashboardSpecialValueMapOptions{
			Match:  dashboard.SpecialValueMatchNullAndNan,
			Result: dashboard.ValueMappingResult{Text: &text, Color: new(colourNone)},
		},
	}}
}

// noFigure is what is shown beside a name that has no figure. Where there is no name either, the text for nothing is
// shown, which a mapping of null would hide.
func noFigure(text string) dashboard.ValueMapping {
	mapping := nothing(text)
	mapping.SpecialValueMap.Options.Match = dashboard.SpecialValueMatchNaN
	return mapping
}

// A meaning is the text, and the colour, of a value that stands for something.
type meaning struct {
	value        float64
	text, colour string
}

// meanings put texts in place of values.
func meanings(all ...meaning) dashboard.ValueMapping {
	options := map[string]dashboard.ValueMappingResult{}
	for i, m := range all {
		options[code(m.value)] = dashboard.ValueMappingResult{Text: &m.text, Color: &m.colour, Index: new(int32(i))}
	}
	return dashboard.ValueMapping{ValueMap: &dashboard.ValueMap{Type: dashboard.MappingTypeValueToText, Options: options}}
}

func dataLinks(links []Link) []cog.Builder[dashboard.DashboardLink] {
	var all []cog.Builder[dashboard.DashboardLink]
	for _, l := range links {
		all = append(all, built(dashboard.DashboardLink{Title: l.Title, Url: &l.URL}))
	}
	return all
}

func lastValue() cog.Builder[common.ReduceDataOptions] {
	return built(common.ReduceDataOptions{Calcs: []string{"lastNotNull"}, Fields: new(""), Values: new(false)})
}

func byThreshold() cog.Builder[dashboard.FieldColor] {
	return built(dashboard.FieldColor{Mode: dashboard.FieldColorModeIdThresholds})
}

func noLegend() cog.Builder[common.VizLegendOptions] {
	return built(common.VizLegendOptions{DisplayMode: common.LegendDisplayModeHidden,
		Placement: common.LegendPlacementBottom, Calcs: []string{}})
}

// ofOne is a tooltip about what the mouse is on.
func ofOne() cog.Builder[common.VizTooltipOptions] {
	return built(common.VizTooltipOptions{Mode: common.TooltipDisplayModeSingle, Sort: common.SortOrderNone})
}

func property(id string, value any) dashboard.DynamicConfigValue {
	return dashboard.DynamicConfigValue{Id: id, Value: value}
}

func fixedColour(colour string) dashboard.DynamicConfigValue {
	return property("color", map[string]string{"mode": "fixed", "fixedColor": colour})
}

func stepsOf(steps Steps) dashboard.DynamicConfigValue {
	return property("thresholds", map[string]any{"mode": "absolute", "steps": steps})
}
