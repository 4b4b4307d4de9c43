package grafana

import (
	"strings"

	"github.com/grafana/grafana-foundation-sdk/go/common"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
)

// A Tile is one number of this moment, or a word why there is none.
type Tile struct {
	Name, Expression string // the expression has one value, without labels
	About            string // what the number means, and what to do about it
	In               Unit
	Steps            Steps
	Links            []Link
	Instead          []Reason // why there may be no number
	OfAmounts        bool     // whether it is made of amounts, which are in the currency of their org
}

// tiles are numbers side by side, two a row on a phone. They are asked for as
// of the end of the time range: a number is either of that moment or not shown.
func tiles(a About, all ...Tile) Panel {
	var about []string
	if a.About != "" {
		about = append(about, a.About)
	}
	for _, t := range all {
		about = append(about, "**"+t.Name+"**: "+t.About)
	}
	a.About = strings.Join(about, "\n\n")
	a.In = words()
	panel := figures(a, common.BigValueTextModeValueAndName, common.BigValueColorModeBackgroundSolid,
		common.BigValueJustifyModeCenter, common.VizOrientationAuto).
		Text(built(common.VizTextDisplayOptions{TitleSize: new(14.0), ValueSize: new(26.0)})).
		ColorScheme(byThreshold())
	for i, t := range all {
		expression, name := t.Expression, t.Name
		if t.OfAmounts {
			expression, name = inCurrencies(expression), name+ofSeveral
		}
		panel.WithTarget(target(letter(i), orWhy(expression, t.Instead), name).Instant())
		panel.OverrideByQuery(letter(i), t.look())
	}
	return panel
}

func (t Tile) look() []dashboard.DynamicConfigValue {
	texts := []meaning{{codeOfUnknown, unknown, colourNone}}
	for _, r := range t.Instead {
		texts = append(texts, meaning{r.code, r.Text, colourNone})
	}
	steps := t.Steps
	if steps == nil {
		steps = plain()
	}
	look := []dashboard.DynamicConfigValue{
		property("unit", t.In.name),
		property("mappings", []dashboard.ValueMapping{nothing(unknown), meanings(texts...)}),
		stepsOf(steps.quiet()),
	}
	if t.In.decimals != nil {
		look = append(look, property("decimals", *t.In.decimals))
	}
	if len(t.Links) > 0 {
		look = append(look, property("links", t.Links))
	}
	return look
}
