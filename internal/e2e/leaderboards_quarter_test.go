package e2e

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/board"
	"salesforce_exporter/collector/catalog"
	"salesforce_exporter/collector/custom"
	"salesforce_exporter/internal/demo"
)

// quarterBoards have every kind of period, and people chosen in every way.
func quarterBoards(manager string, rich ...string) []board.Board {
	won := []board.Measure{{Metric: "won_opportunities_amount", Points: 1}}
	calls := []board.Measure{{Metric: "activities_closed", Points: 1, Where: "TaskSubtype = 'Call'"}}
	leads := []board.Measure{{Metric: "records_created", Points: 2, Only: []string{"Lead", "Contact"}}}
	named := func(name string, p board.Period, m []board.Measure) board.Board {
		return board.Board{Name: name, Title: "Title of " + name, Unit: "points", Period: p, Measures: m, Top: 7}
	}
	boards := []board.Board{
		named("logins", board.Period{Name: "7d"}, []board.Measure{{Metric: "logins", Points: 1}}),
		named("leads", board.Period{Name: "this_week"}, leads),
		named("calls", board.Period{Name: "this_week", WeekStarts: board.Monday}, calls),
		named("won_month", board.Period{Name: "this_month"}, won),
		named("won_quarter", board.Period{Name: "this_quarter"}, won),
		named("deals_fiscal", board.Period{Name: "this_fiscal_quarter"},
			[]board.Measure{{Metric: "won_opportunities", Points: 1}}),
		named("cases_fiscal", board.Period{Name: "this_fiscal_year"},
			[]board.Measure{{Metric: "cases_closed", Points: 3}}),
		named("won_year", board.Period{Name: "this_year"}, won),
		named("won_30d", board.Period{Name: "30d"}, won),
		named("today", board.Period{Name: "today"}, calls),
		named("competition", board.Period{Start: "2000-02-10", End: "2000-03-05"},
			[]board.Measure{leads[0], {Metric: "won_opportunities", Points: 20}}),
		named("points", board.Period{Name: "7d"}, []board.Measure{
			{Metric: "logins", Points: 1}, {Metric: "records_created", Points: 2}, {Metric: "activities_closed", Points: 3},
			{Metric: "cases_closed", Points: 5},
			{Metric: "records_updated", Points: 0.5}, {Metric: "won_opportunities", Points: 20}}),
		named("germans", board.Period{Name: "this_month"}, calls),
		named("mails", board.Period{Name: "this_quarter"}, []board.Measure{{Metric: "mails", Points: 1}}),
		named("open", board.Period{Name: "now"},
			[]board.Measure{{Metric: "open_opportunities", Points: 1, Where: "StageName = 'Prospecting'"}}),
		named("reports", board.Period{Name: "this_month"}, calls),
	}
	boards[2].Bottom, boards[2].Elimination = 4, true
	boards[2].Target, boards[2].Targets = 6, map[string]float64{}
	boards[4].Targets = map[string]float64{}
	for i, user := range rich {
		boards[2].Targets[user], boards[4].Targets[user] = 12, 5000+3000*float64(i)
	}
	boards[3].Team, boards[5].Team, boards[11].Team = "role", "role", "role"
	boards[11].TeamsOnly = true
	boards[12].People = map[string][]string{"region": {"Germany", "France"}}
	boards[15].People = map[string][]string{"manager": {manager}}
	return boards
}

// TestLeaderboardsOverAQuarter lets a quarter go by and compares every series
// of all boards with SQL: before and after each reset, while summer time
// begins, while people come, leave and get each other's names.
func TestLeaderboardsOverAQuarter(t *testing.T) {
	t.Parallel()
	const zone = "Europe/Berlin" // summer time begins on 26 March 2000
	berlin, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		d, err := demo.New(t.Context(), demo.Options{Users: 40, TimeZone: zone, FiscalYearStart: time.February})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { d.Close() })
		sim := newQuarter(t, d)
		boards := quarterBoards(sim.manager, sim.userOf(3), sim.userOf(4), sim.userOf(7), sim.userOf(8), sim.userOf(12),
			sim.userOf(13))
		r := newRigOn(t, d, rigOptions{make: boardsAnd(t, boards, board.Names{Mode: board.NamesFull, Usernames: true},
			"users")})
		check := func() {
			t.Helper()
			o := newOracle(t, d, zone)
			o.readTeams()
			for _, b := range boards {
				o.board(b, calendar{zone: berlin, fiscalStart: time.February})
			}
			o.want["salesforce_leaderboard_dropped_series"] = 0
			got := r.scrape(0).boards()
			if found := differences(o.want, got); len(found) > 0 {
				t.Fatalf("%s: %d of %d series differ:\n%s", d.Now().In(berlin), len(found), len(o.want),
					strings.Join(found[:min(len(found), 12)], "\n"))
			}
			sim.note(got)
		}
		for _, moment := range quarterMoments(berlin) {
			sim.workUntil(moment)
			check()
		}
		sim.provesSomething()
	})
}

// quarterMoments are every 107 hours, and the seconds around each reset.
func quarterMoments(zone *time.Location) []time.Time {
	resets := map[string]bool{"2000-01-09": true, "2000-01-10": true, "2000-02-01": true, "2000-02-10": true,
		"2000-03-01": true, "2000-03-06": true, "2000-03-26": true, "2000-03-27": true, "2000-04-01": true}
	var all []time.Time
	next := time.Date(2000, 1, 3, 8, 30, 0, 0, zone)
	for day := time.Date(2000, 1, 3, 0, 0, 0, 0,
		zone); day.Before(time.Date(2000, 4, 4, 0, 0, 0, 0, zone)); day = day.AddDate(0, 0, 1) {
		if resets[day.Format(time.DateOnly)] {
			all = append(all, day.Add(-time.Second), day.Add(2*time.Second))
		}
		for tomorrow := day.AddDate(0, 0, 1); next.Before(tomorrow.Add(-time.Minute)); next = next.Add(107 * time.Hour) {
			if next.After(day.Add(time.Minute)) {
				all = append(all, next)
			}
		}
	}
	return all
}

// boardsAnd makes the leaderboards collector, all of whose answers are new at
// every scrape, and others.
func boardsAnd(t testing.TB, boards []board.Board, names board.Names,
	others ...string) func(*setup) []collector.Collector {
	return func(s *setup) []collector.Collector {
		s.Uniform = time.Second
		s.People.Naming = names.Naming()
		s.boards().Below = board.Below{Boards: boards, Names: names}
		s.custom().Metrics = []catalog.Definition{mails(t)}
		return s.only(t, append(others, "leaderboards")...)
	}
}

// mails is a custom metric.
func mails(t testing.TB) catalog.Definition {
	d := catalog.Definition{Name: "mails", Help: "E-mails sent.", Windows: []string{"30d"}, Source: catalog.Source{
		Object: "Task", By: "OwnerId", Where: "IsClosed = true AND TaskSubtype = 'Email' AND CompletedDateTime = {window}",
	}}
	if err := custom.CheckCustom(&d, nil, nil); err != nil {
		t.Fatal(err)
	}
	return d
}

// boards are the series of leaderboards.
func (m metrics) boards() map[string]float64 {
	series := maps.Clone(m.series)
	maps.DeleteFunc(series, func(name string,
		_ float64) bool {
		return !strings.HasPrefix(name, "salesforce_leaderboard_")
	})
	return series
}

// A quarter is three months of work in a company.
type quarter struct {
	*editor
	*rand.Rand
	staff   []string // ids
	manager string   // user name of somebody with reports
	n       int      // rows so far
	seen    map[string]int
	values  map[string]map[float64]bool
}

func newQuarter(t *testing.T, d *demo.Org) *quarter {
	q := &quarter{editor: &editor{t: t, demo: d}, Rand: rand.New(rand.NewPCG(1, 2)), seen: map[string]int{},
		values: map[string]map[float64]bool{}}
	rows, err := d.DB().Query(`SELECT Id FROM User WHERE IsActive = 1 AND UserType = 'Standard' ORDER BY Id`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			t.Fatal(err)
		}
		q.staff = append(q.staff, id)
	}
	err = d.DB().QueryRow(`SELECT Username FROM User m WHERE IsActive = 1 ORDER BY (SELECT count(*) FROM User WHERE ManagerId = m.Id AND IsActive = 1) DESC, Id LIMIT 1`).Scan(&q.manager)
	if err != nil || len(q.staff) < 20 {
		t.Fatalf("a company of %d people (%v) is too small", len(q.staff), err)
	}
	q.manager = strings.ToLower(q.manager)
	for _, i := range []int{2, 5, 11} { // three people of one name, of whom the first will leave
		q.exec(`UPDATE User SET Name = 'Kim Lee' WHERE Id = ?`, q.staff[i])
	}
	return q
}

func (q *quarter) userOf(i int) (name string) {
	if err := q.demo.DB().QueryRow(`SELECT lower(Username) FROM User WHERE Id = ?`, q.staff[i]).Scan(&name); err != nil {
		q.t.Fatal(err)
	}
	return name
}

// workUntil lets people work, each at a pace that changes from week to week.
func (q *quarter) workUntil(moment time.Time) {
	before := q.demo.Now()
	time.Sleep(time.Until(moment))
	for range int(moment.Sub(before).Hours()) + 3 {
		at := before.Add(time.Duration(q.Int64N(int64(moment.Sub(before))))).Truncate(time.Second)
		week := int(at.Unix() / (7 * 86400))
		q.work(q.staff[(q.IntN(len(q.staff))*q.IntN(len(q.staff))/len(q.staff)+week*3)%len(q.staff)], at)
	}
	switch month, day := moment.Month(), moment.Day(); {
	case month == time.February && day > 14 && q.seen["left"] == 0:
		q.seen["left"]++
		q.exec(`UPDATE User SET IsActive = 0 WHERE Id IN (?, ?)`, q.staff[2], q.staff[3]) // Kim Lee, and who has a target
	case month == time.February && day > 20 && q.seen["came"] == 0:
		q.seen["came"]++
		q.exec(`INSERT INTO User (Id, Name, Username, IsActive, UserType, Country) VALUES ('005q00000000001AAA', 'Kim Lee', 'new@example.com', 1, 'Standard', 'France')`)
		q.staff = append(q.staff, "005q00000000001AAA")
	}
}

// work lets somebody do one of everything that boards count.
func (q *quarter) work(who string, at time.Time) {
	q.n++
	now, day := at.Unix(), at.In(time.UTC).Format(time.DateOnly)
	switch q.IntN(6) {
	case 0:
		q.exec(`INSERT INTO LoginHistory (Id, UserId, LoginTime, LoginType, Status) VALUES (?, ?, ?, 'Application', iif(? % 5, 'Success', 'Invalid Password'))`, q.id("0Ya"), who, now, q.n)
	case 1, 2:
		q.exec(`INSERT INTO Task (Id, OwnerId, LastModifiedById, IsClosed, TaskSubtype, CreatedDate, LastModifiedDate, CompletedDateTime)
			VALUES (?, ?, ?, 1, iif(? % 3, 'Call', 'Email'), ?, ?, ?)`, q.id("00T"), who, who, q.n, now, now, now)
	case 3:
		q.exec(`INSERT INTO Lead (Id, OwnerId, LastModifiedById, IsConverted, CreatedDate, LastModifiedDate) VALUES (?, ?, ?, 0, ?, ?)`, q.id("00Q"), who, who, now, now)
	case 4:
		q.exec(`INSERT INTO "Case" (Id, OwnerId, LastModifiedById, IsClosed, CreatedDate, LastModifiedDate, ClosedDate) VALUES (?, ?, ?, 1, ?, ?, ?)`, q.id("500"), who, who, now, now, now)
	case 5:
		q.exec(`INSERT INTO Opportunity (Id, OwnerId, LastModifiedById, StageName, IsClosed, IsWon, Amount, CloseDate, CreatedDate, LastModifiedDate)
			SELECT ?, ?, ?, iif(won, 'Closed Won', 'Prospecting'), won, won, ?, ?, ?, ? FROM (SELECT ? % 4 > 0 won)`, q.id("006"), who, who, float64(q.IntN(40))*250.25, day, now, now, q.n)
	}
}

func (q *quarter) id(prefix string) string { return fmt.Sprintf("%sq%011dAAA", prefix, q.n) }

// note remembers what was seen, so that the test proves something.
func (q *quarter) note(series map[string]float64) {
	for name, value := range series {
		metric, labels, _ := strings.Cut(name, "{")
		board, _, _ := strings.Cut(strings.TrimPrefix(labels, `board="`), `"`)
		key := metric + " " + board
		if q.values[key] == nil {
			q.values[key] = map[float64]bool{}
		}
		q.values[key][value] = true
		if strings.Contains(labels, `person="Kim Lee (`) {
			q.seen["second of a name"]++
		}
	}
}

// provesSomething checks that boards had leaders, ties, and people who climbed
// and fell.
func (q *quarter) provesSomething() {
	for _, b := range quarterBoards("") {
		if b.TeamsOnly {
			continue
		}
		if b.Targets != nil && len(q.values["salesforce_leaderboard_person_target "+b.Name]) == 0 {
			q.t.Errorf("nobody on board %s had a target of their own", b.Name)
		}
		ranks, changes := q.values["salesforce_leaderboard_rank "+b.Name],
			q.values["salesforce_leaderboard_rank_change "+b.Name]
		if !ranks[1] || !ranks[3] && !ranks[4] { // with a tie, the third has rank 2, and the fourth 4
			q.t.Errorf("board %s was never full: ranks %v", b.Name, ranks)
		}
		if b.Period.Name != "" && b.Period.Name != "now" && len(changes) < 3 {
			q.t.Errorf("on board %s nobody ever moved: changes %v", b.Name, changes)
		}
	}
	if q.seen["second of a name"] == 0 || q.seen["left"] == 0 || q.seen["came"] == 0 {
		q.t.Errorf("nobody of one name was shown, or nobody left or came: %v", q.seen)
	}
}
