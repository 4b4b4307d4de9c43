package grafana

import (
	"fmt"
	"slices"

	"github.com/grafana/grafana-foundation-sdk/go/common"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/grafana/grafana-foundation-sdk/go/statushistory"
	"github.com/grafana/grafana-foundation-sdk/go/timeseries"
)

// A Curve is a named expression of a panel over time.
type Curve struct {
	Legend, Expression string
	Colour             string  // of the curve
	Colours            []Named // of the curves of an expression with several; the rest are tints by their name
	Dashed             bool
}

// Named is the colour of the curves whose name fits an expression, in small letters or capitals. The expression is
// one of JavaScript, which does not know (?i).
type Named struct{ name, colour string }

// withWeekBefore is a curve and, grey and dashed, where it was a week before.
func withWeekBefore(legend, expression string) []Curve {
	return []Curve{
		{Legend: legend, Expression: expression, Colour: colourAmount},
		{Legend: "a week before", Expression: weekBefore(expression), Colour: colourPast, Dashed: true},
	}
}

// objectColours keep an object in its colour on all pages.
func objectColours() []Named {
	return inTints("Account", "Contact", "Lead", "Opportunity", "Case", "Campaign", "Task", "Event")
}

// subtypeColours keep a kind of task in its colour on all pages.
func subtypeColours() []Named {
	return inTints("call", "email", "task", "meeting", "listemail", "none")
}

// priorityColours are by urgency, in the names that Salesforce ships and some that are common.
func priorityColours() []Named {
	return []Named{{".*(critical|urgent|high|p1).*", colourAct}, {".*(medium|normal|p2|p3).*", colourLook},
		{".*(low|minor|p4).*", colourAmount}, {"none", colourPast}}
}

func inTints(names ...string) []Named {
	var all []Named
	for i, name := range names {
		all = append(all, Named{name, tint(i)})
	}
	return all
}

// course is curves over time, drawn in steps: no value is invented between two.
// Steps are target lines.
func course(a About, curves ...Curve) *timeseries.PanelBuilder {
	opacity := 0.0
	for _, c := range curves {
		if c.Colour != "" && !c.Dashed {
			opacity = 8
		}
	}
	return overTime(a, curves, common.StackingModeNone, opacity)
}

// stacked is a course whose curves add up.
func stacked(a About, curves ...Curve) Panel {
	return overTime(a, curves, common.StackingModeNormal, 60)
}

func overTime(a About, curves []Curve, stacking common.StackingMode,
	opacity float64) *timeseries.PanelBuilder {
	a.Steps = a.Steps.lines()
	panel := described(timeseries.NewPanelBuilder(), a).
		DrawStyle(common.GraphDrawStyleLine).
		LineInterpolation(common.LineInterpolationStepAfter).
		LineWidth(2).
		FillOpacity(opacity).
		ShowPoints(common.VisibilityModeAuto). // a single value is no line
		PointSize(8).
		SpanNulls(common.BoolOrFloat64{Bool: new(false)}).
		Stacking(built(common.StackingConfig{Mode: &stacking, Group: new("A")})).
		AxisBorderShow(false).
		Legend(built(common.VizLegendOptions{DisplayMode: common.LegendDisplayModeList,
			Placement: common.LegendPlacementBottom, ShowLegend: true, Calcs: []string{}})).
		Tooltip(built(common.VizTooltipOptions{Mode: common.TooltipDisplayModeMulti, Sort: common.SortOrderDescending})).
		ColorScheme(built(dashboard.FieldColor{Mode: dashboard.FieldColorModeIdFixed, FixedColor: new(colourAmount)}))
	if len(a.Steps) > 1 {
		panel.ThresholdsStyle(built(common.GraphThresholdsStyleConfig{Mode: common.GraphThresholdsStyleModeDashed}))
	}
	if slices.ContainsFunc(curves, func(c Curve) bool { return c.Colour == "" }) {
		for _, n := range tintsByName() {
			panel.OverrideByRegexp(n.name, []dashboard.DynamicConfigValue{fixedColour(n.colour)})
		}
	}
	for i, c := range curves {
		panel.WithTarget(target(letter(i), c.Expression, c.Legend).Range())
		if look := c.look(); len(look) > 0 {
			panel.OverrideByQuery(letter(i), look)
		}
		for _, n := range c.Colours {
			panel.OverrideByRegexp("/^"+n.name+"$/i", []dashboard.DynamicConfigValue{fixedColour(n.colour)})
		}
	}
	return panel
}

// tintsByName are colours for curves whose names nobody knows beforehand: one of the tints, by the last letter or
// digit of the name; of an address, by the last one of the host's first part. Shades of one colour, as Grafana has
// them, are too dark or too bright to be seen from the third curve on.
func tintsByName() []Named {
	var all []Named
	for i, endings := range []string{"aiqy6", "bjrz7", "cks08", "dlt19", "emu2", "fnv3", "gow4", "hpx5"} {
		all = append(all, Named{fmt.Sprintf("/^(.* · )?[^.:]*[%s]([.:].*)?$/i", endings), tint(i)})
	}
	return all
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

// meetings are on the pages of sales and of teams.
func meetings(id uint32, link Link) Panel {
	return course(About{
		ID: id, Title: "Meetings held in seven days", In: counts(),
		Links: []Link{link},
		About: "Events that ended, each meeting once, against the week before. Drops when the calendar connection breaks: check it before asking people.",
	}, withWeekBefore("meetings", sumOverTime(owned("events_held_7d")))...)
}

// history is a row for each value of a label in each org, a coloured cell for each stretch of time: the newest value in
// it. There are rows where the figure has a value at the end of the time range, or one of those others has.
func history(a About, figure, label string, others ...string) *statushistory.PanelBuilder {
	return inStretches(a, figure, label, inEach, others...)
}

// historyOfTeams is a history with a row for each team.
func historyOfTeams(a About, figure string) Panel {
	return inStretches(a, figure, "role", func(figure string) string { return inEach(ofTeamsOverTime(figure)) })
}

// inStretches finds the newest value of a figure first and its name afterwards: the name is the same in each quarter of
// an hour that is looked at. Prometheus 2.42 finds nothing where a stretch @ end() has @ end() inside.
func inStretches(a About, figure, label string, as func(string) string,
	others ...string) *statushistory.PanelBuilder {
	cells := as(fmt.Sprintf("last_over_time((%s)[$__range:$__interval] @ end())", figure))
	atEnd := as(fmt.Sprintf("last_over_time((%s)[15m:1m] @ end())", figure))
	rows := inLines(fmt.Sprintf(`label_join(%s, "row", "", "%s", "in")`, as(newest(figure)), label), "row")
	return described(statushistory.NewPanelBuilder(), a).
		ShowValue(common.VisibilityModeNever).
		RowHeight(0.85).
		ColWidth(0.95).
		FillOpacity(100).
		LineWidth(0).
		MaxDataPoints(60).
		Interval("15m").
		PerPage(8). // so that each row has room for two lines
		ColorScheme(byThreshold()).
		Legend(noLegend()).
		Tooltip(ofOne()).
		WithTarget(target("A", rows, "{{row}}").Range()).
		WithTarget(target("B", noRow(append(others, atEnd, cells)...), "Nothing to show").Range())
}

// inLines breaks a name of more than 20 letters into two lines: a phone has no room for more in front of a row or
// a bar.
func inLines(expression, label string) string {
	long := fmt.Sprintf(`label_replace(%s, "long", "$1", "%s", "(.{21,})")`, expression, label)
	broken := fmt.Sprintf(`label_replace(%s, "%s", "$1\n$2", "long", "(.{5,20}) (.{5,})")`, long, label)
	return fmt.Sprintf(`label_replace(%s, "long", "", "", "")`, broken)
}

// noRow is a row without cells where a history has no other: Grafana does not show a history's text for nothing.
func noRow(rows ...string) string {
	return fmt.Sprintf("vector(NaN) unless on () (%s)", either(rows...))
}

// ofGone are the orgs that had rows in a history that does not ask who is there at its end.
func ofGone() string {
	return fmt.Sprintf("(%s unless on (%s) %s @ end())", knownAtEnd(), org, whole("up"))
}
