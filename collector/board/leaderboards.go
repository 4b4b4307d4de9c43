package board

import (
	"cmp"
	"slices"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/setting"
	"salesforce_exporter/internal/soql"
)

// leaderboards ranks people by what other collectors count.
type leaderboards struct {
	collector.Base
	settings    Settings
	Definitions []boardDefinition
}

const (
	leaderboardsEvery  = time.Hour
	leaderboardsSeries = 2000
	fiscalEvery        = 12 * time.Hour
)

// New ranks people, with their names as the settings say.
func (s *Settings) New() (collector.Collector, error) {
	definitions, err := boardDefinitions(s.Others)
	if err != nil {
		return nil, err
	}
	l := &leaderboards{Base: collector.NewBase("leaderboards", s.IntervalOr(leaderboardsEvery)), settings: *s,
		Definitions: definitions}
	if l.settings.Boards == nil {
		l.settings.Boards = shippedBoards()
	}
	if p := s.People; p != nil && p.MinPeople > 1 {
		l.settings.Names.SmallestTeam = setting.PositiveInt(max(s.Names.smallestTeam(), p.MinPeople))
	}
	l.settings.SeriesLimit = cmp.Or(l.settings.SeriesLimit, leaderboardsSeries)
	return l, nil
}

func (l *leaderboards) Plan(s *collector.Schema) collector.Plan {
	people := l.settings.People.Plan(s)
	m := l.Metrics(people.Labels)
	boards := &leaderboardsPart{boardMetrics: m, limit: int(l.settings.SeriesLimit),
		names: l.settings.Names.seen(people), labels: people.Labels,
		private: privateDimensions(l.settings.People.Dimensions)}
	var plan collector.Plan
	for _, b := range l.settings.Boards {
		ranking, asked, err := l.ranking(s, people, b)
		if err != nil {
			plan.Skipped = append(plan.Skipped, collector.SkipsOf(s, "leaderboard "+b.Name, nil, err)...)
			continue
		}
		plan.Warnings = append(plan.Warnings, b.Warnings...)
		boards.rankings = append(boards.rankings, ranking)
		plan.Add(asked)
	}
	if err := l.planHolders(s, boards, &plan); err != nil {
		plan.Skipped = append(plan.Skipped, collector.SkipOf("leaderboards", err))
		return collector.Plan{Skipped: plan.Skipped}
	}
	plan.Parts = []collector.Part{boards}
	plan.Queries = uniqueQueries(plan.Queries)
	if own := l.settings.Interval; own > 0 {
		for i := range plan.Queries { // what others ask less often, too
			plan.Queries[i].MaxAge = min(plan.Queries[i].MaxAge, l.settings.EveryOr(time.Duration(own)))
		}
	}
	return plan
}

// planHolders asks who holds the permission set that keeps people off boards,
// and whether there is one of that name: a misspelt one would hide nobody.
func (l *leaderboards) planHolders(s *collector.Schema, boards *leaderboardsPart, plan *collector.Plan) error {
	name := string(l.settings.Names.HideHolders)
	if name == "" {
		return nil
	}
	err := cmp.Or(s.Check("PermissionSetAssignment", "AssigneeId", collector.Selects),
		s.Check("PermissionSetAssignment", "PermissionSet.Name", collector.Filters),
		s.Check("PermissionSet", "Name", collector.Filters))
	if err != nil {
		return err
	}
	holders := soql.Statement{Object: "PermissionSetAssignment", Columns: []soql.Column{{Expr: "AssigneeId"}},
		Where: "PermissionSet.Name = " + soql.Quote(name)}
	set := soql.Statement{Object: "PermissionSet", Where: "Name = " + soql.Quote(name)}
	boards.holders, boards.set = holders.String(), set.String()
	for _, statement := range []soql.Statement{holders, set} {
		plan.Queries = append(plan.Queries, collector.Query{Statement: statement, MaxAge: l.Interval()})
	}
	return nil
}

// ranking plans one board.
func (l *leaderboards) ranking(s *collector.Schema, people collector.PeoplePlan,
	b Board) (*ranking, collector.Plan, error) {
	if !people.Usable() || !people.TellsCounted() {
		return nil, collector.Plan{}, people.Unseen()
	}
	if field := string(l.settings.Names.Hide); field != "" {
		if err := s.CheckBox("User", field); err != nil {
			return nil, collector.Plan{}, collector.Joined(collector.SkipsOf(s, "leaderboards", l.settings.Place,
				collector.Under(err, "hide")))
		}
	}
	if b.usernames() && !people.Shows("Username") {
		return nil, collector.Plan{}, s.Check("User", "Username", collector.Selects)
	}
	now, plan, err := l.boardSources(s, b, false)
	if err != nil {
		return nil, collector.Plan{}, err
	}
	r := &ranking{Board: b, now: now, team: slices.Index(people.Labels, b.Team)}
	r.choose(people.Labels)
	fiscal := fiscalKinds[b.Period.Name] != ""
	if fiscal {
		asked := l.planFiscal(s, b)
		plan.Add(asked)
		r.fiscal = asked.Texts()
	}
	if b.Period.hasBefore() && l.windowed(b) && (!fiscal || len(r.fiscal) > 0) {
		before, asked, err := l.boardSources(s, b, true)
		if err == nil {
			r.before = before
			asked.Skipped = nil // the same as now
			plan.Add(asked)
		}
	}
	return r, plan, nil
}

// planFiscal asks when fiscal periods begin, which date literals know but do
// not tell. Without it a board has no end and no change of rank.
func (l *leaderboards) planFiscal(s *collector.Schema, b Board) collector.Plan {
	for _, path := range []string{"Type", "StartDate", "EndDate"} {
		if err := s.Check("Period", path, collector.Selects); err != nil {
			return collector.Skipping("leaderboard "+b.Name+", period before and end", err)
		}
	}
	return collector.Asking(collector.FiscalStatement(), l.settings.EveryOr(fiscalEvery))
}

func uniqueQueries(queries []collector.Query) []collector.Query {
	var unique []collector.Query
	for _, q := range queries {
		i := slices.IndexFunc(unique, func(u collector.Query) bool { return u.String() == q.String() })
		if i < 0 {
			unique = append(unique, q)
			continue
		}
		unique[i].MaxAge = min(unique[i].MaxAge, q.MaxAge)
	}
	return unique
}

type boardMetrics struct {
	score, rank, change, target, own, progress, team, info, end, out, dropped *collector.Metric
}

func (l *leaderboards) Metrics(dimensions []string) boardMetrics {
	metric := func(name, help string, labels ...string) *collector.Metric {
		return collector.NewMetric("leaderboard_"+name, help, l.Interval(), labels...)
	}
	person := append([]string{"board", "person"}, dimensions...)
	return boardMetrics{
		score: metric("score", "What a person reached in the period of a board.", person...),
		rank:  metric("rank", "Place of a person on a board; ties share a place, and the next is skipped.", person...),
		change: metric("rank_change",
			"Places that a person climbed since the same point of the period before; below zero for falling.", person...),
		progress: metric("progress_ratio",
			"Share of the target that a person reached; on a board without any target, of the leader's score.", "board",
			"person"),
		out: metric("elimination_order",
			"Place of a person counted from the last, who is 1 and would be out next; ties share a place.", "board", "person"),
		target: metric("target", "The score to reach; absent where a board has no target for all.", "board"),
		own: metric("person_target", "The score that a person has to reach who has a target of their own.", "board",
			"person"),
		team:    metric("team_score", "Score of a team per head of its counted users.", "board", "team"),
		dropped: metric("dropped_series", "Series of boards that are not shown because all boards together have too many."),
		info:    metric("info", "1; the labels say what a board shows.", "board", "title", "period", "unit"),
		end: metric("period_end_timestamp_seconds", "When the period of a board ends; absent where it rolls on.",
			"board"),
	}
}

func (m boardMetrics) Metrics() []*collector.Metric {
	return []*collector.Metric{m.dropped, m.score, m.rank, m.change, m.target, m.own, m.progress, m.team, m.info, m.end,
		m.out}
}
