package org

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"time"

	"github.com/go-kit/log/level"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/circuit"
	"salesforce_exporter/internal/salesforce"
	"salesforce_exporter/internal/status"
)

// restartPause is how long a restart leaves an org alone whose sign-in or permissions
// somebody had to mend: that may be why it was restarted.
const restartPause = 5 * time.Minute

// restore goes on from what was kept before a restart. Where that cannot be, all is
// asked again.
func (o *Org) restore() {
	now := time.Now()
	content, err := o.keeper.file.Load(now)
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	var k *kept
	if err == nil {
		k, err = readKept(content)
	}
	if err == nil {
		if panicked := o.contain("state", func() { err = o.remember(k, now) }); panicked != nil {
			err = panicked
		}
	}
	if err != nil {
		o.forget()
		if errors.Is(err, errStatements) { // days are days, whatever else is asked now
			o.rememberDiaries(k.head.Diaries)
		}
		level.Warn(o.logger).Log("msg", "what was answered before the restart is not used, and everything is asked again",
			"file", o.keeper.file.Path(), "err", err)
		return
	}
	level.Info(o.logger).Log("msg", "figures of before the restart are shown",
		"saved", content.Saved.UTC().Format(time.RFC3339),
		"answers", len(o.answers), "series", o.series())
}

// errStatements is that of a file of another configuration.
var errStatements = errors.New("it is of other statements: the configuration or the exporter changed")

// remember takes over what was kept.
func (o *Org) remember(k *kept, now time.Time) error {
	h := k.head
	if h.Schema.Objects != nil {
		if err := o.rememberAnswers(k); err != nil {
			return err
		}
	}
	o.userID, o.orgID, o.busy, o.unproven = h.UserID, h.OrgID, h.Busy, true
	o.mu.Lock()
	o.state.up, o.state.stretch = h.Up, h.Stretch
	o.mu.Unlock()
	o.rememberOutage(h, now)
	if h.Schema.Objects == nil {
		return nil
	}
	for _, c := range o.collectors {
		o.scheduler.Every(c.Name(), o.stretch.of(c.Interval()))
	}
	o.tell()
	o.snapshot(slices.Sorted(maps.Keys(h.Calls)), &outcome{errs: map[string]error{}, calls: h.Calls}, now)
	o.progress.restored(o.series(), now)
	return nil
}

// rememberOutage lets the org alone for as long as before, unless somebody changed
// the secrets meanwhile.
func (o *Org) rememberOutage(h keptHead, now time.Time) {
	for i, t := range h.Past.Tasks {
		h.Past.Tasks[i].Err = h.Errors[t.Name].error()
	}
	h.Past.Outage.Err, h.Circuit.Err = h.OutageErr.error(), h.CircuitErr.error()
	if h.Secrets != o.keeper.secrets {
		h.Circuit, h.Past.Outage.Runs = circuit.Status{}, 0
	}
	if h.Circuit.Reason == circuit.SignIn || h.Circuit.Reason == circuit.Refused {
		if most := h.Past.Outage.Ended.Add(restartPause); h.Circuit.Until.After(most) {
			h.Circuit.Until, h.Past.Outage.Pause = most, restartPause
		}
	}
	if h.Circuit.State != circuit.Closed {
		o.outage = outage{since: h.Outage, code: h.OutageCode}
	}
	o.client.Remember(h.Usage, h.Circuit)
	o.scheduler.Remember(h.Past)
}

// rememberAnswers takes over the schema, the answers and the join table.
func (o *Org) rememberAnswers(k *kept) error {
	h := k.head
	schema, err := unpackObjects(h.Schema.Objects)
	if err != nil {
		return fmt.Errorf("read the schema: %w", err)
	}
	next := o.plan(schema)
	if len(schema.Wanted()) > 0 {
		return errStatements
	}
	o.stretch = stretch{by: h.Stretch, since: h.Stretched}
	next.readAt, next.calls, next.doubts = h.Schema.ReadAt, h.Schema.Calls, h.Schema.Doubts
	next.asSet, next.plans = next.plans, o.stretched(next.plans)
	o.schema, o.keeper.objects = next, h.Schema.Objects
	if o.fingerprint() != h.Statements {
		return errStatements
	}
	if err := o.rememberPeople(k); err != nil {
		return err
	}
	o.rememberDiaries(h.Diaries)
	for _, a := range k.answers {
		o.answers[a.Text] = &cachedAnswer{attempt: a.Attempt, problem: a.Problem.error(), asked: a.Asked, gaveUp: a.GaveUp,
			maxAge: a.MaxAge, stagger: a.Stagger, pages: a.Pages, slow: a.Slow, content: content{at: a.At, rows: a.packed,
				flaws: a.Flaws, answered: a.Answered, changes: a.Changes, waived: a.Waived}}
	}
	return o.checkWidths()
}

// checkWidths finds answers that are not those to their statements.
func (o *Org) checkWidths() error {
	columns := map[string]int{}
	add := func(queries []collector.Query) {
		for _, q := range queries {
			if n := len(q.Columns); q.Resource == "" {
				columns[q.String()] = max(1, n)
			}
		}
	}
	add(o.peopleQueries())
	for _, plan := range o.schema.plans {
		add(plan.Queries)
	}
	for text, a := range o.answers {
		if n := columns[text]; n > 0 && a.rows.Len() > 0 && a.rows.Width() != n {
			return fmt.Errorf("an answer has %d columns in place of %d", a.rows.Width(), n)
		}
	}
	return nil
}

func (o *Org) rememberPeople(k *kept) error {
	j := k.head.Joined
	if j == nil {
		return nil
	}
	j.Table.List = k.people
	people, err := o.schema.people.Restore(j.Table)
	if err != nil {
		return fmt.Errorf("read people: %w", err)
	}
	o.joined = joinedPeople{people: people, answered: j.Answered, problem: j.Problem.error(),
		zoneProblem: j.ZoneProblem.error(), zoneAttempt: j.ZoneAttempt, text: j.Text, pages: j.Pages, whole: j.Whole,
		byID: j.ByID, manyChanges: j.ManyChanges, looked: map[string]bool{}, readTo: j.ReadTo}
	for _, id := range j.Looked {
		o.joined.looked[id] = true
	}
	if j.Zone != "" {
		if o.joined.zone, err = time.LoadLocation(j.Zone); err != nil {
			return err
		}
	}
	o.zone.Store(people.Zone)
	return nil
}

// forget makes the org one about which nothing is known.
func (o *Org) forget() {
	o.schema, o.learning, o.answers, o.joined = knowledge{}, learning{}, answerCache{}, joinedPeople{}
	o.diaries = collector.NewDiaries()
	o.userID, o.orgID, o.busy, o.unproven, o.stretch = "", "", false, false, stretch{}
	o.zone.Store(nil)
	o.scheduler.Forget()
	for _, c := range o.collectors {
		o.scheduler.Every(c.Name(), c.Interval())
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, c := range o.collectors {
		delete(o.snapshots, c.Name())
	}
	o.state.up, o.state.stretch, o.known = nil, 0, known{}
}

// prove signs in after a restart, where nothing is due yet, to find out whether what
// was kept is of this org and user. That is no billed call.
func (o *Org) prove(session *salesforce.Session) {
	if !o.unproven {
		return
	}
	o.unproven = false
	other := func(before, now string) bool { return before != "" && now != "" && before != now }
	if other(o.userID, session.UserID) || other(o.orgID, session.OrgID) {
		level.Warn(o.logger).Log("msg",
			"the exporter signs in to another org, or as another user, than before the restart: everything is asked again")
		o.forget()
	}
}

// restored notes that figures of before a restart are there.
func (p *progress) restored(series int, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.first = &status.First{Ended: now, Series: series}
}
