package board

import (
	"cmp"
	"errors"
	"math"
	"slices"
	"strings"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/setting"
)

// A ranking is a board, and where its numbers come from.
type ranking struct {
	Board
	now, before []source
	// texts of the statements that say when a fiscal period begins; none where it is no such board
	fiscal   []string
	team     int                     // position of the team among the dimensions; -1 for none
	filter   map[int]map[string]bool // values to keep, by position of the dimension; nil for nobody
	managers map[string]bool         // user names whose reports take part; nil for everybody
}

// managerFilter chooses people by their manager, unless a dimension has that
// name.
const managerFilter = "manager"

// choose finds the dimensions that people are chosen by. One that is not there
// chooses nobody, because everybody would be wrong.
func (r *ranking) choose(dimensions []string) {
	r.filter = map[int]map[string]bool{}
	for label, values := range r.People {
		keep := map[string]bool{}
		if label == managerFilter && !slices.Contains(dimensions, label) {
			for _, v := range values {
				keep[strings.ToLower(v)] = true
			}
			r.managers = keep
			continue
		}
		for _, v := range values {
			keep[v] = true
		}
		r.filter[slices.Index(dimensions, label)] = keep
	}
}

// takesPart tells who of those on the roster is ranked.
func (r *ranking) takesPart(people *collector.People, x *collector.Person) bool {
	for i, keep := range r.filter {
		if i < 0 || !keep[people.Teams()[x.Team][i]] {
			return false
		}
	}
	if r.managers == nil {
		return true
	}
	manager := people.Find(x.ManagerID)
	return manager != nil && r.managers[strings.ToLower(manager.Username)]
}

// A place is a person on a board.
type place struct {
	person *collector.Person
	index  int // on the roster
	score  float64
	rank   int
}

// A standing is a board at one time.
type standing struct {
	places  []place   // the best first, ties in the order of their ids
	earlier []float64 // scores of the period before, by index
}

// stand ranks those on the roster who take part. It fails while an answer is
// missing.
func (r *ranking) stand(answers collector.Answers, people *collector.People, on *roster) (standing, error) {
	scores, err := on.add(r.now, answers)
	if err != nil {
		return standing{}, err
	}
	s := standing{places: make([]place, 0, len(on.list))}
	for i, x := range on.list {
		if r.takesPart(people, x) {
			s.places = append(s.places, place{person: x, index: i, score: scores[i]})
		}
	}
	slices.SortFunc(s.places, func(a, b place) int {
		if a.score != b.score {
			return cmp.Compare(b.score, a.score)
		}
		return a.index - b.index
	})
	for i := range s.places {
		s.places[i].rank = i + 1
		if i > 0 && s.places[i].score == s.places[i-1].score {
			s.places[i].rank = s.places[i-1].rank
		}
	}
	return s, nil
}

// textsOf are those of the statements that sources are made of.
func textsOf(sources []source) []string {
	var texts []string
	for _, s := range sources {
		texts = collector.Union(texts, s.Texts())
	}
	return texts
}

// ends reports whether the period of the board has an end that can be known.
func (r *ranking) ends() bool {
	switch {
	case r.Period.Name == periodNow, setting.IsWindow(r.Period.Name):
		return false
	case fiscalKinds[r.Period.Name] != "":
		return len(r.fiscal) > 0
	}
	return true
}

// unknownPeriod is the error of a fiscal period that the org does not define, whose
// bounds are zero.
func (r *ranking) unknownPeriod(bound time.Time) error {
	if !bound.IsZero() {
		return nil
	}
	return collector.SkippedError{
		Metric: "leaderboard " + r.Name + ", period before and end",
		Reason: "the org has no fiscal period for today",
		Remedy: "define the fiscal year (Setup, Fiscal Year)",
	}
}

// asOf is when the oldest of the answers was given: scores may be those of the
// period before until they are asked again, and then its end is theirs.
func (r *ranking) asOf(answers collector.Answers) time.Time {
	var oldest time.Time
	for _, s := range r.now {
		for _, text := range s.Texts() {
			if at := answers[text].At; oldest.IsZero() || at.Before(oldest) {
				oldest = at
			}
		}
	}
	return oldest
}

// climbed is how many places a person won since the same point of the period
// before, among those who take part now. It is not ok for who did nothing
// then, and had no place.
func (s standing) climbed(p place) (places float64, ok bool) {
	if s.earlier[p.index] == 0 {
		return 0, false
	}
	rank := 1
	for _, q := range s.places {
		if s.earlier[q.index] > s.earlier[p.index] {
			rank++
		}
	}
	return float64(rank - p.rank), true
}

// out is the place of a person from the end; ties share it.
func (s standing) out(p place) float64 {
	behind := 0
	for _, q := range s.places {
		if q.score < p.score {
			behind++
		}
	}
	return float64(behind + 1)
}

// maxLeaders bounds who is shown beyond a board's top for sharing the first
// place.
const maxLeaders = 10

// shown are those whom the board shows: the best who did something, and the
// last, whatever they did. Of several who share the first place none may look
// like the only leader.
func (r *ranking) shown(all []place) []place {
	if r.TeamsOnly {
		return nil
	}
	top := r.Top
	for 0 < top && top < min(maxLeaders, len(all)) && all[top].rank == 1 {
		top++
	}
	best := all[:min(top, len(all))]
	for i, p := range best {
		if p.score <= 0 {
			best = best[:i]
			break
		}
	}
	last := all[max(len(best), len(all)-r.Bottom):]
	return slices.Concat(best, last)
}

// A roster lists who may be on boards, in the order of their ids: who should
// be using Salesforce, still does, and was not left out.
type roster struct {
	list   []*collector.Person
	index  map[string]int       // by id
	next   int                  // behind who was found last
	counts map[string][]float64 // numbers of everybody, by key: boards share them
}

func rosterOf(everybody []*collector.Person, hidden map[string]bool) *roster {
	on := &roster{index: make(map[string]int, len(everybody)), counts: map[string][]float64{}}
	for _, x := range everybody {
		if x.Counted && !x.Hidden && !hidden[x.ID] {
			on.index[x.ID] = len(on.list)
			on.list = append(on.list, x)
		}
	}
	return on
}

// find returns the place of somebody on the roster. Answers come in the order
// of ids, so it is most often that of the next one.
func (on *roster) find(id string) (i int, ok bool) {
	if i = on.next; i >= len(on.list) || on.list[i].ID != id {
		i, ok = on.index[id]
		if !ok {
			return 0, false
		}
	}
	on.next = i + 1
	return i, true
}

// count returns a number of everybody on the roster.
func (on *roster) count(p personal, answers collector.Answers) ([]float64, error) {
	key := p.Key()
	if counts, ok := on.counts[key]; ok {
		return counts, nil
	}
	counts := make([]float64, len(on.list))
	err := p.PerPerson(answers, func(id string, value float64) {
		if i, ok := on.find(id); ok {
			counts[i] += value
		}
	})
	if err != nil {
		return nil, err
	}
	on.counts[key] = counts
	return counts, nil
}

// add adds up the points of each person on the roster.
func (on *roster) add(sources []source, answers collector.Answers) ([]float64, error) {
	scores := make([]float64, len(on.list))
	for _, s := range sources {
		points := cmp.Or(s.points, 1)
		counts, err := on.count(s.personal, answers)
		if err != nil {
			return nil, err
		}
		for i, n := range counts {
			scores[i] += points * n
		}
	}
	for i, score := range scores {
		scores[i] = math.Round(score*1e6) / 1e6 // sums of amounts depend on their order
		if math.IsInf(score, 0) || math.IsNaN(score) {
			return nil, errors.New("a score is no number")
		}
	}
	return scores, nil
}
