package org

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/go-kit/log/level"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/api"
	"salesforce_exporter/internal/budget"
	"salesforce_exporter/internal/refresh"
	"salesforce_exporter/internal/salesforce"
	"salesforce_exporter/internal/soql"
)

// run refreshes the named collectors together, as far as the budget goes: it
// learns the schema, asks the statements that are due, and makes new snapshots
// of the answers.
func (o *Org) run(ctx context.Context, due []string) (errs map[string]error) {
	now, named := time.Now(), due
	if len(due) == 0 {
		o.signInAgain(ctx)
		return nil
	}
	o.progress.begin(due, now, o.client.Calls())
	defer func() { o.finish(named, errs) }()
	ctx = o.traced(ctx)
	o.gaps.renew(now)
	defer o.checkBudget()
	if refused := o.gate(ctx, now); refused != nil {
		return o.putOff(due, refused)
	}
	session, err := o.signIn(ctx)
	if err == nil {
		o.prove(session)
		o.progress.doing("reading the schema")
		err = o.learn(ctx, now)
	}
	var refusal *budget.Refusal
	if errors.As(err, &refusal) {
		return o.putOff(due, refusal)
	}
	if ended(ctx) {
		return all(due, ctx.Err())
	}
	if err != nil {
		o.setUp(false)
		failed := &outcome{errs: all(due, o.meetOutage(err))}
		o.report(failed, due)
		o.snapshot(due, failed, now)
		return failed.errs
	}
	o.userID, o.orgID = session.UserID, session.OrgID
	due, later := o.afford(due, now)
	if len(due) == 0 {
		return later
	}
	asked := o.refresh(ctx, session.UserID, due, now)
	o.postpone(asked.errs)
	o.report(asked, due)
	o.progress.doing("making figures")
	o.fitIntervals(now)
	lacks := asked.failFor(o.snapshot(due, asked, now))
	o.renew(asked, now)
	o.postpone(asked.errs)
	o.waitWhileBusy(asked.errs)
	o.reportLacks(lacks)
	o.pruneDiaries()
	maps.Copy(later, asked.errs)
	return later
}

// refresh asks what is due and joins it.
func (o *Org) refresh(ctx context.Context, userID string, due []string, now time.Time) *outcome {
	asked := &outcome{errs: map[string]error{}, calls: map[string]float64{}}
	before := o.moment(now)
	wanted, turn := o.hold(o.questions(due, before, now), now)
	first, later := o.awaitsZone(wanted)
	fillers := o.fillers(first, due, before, now, turn)
	o.expect(ctx, slices.Concat(first, fillers), asked, now)
	if o.busy && asked.good > 0 {
		o.busy = false
		o.expect(ctx, o.questions(due, before, now), asked, now)
	}
	if err := o.joinPeople(ctx, userID, now); err != nil {
		o.countError(salesforce.CodeBadAnswer)
	}
	if people := o.joined.people; people != nil {
		o.zone.Store(people.Zone)
	}
	o.expect(ctx, append(later, o.waiting(due, before, now)...), asked, now)
	o.readOwners(ctx, due, now)
	if !ended(ctx) {
		o.endOfAsking(asked, now)
	}
	asked.filled = collectorsOf(fillers)
	return asked
}

// ended reports whether the exporter is shutting down: what fails then says nothing
// of the org.
func ended(ctx context.Context) bool { return errors.Is(ctx.Err(), context.Canceled) }

// expect asks questions, for whoever looks at the progress.
func (o *Org) expect(ctx context.Context, questions []question, asked *outcome, now time.Time) {
	o.progress.expect(len(questions))
	o.progress.doing("asking")
	o.ask(ctx, questions, asked, now)
}

func all(names []string, err error) map[string]error {
	errs := map[string]error{}
	for _, name := range names {
		errs[name] = err
	}
	return errs
}

// An outcome is what asking came to.
type outcome struct {
	pulse
	errs   map[string]error   // by collector
	calls  map[string]float64 // by collector, shared ones by share
	filled []string           // collectors whose turn it was not, and which have newer answers
}

func (a *outcome) fail(names []string, err error) {
	for _, name := range names {
		if a.errs[name] == nil {
			a.errs[name] = err
		}
	}
}

// A question is a statement that is due, and who wants it.
type question struct {
	collector.Query
	sent soql.Statement // at this moment
	by   []string
	// changes is sent in place of the statement where only what changed since
	// the last answer is of interest; nil for the statement itself.
	changes *soql.Statement
	take    collector.Take // puts the answer into a diary; nil for one that is kept as it is
	alone   bool           // in a call of its own
	filler  bool           // asked before the turn of its collectors, because a call has an empty place
}

// statement is what is sent.
func (q question) statement() soql.Statement {
	s := q.sent
	if q.changes != nil {
		s = *q.changes
	}
	s.Alone = q.alone
	return s
}

// givesUp reports whether the error is one that asking again soon cannot mend. A
// question that takes too long in a call of its own cannot be narrowed further.
func (o *Org) givesUp(q question, err error, now time.Time) bool {
	code := salesforce.Code(err)
	switch {
	case refusesOne(q, err):
		o.answers.giveUp(q.Query, err, hidden, now)
	case code == salesforce.CodeTruncated:
		o.answers.giveUp(q.Query, err, tooMuch, now)
	case code == codeQueryTimeout, q.alone && api.TooSlow(err):
		o.answers.giveUp(q.Query, err, timedOut, now)
		o.countError(code)
	default:
		return false
	}
	return true
}

// refusesOne reports whether the org refuses this statement for good, and is well:
// it hides something, is too large for a user without View All Data, or does not
// take what the configuration says or what figures go on without.
func refusesOne(q question, err error) bool {
	ofConfiguration := q.Of != "" && len(q.by) == 1
	return salesforce.NotVisible(err) || salesforce.Code(err) == "OPERATION_TOO_LARGE" ||
		(ofConfiguration || q.Optional != nil) && salesforce.Refuses(err)
}

// staysRefused reports whether the org answered the call, and refused this statement
// for a reason that does not pass by itself.
func staysRefused(err error) bool {
	e := api.AsError(err)
	return e != nil && e.Partial && e.Status >= 400 && e.Status < 500 && e.Status != http.StatusUnauthorized &&
		e.Code != "INVALID_QUERY_LOCATOR" && salesforce.ClassOf(e) == salesforce.ClassAnswer
}

// questions lists the statements that the due collectors need, that are not
// answered freshly enough, and that can be said at the moment, in a stable
// order.
func (o *Org) questions(due []string, at collector.Moment, now time.Time) []question {
	list := o.list(due, at, now, func(collector.Query) bool { return true })
	o.addPeople(list, due[0], now)
	if o.busy {
		o.keepOne(list, due)
	}
	return list.questions
}

// waiting lists the questions that could not be said before others were
// answered: in which zone days begin, and when the fiscal year does.
func (o *Org) waiting(due []string, before collector.Moment, now time.Time) []question {
	return o.list(due, o.moment(now), now, func(q collector.Query) bool {
		_, asked := q.At(before)
		return !asked && !o.busy
	}).questions
}

func (o *Org) list(due []string, at collector.Moment, now time.Time, wanted func(collector.Query) bool) *questionList {
	list := &questionList{index: map[string]int{}, at: at, answers: o.answers}
	for _, name := range due {
		for _, q := range o.schema.plans[name].Queries {
			if wanted(q) {
				list.add(name, q, o.answers.due(q, now))
			}
		}
	}
	return list
}

// moment is what statements that depend on the clock are made of.
func (o *Org) moment(now time.Time) collector.Moment {
	m := collector.Moment{Now: now, UserID: o.userID, Diaries: o.diaries,
		Answers: o.answers.known(collector.Moment{}.Needs(), now)}
	if people := o.joined.people; people != nil {
		m.Zone = people.Zone
		m.Now = now.Add(people.At.Sub(o.joined.answered)) // by the org's clock
		if m.Zone != nil {
			o.turnDiaries(m.Now, m.Zone)
		}
	}
	return m
}

// addPeople adds the questions about User, which the answers of all collectors
// are joined to. They are asked together or not at all.
func (o *Org) addPeople(list *questionList, name string, now time.Time) {
	queries := o.peopleQueries()
	due := slices.ContainsFunc(queries, func(q collector.Query) bool { return list.has(q) || o.answers.due(q, now) })
	if !due {
		return
	}
	changes := o.changes(now)
	for i, q := range queries {
		if !list.has(q) && o.answers.of(q).attempt != hidden {
			list.add(name, q, true)
		}
		if list.has(q) && changes != nil {
			list.questions[list.index[q.String()]].changes = &changes[i]
		}
	}
}

// A questionList has each question once, whoever wants it.
type questionList struct {
	at        collector.Moment
	answers   answerCache
	questions []question
	index     map[string]int // by text
}

func (l *questionList) has(q collector.Query) bool {
	_, there := l.index[q.String()]
	return there
}

// add notes that a collector wants a question answered, if it is due and can be
// said.
func (l *questionList) add(name string, q collector.Query, due bool) {
	i, there := l.index[q.String()]
	if !there && due {
		next := question{Query: q, alone: l.answers.of(q).slow}
		if q.Noted != nil {
			next.sent, next.take, there = q.Noted(l.at)
		} else {
			next.sent, there = q.At(l.at)
		}
		if there {
			i = len(l.questions)
			l.index[q.String()] = i
			l.questions = append(l.questions, next)
		}
	}
	if there {
		l.questions[i].by = append(l.questions[i].by, name)
		l.questions[i].MaxAge = min(l.questions[i].MaxAge, q.MaxAge)
	}
}

// report logs each distinct error once, with the collectors that it hit. What
// was put off is no error.
func (o *Org) report(a *outcome, due []string) {
	hit := map[string][]string{}
	first := map[string]error{}
	for _, name := range due {
		var later *refresh.Postponed
		if err := a.errs[name]; err != nil && !errors.As(err, &later) {
			hit[err.Error()] = append(hit[err.Error()], name)
			first[err.Error()] = err
		}
	}
	for _, text := range slices.Sorted(maps.Keys(hit)) {
		o.noteError("refresh", hit[text], first[text])
	}
}

// noteError writes one line of log and counts the error by its code.
func (o *Org) noteError(doing string, collectors []string, err error) {
	code := salesforce.Code(err)
	if errors.Is(err, context.Canceled) {
		return // the exporter is shutting down
	}
	o.countError(code)
	if o.outage.told(err) {
		return
	}
	level.Error(o.logger).Log("msg", doing+" failed", "collectors", strings.Join(collectors, ","), "code", code, "err",
		err)
}
