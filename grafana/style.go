package grafana

import (
	"slices"

	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
)

// Colours have one meaning each. They stand out by 3 to 1 from the panels of
// Grafana's dark and of its light theme. Amber and red are also behind letters,
// which stand out from them by 4.5 to 1; no letter is coloured itself, because
// no colour is readable on both themes.
const (
	colourAmount = "#4180bf" // an amount that is neither good nor bad
	colourPast   = "#7b828b" // the past, and what is not known
	colourGood   = "#4fa06b" // a target that is met
	colourLook   = "#976510" // asks for a look
	colourAct    = "#b83a35" // asks for action
	colourSome   = "#5a6672" // a cell of a heat map in which there is something
	colourMuch   = "#2a64a0" // and one in which there is much
	colourNone   = "transparent"
)

// medals are first, second and third: so bright that Grafana writes on them in dark letters.
func medals() []string { return []string{"#f2c14e", "#c8cdd3", "#e6b08a"} }

// tints are amounts of a kind side by side, from the first to the last.
func tints() []string {
	return []string{"#4180bf", "#2f9390", "#8a6fc0", "#a8762f", "#b56576", "#6b7f3a", "#7b828b", "#5b6f9b"}
}

func tint(i int) string { return tints()[i%len(tints())] }

// Steps colour a figure by its height.
type Steps []dashboard.Threshold

func lowestStep(colour string) dashboard.Threshold { return dashboard.Threshold{Color: colour} }

func from(value float64, colour string) dashboard.Threshold {
	return dashboard.Threshold{Value: &value, Color: colour}
}

// atLeast is for figures of which more is better: below look act, below good look.
func atLeast(look, good float64) Steps {
	return Steps{lowestStep(colourAct), from(look, colourLook), from(good, colourGood)}
}

// atMost is for figures of which less is better: from look on look, from act on act.
func atMost(look, act float64) Steps {
	return Steps{lowestStep(colourGood), from(look, colourLook), from(act, colourAct)}
}

// towards is progress towards a target: green once it is met.
func towards() Steps { return Steps{lowestStep(colourAmount), from(1, colourGood)} }

// plain is an amount that is neither good nor bad.
func plain() Steps { return Steps{lowestStep(colourAmount)} }

// change is for figures of which more is better: red where one fell by more than fall, amber where it fell, green where
// it rose.
func change(fall float64) Steps {
	return Steps{lowestStep(colourAct), from(-fall, colourLook), from(0, colourGood)}
}

// growth is for figures of which less is better.
func growth(look, act float64) Steps {
	return Steps{lowestStep(colourGood), from(look, colourLook), from(act, colourAct)}
}

// quiet is for what is written: what asks for nothing has no colour. The others are behind the letters.
func (s Steps) quiet() Steps {
	var quiet Steps
	for _, step := range s {
		if slices.Contains([]string{colourGood, colourAmount, colourPast}, step.Color) {
			step.Color = colourNone
		}
		quiet = append(quiet, step)
	}
	return quiet
}

// lines are steps as dashed lines over a course. Grafana draws a line at 70 % unless its colour says how opaque it is,
// and at 70 % no colour stands out on both themes.
func (s Steps) lines() Steps {
	var lines Steps
	for _, step := range s {
		step.Color += almostOpaque
		lines = append(lines, step)
	}
	return lines
}

// almostOpaque is 99.6 %: what is fully opaque, Grafana makes paler.
const almostOpaque = "fe"

// ranges are the steps above the lowest, highest first: Grafana takes the first range that a value is in.
func (s Steps) ranges() []dashboard.ValueMapping {
	var all []dashboard.ValueMapping
	for i := len(s) - 1; i > 0; i-- {
		all = append(all, dashboard.ValueMapping{RangeMap: &dashboard.RangeMap{
			Type: dashboard.MappingTypeRangeToText,
			Options: dashboard.DashboardRangeMapOptions{
				From: s[i].Value, To: new(endOfRange),
				Result: dashboard.ValueMappingResult{Color: &s[i].Color, Index: new(int32(i))},
			},
		}})
	}
	return all
}

// endOfRange is a number that no figure reaches. A range without an end matches nothing in some versions of Grafana.
const endOfRange = 1e15

// Steps that several panels share.
func reachSteps() Steps      { return atLeast(0.5, 0.75) }
func workingSteps() Steps    { return atLeast(0.4, 0.6) }
func stickinessSteps() Steps { return atLeast(0.2, 0.4) }
func managersSteps() Steps   { return atLeast(0.6, 0.8) }
func scoreSteps() Steps      { return atLeast(0.5, 0.7) }
func qualitySteps() Steps    { return atLeast(0.6, 0.8) }
func overdueSteps() Steps    { return atMost(0.1, 0.25) }
func neglectedSteps() Steps  { return atMost(0.2, 0.35) }
func unusedSteps() Steps     { return atMost(0.1, 0.2) }
func limitSteps() Steps      { return atMost(0.7, 0.9) }
func failuresSteps() Steps   { return atMost(0.1, 0.2) }
func ageSteps() Steps        { return atMost(6*3600, 26*3600) }

// busySteps are the cells of a heat map, in per cent of the fullest one.
func busySteps() Steps {
	return Steps{lowestStep(colourNone), from(20, colourSome), from(60, colourMuch)}
}
