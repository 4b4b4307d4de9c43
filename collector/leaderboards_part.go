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
	nameOf := l.names.of(people)
	var all, progress []Sample
	for _, r := range l.rankings {
		places, ok := r.places(answers, people, hidden)
		if !ok {
			continue
		}
		all = append(all, l.about(r, people)...)
		if r.team >= 0 {
			all = append(all, l.teams(r, places, people)...)
		}
		if l.names.Mode == NamesOff {
			continue
		}
		persons, shares := l.persons(r, places, people, nameOf)
		all, progress = append(all, persons...), append(progress, shares...)
	}
	// The share of the leader's score can be had from the scores, so it is what
	// goes first where there are too many series.
	if len(all)+len(progress) < l.limit {
		all = append(all, progress...)
	}
	return all
}

// hidden lists who is on no board by a permission set. Without the answer
// nobody may be shown.
func (l *leaderboardsPart) hidden(answers Answers) (ids map[string]bool, ok bool) {
	if l.holders == "" {
		return nil, true
	}
	answer, ok := answers[l.holders]
	ids = map[string]bool{}
	for _, row := range answer.Rows {
		ids[row[0]] = true
	}
	return ids, ok
}

// about says what a board is.
func (l *leaderboardsPart) about(r *ranking, people *People) []Sample {
	title := r.Title
	if title == "" {
		title = strings.ReplaceAll(r.Name, "_", " ")
	}
	all := []Sample{{Metric: l.info, Values: []string{r.Name, title, r.Period.Title(), r.Unit}, Value: 1}}
	if r.Target > 0 {
		all = append(all, Sample{Metric: l.target, Values: []string{r.Name}, Value: r.Target})
	}
	if people.Zone == nil {
		return all
	}
	if _, end := r.Period.bounds(Moment{Now: people.At, Zone: people.Zone}); !end.IsZero() {
		all = append(all, Sample{Metric: l.end, Values: []string{r.Name}, Value: float64(end.Unix())})
	}
	return all
}

// teams are the scores per head.
func (l *leaderboardsPart) teams(r *ranking, places []place, people *People) []Sample {
	total, heads := map[string]float64{}, map[string]float64{}
	for _, p := range places {
		name := people.teams[p.person.team][r.team]
		total[name] += p.score
		heads[name]++
	}
	var all []Sample
	for _, name := range slices.Sorted(maps.Keys(total)) {
		all = append(all, Sample{Metric: l.team, Values: []string{r.Name, name}, Value: total[name] / heads[name]})
	}
	return all
}

// persons are the series of people. The shares of boards without a target are
// given apart.
func (l *leaderboardsPart) persons(r *ranking, places []place, people *People, nameOf func(*Person) string) (all, shares []Sample) {
	for _, p := range r.shown(places) {
		name := nameOf(p.person)
		values := append([]string{r.Name, name}, people.teams[p.person.team]...)
		all = append(all,
			Sample{Metric: l.score, Values: values, Value: p.score},
			Sample{Metric: l.rank, Values: values, Value: float64(p.rank)})
		if p.before > 0 {
			all = append(all, Sample{Metric: l.change, Values: values, Value: float64(p.before - p.rank)})
		}
		share := Sample{Metric: l.progress, Values: []string{r.Name, name}}
		switch target := r.targetOf(p.person); {
		case target > 0:
			share.Value = p.score / target
			all = append(all, share)
		case places[0].score > 0:
			share.Value = p.score / places[0].score
			shares = append(shares, share)
		}
	}
	if r.Elimination {
		all = append(all, l.order(r, places, nameOf)...)
	}
	return all, shares
}

// order counts from the end of the board.
func (l *leaderboardsPart) order(r *ranking, places []place, nameOf func(*Person) string) []Sample {
	var all []Sample
	for i := range min(len(places), max(r.Top, r.Bottom)) {
		p := places[len(places)-1-i]
		all = append(all, Sample{Metric: l.out, Values: []string{r.Name, nameOf(p.person)}, Value: float64(i + 1)})
	}
	return all
}

// targetOf is the target of a person, or that of all.
func (r *ranking) targetOf(x *Person) float64 {
	if t, ok := r.Targets[strings.ToLower(x.Username)]; ok {
		return t
	}
	return r.Target
}
