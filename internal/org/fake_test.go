package org

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-kit/log"
	"github.com/prometheus/common/expfmt"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/catalog"
	"salesforce_exporter/collector/custom"
	"salesforce_exporter/internal/budget"
	"salesforce_exporter/internal/circuit"
	"salesforce_exporter/internal/refresh"
	"salesforce_exporter/internal/salesforce"
	"salesforce_exporter/internal/soql"
	"salesforce_exporter/internal/trace"
)

const me = "005000000000001AAA"

// stranger is a user whose row is not among those that the org shows.
const stranger = "005000000000009AAA"

// A fake is a client of an org with three people, each of whom has two records of
// whatever is asked. Rules change its answers.
type fake struct {
	rules   []rule
	down    error            // of every call
	signIn  error            // of sessions
	limits  error            // of /limits
	hides   []string         // objects
	user    string           // whom the session acts as
	org     string           // of the session
	zone    string           // as userinfo says it
	zoneErr error            // of userinfo
	pages   map[string]int   // of answers, by a part of their statement; 1 for others
	budget  *budget.Budget   // that calls come out of
	usage   salesforce.Usage // as the org counts
	takes   time.Duration    // of each call to Ask
	ahead   time.Duration    // of the org's clock
	circuit circuit.Circuit
	reason  circuit.Reason // of the circuit; empty for unreachable
	probes  int            // calls that found out whether the org is back
	asked   []string       // statements
	alone   []string       // of these, in calls of their own
	calls   int
}

// A rule answers the statements that contain a part.
type rule struct {
	part string
	rows [][]string
	err  error
}

func newFake() *fake { return &fake{user: stranger, zone: "UTC", pages: map[string]int{}} }

func (f *fake) answer(part string, rows ...[]string) {
	f.rules = append([]rule{{part: part, rows: rows}}, f.rules...)
}

func (f *fake) refuse(part string, err error) {
	f.rules = append([]rule{{part: part, err: err}}, f.rules...)
}

func (f *fake) mend() { f.rules, f.down = nil, nil }

func (f *fake) spend(calls int) error {
	for range calls {
		if err := f.budget.Spend(time.Now()); err != nil {
			return errors.Join(&salesforce.Error{Code: salesforce.CodeBudget, Message: "not sent"}, err)
		}
		f.calls++
	}
	return nil
}

func (f *fake) Session(context.Context) (*salesforce.Session, error) {
	if f.signIn != nil && f.reason != "" {
		f.circuit.Fail(f.failing(f.signIn), time.Now())
	}
	return &salesforce.Session{UserID: f.user, OrgID: f.org}, f.signIn
}

func (f *fake) askLimits() salesforce.Result {
	if err := f.spend(1); err != nil {
		return salesforce.Result{Err: err}
	}
	if f.limits != nil {
		return salesforce.Result{Err: f.limits, Calls: 1}
	}
	return salesforce.Result{Calls: 1,
		Answer: soql.Answer{At: time.Now(), Rows: soql.RowsOf([][]string{{"DailyApiRequests", "5000", "4000"}})}}
}

func (f *fake) TimeZone(context.Context) (string, error) { return f.zone, f.zoneErr }
func (f *fake) Forgive()                                 { f.circuit.Reset() }
func (f *fake) Remember(u salesforce.Usage, s circuit.Status) {
	f.usage = u
	f.circuit.Remember(s, time.Now())
}
func (f *fake) Progress()               { f.circuit.Progress() }
func (f *fake) Circuit() circuit.Status { return f.circuit.Status() }

func (f *fake) Trip(err error) circuit.Status {
	f.circuit.Fail(f.failing(err), time.Now())
	return f.circuit.Status()
}

// Probe finds out whether a sign-in and a call would do.
func (f *fake) Probe(context.Context) error {
	if !f.circuit.Ready(time.Now()) {
		return f.circuit.Allow()
	}
	f.probes++
	if err := cmp.Or(f.signIn, f.down); err != nil {
		f.circuit.Again(f.failing(err), time.Now())
		return err
	}
	f.circuit.Try()
	return nil
}

func (f *fake) failing(err error) circuit.Failure {
	return circuit.Failure{Err: err, Reason: cmp.Or(f.reason, circuit.Unreachable),
		Pace: refresh.Pace{First: 10 * time.Second, Last: 15 * time.Minute}}
}

func (f *fake) Usage() salesforce.Usage { return f.usage }
func (f *fake) Calls() int              { return f.calls }

func (f *fake) Ask(ctx context.Context, statements []soql.Statement) []salesforce.Result {
	time.Sleep(f.takes)
	trace.Sent(trace.Carrying(ctx, "REST", nil, len(statements)), trace.Outcome{Billed: 1})
	results := make([]salesforce.Result, len(statements))
	var together []salesforce.Expected
	for i, s := range statements {
		if s.Resource != "" {
			results[i] = f.askLimits()
		}
	}
	for i, s := range statements {
		if s.Resource != "" {
			continue
		}
		f.asked = append(f.asked, s.String())
		if s.Alone {
			f.alone = append(f.alone, s.String())
		}
		before := salesforce.Price(together)
		together = append(together, salesforce.Expected{})
		results[i] = f.ask(s, salesforce.Price(together) > before)
	}
	return results
}

func (f *fake) ask(s soql.Statement, first bool) salesforce.Result {
	r := salesforce.Result{Pages: f.pagesOf(s), Calls: 1, Err: f.down}
	if r.Err != nil {
		return r
	}
	calls := r.Pages - 1
	if first {
		calls++
	}
	if r.Err = f.spend(calls); r.Err != nil {
		return r
	}
	r.Answer.At = time.Now().Add(f.ahead)
	for _, rule := range f.rules {
		if strings.Contains(s.String(), rule.part) {
			r.Err, r.Answer.Rows = rule.err, soql.RowsOf(rule.rows)
			return r
		}
	}
	r.Answer.Rows = soql.RowsOf(rowsFor(s))
	return r
}

func (f *fake) pagesOf(s soql.Statement) int {
	for part, n := range f.pages {
		if strings.Contains(s.String(), part) && !strings.Contains(s.String(), "SystemModstamp") {
			return n
		}
	}
	return 1
}

// rowsFor are three people, or two records of each.
func rowsFor(s soql.Statement) [][]string {
	if s.Count() {
		return [][]string{{"6"}}
	}
	var rows [][]string
	for i := range 3 {
		var row []string
		for _, c := range s.Columns {
			row = append(row, cell(s, c.Expr, i))
		}
		rows = append(rows, row)
	}
	if s.Object == "Organization" {
		rows = rows[:1]
	}
	return rows
}

func cell(s soql.Statement, expr string, i int) string {
	switch expr {
	case "Id", "OwnerId", "CreatedById", "LastModifiedById":
		return strings.Replace(me, "1AAA", strconv.Itoa(i+1)+"AAA", 1)
	case "IsActive":
		return "true"
	case "UserType":
		return "Standard"
	case "TimeZoneSidKey":
		return "UTC"
	case "UserRole.Name":
		return "Role " + strconv.Itoa(i)
	case "LastLoginDate":
		return time.Now().UTC().Format(soql.TimeLayout)
	case "COUNT(Id)":
		return "2"
	}
	if strings.HasPrefix(expr, "DAY_ONLY(") {
		return time.Now().UTC().Format(time.DateOnly)
	}
	return "x"
}

// schema lists the fields that the fake has; a reference names its target.
func schema() map[string][]string {
	record := []string{"Id", "OwnerId", "CreatedDate", "LastModifiedDate", "LastActivityDate", "Name"}
	return map[string][]string{
		"User": {"Id", "IsActive", "UserType", "LastLoginDate", "ManagerId", "TimeZoneSidKey", "SystemModstamp",
			"Country", "Username", "Name", "ProfileId>Profile", "UserRoleId>UserRole"},
		"Profile":      {"Id", "Name", "UserLicenseId>UserLicense"},
		"UserRole":     {"Id", "Name"},
		"UserLicense":  {"Id", "Name"},
		"Lead":         append([]string{"IsConverted", "ConvertedDate"}, record...),
		"Account":      record,
		"Contact":      record,
		"Organization": {"Id", "Name", "OrganizationType", "InstanceName", "IsSandbox"},
	}
}

func (f *fake) Objects(context.Context) ([]salesforce.Named, error) { return nil, nil }

func (f *fake) Describe(_ context.Context, names []string) []salesforce.Description {
	all := make([]salesforce.Description, len(names))
	known := schema()
	for i, name := range names {
		all[i].Calls = 1 / float64(len(names))
		if f.down != nil {
			all[i].Err = f.down
			continue
		}
		fields := known[name]
		if fields == nil || slices.Contains(f.hides, name) {
			continue
		}
		o := &salesforce.Object{Name: name, Queryable: true}
		for _, field := range fields {
			x := salesforce.Field{Filterable: true, Groupable: true, Aggregatable: true}
			if field == "CreatedDate" || field == "LastModifiedDate" {
				x.Type = "datetime"
			}
			var target string
			if x.Name, target, _ = strings.Cut(field, ">"); target != "" {
				x.RelationshipName, x.ReferenceTo = target, []string{target}
			}
			o.Fields = append(o.Fields, x)
		}
		all[i].Object = o
	}
	if len(names) > 0 {
		f.calls++
	}
	return all
}

// A bench is an org before a fake, and what it logs.
type bench struct {
	t    *testing.T
	fake *fake
	org  *Org
	log  *logged
}

// logged is what was logged so far. Refreshes and lanes log at the same time as
// a test reads.
type logged struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func (l *logged) Reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text.Reset()
}

// measure makes a bench of the given collectors: users, leads, org, or custom
// definitions of the configuration.
func measure(t *testing.T, f *fake, tune func(*Options), makers ...maker) *bench {
	t.Helper()
	b := &bench{t: t, fake: f, log: &logged{}}
	people := &collector.PeopleSource{Dimensions: []collector.Dimension{{Label: "role", Path: "UserRole.Name"}}}
	options := Options{Client: f, People: people, Logger: log.NewSyncLogger(log.NewLogfmtLogger(b.log))}
	for _, construct := range makers {
		c, err := construct(collector.Settings{Common: collector.Common{People: people}})
		if err != nil {
			t.Fatal(err)
		}
		options.Collectors = append(options.Collectors, c)
	}
	if tune != nil {
		tune(&options)
	}
	b.org = New(options)
	t.Cleanup(b.org.Close)
	return b
}

type maker = func(collector.Settings) (collector.Collector, error)

// custom is a collector of definitions.
func customOf(t *testing.T, definitions ...catalog.Definition) maker {
	return func(s collector.Settings) (collector.Collector, error) {
		for i := range definitions {
			if err := custom.CheckCustom(&definitions[i], nil, nil); err != nil {
				t.Fatal(err)
			}
		}
		return (&custom.Settings{Settings: s, Metrics: definitions}).New()
	}
}

// renamed is a collector under another name.
type renamed struct {
	collector.Collector
	name string
}

func (r renamed) Name() string { return r.name }

func called(name string, construct maker) maker {
	return func(s collector.Settings) (collector.Collector, error) {
		c, err := construct(s)
		return renamed{c, name}, err
	}
}

// scrape refreshes what is due and returns the exposition.
func (b *bench) scrape() exposed {
	b.t.Helper()
	b.org.Refresh(b.t.Context())
	return b.gather()
}

func (b *bench) gather(collectors ...string) exposed {
	b.t.Helper()
	families, err := b.org.Gather(collectors...)
	if err != nil {
		b.t.Fatal(err)
	}
	var text bytes.Buffer
	for _, f := range families {
		if _, err := expfmt.MetricFamilyToText(&text, f); err != nil {
			b.t.Fatal(err)
		}
	}
	b.expectPieces(text.String(), collectors)
	return exposed(text.String())
}

// exposed is the text that a scrape gets.
type exposed string

// value of a series, such as up or collector_success{collector="users"}; -1 where
// it is not there.
func (e exposed) value(series string) float64 {
	for line := range strings.Lines(string(e)) {
		if text, ok := strings.CutPrefix(line, "salesforce_"+series+" "); ok {
			v, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
			if err == nil {
				return v
			}
		}
	}
	return -1
}

func (e exposed) has(name string) bool { return strings.Contains(string(e), "\nsalesforce_"+name) }

func (e exposed) success(collector string) float64 {
	return e.value(`collector_success{collector="` + collector + `"}`)
}

func (e exposed) withheld(collector string) float64 {
	return e.value(`collector_withheld{collector="` + collector + `"}`)
}

// expect compares values of series.
func (b *bench) expect(when string, e exposed, want map[string]float64) {
	b.t.Helper()
	for series, value := range want {
		if got := e.value(series); got != value {
			b.t.Errorf("%s: %s is %v, want %v", when, series, got, value)
		}
	}
	if b.t.Failed() {
		b.t.Fatalf("%s:\n%s\n%s", when, e, b.log)
	}
}

type roundTrip func(*http.Request) string

func (answer roundTrip) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: http.StatusOK, Request: r, Body: io.NopCloser(strings.NewReader(answer(r))),
		Header: http.Header{"Date": {time.Now().UTC().Format(http.TimeFormat)}, "Content-Type": {"application/json"}},
	}, nil
}
