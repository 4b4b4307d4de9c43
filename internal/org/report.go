package org

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/refresh"
	"salesforce_exporter/internal/soql"
	"salesforce_exporter/internal/status"
)

// known is what a refresh leaves for reports: what else belongs to the refresh
// under way.
type known struct {
	user      status.User
	users     *status.Users // nil where they are not known
	callsADay int
	custom    []status.Metric // prices, without numbers of series
	warnings  []status.Warning
}

// Report says what is known now. It asks nothing, and waits for nobody.
func (o *Org) Report(now time.Time) status.Report {
	r := status.Report{About: o.about, At: now, Collectors: []status.Collector{}}
	r.Refresh = o.refreshReport(now)
	states := o.status()
	o.mu.Lock()
	defer o.mu.Unlock()
	r.Stretch = o.state.stretch
	r.Up, r.User, r.Users, r.CallsADay = o.state.up, o.known.user, o.known.users, o.known.callsADay
	r.Warnings = o.known.warnings
	if usage := o.client.Usage(); usage.Limit > 0 && refresh.Since(usage.At, now) <= usageMaxAge {
		r.Allowance = status.Allowance{Used: usage.Used, Limit: usage.Limit}
	}
	if o.budget != nil {
		s := o.budget.Status(now)
		r.Budget = status.Budget{Calls: s.Limit, Spent: s.Spent, Available: s.Available, Pace: s.Pace,
			Closed: string(s.Closed)}
	}
	for _, l := range o.lanes {
		if l.source.Name() == collector.WebName {
			r.Unit = l.costs()
		}
	}
	for _, st := range states {
		r.Collectors = append(r.Collectors, o.collectorReport(st, now))
	}
	return r
}

// refreshReport says what is being asked, and when more is.
func (o *Org) refreshReport(now time.Time) status.Refresh {
	r := status.Refresh{Runs: o.scheduler.Runs(), Circuit: string(o.client.Circuit().Reason)}
	for i, st := range o.scheduler.Status() {
		if i == 0 || st.Due.Before(r.Next) {
			r.Next = st.Due
		}
	}
	r.Now, r.First = o.progress.at(o.client.Calls())
	if halt := o.scheduler.Halt(now); halt != nil {
		r.Pause = &status.Pause{Until: halt.Until, Failures: halt.Runs, Reason: halt.Err.Error()}
	}
	return r
}

// collectorReport says how one collector fares. mu is held.
func (o *Org) collectorReport(st refresh.Status, now time.Time) status.Collector {
	c := status.Collector{
		Name: st.Name, Started: st.Started, Succeeded: st.Succeeded, Seconds: st.Duration.Seconds(), Due: st.Due,
		PutOff: o.state.putOff[st.Name], Skipped: []status.Skip{},
	}
	if st.Err != nil {
		c.Error = st.Err.Error()
	}
	if s := o.snapshots[st.Name]; s != nil {
		s.report(&c, now)
	}
	if st.Name == customName {
		c.Metrics = slices.Clone(o.known.custom)
		for i := range c.Metrics {
			c.Metrics[i].Series = o.snapshots[st.Name].seriesOf(c.Metrics[i].Name)
		}
	}
	c.State = stateOf(c, st)
	if w, ok := noSeries(c); ok {
		c.Warnings = append(c.Warnings, w)
	}
	return c
}

// customName is the collector of custom metrics.
const customName = "custom"

func stateOf(c status.Collector, st refresh.Status) status.State {
	switch {
	case st.Err != nil:
		return status.Failed
	case st.Postponed:
		return status.PutOff
	case st.Started.IsZero():
		return status.Waits
	case len(c.Withheld) > 0:
		return status.Stale
	case len(c.Skipped) > 0:
		return status.Skips
	}
	return status.Works
}

// report says what the snapshot shows, and what it does not.
func (s *snapshot) report(c *status.Collector, now time.Time) {
	c.Made, c.Calls = true, s.calls
	c.BadRows, c.Dropped, c.Coarse = s.flaws, s.dropped, s.coarse // which nobody changes
	c.Withheld = slices.Sorted(maps.Keys(s.withheld(now)))
	for _, f := range s.shown(now) {
		c.Series += f.size()
	}
	for _, f := range s.figures {
		if f.there && f.age.shows(now) && (c.Oldest.IsZero() || f.age.since.Before(c.Oldest)) {
			c.Oldest = f.age.since
		}
	}
	for _, skip := range s.skipped {
		c.Skipped = append(c.Skipped, skipReport(skip))
	}
	for _, skip := range s.waiting {
		c.Waiting = append(c.Waiting, skipReport(skip))
	}
	c.Warnings = warningReports(s.warnings)
}

func skipReport(s collector.Skip) status.Skip {
	r := status.Skip{Metric: s.Metric, Reason: s.Reason, Remedy: s.Remedy, Mistake: s.Mistake}
	for _, g := range s.Grants {
		r.Grants = append(r.Grants, status.Grant(g))
	}
	return r
}

func warningReports(warnings []collector.Warning) (all []status.Warning) {
	for _, w := range warnings {
		all = append(all, status.Warning(w))
	}
	return all
}

// noSeries warns of a collector that works and shows nothing.
func noSeries(c status.Collector) (status.Warning, bool) {
	if c.State != status.Works || c.Series > 0 || !c.Made {
		return status.Warning{}, false
	}
	return status.Warning{About: c.Name, Reason: "the collector works, and has no series: the org has nothing that it measures",
		Remedy: "switch it off with --no-collector." + c.Name}, true
}

// seriesOf is how many series a metric has. The nil snapshot has none.
func (s *snapshot) seriesOf(name string) int {
	if s == nil {
		return 0
	}
	series := 0
	for _, f := range s.families {
		if f.name == name {
			series += f.size()
		}
	}
	return series
}

// tell leaves for reports what this refresh knows.
func (o *Org) tell() {
	k := known{callsADay: o.CallsADay(), warnings: warningReports(o.schema.people.Warn(o.joined.people))}
	k.warnings = append(k.warnings, warningReports(o.joined.people.Explodes(o.limit))...)
	plan := o.schema.asSet[customName]
	for _, m := range plan.Metrics() {
		k.custom = append(k.custom, status.Metric{Name: m.Name, CallsADay: o.callsADayFor(plan.For(m.Name))})
	}
	if people := o.joined.people; people != nil && o.schema.people.TellsCounted() {
		census := people.Census()
		census.Partial = o.joined.byID
		users := status.Users(census)
		k.users = &users
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	k.user = o.known.user
	k.user.ID = o.userID
	if o.joined.zone != nil {
		k.user.TimeZone = o.joined.zone.String()
	} else if people := o.joined.people; people != nil && people.Zone != nil {
		k.user.TimeZone = people.Zone.String()
	}
	o.known = k
}

// Try tries every collector once, and says what it came to. The error is one that
// keeps all of them from working, such as a refused sign-in. It must not run
// beside refreshes.
func (o *Org) Try(ctx context.Context) (status.Report, error) {
	session, err := o.client.Session(ctx)
	if err != nil {
		return status.Report{}, err
	}
	o.Refresh(ctx)
	rehearsed := map[string]error{}
	for _, l := range o.lanes {
		l.scheduler.Refresh(ctx) // however long it takes
		rehearsed[l.source.Name()] = l.rehearse(ctx)
	}
	if err := ctx.Err(); err != nil {
		return status.Report{}, fmt.Errorf("try all collectors: %w", err)
	}
	if o.schema.readAt.IsZero() {
		return status.Report{}, cmp.Or(o.scheduler.Status()[0].Err, errPutOff)
	}
	o.tell()
	user := o.describeUser(ctx, session.UserID)
	o.mu.Lock()
	user.TimeZone = cmp.Or(user.TimeZone, o.known.user.TimeZone)
	o.known.user = user
	o.mu.Unlock()
	for _, l := range o.lanes {
		l.askAllowance(ctx)
	}
	r := o.Report(time.Now())
	for i := range r.Collectors {
		c := &r.Collectors[i]
		if err := rehearsed[c.Name]; err != nil {
			c.Error, c.State = err.Error(), status.Failed
		}
	}
	return r, nil
}

// errPutOff says that the budget is spent.
var errPutOff = errors.New("the budget of API calls is spent: try again later, or raise calls_a_day")

// describeUser asks who the exporter is. What it cannot see stays empty.
func (o *Org) describeUser(ctx context.Context, id string) status.User {
	me := soql.Quote(id)
	results := o.client.Ask(ctx, []soql.Statement{
		{Object: "User", Columns: []soql.Column{{Expr: "Username"}, {Expr: "Profile.Name"}, {Expr: "TimeZoneSidKey"}},
			Where: "Id = " + me},
		{Object: "PermissionSetAssignment", Where: "AssigneeId = " + me + " AND PermissionSet.PermissionsViewAllData = true"},
	})
	user := status.User{ID: id}
	if r := results[0]; r.Err == nil && r.Answer.Rows.Len() == 1 {
		row := r.Answer.Rows.First()
		user.Username, user.Profile, user.TimeZone = row[0], row[1], row[2]
	}
	if r := results[1]; r.Err == nil {
		sees := r.Answer.Rows.First()[0] != "0"
		user.SeesAll = &sees
	}
	return user
}
