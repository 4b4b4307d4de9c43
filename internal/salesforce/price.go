package salesforce

import "salesforce_exporter/internal/soql"

// An Expected is a statement that may be asked, and how many pages its answer is
// expected to have: less than one counts as one.
type Expected struct {
	soql.Statement
	Pages int
}

func (e Expected) pages() int { return max(1, e.Pages) }

// Price returns how many billed calls Ask makes for the statements together. It
// packs them as Ask does, round by round.
func Price(all []Expected) int {
	calls := 0
	for round := 0; ; round++ {
		open, alone := 0, 0
		for _, e := range all {
			if e.pages() > round {
				open++
				if e.Alone || e.Resource != "" {
					alone++
				}
			}
		}
		if open == 0 {
			return calls
		}
		calls += len(packed(open, alone, maxQueries))
	}
}

// PriceOf returns how many billed calls it takes to ask the statement so many
// times among others: its share of the call that carries the first page, and a
// call for each further page.
func (e Expected) PriceOf(times float64) float64 {
	return times/maxQueries + times*float64(e.pages()-1)
}

// A parcel is the part of a list that one call carries.
type parcel struct {
	start, end int
	alone      bool // in a call that carries nothing else
}

// packed divides a list of n into calls: so many of the first get calls of their
// own, and the others share calls, at most so many a call.
func packed(n, alone, most int) []parcel {
	var all []parcel
	for start := 0; start < n; start = all[len(all)-1].end {
		p := parcel{start: start, end: min(start+most, n)}
		if start < alone {
			p.end, p.alone = start+1, true
		}
		all = append(all, p)
	}
	return all
}

// sharing returns how many of the statements share calls with others.
func sharing(all []Expected) (n int) {
	for _, e := range all {
		if !e.Alone && e.Resource == "" {
			n++
		}
	}
	return n
}

// Free returns how many places stay empty in the calls for the first pages of the statements.
func Free(all []Expected) int { return (maxQueries - sharing(all)%maxQueries) % maxQueries }

// Surplus returns how many of the statements can wait so that fewer calls are made, each of them full: those beyond the
// last full call, and as many calls more as there are places for elsewhere. It is no more than most.
func Surplus(all []Expected, elsewhere, most int) int {
	rest := sharing(all) % maxQueries
	if rest > most {
		return 0
	}
	more := max(0, min(elsewhere, most)-rest) / maxQueries
	return rest + more*maxQueries
}
