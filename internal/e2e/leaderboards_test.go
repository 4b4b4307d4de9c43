package e2e

import (
	"database/sql"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	dto "github.com/prometheus/client_model/go"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/board"
	"salesforce_exporter/collector/quality"
	"salesforce_exporter/internal/demo"
)

// shipped are the boards of an exporter that was told nothing.
func shipped() []board.Board {
	one := func(name, title, unit, period string, measures ...board.Measure) board.Board {
		return board.Board{Name: name, Title: title, Unit: unit, Period: board.Period{Name: period},
			Measures: measures, Top: 10, Team: "role"}
	}
	measure := func(metric string) board.Measure { return board.Measure{Metric: metric, Points: 1} }
	return []board.Board{
		one("logins", "Logins", "logins", "7d", measure("logins")),
		one("records_created", "Records created", "records", "7d", measure("records_created")),
		one("activities_closed", "Activities completed", "activities", "7d", measure("activities_closed")),
		one("won_amount", "Amount won", "amount", "30d", measure("won_opportunities_amount")),
		one("cases_closed", "Cases closed", "cases", "7d", measure("cases_closed")),
		one("points", "Points", "points", "7d", measure("logins"),
			board.Measure{Metric: "records_created", Points: 2},
			board.Measure{Metric: "activities_closed", Points: 3},
			board.Measure{Metric: "cases_closed", Points: 5},
			board.Measure{Metric: "won_opportunities", Points: 20}),
	}
}

// TestLeaderboardsShareStatements counts what the shipped boards add to the
// bill of a refresh of everything.
func TestLeaderboardsShareStatements(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		refresh := func(with bool) int {
			r := newRig(t, rigOptions{demo: demo.Options{Users: 30, Frozen: true},
				make: func(s *setup) []collector.Collector {
					s.Uniform = time.Minute
					return slices.DeleteFunc(every(t, s),
						func(c collector.Collector) bool { return c.Name() == "leaderboards" && !with })
				}})
			r.scrape(0) // which describes the org, too
			before := r.demo.Calls()
			time.Sleep(time.Hour)
			if shows := r.scrape(0).has("salesforce_leaderboard_score"); shows != with {
				t.Fatalf("leaderboards are shown: %v, want %v", shows, with)
			}
			return r.demo.Calls() - before
		}
		without, with := refresh(false), refresh(true)
		if added := with - without; added < 1 || added > 5 {
			t.Errorf("the shipped boards add %d calls to a refresh of %d, want 1 to 5", added, without)
		}
	})
}

// TestPeopleLeftOutOfLeaderboards compares boards from which people are left
// out, who count for no team either.
func TestPeopleLeftOutOfLeaderboards(t *testing.T) {
	const holds = `u.Id IN (SELECT a.AssigneeId FROM PermissionSetAssignment a JOIN PermissionSet s ON s.Id = a.PermissionSetId WHERE s.Name = 'Adoption_Metrics')`
	for name, c := range map[string]struct {
		names    board.Names
		hidden   []string
		leftOut  string
		noBoards string // the reason why there are none
	}{
		"by a field": {names: board.Names{Hide: "UserPermissionsMarketingUser"},
			leftOut: "u.UserPermissionsMarketingUser"},
		"by a field that is hidden": {names: board.Names{Hide: "UserPermissionsMarketingUser"},
			hidden:   []string{"User.UserPermissionsMarketingUser"},
			noBoards: "field User.UserPermissionsMarketingUser is hidden or does not exist"},
		"by a field of another type": {names: board.Names{Hide: "Department"},
			noBoards: "field User.Department is no check box"},
		"by a permission set": {names: board.Names{HideHolders: "Adoption_Metrics"}, leftOut: holds},
		"by a set that is hidden": {names: board.Names{HideHolders: "Adoption_Metrics"},
			hidden: []string{"PermissionSetAssignment"}, noBoards: "object PermissionSetAssignment is hidden or does not exist"},
		"by a set that does not exist": {names: board.Names{HideHolders: "Adoption_Metric"},
			noBoards: "permission set Adoption_Metric is hidden or does not exist, so who is to be on no leaderboard is not known"},
		"without names to show": {hidden: []string{"User.Name"}, leftOut: "true"},
	} {
		t.Run(name, func(t *testing.T) {
			d, err := demo.New(t.Context(), demo.Options{Users: 30, Frozen: true, Hidden: c.hidden})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { d.Close() })
			e := &editor{t: t, demo: d}
			e.exec(`INSERT INTO PermissionSetAssignment (Id, AssigneeId, PermissionSetId) SELECT '0Paz' || substr(Id, 5), Id, (SELECT Id FROM PermissionSet WHERE Name = 'Adoption_Metrics')
				FROM User WHERE IsActive = 1 AND Country = 'Germany'`)
			e.exec(`UPDATE User SET UserPermissionsMarketingUser = 1 WHERE IsActive = 1 AND Country = 'Germany'`)
			c.names.Mode = board.NamesFull
			m := newRigOn(t, d, rigOptions{make: boardsAnd(t, shipped(), c.names)}).scrape(0)
			if c.leftOut == "true" { // teams alone
				if m.has("salesforce_leaderboard_score") || !m.has("salesforce_leaderboard_team_score") {
					t.Error("people are shown, or no teams")
				}
				return
			}
			o := newOracle(t, d, "UTC")
			o.leftOut = c.leftOut
			o.readTeams()
			for _, b := range shipped() {
				o.board(b, calendar{zone: time.UTC, fiscalStart: time.January})
			}
			o.want["salesforce_leaderboard_dropped_series"] = 0
			if c.noBoards != "" {
				clear(o.want)
			}
			if skipped := m.series[`salesforce_collector_skipped{collector="leaderboards",reason="`+c.noBoards+`"}`] > 0; skipped != (c.noBoards != "") {
				t.Errorf("salesforce_collector_skipped tells why there are no boards: %v, want %v for %q", skipped, !skipped,
					c.noBoards)
			}
			report(t, differences(o.want, m.boards()))
		})
	}
}

// TestLeadersWhoShareTheFirstPlace has a board of one and people who all closed
// as many cases: none may look like the only leader. Beyond ten, more are no news.
func TestLeadersWhoShareTheFirstPlace(t *testing.T) {
	for leaders, want := range map[int]int{1: 1, 2: 2, 3: 3, 12: 10} {
		d, err := demo.New(t.Context(), demo.Options{Users: 40, Frozen: true})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { d.Close() })
		e := &editor{t: t, demo: d}
		e.exec(`DELETE FROM "Case"`)
		e.exec(`INSERT INTO "Case" (Id, OwnerId, IsClosed, ClosedDate) SELECT '500z' || substr(Id, 5), Id, 1, (SELECT max(LastLoginDate) FROM User)
			FROM (SELECT Id FROM User u WHERE ` + counted + ` ORDER BY Id LIMIT ` + fmt.Sprint(leaders) + `)`)
		boards := []board.Board{{Name: "best", Period: board.Period{Name: "7d"}, Top: 1,
			Measures: []board.Measure{{Metric: "cases_closed"}}}}
		m := newRigOn(t, d, rigOptions{make: boardsAnd(t, boards, board.Names{Mode: board.NamesFull})}).scrape(0)
		ranks := m.families["salesforce_leaderboard_rank"].GetMetric()
		for _, x := range ranks {
			if x.GetGauge().GetValue() != 1 {
				t.Errorf("%d leaders: %v is not first", leaders, x)
			}
		}
		if len(ranks) != want {
			t.Errorf("%d people share the first place: %d are shown, want %d", leaders, len(ranks), want)
		}
	}
}

// TestQualityBoard ranks people by how well their records are filled: the mean
// of the objects of which they own records.
func TestQualityBoard(t *testing.T) {
	full := board.Board{Name: "quality", Period: board.Period{Name: "now"}, Top: 100,
		Measures: []board.Measure{{Metric: "data_quality_score_ratio", Points: 100}}}
	r := newRig(t, rigOptions{demo: demo.Options{Users: 60, Frozen: true},
		make: boardsAnd(t, []board.Board{full}, board.Names{Mode: board.NamesFull})})
	m := r.scrape(0)
	quality, err := quality.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	o := newOracle(t, r.demo, "UTC")
	sum, objects := map[string]float64{}, map[string]float64{}
	for _, k := range quality.Scores {
		o.query(fmt.Sprintf(`SELECT OwnerId, avg(%s) FROM "%s" WHERE %s AND OwnerId IS NOT NULL GROUP BY OwnerId`,
			shareFilled(k), k.Object, live), func(rows *sql.Rows) error {
			var id string
			var of float64
			err := rows.Scan(&id, &of)
			sum[id] += of
			objects[id]++
			return err
		})
	}
	got := map[string]float64{}
	for _, s := range m.families["salesforce_leaderboard_score"].GetMetric() {
		got[labelsOf(s.GetLabel())["person"]] = s.GetGauge().GetValue()
	}
	shown := 0
	for _, w := range o.workers() {
		want := 100 * sum[w.id] / max(1, objects[w.id])
		if want > 0 {
			shown++
		}
		if math.Abs(got[w.name]-want) > 1e-6 {
			t.Errorf("%s: got %v, want %v", w.name, got[w.name], want)
		}
	}
	if shown != len(got) || shown < 20 || m.has("salesforce_leaderboard_rank_change") {
		t.Errorf("%d people are shown, want %d, and no change of rank of what has no period", len(got), shown)
	}
}

// TestSmallTeams hides the score of teams in which it would be that of one
// person, and of people what would tell who they are.
func TestSmallTeams(t *testing.T) {
	t.Parallel()
	team := map[string]bool{}
	for _, mode := range []string{board.NamesFull, board.NamesPseudonym} {
		m := newRig(t, rigOptions{demo: demo.Options{Users: 60, Frozen: true},
			make: boardsAnd(t, shipped(), board.Names{Mode: mode, Key: []byte("sixteen bytes or more")})}).scrape(0)
		heads, groups := map[string]float64{}, map[string]float64{}
		users := newRig(t, rigOptions{demo: demo.Options{Users: 60, Frozen: true}}).scrape(0)
		for _, u := range users.families["salesforce_users"].GetMetric() {
			labels := labelsOf(u.GetLabel())
			heads[labels["role"]] += u.GetGauge().GetValue()
			groups[labels["profile"]+labels["region"]+labels["role"]] = u.GetGauge().GetValue()
		}
		small := 0
		for _, s := range m.families["salesforce_leaderboard_team_score"].GetMetric() {
			if heads[labelsOf(s.GetLabel())["team"]] < 3 {
				small++
			}
		}
		blank := 0
		for _, s := range m.families["salesforce_leaderboard_score"].GetMetric() {
			labels := labelsOf(s.GetLabel())
			switch n := groups[labels["profile"]+labels["region"]+labels["role"]]; {
			case labels["role"] == "" && labels["profile"] == "" && labels["region"] == "":
				blank++
			case n < 3:
				team["shown "+mode] = true
			}
		}
		if shown := mode == board.NamesFull; (small > 0) != shown || (blank == 0) != shown ||
			team["shown "+mode] != shown {
			t.Errorf("names %s: %d small teams are shown, %d people without dimensions, people of small groups: %v", mode, small,
				blank, team["shown "+mode])
		}
	}
}

func labelsOf(pairs []*dto.LabelPair) map[string]string {
	labels := map[string]string{}
	for _, p := range pairs {
		labels[p.GetName()] = p.GetValue()
	}
	return labels
}

// TestLeaderboardsAcrossAReset scrapes around a reset without asking again: the
// final standings keep the end of their own week until the new one is known.
func TestLeaderboardsAcrossAReset(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shown := board.Board{Name: "week", Period: board.Period{Name: "this_week", WeekStarts: board.Monday}, Top: 5,
			Measures: []board.Measure{{Metric: "activities_closed"}}}
		r := newRig(t, rigOptions{demo: demo.Options{Users: 60}, make: func(s *setup) []collector.Collector {
			s.boards().Boards = []board.Board{shown}
			return s.only(t, "leaderboards")
		}})
		monday := time.Date(2000, 1, 3, 0, 0, 0, 0, time.UTC)
		const end = `salesforce_leaderboard_period_end_timestamp_seconds{board="week"}`
		for _, c := range []struct {
			at    time.Time
			end   time.Time
			shown bool
		}{
			{monday.Add(-30 * time.Minute), monday, true},
			{monday.Add(10 * time.Minute), monday, true},
			{monday.Add(3 * time.Hour), monday.AddDate(0, 0, 7), false}, // nobody works in this org
		} {
			time.Sleep(time.Until(c.at))
			m := r.scrape(0)
			if got := m.series[end]; got != float64(c.end.Unix()) || m.has("salesforce_leaderboard_score") != c.shown {
				t.Errorf("%s: the week ends at %v, want %v; people are shown: %v, want %v", c.at, time.Unix(int64(got), 0).UTC(),
					c.end, !c.shown, c.shown)
			}
		}
	})
}

// TestLeaderboardsKeepFewSeries has so many boards that not all series of them
// can be shown: what cannot be had otherwise stays.
func TestLeaderboardsKeepFewSeries(t *testing.T) {
	var boards []board.Board
	for _, letter := range strings.Split("abcdefghijklmnopqrst", "") {
		b := shipped()[5]
		b.Name, b.Top, b.Target, b.Elimination = "board_"+letter, 25, 100, true
		boards = append(boards, b)
	}
	m := newRig(t, rigOptions{demo: demo.Options{Frozen: true},
		make: boardsAnd(t, boards, board.Names{Mode: board.NamesFull})}).scrape(0)
	count := func(metric string) int { return len(m.families["salesforce_leaderboard_"+metric].GetMetric()) }
	if n := len(m.boards()); n >= 2000 || n < 1900 {
		t.Errorf("twenty boards of 25 people have %d series, want hardly less than 2,000", n)
	}
	for metric, want := range map[string]int{"info": 20, "score": 20 * 25, "rank": 20 * 25} {
		if got := count(metric); got != want {
			t.Errorf("%d series of %s, want %d", got, metric, want)
		}
	}
	teams := count("team_score") / 20
	want := 20*(3*25+25+25+2+teams) + 1 // score, rank, change, progress, elimination; info and target
	if dropped := m.series["salesforce_leaderboard_dropped_series"]; int(dropped)+len(m.boards()) > want || dropped < 100 {
		t.Errorf("%v series were dropped and %d are shown, of %d at most", dropped, len(m.boards()), want)
	}
}
