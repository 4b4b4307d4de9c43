//go:build unix

package board_test

import (
	"fmt"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/board"
	"salesforce_exporter/collector/builtin"
	"salesforce_exporter/internal/soql"
)

// A crowd is 20,000 people and twenty boards that show 25 each.
type crowd struct {
	plan    collector.Plan
	answers collector.Answers
	people  *collector.People
}

func newCrowd(tb testing.TB) *crowd {
	tb.Helper()
	names := board.Names{Mode: board.NamesFull}
	source := &collector.PeopleSource{Dimensions: collector.DefaultDimensions(), Naming: names.Naming()}
	plan := source.Plan(collector.OpenSchema())
	at := time.Date(2026, 11, 24, 14, 0, 0, 0, time.UTC)
	people, err := plan.Read([]soql.Answer{{At: at, Rows: soql.RowsOf(twentyThousand(plan.Statement))}}, "", time.UTC)
	if err != nil {
		tb.Fatal(err)
	}
	all := &crowd{plan: planOfBoards(tb, source, board.Below{Boards: twentyBoards(), Names: names}),
		answers: collector.Answers{}, people: people}
	shapes := map[[2]int][][]string{}
	for _, q := range all.plan.Queries {
		shape := [2]int{len(q.GroupBy), len(q.Columns)}
		if shapes[shape] == nil {
			shapes[shape] = numbers(q.Statement)
		}
		all.answers[q.String()] = soql.Answer{At: at, Rows: soql.RowsOf(shapes[shape])}
	}
	return all
}

// planOfBoards plans boards for an org of which nothing is known.
func planOfBoards(tb testing.TB, people *collector.PeopleSource, boards board.Below) collector.Plan {
	tb.Helper()
	all := collector.Defaults(builtin.Collectors())
	collector.Find[*board.Settings](all).Below = boards
	c, err := collector.Maker(all, collector.Common{People: people})("leaderboards")
	if err != nil {
		tb.Fatal(err)
	}
	return c.Plan(collector.OpenSchema())
}

// samplesOf are those of all figures.
func samplesOf(figures []collector.Figure) []collector.Sample {
	var all []collector.Sample
	for _, f := range figures {
		all = append(all, f.Samples...)
	}
	return all
}

func twentyBoards() []board.Board {
	measures := [][]board.Measure{
		{{Metric: "logins"}}, {{Metric: "records_created"}}, {{Metric: "activities_closed"}},
		{{Metric: "won_opportunities_amount"}},
		{{Metric: "logins", Points: 1}, {Metric: "records_created", Points: 2}, {Metric: "activities_closed", Points: 3},
			{Metric: "cases_closed", Points: 5}, {Metric: "won_opportunities", Points: 20}},
	}
	var boards []board.Board
	for _, period := range []string{"7d", "this_week", "this_month", "this_quarter"} {
		for i, m := range measures {
			boards = append(boards, board.Board{Name: fmt.Sprint(period, "_", i), Period: board.Period{Name: period},
				Measures: m, Top: 25, Team: "role"})
		}
	}
	return boards
}

// twentyThousand are rows of User.
func twentyThousand(s soql.Statement) [][]string {
	rows := make([][]string, 20_000)
	for i := range rows {
		rows[i] = make([]string, len(s.Columns))
		for c, column := range s.Columns {
			rows[i][c] = map[string]string{
				"Id": userID(i), "IsActive": "true", "UserType": "Standard", "Name": fmt.Sprint("Person ", i%19_000),
				"UserRole.Name": fmt.Sprint("Role ", i%15), "Profile.Name": fmt.Sprint("Profile ", i%6),
				"Country": fmt.Sprint("Country ", i%11),
			}[column.Expr]
		}
	}
	return rows
}

func userID(i int) string { return fmt.Sprintf("005%012dAAA", i) }

// numbers answers a grouped statement with a row for everybody.
func numbers(s soql.Statement) [][]string {
	if !s.Grouped() {
		return nil
	}
	rows := make([][]string, 20_000)
	for i := range rows {
		rows[i] = []string{userID(i)}
		for range len(s.GroupBy) - 1 {
			rows[i] = append(rows[i], "Success")
		}
		for len(rows[i]) < len(s.Columns) {
			rows[i] = append(rows[i], strconv.Itoa(i*7919%20_000))
		}
	}
	return rows
}

// mostFloors bounds what a refresh of twenty boards of 20,000 people takes, in
// times of what it takes to read the rows that it is made of.
const mostFloors = 4

// floor reads every number that the boards are made of, and adds them up by
// person, which no way of ranking can do without.
func (c *crowd) floor() (people int) {
	sums := map[string]float64{}
	for _, answer := range c.answers {
		for row := range answer.Rows.All() {
			n, _ := soql.ParseNumber(row[len(row)-1])
			sums[row[0]] += n
		}
	}
	return len(sums)
}

// TestLeaderboardsOfACrowd bounds what twenty boards of 20,000 people show and
// take.
func TestLeaderboardsOfACrowd(t *testing.T) {
	c := newCrowd(t)
	in := collector.Inputs{Answers: c.answers, People: c.people}
	samples := samplesOf(c.plan.Make(in))
	scores := 0
	for _, s := range samples {
		if strings.HasSuffix(s.Metric.Name, "leaderboard_score") {
			scores++
		}
	}
	if len(samples) >= 2000 || scores != 20*25 {
		t.Errorf("got %d series, %d of them scores, want less than 2,000 and 500", len(samples), scores)
	}
	if racing {
		return
	}
	ranking, floor := time.Hour, time.Hour
	for range 5 {
		start := cpuTime(t)
		c.plan.Make(in)
		between := cpuTime(t)
		c.floor()
		ranking, floor = min(ranking, between-start), min(floor, cpuTime(t)-between)
	}
	if ranking > mostFloors*floor {
		t.Errorf("ranking took %v of a processor, and reading %v: want less than %d times as much", ranking, floor, mostFloors)
	}
	t.Logf("ranking took %v of a processor, reading %v", ranking, floor)
}

// cpuTime is what the process has used of processors, which other processes
// hardly change.
func cpuTime(tb testing.TB) time.Duration {
	tb.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// BenchmarkLeaderboards ranks 20,000 people on twenty boards and prints the
// time of processors that this takes, and the series.
func BenchmarkLeaderboards(b *testing.B) {
	c := newCrowd(b)
	series := 0
	start := cpuTime(b)
	for b.Loop() {
		series = len(samplesOf(c.plan.Make(collector.Inputs{Answers: c.answers, People: c.people})))
	}
	spent := (cpuTime(b) - start) / time.Duration(b.N)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(spent.Milliseconds()), "cpu-ms")
	b.ReportMetric(float64(series), "series")
}
