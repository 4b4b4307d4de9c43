package board

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"salesforce_exporter/collector"
)

// leaderboardsPart makes the samples of all boards together, because they share
// a limit, and two people of one name have to stay two on any of them.
type leaderboardsPart struct {
	boardMetrics
	rankings []*ranking
	limit    int
	names    Names
	holders  string   // text of the statement that lists who is on no board; empty for none
	set      string   // text of the statement that counts the permission sets that these hold
	labels   []string // of the dimensions
	private  []string // those whose values are names of persons
}

// Needs of all boards: who may be on any.
func (l *leaderboardsPart) Needs() collector.Needs {
	n := collector.Needs{Join: collector.JoinOwners} // boards are of counted users, whoever else owns records
	if l.holders != "" {
		n.Texts = []string{l.holders, l.set}
	}
	return n
}

// Samples are those of all boards, one after the other.
func (l *leaderboardsPart) Samples(answers collector.Answers, people *collector.People) ([]collector.Sample, error) {
	var all []collector.Sample
	for _, f := range l.Figures(collector.Inputs{Answers: answers, People: people}) {
		all = append(all, f.Samples...)
	}
	return all, nil
}

// Figures are several for each board: a board whose answers are missing is
// absent, and takes no other along.
func (l *leaderboardsPart) Figures(in collector.Inputs) []collector.Figure {
	err := in.Lack(l.Needs())
	if err == nil {
		err = l.missing(in.Answers)
	}
	if err != nil {
		return []collector.Figure{{Metrics: l.Metrics(), Needs: l.Needs(), Err: err}}
	}
	all := everybody(in.People)
	on := rosterOf(all, l.hidden(in.Answers))
	v := &view{leaderboardsPart: l, in: in, people: in.People, nameOf: l.names.of(all),
		valuesOf: l.dimensions(in.People, on)}
	for _, r := range l.rankings {
		v.board(r, on)
	}
	return v.within(l.limit)
}

// hidden lists who is on no board by a permission set.
func (l *leaderboardsPart) hidden(answers collector.Answers) map[string]bool {
	if l.holders == "" {
		return nil
	}
	ids := map[string]bool{}
	for row := range answers[l.holders].Rows.All() {
		ids[row[0]] = true
	}
	return ids
}

// missing is why there is no board at all: where there is no permission set of the
// name that the configuration gives, nobody can tell who wants to be on none.
func (l *leaderboardsPart) missing(answers collector.Answers) error {
	if l.set == "" {
		return nil
	}
	row := answers[l.set].Rows.First()
	if row == nil || row[0] != "0" {
		return nil // without a row Make fails all that needs it
	}
	return collector.SkippedError{
		Metric: "leaderboards",
		Reason: "permission set " + string(l.names.HideHolders) +
			" is hidden or does not exist, so who is to be on no leaderboard is not known",
		Remedy:  "give leaderboards.hide_holders the API name of a permission set (Setup, Permission Sets), or take it out of the configuration",
		Mistake: true,
	}
}

// dimensions returns what the labels of a person say. Where people are not to
// be known, neither role nor region may tell who the only one of them is.
func (l *leaderboardsPart) dimensions(people *collector.People, on *roster) func(*collector.Person) []string {
	heads := make([]int, len(people.Teams()))
	for _, x := range on.list {
		heads[x.Team]++
	}
	blank := make([]string, len(people.Teams()[0]))
	return func(x *collector.Person) []string {
		if l.names.Mode == NamesPseudonym && heads[x.Team] < l.names.smallestTeam() {
			return blank
		}
		return people.Teams()[x.Team]
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
	in       collector.Inputs
	people   *collector.People
	nameOf   func(*collector.Person) string
	valuesOf func(*collector.Person) []string
	Figures  []collector.Figure
	now      int // index of the figure that samples are put into
	tiers    [boardTiers][]tierSample
}

// A tierSample is a sample, and the index of the figure that it belongs to.
type tierSample struct {
	collector.Sample
	figure int
}

// begin makes a figure the one that samples are put into. An error makes it one
// that is not there.
func (v *view) begin(n collector.Needs, err error, metrics ...*collector.Metric) {
	v.now = len(v.Figures)
	v.Figures = append(v.Figures, collector.Figure{Metrics: metrics, Needs: n, Err: err})
}

func (v *view) put(tier int, m *collector.Metric, value float64, labels ...string) {
	s := collector.Sample{Metric: m, Values: labels, Value: value}
	v.tiers[tier] = append(v.tiers[tier], tierSample{s, v.now})
}

// within shows fewer samples than the limit, and how many that leaves out.
func (v *view) within(limit int) []collector.Figure {
	all := slices.Concat(v.tiers[:]...)
	if len(all) == 0 {
		return v.Figures
	}
	kept := min(len(all), max(limit-2, 0))
	for _, s := range all[:kept] {
		f := &v.Figures[s.figure]
		f.Samples = append(f.Samples, s.Sample)
	}
	n := v.leaderboardsPart.Needs()
	for _, f := range v.Figures {
		if f.Err == nil {
			n.Texts = collector.Union(n.Texts, f.Needs.Texts)
		}
	}
	dropped := collector.Sample{Metric: v.dropped, Value: float64(len(all) - kept)}
	return append(v.Figures,
		collector.Figure{Metrics: []*collector.Metric{v.dropped}, Needs: n, Samples: []collector.Sample{dropped}})
}

// board makes the figures of one board: all that depends on scores, the change
// of ranks, and the end of the period.
func (v *view) board(r *ranking, on *roster) {
	n := v.leaderboardsPart.Needs()
	n.Texts = collector.Union(n.Texts, textsOf(r.now))
	var s standing
	err := v.in.Lack(n)
	if err == nil {
		s, err = r.stand(v.in.Answers, v.people, on)
	}
	v.begin(n, err, v.score, v.rank, v.target, v.own, v.progress, v.team, v.info, v.out)
	if err != nil {
		return
	}
	v.about(r)
	if r.team >= 0 {
		v.teams(r, s)
	}
	if v.names.people() {
		v.persons(r, s)
	}
	v.changes(r, s, on, n)
	v.periodEnd(r, n)
}

// about says what a board is.
func (v *view) about(r *ranking) {
	title := cmp.Or(r.Title, strings.ReplaceAll(r.Name, "_", " "))
	v.put(boardItself, v.info, 1, r.Name, title, r.Period.Title(), r.Unit)
	if r.Target > 0 {
		v.put(boardItself, v.target, r.Target, r.Name)
	}
}

// periodEnd is when the period of a board ends, if it does.
func (v *view) periodEnd(r *ranking, n collector.Needs) {
	if !r.ends() {
		return
	}
	n.Join, n.Texts = collector.JoinDays, collector.Union(n.Texts, r.fiscal)
	err := v.in.Lack(n)
	var end time.Time
	if err == nil {
		_, end = r.Period.bounds(collector.Moment{Now: r.asOf(v.in.Answers), Zone: v.people.Zone, Answers: v.in.Answers})
		err = r.unknownPeriod(end)
	}
	v.begin(n, err, v.end)
	if err == nil {
		v.put(boardItself, v.end, float64(end.Unix()), r.Name)
	}
}

// changes are the places that people won since the period before, if there was
// one.
func (v *view) changes(r *ranking, s standing, on *roster, n collector.Needs) {
	if r.before == nil || !v.names.people() {
		return
	}
	n.Texts = collector.Union(n.Texts, r.fiscal)
	err := v.in.Lack(n)
	if err == nil && len(r.fiscal) > 0 && v.people.Zone != nil {
		start, _ := r.Period.bounds(collector.Moment{Now: r.asOf(v.in.Answers), Zone: v.people.Zone, Answers: v.in.Answers})
		err = r.unknownPeriod(start)
	}
	if n.Texts = collector.Union(n.Texts, textsOf(r.before)); err == nil {
		err = v.in.Lack(n)
	}
	var earlier []float64
	if err == nil {
		earlier, err = on.add(r.before, v.in.Answers)
	}
	v.begin(n, err, v.change)
	if err != nil {
		return
	}
	s.earlier = earlier
	for _, p := range r.shown(s.places) {
		if climbed, ok := s.climbed(p); ok {
			v.put(boardChanges, v.change, climbed, v.labels(r, p)...)
		}
	}
}

// labels of a person on a board.
func (v *view) labels(r *ranking, p place) []string {
	return slices.Concat([]string{r.Name, v.nameOf(p.person)}, v.valuesOf(p.person))
}

// teams are the scores per head. The score of a team of one is that person's.
func (v *view) teams(r *ranking, s standing) {
	total, heads := map[string]float64{}, map[string]int{}
	teams := v.people.Teams()
	scores, sizes := make([]float64, len(teams)), make([]int, len(teams))
	for _, p := range s.places {
		scores[p.person.Team] += p.score
		sizes[p.person.Team]++
	}
	for i, values := range teams {
		if sizes[i] > 0 {
			total[values[r.team]] += scores[i]
			heads[values[r.team]] += sizes[i]
		}
	}
	for _, name := range slices.Sorted(maps.Keys(total)) {
		if heads[name] >= v.names.smallestTeam() {
			v.put(boardTeams, v.team, total[name]/float64(heads[name]), r.Name, name)
		}
	}
}

// persons are the series of people.
func (v *view) persons(r *ranking, s standing) {
	for _, p := range r.shown(s.places) {
		name := []string{r.Name, v.nameOf(p.person)}
		values := v.labels(r, p)
		v.put(boardItself, v.score, p.score, values...)
		v.put(boardItself, v.rank, float64(p.rank), values...)
		v.towards(r, p, name, s.places[0].score)
		if r.Elimination {
			v.put(boardOut, v.out, s.out(p), name...)
		}
	}
}

// towards is how far a person is on the way to the target or, on a board that
// has none for anybody, to the leader.
func (v *view) towards(r *ranking, p place, name []string, leader float64) {
	target, own := r.Targets[strings.ToLower(p.person.Username)]
	if own {
		v.put(boardProgress, v.own, target, name...)
	} else {
		target = r.Target
	}
	switch {
	case target > 0:
		v.put(boardProgress, v.progress, p.score/target, name...)
	case len(r.Targets) == 0 && leader > 0:
		v.put(boardShares, v.progress, p.score/leader, name...)
	}
}
