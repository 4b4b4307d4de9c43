package past_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"salesforce_exporter/collector/past"
)

// TestChanges counts cases by fields that were otherwise.
func TestChanges(t *testing.T) {
	t.Parallel()
	day := func(n int) time.Time { return time.Date(2026, time.May, n, 0, 0, 0, 0, time.UTC) }
	at := func(n int) string { return day(n).Format("2006-01-02T15:04:05.000-0700") }
	changes := map[past.Changed][]past.Change{
		{ID: "c1", Field: "IsEscalated"}: {{At: day(6), Old: "true"}, {At: day(4), Old: "false"}},
		{ID: "c1", Field: "Priority"}:    {{At: day(5), Old: ""}},
	}
	calm, high := [][]string{{"c1", "false", "ada", at(1), at(8)}}, [][]string{{"c1", "High", "ada", at(1), at(8)}}
	for _, c := range []struct {
		text string
		came [][]string // groups as of today, day, number
		rows [][]string // id, fields, groups, created, closed
		day  int
		want [][]string
	}{
		{"SELECT OwnerId, COUNT(Id) n FROM Case WHERE IsClosed = false AND IsEscalated = true GROUP BY OwnerId",
			[][]string{{"ada", "2026-05-03", "1"}}, calm, 4, [][]string{{"ada", "1"}}},
		{"SELECT OwnerId, COUNT(Id) n FROM Case WHERE IsClosed = false AND IsEscalated = true GROUP BY OwnerId",
			[][]string{{"ada", "2026-05-03", "1"}}, calm, 5, [][]string{{"ada", "2"}}},
		{"SELECT OwnerId, COUNT(Id) n FROM Case WHERE IsClosed = false AND IsEscalated = true GROUP BY OwnerId",
			[][]string{{"ada", "2026-05-03", "1"}}, calm, 7, [][]string{{"ada", "1"}}},
		{"SELECT OwnerId, Priority, COUNT(Id) n FROM Case WHERE IsClosed = false GROUP BY OwnerId, Priority",
			[][]string{{"ada", "High", "2026-05-01", "1"}}, high, 5,
			[][]string{{"ada", "", "1"}}},
		{"SELECT OwnerId, Priority, COUNT(Id) n FROM Case WHERE IsClosed = false GROUP BY OwnerId, Priority",
			[][]string{{"ada", "High", "2026-05-01", "1"}}, high, 6,
			[][]string{{"ada", "High", "1"}}},
		{"SELECT COUNT() FROM Case WHERE IsClosed = false AND Priority NOT IN ('low', null)",
			[][]string{{"2026-05-01", "3"}}, [][]string{{"c1", "High", at(1), ""}}, 4, [][]string{{"2"}}},
		{"SELECT COUNT() FROM Case WHERE CreatedDate = LAST_N_DAYS:2 AND Priority = 'HIGH'",
			[][]string{{"2026-05-02", "1"}}, [][]string{{"c1", "High", at(2)}}, 4, [][]string{{"0"}}},
	} {
		r, ok := past.OfChanges(query(t, c.text))
		if !ok || r.Grade != past.Exact {
			t.Fatalf("%s has no history", c.text)
		}
		b := past.NewBook(time.UTC)
		for of, list := range changes {
			b.PutChanges(of, list)
		}
		if err := errors.Join(b.Note(r.Flows[0], false, c.came), b.Note(r.Changes.Cases, false, c.rows)); err != nil {
			t.Fatal(err)
		}
		got, err := b.Answer(r, day(c.day))
		if diff := cmp.Diff(c.want, got.Rows.List()); diff != "" || err != nil {
			t.Errorf("%s on May %d (-want +got):\n%s%v", c.text, c.day, diff, err)
		}
	}
	for _, text := range []string{
		"SELECT OwnerId, COUNT(Id) n FROM Case WHERE IsClosed = false AND (IsEscalated = true OR Priority = 'High') GROUP BY OwnerId",
		"SELECT OwnerId, COUNT(Id) n FROM Case WHERE IsClosed = false AND Account.Type = 'Customer' GROUP BY OwnerId",
		"SELECT OwnerId, SUM(CSAT__c) n FROM Case WHERE IsClosed = false AND IsEscalated = true GROUP BY OwnerId",
		"SELECT OwnerId, COUNT(Id) n FROM Case WHERE IsEscalated = true GROUP BY OwnerId",
		"SELECT OwnerId, COUNT(Id) n FROM Lead WHERE IsConverted = false AND Status = 'Open' GROUP BY OwnerId",
	} {
		if _, ok := past.OfChanges(query(t, text)); ok {
			t.Errorf("%s has a history", text)
		}
	}
}
