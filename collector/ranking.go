package collector

import (
	"cmp"
	"math"
	"slices"
)

// A ranking is a board, and where its numbers come from.
type ranking struct {
	Board
	now, before []source
	team        int                     // position of the team among the dimensions; -1 for none
	filter      map[int]map[string]bool // values to keep, by position of the dimension; nil for nobody
}

// filterOf finds the dimensions that people are chosen by. One that is not
// there chooses nobody, because everybody would be wrong.
func (r *ranking) filterOf(dimensions []string) map[int]map[string]bool {
	filter := map[int]map[string]bool{}
	for label, values := range r.People {
		keep := map[string]bool{}
		for _, v := range values {
			keep[v] = true
		}
		filter[slices.Index(dimensions, label)] = keep
	}
	return filter
}

// takesPart tells who is ranked: people who should be using Salesforce, still
// do, and were not left out.
func (r *ranking) takesPart(people *People, x *Person) bool {
	if !x.Counted || x.Hidden {
		return false
	}
	for i, keep := range r.filter {
		if i < 0 || !keep[people.teams[x.team][i]] {
			return false
		}
	}
	return true
}

// A place is a person on a board.
type place struct {
	person *Person
	score  float64
	rank   int
	before int // rank in the period before; 0 for none
}

// places ranks everybody who takes part, the best first. ok is false while an
// answer is missing.
func (r *ranking) places(answers Answers, people *People, hidden map[string]bool) (all []place, ok bool) {
	scores, err := add(r.now, answers)
	if err != nil {
		return nil, false
	}
	for i := range people.list {
		if x := &people.list[i]; r.takesPart(people, x) && !hidden[x.ID] {
			all = append(all, place{person: x, score: scores[x.ID]})
		}
	}
	rankBy(all, func(p place) float64 { return p.score }, func(p *place, rank int) { p.rank = rank })
	if r.before == nil {
		return all, true
	}
	if earlier, err := add(r.before, answers); err == nil {
		was := slices.Clone(all)
		for i := range was {
			was[i].score = earlier[was[i].person.ID]
		}
		ranks := map[string]int{}
		rankBy(was, func(p place) float64 { return p.score }, func(p *place, rank int) {
			if p.score != 0 { // who did nothing had no place
				ranks[p.person.ID] = rank
			}
		})
		for i := range all {
			all[i].before = ranks[all[i].person.ID]
		}
	}
	return all, true
}

// rankBy puts the highest score first and lets ties share a rank and the next
// one skip.
func rankBy(places []place, score func(place) float64, set func(*place, int)) {
	slices.SortFunc(places, func(a, b place) int {
		return cmp.Or(cmp.Compare(score(b), score(a)), cmp.Compare(a.person.ID, b.person.ID))
	})
	rank := 0
	for i := range places {
		if i == 0 || score(places[i]) != score(places[i-1]) {
			rank = i + 1
		}
		set(&places[i], rank)
	}
}

// add adds up the points of each person.
func add(sources []source, answers Answers) (map[string]float64, error) {
	scores := map[string]float64{}
	for _, s := range sources {
		points := s.points
		if points == 0 {
			points = 1
		}
		if err := s.tally.perPerson(answers, func(id string, value float64) { scores[id] += points * value }); err != nil {
			return nil, err
		}
	}
	for id, score := range scores {
		scores[id] = math.Round(score*1e6) / 1e6 // sums of amounts depend on their order
	}
	return scores, nil
}

// shown are those whom the board shows: the best who did something, and the
// last, whatever they did.
func (r *ranking) shown(all []place) []place {
	if r.TeamsOnly {
		return nil
	}
	best := all[:min(r.Top, len(all))]
	for i, p := range best {
		if p.score <= 0 {
			best = best[:i]
			break
		}
	}
	last := all[max(len(best), len(all)-r.Bottom):]
	return slices.Concat(best, last)
}
