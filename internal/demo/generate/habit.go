package generate

import (
	"time"

	"salesforce_exporter/internal/demo/generate/words"
)

// What happened to habits in the last year, in days before now.
const (
	brokenFrom  = 150 // a release broke what the sellers of one team were used to
	brokenUntil = 110
	trainedFrom = 140 // one region was trained
	driftFrom   = 270 // some people began to lose interest
)

// habit is how much of their usual work somebody does in Salesforce at a moment, 1 at most.
func (g *generator) habit(p *person, at time.Time) float64 {
	ago := g.now.Sub(at).Hours() / 24
	usual := 1.0
	if p.role == "Account Executive EMEA" && ago <= brokenFrom {
		usual *= between(0.2, 1, (brokenUntil-ago)/20)
	}
	if p.team.department == "Sales" && p.place.Region == words.Americas {
		usual *= between(0.6, 1, (trainedFrom-ago)/30)
	}
	if p.drifts() {
		usual *= between(1, 0.35, (driftFrom-ago)/driftFrom)
	}
	if p.from.After(g.start.AddDate(0, 0, 30)) { // who joins an eager team learns it by and by
		usual *= between(0.5, 1, at.Sub(p.from).Hours()/24/60)
	}
	return usual
}

// drifts reports whether somebody loses interest.
func (p *person) drifts() bool { return !p.head && p.number%12 == 7 }

// between goes from a to b while the share of the way goes from 0 to 1.
func between(a, b, share float64) float64 { return a + (b-a)*max(0, min(1, share)) }
