package grafana

import "github.com/grafana/grafana-foundation-sdk/go/dashboard"

// Colours have one meaning each. They are muted enough to be read on both of
// Grafana's themes.
const (
	colourAmount = "#5b8db8" // an amount that is neither good nor bad
	colourPast   = "#8e959f" // the past, and what is not known
	colourGood   = "#6ba583" // a target that is met
	colourLook   = "#d9a441" // asks for a look
	colourAct    = "#c9615a" // asks for action
)

// medals are first, second and third: so bright that Grafana writes on them in dark letters.
func medals() []string { return []string{"#f2c14e", "#c8cdd3", "#e6b08a"} }

// tint is one of four amounts of a kind side by side, from light to dark.
func tint(i int) string { return []string{"#b7cfe2", "#86aecf", "#5b8db8", "#3f6d99"}[i] }

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

// change is red where a figure fell by more than fall, amber where it fell.
func change(fall float64) Steps {
	return Steps{lowestStep(colourAct), from(-fall, colourLook), from(0, colourAmount)}
}

// Steps that several panels share.
func reachSteps() Steps     { return atLeast(0.5, 0.75) }
func managersSteps() Steps  { return atLeast(0.6, 0.8) }
func scoreSteps() Steps     { return atLeast(0.5, 0.7) }
func qualitySteps() Steps   { return atLeast(0.6, 0.8) }
func overdueSteps() Steps   { return atMost(0.1, 0.25) }
func neglectedSteps() Steps { return atMost(0.2, 0.35) }
func unusedSteps() Steps    { return atMost(0.1, 0.2) }
func limitSteps() Steps     { return atMost(0.7, 0.9) }
func failuresSteps() Steps  { return atMost(0.1, 0.2) }
