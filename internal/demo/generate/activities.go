package generate

import (
	"fmt"
	"time"

	"salesforce_exporter/internal/demo/generate/random"
	"salesforce_exporter/internal/demo/generate/record"
	"salesforce_exporter/internal/demo/generate/words"
)

// activities collects tasks, events and e-mails, and what they mean for the
// records that they are about.
type activities struct {
	*generator
	rows    []any                  // in the order in which they are written
	last    map[string]record.Date // last activity by record id
	open    map[string]bool        // records with an open activity
	overdue map[string]bool        // records with an overdue task
}

func (g *generator) newActivities() *activities {
	return &activities{generator: g, last: map[string]record.Date{}, open: map[string]bool{}, overdue: map[string]bool{}}
}

// about says which records an activity belongs to; any may be empty.
type about struct {
	who, what, account string
	mail               string // the address of who
}

func (a about) records() []string { return []string{a.who, a.what, a.account} }

// noteTask keeps a task. An activity's date counts as a record's last activity
// once the task is closed (Object Reference, LastActivityDate).
func (a *activities) noteTask(t *record.Task, subject about) {
	t.WhoID, t.WhatID, t.AccountID = subject.who, subject.what, subject.account
	t.IsDeleted = a.deleted()
	t.IsArchived = t.IsClosed && a.archived(t.ActivityDate)
	a.rows = append(a.rows, t)
	if t.IsDeleted {
		return
	}
	for _, id := range subject.records() {
		switch {
		case id == "":
		case t.IsClosed:
			a.noteDate(id, t.ActivityDate)
		default:
			a.open[id] = true
			a.overdue[id] = a.overdue[id] || t.ActivityDate != "" && t.ActivityDate < a.today
		}
	}
}

// archivedAfter is how many days after its date an activity that is over is
// archived (Salesforce Help, "Archived Activities").
const archivedAfter = 365

func (g *generator) archived(d record.Date) bool {
	return d < record.DateOf(g.now.AddDate(0, 0, -archivedAfter))
}

func (a *activities) noteDate(id string, d record.Date) {
	if d <= a.today && d > a.last[id] {
		a.last[id] = d
	}
}

// some logs a number of activities of different kinds between two instants.
func (a *activities) some(n int, p *person, from, to time.Time, subject about) {
	for range n {
		at := a.moment(p, from, to)
		switch x := a.Float(0, 1); {
		case x < 0.28:
			a.call(p, at, subject)
		case x < 0.58:
			a.mail(p, at, subject)
		case x < 0.82:
			a.todo(p, at, subject)
		default:
			a.meeting(p, at, subject)
		}
	}
}

// call logs a call that took place.
func (a *activities) call(p *person, at time.Time, subject about) {
	seconds := float64(int(a.Around(240, 0.9)))
	t := a.done(p, at, random.Pick(a.Source, words.CallSubjects()), "Call")
	t.CallType = a.Weighted([]random.Option{{Value: "Outbound", Weight: 7}, {Value: "Inbound", Weight: 3}})
	t.CallDurationInSeconds = &seconds
	a.noteTask(t, subject)
}

// mail logs an e-mail that was sent: a closed task and its message.
func (a *activities) mail(p *person, at time.Time, subject about) {
	title := random.Pick(a.Source, words.MailSubjects())
	t := a.done(p, at, "Email: "+title, "Email")
	a.noteTask(t, subject)
	m := a.message(at, p.id, title)
	m.ActivityID, m.RelatedToID, m.FromName, m.FromAddress, m.ToAddress, m.Status = t.ID, subject.what, p.name, p.email,
		subject.mail, "3"
	m.IsDeleted, m.IsTracked, m.IsClientManaged = t.IsDeleted, true, true
	if a.Chance(0.4) {
		m.IsOpened, m.FirstOpenedDate = true, a.Between(at, earliest(a.now, at.AddDate(0, 0, 4)))
		m.LastOpenedDate = m.FirstOpenedDate
	}
	a.rows = append(a.rows, m)
}

func (g *generator) message(at time.Time, by, title string) *record.EmailMessage {
	return &record.EmailMessage{System: record.Created(at, by), ID: g.ids.Next("02s"), Subject: title, Name: title,
		MessageDate:       at,
		MessageIdentifier: fmt.Sprintf("<%d.%s@example.com>", at.Unix(), by[len(by)-8:])}
}

// done is a task that was logged when it had been done.
func (g *generator) done(p *person, at time.Time, subject, subtype string) *record.Task {
	return &record.Task{System: record.Created(at, p.id), ID: g.ids.Next("00T"), OwnerID: p.id, Subject: subject,
		TaskSubtype: subtype,
		Status:      "Completed", IsClosed: true, CompletedDateTime: at, ActivityDate: record.DateOf(at), Priority: "Normal"}
}

// todo logs a task that was planned: done by those who keep their lists
// clean, overdue for others.
func (a *activities) todo(p *person, at time.Time, subject about) {
	due := at.AddDate(0, 0, a.Int(1, 14))
	t := &record.Task{System: record.Created(at, p.id), ID: a.ids.Next("00T"), OwnerID: p.id,
		Subject:     random.Pick(a.Source, words.TaskSubjects()),
		TaskSubtype: a.maybe(0.96, "Task"), ActivityDate: record.DateOf(due), Priority: "Normal",
		Status: a.Weighted([]random.Option{{Value: "Not Started", Weight: 6}, {Value: "In Progress", Weight: 2},
			{Value: "Waiting on someone else", Weight: 1}, {Value: "Deferred", Weight: 1}})}
	if a.Chance(0.14) {
		t.Priority, t.IsHighPriority = "High", true
	}
	if p.manager != nil && p.manager.worked(at) && a.Chance(0.1) {
		t.System = record.Created(at, p.manager.id)
	}
	until := earliest(due.AddDate(0, 0, 3), a.now, p.to)
	chance := 0.5 + 0.47*p.adoption
	if due.After(a.now) {
		chance = 0.3
	}
	if a.Chance(chance) && until.After(at) {
		a.complete(t, p, a.moment(p, at, until))
	} else if a.Chance(0.07) {
		t.ActivityDate = ""
	} else if late := a.caughtUp(p, due); late.Before(earliest(a.now, p.to)) && a.Chance(0.8) {
		a.complete(t, p, late)
	}
	a.noteTask(t, subject)
}

// caughtUp is when somebody gets to a task that was due long before.
func (a *activities) caughtUp(p *person, due time.Time) time.Time {
	return a.atWork(p, due.AddDate(0, 0, 4+int(a.Around(20+90*(1-p.adoption), 0.8))))
}

func (g *generator) complete(t *record.Task, p *person, at time.Time) {
	t.Status, t.IsClosed, t.CompletedDateTime = "Completed", true, at
	t.Modified(at, p.id)
}

// meeting logs an event, past or still to come; some are for several people.
func (a *activities) meeting(p *person, at time.Time, subject about) {
	start := a.atWork(p, at.AddDate(0, 0, a.Int(0, 20)))
	if start.Before(at) || start.After(p.to) && p.to.Before(a.now) {
		start = at
	}
	minutes := random.Pick(a.Source, []int{30, 30, 60, 60, 90, 120})
	e := &record.Event{System: record.Created(at, p.id), ID: a.ids.Next("00U"), OwnerID: p.id, WhoID: subject.who,
		WhatID: subject.what, AccountID: subject.account,
		Subject: random.Pick(a.Source, words.MeetingSubjects()), Location: a.maybe(0.3, p.place.City), ShowAs: "Busy",
		EventSubtype:  "Event",
		StartDateTime: start, ActivityDateTime: start, EndDateTime: start.Add(time.Duration(minutes) * time.Minute),
		DurationInMinutes: minutes,
		GroupEventType:    "0", IsDeleted: a.deleted()}
	if a.Chance(0.04) {
		allDay(e)
	}
	e.ActivityDate, e.EndDate = record.DateOf(e.StartDateTime), record.DateOf(e.EndDateTime)
	if e.IsAllDayEvent {
		e.EndDate = e.ActivityDate
	}
	e.IsArchived = a.archived(e.EndDate)
	a.rows = append(a.rows, e)
	if p.manager != nil && p.manager.active && a.Chance(0.15) {
		a.invite(e, p.manager)
	}
	if e.IsDeleted {
		return
	}
	for _, id := range subject.records() {
		if id == "" {
			continue
		}
		a.noteDate(id, e.ActivityDate)
		a.open[id] = a.open[id] || e.EndDateTime.After(a.now)
	}
}

// allDay makes an event last from midnight to midnight; such an event has no
// time of its own.
func allDay(e *record.Event) {
	e.IsAllDayEvent = true
	e.StartDateTime = e.StartDateTime.Truncate(24 * time.Hour)
	e.EndDateTime = e.StartDateTime.AddDate(0, 0, 1)
	e.ActivityDateTime = e.StartDateTime
	e.DurationInMinutes = 24 * 60
}

// invite adds the copy of an event in somebody else's calendar.
func (a *activities) invite(e *record.Event, guest *person) {
	e.IsGroupEvent, e.GroupEventType = true, "1"
	child := *e
	child.ID, child.OwnerID, child.IsChild = a.ids.Next("00U"), guest.id, true
	a.rows = append(a.rows, &child)
}
