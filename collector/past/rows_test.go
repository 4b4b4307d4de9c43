package past_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"salesforce_exporter/collector/past"
)

// TestRows answers statements about single records: those of a window, those that were
// open, and nothing of what lay ahead.
func TestRows(t *testing.T) {
	t.Parallel()
	at := func(day, hour int) time.Time { return time.Date(2026, time.May, day, hour, 0, 0, 0, time.UTC) }
	rows := [][]string{ // owner, created, closed
		{"ada", "2026-05-01T10:00:00.000+0000", "2026-05-03T10:00:00.000+0000"},
		{"bo", "2026-05-02T10:00:00.000+0000", "2026-05-09T00:00:00.000+0000"},
		{"cy", "2026-05-08T10:00:00.000+0000", ""},
	}
	const fields = "SELECT OwnerId, CreatedDate, ClosedDate FROM Case WHERE "
	for _, c := range []struct {
		where string
		at    time.Time
		want  [][]string
	}{
		{"IsClosed = true AND ClosedDate = LAST_N_DAYS:2", at(3, 10), nil}, // at this very moment
		{"IsClosed = true AND ClosedDate = LAST_N_DAYS:2", at(3, 11), [][]string{rows[0]}},
		{"IsClosed = true AND ClosedDate = LAST_N_DAYS:2", at(6, 0), nil},
		{"IsClosed = true AND ClosedDate = LAST_N_DAYS:6", at(10, 0), [][]string{rows[1]}},
		{"CreatedDate = LAST_N_DAYS:7", at(3, 0), [][]string{
			{"ada", rows[0][1], ""}, {"bo", rows[1][1], ""}}}, // neither was closed
		{"CreatedDate = LAST_N_DAYS:7", at(4, 0), [][]string{rows[0], {"bo", rows[1][1], ""}}},
		{"IsClosed = false", at(3, 0), [][]string{{"ada", rows[0][1], ""}, {"bo", rows[1][1], ""}}},
		{"IsClosed = false", at(9, 0), [][]string{{"bo", rows[1][1], ""}, rows[2]}},
		{"IsClosed = false", at(10, 0), [][]string{rows[2]}},
	} {
		r := past.Of(query(t, fields+c.where))
		if r.Grade != past.Exact || len(r.Flows) != 1 || !r.Flows[0].Rows {
			t.Fatalf("%s: %v", c.where, told(r))
		}
		b := past.NewBook(time.UTC)
		if err := b.Note(r.Flows[0], false, rows); err != nil {
			t.Fatal(err)
		}
		for range 2 { // what no later moment needs is forgotten, and nothing else
			got, err := b.Answer(r, c.at)
			if diff := cmp.Diff(c.want, got.Rows.List()); diff != "" || err != nil {
				t.Errorf("%s at %s (-want +got):\n%s%v", c.where, c.at, diff, err)
			}
			b.Forget(c.at.AddDate(0, 0, -r.Window-1))
		}
	}
}

// TestDealRows has deals one by one as their history tells, and the changes themselves.
func TestDealRows(t *testing.T) {
	t.Parallel()
	day := func(n int) time.Time { return time.Date(2026, time.May, n, 22, 0, 0, 0, time.UTC) }
	zone := time.FixedZone("ahead", 4*3600) // 22:00 is of the next day there
	b := past.NewBook(zone)
	b.Stages = map[string]past.Stage{"New": {}, "Won": {Closed: true, Won: true}}
	b.Deals = []past.Deal{
		{ID: "d1", Owner: "ada", Created: day(1), States: []past.State{
			{From: day(1), Stage: "New", NoAmount: true, CloseDate: "2026-05-04"},
			{From: day(4), Stage: "Won", Amount: 20, CloseDate: "2026-05-05"}}},
		{ID: "d2", Owner: "bo", Created: day(2), Untold: true, States: []past.State{
			{From: day(2), Stage: "New", Amount: 7, CloseDate: "2026-05-30"}}},
	}
	for text, want := range map[string][][]string{
		"SELECT OwnerId, Amount FROM Opportunity WHERE IsClosed = false":                                  {{"bo", "7"}},
		"SELECT CreatedDate, CloseDate FROM Opportunity WHERE IsWon = true AND CloseDate = LAST_N_DAYS:2": {{"2026-05-01T22:00:00.000+0000", "2026-05-05"}},
		"SELECT OwnerId, CloseDate, DAY_ONLY(convertTimezone(CreatedDate)) d, COUNT(Id) v0 FROM Opportunity WHERE IsWon = true " +
			"GROUP BY OwnerId, CloseDate, DAY_ONLY(convertTimezone(CreatedDate))": {{"ada", "2026-05-05", "2026-05-02", "1"}},
		"SELECT OpportunityId, StageName FROM OpportunityHistory WHERE CreatedDate = LAST_N_DAYS:9 AND Opportunity.CreatedDate = LAST_N_DAYS:9": {
			{"d1", "New"}, {"d1", "Won"}},
		"SELECT OpportunityId, StageName FROM OpportunityHistory WHERE CreatedDate = LAST_N_DAYS:2 AND Opportunity.CreatedDate = LAST_N_DAYS:9": {
			{"d1", "Won"}},
	} {
		r := past.Of(query(t, text))
		got, err := b.Answer(r, day(5).Add(time.Hour))
		if diff := cmp.Diff(want, got.Rows.List()); diff != "" || err != nil || r.Grade != past.Exact {
			t.Errorf("%s is %s (-want +got):\n%s%v", text, r.Grade, diff, err)
		}
	}
}
