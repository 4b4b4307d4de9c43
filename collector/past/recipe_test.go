package past_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/past"
	"salesforce_exporter/internal/soql"
)

func query(t *testing.T, text string) collector.Query {
	t.Helper()
	s, err := soql.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return collector.Query{Statement: s}
}

// told writes a recipe down: its flows, or why there are none.
func told(r past.Recipe) []string {
	lines := []string{r.Grade.String() + ": " + r.Reason}
	for _, f := range r.Flows {
		sign := "+ "
		if f.Minus {
			sign = "- "
		}
		lines = append(lines, sign+f.Field+" of "+f.Statement.String())
	}
	return lines
}

// TestRecipes finds out how statements are had for a past moment.
func TestRecipes(t *testing.T) {
	const page = " ORDER BY OwnerId LIMIT 2000"
	for text, want := range map[string][]string{
		"SELECT OwnerId, COUNT(Id) n FROM Case WHERE CreatedDate = LAST_N_DAYS:7 GROUP BY OwnerId": {
			"exact: ", "+ CreatedDate of SELECT OwnerId, COUNT(Id) n FROM Case GROUP BY OwnerId" + page},
		"SELECT OwnerId, COUNT(Id) n FROM Task GROUP BY OwnerId": {
			"exact: ", "+ CreatedDate of SELECT OwnerId, COUNT(Id) n FROM Task GROUP BY OwnerId" + page},
		"SELECT OwnerId, COUNT(Id) n FROM Task WHERE IsClosed = false AND IsRecurrence = false GROUP BY OwnerId": {
			"exact: ",
			"+ CreatedDate of SELECT OwnerId, COUNT(Id) n FROM Task WHERE IsRecurrence = false AND " +
				"(IsClosed = false OR CompletedDateTime != null) GROUP BY OwnerId" + page,
			"- CompletedDateTime of SELECT OwnerId, COUNT(Id) n FROM Task WHERE IsRecurrence = false AND IsClosed = true " +
				"GROUP BY OwnerId" + page},
		"SELECT OwnerId, COUNT(Id) n FROM Lead WHERE IsConverted = true AND ConvertedDate = LAST_N_DAYS:30 GROUP BY OwnerId": {
			"exact: ", "+ ConvertedDate of SELECT OwnerId, COUNT(Id) n FROM Lead WHERE IsConverted = true GROUP BY OwnerId" + page},
		"SELECT OwnerId, Status, COUNT(Id) n FROM Campaign WHERE CreatedDate = LAST_N_DAYS:30 GROUP BY OwnerId, Status": {
			"as the records tell today: the sum over Status is exact, and the split by it is that of today",
			"+ CreatedDate of SELECT OwnerId, Status, COUNT(Id) n FROM Campaign GROUP BY OwnerId, Status ORDER BY OwnerId, Status LIMIT 2000"},
		"SELECT OwnerId, COUNT(Id) n FROM Task WHERE IsClosed = false AND ActivityDate < TODAY GROUP BY OwnerId": {
			"as the records tell today: by the days that records are due on today",
			"+ CreatedDate of SELECT OwnerId, ActivityDate, COUNT(Id) n FROM Task WHERE (IsClosed = false OR CompletedDateTime != null) " +
				"GROUP BY OwnerId, ActivityDate ORDER BY OwnerId, ActivityDate LIMIT 2000",
			"- CompletedDateTime of SELECT OwnerId, ActivityDate, COUNT(Id) n FROM Task WHERE IsClosed = true " +
				"GROUP BY OwnerId, ActivityDate ORDER BY OwnerId, ActivityDate LIMIT 2000"},
		"SELECT COUNT() FROM ListEmail WHERE CreatedDate = LAST_N_DAYS:30": {
			"exact: ", "+ CreatedDate of SELECT COUNT(Id) v0 FROM ListEmail"},
		"SELECT OwnerId, COUNT(Id) n FROM Opportunity WHERE IsClosed = false AND CloseDate < TODAY GROUP BY OwnerId": {"exact: "},
		"SELECT OwnerId, LeadSource, SUM(Amount) n FROM Opportunity WHERE IsWon = true GROUP BY OwnerId, LeadSource": {
			"as the records tell today: the sum over LeadSource is exact, and the split by it is that of today"},
		"SELECT COUNT() FROM Account WHERE Id IN (SELECT AccountId FROM Opportunity WHERE IsWon = true)": {"exact: "},

		"SELECT OwnerId, COUNT(Id) n FROM Case WHERE LastModifiedDate = LAST_N_DAYS:7 GROUP BY OwnerId": {
			"not to be had: Salesforce keeps only the last time, in LastModifiedDate"},
		"SELECT OwnerId, COUNT(Id) n FROM Case WHERE CreatedDate < LAST_N_DAYS:7 GROUP BY OwnerId": {
			"not to be had: it compares CreatedDate with a day"},
		"SELECT OwnerId, COUNT(Id) n FROM Case WHERE IsEscalated = true GROUP BY OwnerId": {
			"not to be had: it depends on IsEscalated, which a record may have had otherwise"},
		"SELECT OwnerId, COUNT(Email) n FROM Lead GROUP BY OwnerId": {
			"not to be had: it is made of COUNT(Email), which a record may have had otherwise"},
		"SELECT OwnerId, COUNT(Id) n FROM Opportunity WHERE IsClosed = false AND NextStep = null GROUP BY OwnerId": {
			"not to be had: it depends on NextStep, which a record may have had otherwise"},
		"SELECT COUNT() FROM Account WHERE Id IN (SELECT AccountId FROM Contact WHERE Email != null)": {
			"not to be had: it depends on other records"},
		"SELECT OwnerId, CreatedDate, ClosedDate FROM Case WHERE IsClosed = true AND ClosedDate = LAST_N_DAYS:30": {
			"exact: ", "+ ClosedDate of SELECT OwnerId, CreatedDate, ClosedDate FROM Case WHERE IsClosed = true"},
		"SELECT CreatedDate FROM Lead WHERE IsConverted = false": {
			"exact: ", "+ CreatedDate of SELECT CreatedDate, ConvertedDate FROM Lead WHERE (IsConverted = false OR ConvertedDate != null)"},
		"SELECT OwnerId, COUNT(Id) n FROM Case WHERE IsClosed = true GROUP BY OwnerId": {
			"exact: ", "+ ClosedDate of SELECT OwnerId, COUNT(Id) n FROM Case WHERE IsClosed = true GROUP BY OwnerId" + page},
		"SELECT Priority, CreatedDate FROM Case WHERE CreatedDate = LAST_N_DAYS:30": {
			"as the records tell today: the sum over Priority is exact, and the split by it is that of today",
			"+ CreatedDate of SELECT Priority, CreatedDate FROM Case"},
		"SELECT CreatedDate FROM Case": {"not to be had: it is made of all single records"},
		"SELECT OwnerId, COUNT(Id) n FROM Case WHERE IsClosed = true AND CreatedDate = LAST_N_DAYS:7 GROUP BY OwnerId": {
			"not to be had: it depends on IsClosed, which a record may have had otherwise"},
		"SELECT COUNT() FROM UserLicense":                   {"not to be had: UserLicense says only what is now"},
		"SELECT COUNT() FROM FeedItem":                      {"not to be had: Salesforce does not count FeedItem by day"},
		"SELECT COUNT() FROM Report USING SCOPE allPrivate": {"not to be had: Salesforce tells it of the present only"},
		"SELECT DAY_IN_WEEK(LoginTime) d, COUNT(Id) n FROM LoginHistory GROUP BY DAY_IN_WEEK(LoginTime)": {
			"not to be had: it is grouped by DAY_IN_WEEK(LoginTime)"},
	} {
		if diff := cmp.Diff(want, told(past.Of(query(t, text)))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
}

// TestFlows adds up days, in a zone whose summer time begins on a day between them.
func TestFlows(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	const text = "SELECT OwnerId, COUNT(Id) n FROM Task WHERE IsClosed = false GROUP BY OwnerId"
	open := past.Of(query(t, text))
	week := past.Of(query(t, "SELECT OwnerId, COUNT(Id) n FROM Task WHERE CreatedDate = LAST_N_DAYS:7 GROUP BY OwnerId"))
	b := past.NewBook(zone)
	note := func(f past.Flow, rows ...string) {
		var all [][]string
		for _, row := range rows {
			all = append(all, strings.Fields(row))
		}
		if err := b.Note(f, false, all); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Before(open.Flows[0], [][]string{{"ada", "4"}, {"bo", "1"}}); err != nil {
		t.Fatal(err)
	}
	if err := b.Before(open.Flows[1], [][]string{{"ada", "3"}}); err != nil {
		t.Fatal(err)
	}
	note(open.Flows[0], "ada 2026-03-20 2", "ada 2026-03-28 5", "bo 2026-03-29 1")
	note(open.Flows[1], "ada 2026-03-28 1", "bo 2026-03-29 2")
	note(week.Flows[0], "ada 2026-03-20 2", "ada 2026-03-28 5", "bo 2026-03-29 1")
	midnight := func(day int) time.Time { return time.Date(2026, time.March, day, 0, 0, 0, 0, zone) }
	for _, c := range []struct {
		recipe past.Recipe
		day    int
		want   [][]string
	}{
		{open, 20, [][]string{{"ada", "1"}, {"bo", "1"}}},
		{open, 21, [][]string{{"ada", "3"}, {"bo", "1"}}},
		{open, 29, [][]string{{"ada", "7"}, {"bo", "1"}}},
		{open, 30, [][]string{{"ada", "7"}}}, // of which bo closed all
		{week, 20, nil},
		{week, 27, [][]string{{"ada", "2"}}},
		{week, 28, nil}, // eight days after
		{week, 30, [][]string{{"ada", "5"}, {"bo", "1"}}},
	} {
		got, err := b.Answer(c.recipe, midnight(c.day))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, got.Rows.List()); diff != "" {
			t.Errorf("March %d (-want +got):\n%s", c.day, diff)
		}
	}
	b.Forget(midnight(29))
	got, err := b.Answer(open, midnight(30))
	if diff := cmp.Diff([][]string{{"ada", "7"}}, got.Rows.List()); diff != "" || err != nil {
		t.Errorf("after forgetting (-want +got):\n%s%v", diff, err)
	}
}

// TestOverdue counts open tasks whose day has passed.
func TestOverdue(t *testing.T) {
	late := past.Of(query(t, "SELECT OwnerId, COUNT(Id) n FROM Task WHERE IsClosed = false AND ActivityDate < TODAY GROUP BY OwnerId"))
	b := past.NewBook(time.UTC)
	for i, rows := range [][][]string{
		{{"ada", "2026-05-04", "2026-05-01", "2"}, {"ada", "", "2026-05-01", "1"}, {"bo", "2026-05-03", "2026-05-02", "1"}},
		{{"ada", "2026-05-04", "2026-05-06", "1"}, {"bo", "2026-05-03", "2026-05-03", "1"}},
	} {
		if err := b.Note(late.Flows[i], false, rows); err != nil {
			t.Fatal(err)
		}
	}
	for day, want := range map[int][][]string{4: nil, 5: {{"ada", "2"}}, 7: {{"ada", "1"}}} {
		got, err := b.Answer(late, time.Date(2026, time.May, day, 0, 0, 0, 0, time.UTC))
		if diff := cmp.Diff(want, got.Rows.List()); diff != "" || err != nil {
			t.Errorf("May %d (-want +got):\n%s%v", day, diff, err)
		}
	}
}

// TestDeals follows a deal through its history.
func TestDeals(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2026, time.May, n, 12, 0, 0, 0, time.UTC) }
	b := past.NewBook(time.UTC)
	b.Stages = map[string]past.Stage{"New": {}, "Late": {}, "Won": {Closed: true, Won: true}, "Lost": {Closed: true}}
	b.Deals = []past.Deal{
		{Owner: "ada", Account: "a1", Created: day(1), States: []past.State{
			{From: day(1), Stage: "New", Amount: 10, CloseDate: "2026-05-04"},
			{From: day(3), Stage: "Late", Amount: 20, CloseDate: "2026-05-10"},
			{From: day(8), Stage: "Won", Amount: 25, CloseDate: "2026-05-08"}}},
		{Owner: "bo", Account: "a1", Created: day(2), States: []past.State{
			{From: day(2), Stage: "New", Amount: 7, CloseDate: "2026-05-03"},
			{From: day(9), Stage: "Lost", Amount: 7, CloseDate: "2026-05-09"}}},
	}
	open := past.Of(query(t, "SELECT OwnerId, StageName, COUNT(Id) n, SUM(Amount) a FROM Opportunity WHERE IsClosed = false GROUP BY OwnerId, StageName"))
	overdue := past.Of(query(t, "SELECT OwnerId, SUM(Amount) a FROM Opportunity WHERE IsClosed = false AND CloseDate < TODAY GROUP BY OwnerId"))
	won := past.Of(query(t, "SELECT COUNT() FROM Opportunity WHERE IsWon = true AND CloseDate = LAST_N_DAYS:2"))
	customers := past.Of(query(t, "SELECT COUNT() FROM Account WHERE Id IN (SELECT AccountId FROM Opportunity WHERE IsWon = true AND CloseDate = LAST_N_DAYS:2) "+
		"AND Id NOT IN (SELECT AccountId FROM Opportunity WHERE IsWon = true AND CloseDate < LAST_N_DAYS:2 AND AccountId != null)"))
	for _, c := range []struct {
		name   string
		recipe past.Recipe
		at     int
		want   [][]string
	}{
		{"open", open, 1, nil}, // it came to be at this very moment
		{"open", open, 2, [][]string{{"ada", "New", "1", "10"}}},
		{"open", open, 5, [][]string{{"ada", "Late", "1", "20"}, {"bo", "New", "1", "7"}}},
		{"open", open, 12, nil},
		{"overdue", overdue, 3, nil}, // bo's deal closes today
		{"overdue", overdue, 5, [][]string{{"bo", "7"}}},
		{"overdue", overdue, 12, nil},
		{"won", won, 8, [][]string{{"0"}}},
		{"won", won, 9, [][]string{{"1"}}},
		{"won", won, 11, [][]string{{"0"}}},
		{"customers", customers, 10, [][]string{{"1"}}},
		{"customers", customers, 11, [][]string{{"0"}}},
	} {
		got, err := b.Answer(c.recipe, day(c.at))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, got.Rows.List()); diff != "" {
			t.Errorf("%s on May %d (-want +got):\n%s", c.name, c.at, diff)
		}
	}
}
