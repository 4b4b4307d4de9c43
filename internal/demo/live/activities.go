package live

import (
	"fmt"
	"time"

	"salesforce_exporter/internal/demo/generate"
	"salesforce_exporter/internal/demo/generate/random"
	"salesforce_exporter/internal/demo/generate/record"
	"salesforce_exporter/internal/demo/generate/words"
)

// subject finds something to talk about: a contact of an account, at times
// about one of the open deals, or a lead for those who prospect.
func (m *moment) subject(p *generate.Person) (t task, mail string) {
	t = task{owner: p.ID}
	if p.Duty == generate.Prospecting && len(m.work.leads) > 0 {
		t.who = random.Pick(m.Source, m.work.leads).id
		return t, ""
	}
	if len(m.work.deals) > 0 && m.Chance(0.4) {
		d := random.Pick(m.Source, m.work.deals)
		t.what, t.account, t.owner = d.id, d.account, d.owner
		return t, ""
	}
	if len(m.work.accounts) > 0 {
		a := random.Pick(m.Source, m.work.accounts)
		t.who, t.what, t.account, mail = a.contact, a.id, a.id, a.mail
	}
	return t, mail
}

func (m *moment) talker() *generate.Person {
	p := m.someone(generate.Selling, generate.Prospecting, generate.Succeeding, generate.Supporting)
	if p == nil {
		p = m.someone()
	}
	return p
}

// row is the record of a task that was just created.
func (m *moment) row(t task, subject, kind string) *record.Task {
	return &record.Task{System: record.Created(m.now, t.owner), ID: m.company.IDs.Next("00T"), OwnerID: t.owner,
		WhoID: t.who, WhatID: t.what,
		AccountID: t.account, Subject: subject, TaskSubtype: kind, Status: "Not Started", Priority: "Normal",
		ActivityDate: m.today}
}

// done makes a task one that was logged when it had been done.
func (m *moment) done(row *record.Task) error {
	row.Status, row.IsClosed, row.CompletedDateTime = "Completed", true, m.now
	if err := m.rows.Insert(row); err != nil {
		return err
	}
	err := m.batch.Exec(`UPDATE Lead SET Status = 'Working - Contacted', IsUnreadByOwner = 0, LastModifiedDate = ?, SystemModstamp = ?, LastModifiedById = ?
		WHERE Id = ? AND Status = 'Open - Not Contacted'`, m.now.Unix(), m.now.Unix(), row.OwnerID, row.WhoID)
	if err != nil {
		return fmt.Errorf("note that a lead was contacted: %w", err)
	}
	return m.active(m.today, row.WhoID, row.WhatID, row.AccountID)
}

// active notes the date of an activity on the records it is about.
func (m *moment) active(day record.Date, ids ...string) error {
	for _, id := range ids {
		table, ok := map[string]string{"001": "Account", "003": "Contact", "00Q": "Lead", "006": "Opportunity",
			"701": "Campaign"}[id[:min(3, len(id))]]
		if !ok || day == "" || day > m.today {
			continue
		}
		err := m.batch.Exec(`UPDATE `+table+` SET LastActivityDate = ? WHERE Id = ? AND (LastActivityDate IS NULL OR LastActivityDate < ?)`, string(day), id, string(day))
		if err != nil {
			return fmt.Errorf("note activity: %w", err)
		}
	}
	return nil
}

// logCall logs a call that took place.
func (m *moment) logCall() error {
	t, _ := m.subject(m.talker())
	row := m.row(t, random.Pick(m.Source, words.CallSubjects()), "Call")
	seconds := float64(m.Int(20, 900))
	row.CallType, row.CallDurationInSeconds = "Outbound", &seconds
	return m.done(row)
}

// sendMail logs an e-mail that was sent.
func (m *moment) sendMail() error {
	t, to := m.subject(m.talker())
	title := random.Pick(m.Source, words.MailSubjects())
	row := m.row(t, "Email: "+title, "Email")
	if err := m.done(row); err != nil {
		return err
	}
	return m.rows.Insert(&record.EmailMessage{System: record.Created(m.now, t.owner), ID: m.company.IDs.Next("02s"),
		ActivityID: row.ID, RelatedToID: t.what,
		Subject: title, Name: title, FromName: m.people[t.owner].Name, FromAddress: m.people[t.owner].Email, ToAddress: to,
		Status: "3", MessageDate: m.now,
		MessageIdentifier: fmt.Sprintf("<%d.%s@example.com>", m.now.Unix(), row.ID), IsTracked: true, IsClientManaged: true})
}

// planTask plans something for the coming days.
func (m *moment) planTask() error {
	t, _ := m.subject(m.talker())
	row := m.row(t, random.Pick(m.Source, words.TaskSubjects()), "Task")
	row.ActivityDate = record.DateOf(m.now.AddDate(0, 0, m.Int(1, 10)))
	if err := m.rows.Insert(row); err != nil {
		return err
	}
	t.id, t.due = row.ID, string(row.ActivityDate)
	put(&m.work.tasks, t)
	return m.recount(t.what)
}

// finishTask completes one of the open tasks.
func (m *moment) finishTask() error {
	t, ok := take(m, &m.work.tasks)
	if !ok {
		return m.planTask()
	}
	err := m.batch.Exec(`UPDATE Task SET Status = 'Completed', IsClosed = 1, CompletedDateTime = ?, LastModifiedDate = ?, SystemModstamp = ?, LastModifiedById = ? WHERE Id = ?`,
		m.now.Unix(), m.now.Unix(), m.now.Unix(), t.owner, t.id)
	if err != nil {
		return fmt.Errorf("finish task: %w", err)
	}
	if err := m.active(record.Date(t.due), t.who, t.what, t.account); err != nil {
		return err
	}
	return m.recount(t.what)
}

// recount brings a deal's activity flags up to date.
func (m *moment) recount(id string) error {
	if len(id) < 3 || id[:3] != "006" {
		return nil
	}
	err := m.batch.Exec(`UPDATE Opportunity SET
		HasOverdueTask = EXISTS (SELECT 1 FROM Task WHERE WhatId = ?1
			AND IsClosed = 0 AND IsDeleted = 0 AND ActivityDate < ?2),
		HasOpenActivity = EXISTS (SELECT 1 FROM Task WHERE WhatId = ?1 AND IsClosed = 0 AND IsDeleted = 0)
			OR EXISTS (SELECT 1 FROM Event WHERE WhatId = ?1 AND IsDeleted = 0 AND EndDateTime > ?3)
		WHERE Id = ?1`, id, string(m.today), m.now.Unix())
	if err != nil {
		return fmt.Errorf("count open activities: %w", err)
	}
	return nil
}

// meet logs a meeting that ended just now, or plans one.
func (m *moment) meet() error {
	t, _ := m.subject(m.talker())
	start := m.now.Add(-time.Hour)
	if m.Chance(0.5) {
		start = m.now.AddDate(0, 0, m.Int(1, 14)).Truncate(time.Hour)
	}
	e := &record.Event{System: record.Created(m.now, t.owner), ID: m.company.IDs.Next("00U"), OwnerID: t.owner,
		WhoID: t.who, WhatID: t.what, AccountID: t.account,
		Subject: random.Pick(m.Source, words.MeetingSubjects()), ShowAs: "Busy", EventSubtype: "Event", GroupEventType: "0",
		StartDateTime:    start,
		ActivityDateTime: start, EndDateTime: start.Add(time.Hour), DurationInMinutes: 60,
		ActivityDate: record.DateOf(start), EndDate: record.DateOf(start.Add(time.Hour))}
	if err := m.rows.Insert(e); err != nil {
		return err
	}
	if err := m.active(e.ActivityDate, t.who, t.what, t.account); err != nil {
		return err
	}
	return m.recount(t.what)
}
