package e2e

import (
	"strings"
	"testing"

	"salesforce_exporter/internal/demo"
)

// TestWhatOnlyLooksLikeActivity adds the records of a series of tasks and of two
// of events, and the draft of an e-mail: no figure about activities changes.
func TestWhatOnlyLooksLikeActivity(t *testing.T) {
	d, err := demo.New(t.Context(), demo.Options{Users: 30, Frozen: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	metrics := []string{"salesforce_open_tasks", "salesforce_events_held_7d", "salesforce_emails_sent_30d",
		`salesforce_data_quality_violations{object="Task"`}
	figures := func() map[string]float64 {
		m := newRigOn(t, d, rigOptions{make: everyOf(t)}).scrape(0)
		its := map[string]float64{}
		for series, value := range m.series {
			for _, metric := range metrics {
				if strings.HasPrefix(series, metric) {
					its[series] = value
				}
			}
		}
		return its
	}
	before := figures()
	e := &editor{t: t, demo: d}
	const somebody = ` FROM (SELECT Id, LastLoginDate now FROM User WHERE IsActive = 1 AND UserType = 'Standard' ORDER BY LastLoginDate DESC LIMIT 1)`
	const who = `OwnerId, CreatedById, LastModifiedById, CreatedDate, LastModifiedDate, IsDeleted, IsArchived`
	const them = `Id, Id, Id, now, now, 0, 0`
	insertions := []string{
		`INSERT INTO Task (Id, IsRecurrence, IsClosed, TaskSubtype, ` + who +
			`) SELECT '00Tz00000000001AAA', 1, 0, 'Task', ` + them + somebody,
		`INSERT INTO Event (Id, IsRecurrence, GroupEventType, IsChild, EventSubtype, EndDateTime, ` + who + `)
			SELECT '00Uz00000000001AAA', 1, '0', 0, 'Event', now, ` + them + somebody,
		`INSERT INTO Event (Id, IsRecurrence, GroupEventType, IsChild, EventSubtype, EndDateTime, ` + who + `)
			SELECT '00Uz00000000002AAA', 0, '3', 0, 'Event', now, ` + them + somebody,
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
	for _, metric := range metrics {
		if !strings.Contains(changed, metric) {
			t.Errorf("%s does not count them even as tasks, events and e-mails", metric)
		}
	}
}
