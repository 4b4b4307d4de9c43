package main

import (
	"io"

	"github.com/schollz/progressbar/v3"
)

// barSteps is how finely a bar moves.
const barSteps = 1000

// A bar shows on a terminal how far something has come, and how long the rest will take.
type bar struct{ shown *progressbar.ProgressBar }

func newBar(terminal io.Writer, what string) bar {
	return bar{progressbar.NewOptions(barSteps,
		progressbar.OptionSetWriter(terminal),
		progressbar.OptionSetDescription(what),
		progressbar.OptionSetWidth(40),
		progressbar.OptionThrottle(terminalEvery),
		progressbar.OptionShowElapsedTimeOnFinish(),
		progressbar.OptionClearOnFinish(),
	)}
}

// show moves the bar. A terminal that cannot be written to is no reason to stop.
func (b bar) show(part float64) { _ = b.shown.Set(int(part * barSteps)) }

// clear empties the line that the bar is in.
func (b bar) clear() { _ = b.shown.Clear() }
