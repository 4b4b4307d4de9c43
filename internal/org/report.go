package org

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/salesforce"
	"salesforce_exporter/internal/soql"
	"salesforce_exporter/internal/source"
)

// A Report says what works against an org, what does not, and what it costs.
type Report struct {
	User       User
	People     *collector.Census // nil where users are not known
	Usage      salesforce.Usage
	CallsADay  int
	Budget     int // calls that may be made in any 24 hours; zero for no limit
	Collectors []CollectorReport
	Sources    map[string]source.Costs // by name
}

// A User is who the exporter is signed in as.
type User struct {
	ID, Username, Profile, TimeZone string
	// SeesAll tells whether it has View All Data; nil where that is not known.
	SeesAll *bool
}

// A CollectorReport is what became of one collector.
type CollectorReport struct {
	Name    string
	Series  int
	Calls   float64 // of its first refresh; shared ones by share
	Skipped []collector.Skip
	BadRows map[string]int // rows that are left out or repaired, by reason
	Err     error
	Metrics []MetricReport // of the configuration, each with a price of its own
}

// A MetricReport says what one metric of the configuration costs.
type MetricReport struct {
	Name      string
	Series    int
	CallsADay float64
}

// Report tries every collector once. The error is one that keeps all of them from
// working, such as a refused sign-in. It must not run beside refreshes.
func (o *Org) Report(ctx context.Context) (*Report, error) {
	session, err := o.client.Session(ctx)
	if err != nil {
		return nil, err
	}
	o.Refresh(ctx)
	rehearsed := map[string]error{}
	for _, l := range o.lanes {
		l.scheduler.Refresh(ctx) // however long it takes
		rehearsed[l.source.Name()] = l.rehearse(ctx)
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("try all collectors: %w", err)
	}
	if o.schema.readAt.IsZero() {
		return nil, cmp.Or(o.scheduler.Status()[0].Err, errPutOff)
	}
	r := &Report{User: o.describeUser(ctx, session.UserID), CallsADay: o.CallsADay(),
		Sources: map[string]source.Costs{}}
	if people := o.joined.people; people != nil {
		census := people.Census()
		census.Partial = o.joined.byID
		r.People = &census
	}
	r.Usage = o.client.Usage()
	if o.budget != nil {
		r.Budget = o.budget.Status(time.Now()).Limit
	}
	for _, l := range o.lanes {
		r.Sources[l.source.Name()] = l.source.Costs(ctx, l.status().Err == nil)
	}
	for _, st := range o.status() {
		if err, ok := rehearsed[st.Name]; ok {
			st.Err = err
		}
		r.Collectors = append(r.Collectors, o.reportOn(st.Name, st.Err))
	}
	return r, nil
}

// errPutOff says that the budget is spent.
var errPutOff = errors.New("the budget of API calls is spent: try again later, or raise calls_a_day")

func (o *Org) reportOn(name string, err error) CollectorReport {
	o.mu.Lock()
	defer o.mu.Unlock()
	c := CollectorReport{Name: name, Err: err}
	s := o.snapshots[name]
	if s == nil {
		return c
	}
	c.Skipped, c.Calls, c.BadRows = s.skipped, s.calls, s.flaws
	series := map[string]int{}
	for _, f := range s.families {
		series[f.name] = f.size()
		c.Series += f.size()
	}
	if plan := o.schema.plans[name]; name == "custom" {
		for _, m := range plan.Metrics() {
			c.Metrics = append(c.Metrics,
				MetricReport{Name: m.Name, Series: series[m.Name], CallsADay: o.callsADayFor(plan.For(m.Name))})
		}
	}
	return c
}

// describeUser asks who the exporter is. What it cannot see stays empty.
func (o *Org) describeUser(ctx context.Context, id string) User {
	me := soql.Quote(id)
	results := o.client.Ask(ctx, []soql.Statement{
		{Object: "User", Columns: []soql.Column{{Expr: "Username"}, {Expr: "Profile.Name"}, {Expr: "TimeZoneSidKey"}},
			Where: "Id = " + me},
		{Object: "PermissionSetAssignment", Where: "AssigneeId = " + me + " AND PermissionSet.PermissionsViewAllData = true"},
	})
	user := User{ID: id}
	if r := results[0]; r.Err == nil && len(r.Answer.Rows) == 1 {
		row := r.Answer.Rows[0]
		user.Username, user.Profile, user.TimeZone = row[0], row[1], row[2]
	}
	if user.TimeZone == "" && o.joined.zone != nil {
		user.TimeZone = o.joined.zone.String()
	}
	if r := results[1]; r.Err == nil {
		sees := r.Answer.Rows[0][0] != "0"
		user.SeesAll = &sees
	}
	return user
}
