package e2e

import (
	"strings"
	"testing"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/demo"
)

// TestWhatOnlyLooksLikeActivity adds the records of a series of tasks and of two
// of events, and the draft of an e-mail: no figure changes.
func TestWhatOnlyLooksLikeActivity(t *testing.T) {
	d, err := demo.New(t.Context(), demo.Options{Users: 30, Frozen: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	figures := func() map[string]float64 {
		m := newRigOn(t, d, rigOptions{make: func(s collector.Settings) []collector.Collector {
			s.Quality.Population = []collector.Population{{Object: "Task"}, {Object: "Event"}}
			s.Quality.Scores = []collector.KeyFields{{Object: "Event", Fields: map[string]collector.KeyField{"Location": {Weight: 1}}}}
			return every(t, s)
		}}).scrape(0)
		for series := range m.series {
			for _, other := range []string{"go_", "salesforce_api_", "salesforce_collector_", "salesforce_exporter_", "salesforce_limit_"} {
				if strings.HasPrefix(series, other) {
					delete(m.series, series)
				}
			}
		}
		return m.series
	}
	before := figures()
	e := &editor{t: t, demo: d}
	const somebody = ` FROM (SELECT Id, LastLoginDate now FROM User WHERE IsActive = 1 AND UserType = 'Standard' ORDER BY LastLoginDate DESC LIMIT 1)`
	const who = `OwnerId, CreatedById, LastModifiedById, CreatedDate, LastModifiedDate, IsDeleted, IsArchived`
	const him = `Id, Id, Id, now, now, 0, 0`
	insertions := []string{
		`INSERT INTO Task (Id, IsRecurrence, IsClosed, TaskSubtype, ` + who + `) SELECT '00Tz00000000001AAA', 1, 0, 'Task', ` + him + somebody,
		`INSERT INTO Task (Id, IsRecurrence, IsClosed, TaskSubtype, CompletedDateTime, ` + who + `) SELECT '00Tz00000000002AAA', 1, 1, 'Task', now, ` + him + somebody,
		`INSERT INTO Event (Id, IsRecurrence, GroupEventType, IsChild, EventSubtype, EndDateTime, ` + who + `)
			SELECT '00Uz00000000001AAA', 1, '0', 0, 'Event', now, ` + him + somebody,
		`INSERT INTO Event (Id, IsRecurrence, GroupEventType, IsChild, EventSubtype, EndDateTime, ` + who + `)
			SELECT '00Uz00000000002AAA', 0, '3', 0, 'Event', now, ` + him + somebody,
		`INSERT INTO EmailMessage (Id, Incoming, Status, MessageDate, CreatedById, CreatedDate, IsDeleted) SELECT '02sz00000000001AAA', 0, '5', now, Id, now, 0` + somebody,
	}
	for _, insertion := range insertions {
		e.exec(insertion)
	}
	report(t, differences(before, figures()))
	e.exec(`UPDATE Task SET IsRecurrence = 0 WHERE Id LIKE '00Tz%'`)
	e.exec(`UPDATE Event SET IsRecurrence = 0, GroupEventType = NULL WHERE Id LIKE '00Uz%'`)
	e.exec(`UPDATE EmailMessage SET Status = '3' WHERE Id LIKE '02sz%'`)
	changed := strings.Join(differences(before, figures()), "\n")
	for _, metric := range []string{
		"records_created_total{object=\"Task\"", "records_created_total{object=\"Event\"", "records_created_7d", "records_updated_7d", "activities_created_30d", "activities_closed_7d",
		"events_held_7d", "open_tasks", "emails_sent_30d", "data_quality_violations", "data_quality_score_ratio", "field_records{object=\"Task\"", "field_records{object=\"Event\"",
		"leaderboard_team_score{board=\"activities_closed\"",
	} {
		if !strings.Contains(changed, "salesforce_"+metric) {
			t.Errorf("%s does not count them even as tasks, events and e-mails", metric)
		}
	}
}
