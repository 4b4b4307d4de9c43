package main

import (
	"math"
	"slices"
)

const (
	week    = 7 * perDay
	windows = 3 // of 7, 14 and 30 days
)

// A figure is one kind of use of a part of the company, by step.
type figure struct {
	use   []float64 // people who logged in, or activities
	fresh []float64 // usual use per head
}

// A team's part is what the rules know of it before they look at others.
type known struct {
	*part
	heads      []float64 // people who have ever logged in
	logins     [windows]figure
	activities figure
}

func newKnown(p *part, st settings) *known {
	k := &known{part: p, heads: make([]float64, len(p.users))}
	for s := range p.users {
		k.heads[s] = p.users[s] - p.never[s]
	}
	for i, use := range [][]float64{p.in7, p.in14, p.in30} {
		k.logins[i] = newFigure(use, k.heads, st, 0)
	}
	k.activities = newFigure(p.acts7, k.heads, st, st.importGrowth)
	return k
}

func newFigure(use, heads []float64, st settings, growth float64) figure {
	f := figure{use: use, fresh: make([]float64, len(use))}
	share := make([]float64, len(use))
	for s := range use {
		share[s] = math.NaN()
		if heads[s] > 0 {
			share[s] = use[s] / heads[s]
		}
	}
	for s := range use {
		f.fresh[s] = usual(share, s, st.weeks, growth)
	}
	return f
}

// usual is the median of the weeks 5 to 12 before, and of the weeks 1 to 4 where
// there is no more past. Weeks in which there is much more than usual, by a
// growth above 0, are left out.
func usual(of []float64, s, weeks int, growth float64) float64 {
	limit := math.Inf(1)
	if growth > 0 {
		limit = growth * medianOf(of, s, 1, 12, 1, limit)
	}
	median := medianOf(of, s, 5, 12, weeks, limit)
	if math.IsNaN(median) {
		median = medianOf(of, s, 1, 4, weeks, limit)
	}
	return median
}

func medianOf(of []float64, s, first, last, least int, limit float64) float64 {
	var known [12]float64
	n := 0
	for k := first; k <= last; k++ {
		if i := s - k*week; i >= 0 && of[i] <= limit { // nothing is less than what is not known
			known[n] = of[i]
			n++
		}
	}
	if n < least {
		return math.NaN()
	}
	return quantile(known[:n], 0.5)
}

// quantile is that of PromQL.
func quantile(of []float64, q float64) float64 {
	slices.Sort(of)
	rank := q * float64(len(of)-1)
	lower := int(rank)
	upper := min(lower+1, len(of)-1)
	weight := rank - float64(lower)
	return of[lower]*(1-weight) + of[upper]*weight
}
