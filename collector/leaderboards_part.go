package collector

import (
	"maps"
	"slices"
	"strings"
)

// leaderboardsPart makes the samples of all boards together, because they share
// a limit, and two people of one name have to stay two on any of them.
type leaderboardsPart struct {
	boardMetrics
	rankings []*ranking
	limit    int
	names    Names
	holders  string // text of the statement that lists who is on no board; empty for none
	set      string // text of the statement that counts the permission sets that these hold
}

// needs nothing itself: a board whose answers are missing is absent.
func (l *leaderboardsPart) needs() []string { return nil }

func (l *leaderboardsPart) samples(answers Answers, people *People) []Sample {
	if people == nil {
		return nil
	}
	hidden, ok := l.hidden(answers)
	if !ok {
		return nil
	}
	everybody := people.everybody()
	on := rosterOf(everybody, hidden)
	v := &view{leaderboardsPart: l, people: people, nameOf: l.names.of(everybody), valuesOf: l.dimensions(people, on)}
	for _, r := range l.rankings {
		s, err := r.stand(answers, people, on)
		if err != nil {
			continue
		}
		v.about(r, answers)
		if r.team >= 0 {
			v.teams(r, s)
		}
		if l.names.Mode != NamesOff {
			v.persons(r, s)
		}
	}
	return v.within(l.limit)
}

// hidden lists who is on no board by a permission set. Without the answers, or
// where there is no such set, nobody may be shown.
func (l *leaderboardsPart) hidden(answers Answers) (ids map[string]bool, ok bool) {
	if l.holders == "" {
		return nil, true
	}
	if !answers.have([]string{l.holders, l.set}) || l.noSet(answers) {
		return nil, false
	}
	ids = map[string]bool{}
	for _, row := range answers[l.holders].Rows {
		ids[row[0]] = true
	}
	return ids, true
}

// noSet reports whether the org says that there is no permission set of the
// name that the configuration gives.
func (l *leaderboardsPart) noSet(answers Answers) bool {
	return l.set != "" && answers.have([]string{l.set}) && answers[l.set].Rows[0][0] == "0"
}

// missing is all boards, where nobody can tell who wants to be on none.
func (l *leaderboardsPart) missing(answers Answers) []Skip {
	if !l.noSet(answers) {
		return nil
	}
	return []Skip{{
		Metric: "leaderboards",
		Reason: "permission set " + l.names.HideHolders + " is hidden or does not exist, so who is to be on no leaderboard is not known",
		Remedy: "give leaderboards.hide_holders the API name of a permission set (Setup, Permission Sets), or take it out of the configuration",
	}}
}

// dimensions returns what the labels of a person say. Where people are not to
// be known, neither role nor region may tell who the only one of them is.
func (l *leaderboardsPart) dimensions(people *People, on *roster) func(*Person) []string {
	heads := make([]int, len(people.teams))
	for _, x := range on.list {
		heads[x.team]++
	}
	blank := make([]string, len(people.dimensions))
	return func(x *Person) []string {
		if l.names.Mode == NamesPseudonym && heads[x.team] < l.names.smallestTeam() {
			return blank
		}
		return people.teams[x.team]
	}
}

// Samples by how early they are dropped when there are too many: the share of
// the leader's score goes first, because it can be had from the scores.
const (
	boardItself = iota
	boardTeams
	boardChanges
	boardProgress
	boardOut
	boardShares
	boardTiers
)

// A view is what all boards show at one time.
type view struct {
	*leaderboardsPart
	people   *People
	nameOf   func(*Person) string
	valuesOf func(*Person) []string
	tiers    [boardTiers][]Sample
}

func (v *view) put(tier int, s Sample) { v.tiers[tier] = append(v.tiers[tier], s) }

// within returns fewer samples than the limit, and how many that leaves out.
func (v *view) within(limit int) []Sample {
	all := slices.Concat(v.tiers[:]...)
	if len(all) == 0 {
		return nil
	}
	kept := min(len(all), max(limit-2, 0))
	return append(all[:kept:kept], Sample{Metric: v.dropped, Value: float64(len(all) - kept)})
}

// about says what a board is.
func (v *view) about(r *ranking, answers Answers) {
	title := r.Title
	if title == "" {
		title = strings.ReplaceAll(r.Name, "_", " ")
	}
	v.put(boardItself, Sample{Metric: v.info, Values: []string{r.Name, title, r.Period.Title(), r.Unit}, Value: 1})
	if r.Target > 0 {
		v.put(boardItself, Sample{Metric: v.target, Values: []string{r.Name}, Value: r.Target})
	}
	if v.people.Zone == nil {
		return
	}
	_, end := r.Period.bounds(Moment{Now: r.asOf(answers), Zone: v.people.Zone, Answers: answers})
	if !end.IsZero() {
		v.put(boardItself, Sample{Metric: v.end, Values: []string{r.Name}, Value: float64(end.Unix())})
	}
}

// teams are the scores per head. The score of a team of one is that person's.
func (v *view) teams(r *ranking, s standing) {
	total, heads := map[string]float64{}, map[string]int{}
	scores, sizes := make([]float64, len(v.people.teams)), make([]int, len(v.people.teams))
	for _, p := range s.places {
		scores[p.person.team] += p.score
		sizes[p.person.team]++
	}
	for i, values := range v.people.teams {
		if sizes[i] > 0 {
			total[values[r.team]] += scores[i]
			heads[values[r.team]] += sizes[i]
		}
	}
	for _, name := range slices.Sorted(maps.Keys(total)) {
		if heads[name] >= v.names.smallestTeam() {
			v.put(boardTeams, Sample{Metric: v.team, Values: []string{r.Name, name}, Value: total[name] / float64(heads[name])})
		}
	}
}

// persons are the series of people.
func (v *view) persons(r *ranking, s standing) {
	for _, p := range r.shown(s.places) {
		name := []string{r.Name, v.nameOf(p.person)}
		values := slices.Concat(name, v.valuesOf(p.person))
		v.put(boardItself, Sample{Metric: v.score, Values: values, Value: p.score})
		v.put(boardItself, Sample{Metric: v.rank, Values: values, Value: float64(p.rank)})
		if climbed, ok := s.climbed(p); ok {
			v.put(boardChanges, Sample{Metric: v.change, Values: values, Value: climbed})
		}
		v.towards(r, p, name, s.places[0].score)
		if r.Elimination {
			v.put(boardOut, Sample{Metric: v.out, Values: name, Value: s.out(p)})
		}
	}
}

// towards is how far a person is on the way to the target or, on a board that
// has none for anybody, to the leader.
func (v *view) towards(r *ranking, p place, name []string, leader float64) {
	target, own := r.Targets[strings.ToLower(p.person.Username)]
	if own {
		v.put(boardProgress, Sample{Metric: v.own, Values: name, Value: target})
	} else {
		target = r.Target
	}
	switch {
	case target > 0:
		v.put(boardProgress, Sample{Metric: v.progress, Values: name, Value: p.score / target})
	case len(r.Targets) == 0 && leader > 0:
		v.put(boardShares, Sample{Metric: v.progress, Values: name, Value: p.score / leader})
	}
}
