package org

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/builtin"
	"salesforce_exporter/collector/catalog"
	"salesforce_exporter/internal/budget"
	"salesforce_exporter/internal/engagement"
	"salesforce_exporter/internal/salesforce"
	"salesforce_exporter/internal/soql"
	"salesforce_exporter/internal/source"
	"salesforce_exporter/internal/status"
)

func histogram(t *testing.T) maker {
	return customOf(t, catalog.Definition{
		Name: "lead_age_seconds", Help: "Age of leads.", Source: catalog.Source{Object: "Lead", By: "OwnerId"},
		Histogram: &catalog.Histogram{From: "CreatedDate", To: "now",
			Buckets: []catalog.Bound{{Value: 3600, Time: true}, {Value: 86400, Time: true}}},
	})
}

// TestReport tries everything once, and says what it came to.
func TestReport(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		f := newFake()
		f.usage = salesforce.Usage{Used: 10, Limit: 5000, At: time.Now()}
		hourAgo := time.Now().Add(-2 * time.Hour).UTC().Format(soql.TimeLayout)
		f.answer("SELECT OwnerId, CreatedDate FROM Lead", []string{me, hourAgo})
		f.answer("PermissionSetAssignment", []string{"1"})
		f.answer("SELECT Username", []string{"me@example.com", "Integration", ""})
		f.answer("FROM User", []string{me, "true", "Standard", "", "", "", "Licence", "Role 0"})
		f.answer("SELECT Username", []string{"me@example.com", "Integration", ""})
		f.zone = "Europe/Berlin"
		f.refuse("FROM Organization", timeout())
		b := measure(t, f, func(o *Options) { o.Budget = budget.New(budget.Options{CallsADay: 800}) }, builtin.NewUsers,
			builtin.NewOrg, histogram(t))
		r, err := b.org.Try(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		yes := true
		if diff := cmp.Diff(status.User{ID: stranger, Username: "me@example.com", Profile: "Integration",
			TimeZone: "Europe/Berlin", SeesAll: &yes}, r.User); diff != "" {
			t.Errorf("the user (-want +got):\n%s", diff)
		}
		if r.Budget.Calls != 800 || r.Allowance.Used != 10 || r.CallsADay < 50 || r.Unit != nil {
			t.Errorf("got %+v", r)
		}
		users, info, own := r.Collectors[0], r.Collectors[1], r.Collectors[2]
		if users.Name != "users" || users.Series != 15 || users.Error != "" || len(users.Skipped) != 4 ||
			*r.Users != (status.Users{All: 1, Counted: 1}) {
			t.Errorf("users: %+v", users)
		}
		if !strings.Contains(info.Error, "QUERY_TIMEOUT") || info.Series != 2 {
			t.Errorf("org: %+v", info)
		}
		if len(own.Metrics) != 1 || own.Metrics[0].Series != 5 || own.Metrics[0].CallsADay <= 0 || own.Series != 5 {
			t.Errorf("custom: %+v", own)
		}
		m := b.gather()
		b.expect("the histogram", m, map[string]float64{
			`lead_age_seconds_bucket{role="Role 0",le="3600"}`: 0, `lead_age_seconds_bucket{role="Role 0",le="86400"}`: 1,
			`lead_age_seconds_sum{role="Role 0"}`: 7200,
			"api_requests_used":                   10, "api_requests_limit": 5000,
		})
		time.Sleep(72 * time.Hour)
		if m := b.gather(); m.has("lead_age_seconds") || m.has("api_requests_used") {
			t.Errorf("after three days without a refresh:\n%s", m)
		}
	})
}

// TestReportFails where nothing can be tried.
func TestReportFails(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		f := newFake()
		b := measure(t, f, nil, builtin.NewUsers)
		f.signIn = errors.New("invalid_client")
		if _, err := b.org.Try(t.Context()); err == nil || err.Error() != "invalid_client" {
			t.Errorf("without a session: %v", err)
		}
		f.signIn, f.down = nil, unreachable()
		if _, err := b.org.Try(t.Context()); err == nil ||
			!strings.Contains(err.Error(), "describe User: ask the org: connection refused") {
			t.Errorf("without a schema: %v", err)
		}
		over, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := b.org.Try(over); !errors.Is(err, context.Canceled) {
			t.Errorf("after the end: %v", err)
		}
		spent := budget.New(budget.Options{})
		spent.Tell(99, 100, time.Now())
		b = measure(t, newFake(), func(o *Options) { o.Budget = spent }, builtin.NewUsers)
		if _, err := b.org.Try(t.Context()); !errors.Is(err, errPutOff) {
			t.Errorf("without calls: %v", err)
		}
	})
}

// TestSchemaIsReadAgain learns a permission that was granted, and keeps what it
// knew where reading fails.
func TestSchemaIsReadAgain(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		f := newFake()
		f.hides = []string{"Lead"}
		b := measure(t, f, nil, builtin.NewLeads, builtin.NewUsers)
		b.expect("hidden", b.scrape(), map[string]float64{
			`collector_success{collector="leads"}`:                                                  1,
			`collector_skipped{collector="leads",reason="object Lead is hidden or does not exist"}`: 4,
		})
		f.down = unreachable()
		time.Sleep(20 * time.Minute)
		b.expect("the schema cannot be read", b.scrape(), map[string]float64{"up": 0, `users{role="Role 0"}`: 1})
		if !strings.Contains(b.log.String(), "read the schema again failed") {
			t.Errorf("no line of log says so:\n%s", b.log)
		}
		f.mend()
		f.hides = nil
		for range 5 {
			time.Sleep(2 * time.Hour)
			b.scrape()
		}
		b.expect("granted", b.scrape(),
			map[string]float64{`collector_success{collector="leads"}`: 1, `open_leads{role="Role 0"}`: 2, "up": 1})
	})
}

// TestBigTable is read once a day, and in between only what changed.
func TestBigTable(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		f := newFake()
		f.pages["FROM User"] = 3
		b := measure(t, f, nil, builtin.NewUsers)
		b.scrape()
		time.Sleep(time.Hour)
		changed := []string{me, "false", "Standard", "", "", "UTC", "Licence", "Role 0"}
		f.answer("FROM User WHERE SystemModstamp >= ", changed)
		b.expect("changed", b.scrape(),
			map[string]float64{`users{role="Role 1"}`: 1, `collector_success{collector="users"}`: 1})
		if m := b.gather(); m.value(`users{role="Role 0"}`) != -1 {
			t.Errorf("who left is counted:\n%s", m)
		}
		f.answer("FROM User WHERE SystemModstamp >= ",
			[]string{me, "true", "Standard", "yesterday", "", "UTC", "Licence", "Role 0"})
		time.Sleep(time.Hour)
		if m := b.scrape(); m.success("users") == 1 && b.org.joined.problem != nil {
			t.Errorf("a change that cannot be read passes:\n%s", m)
		}
		f.mend()
		asked := len(f.asked)
		time.Sleep(23 * time.Hour)
		b.expect("a day later", b.scrape(),
			map[string]float64{`users{role="Role 0"}`: 1, `collector_success{collector="users"}`: 1})
		if got := strings.Join(f.asked[asked:], "\n"); strings.Contains(got, "SystemModstamp") {
			t.Errorf("the whole table is not read again: %s", got)
		}
	})
}

// TestPanics has a part of a collector that panics, and then all of a refresh.
func TestPanics(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		f := newFake()
		b := measure(t, f, nil, builtin.NewLeads, builtin.NewUsers)
		b.scrape()
		f.answer("FROM Lead WHERE IsConverted = false GROUP BY", []string{}) // a row without a cell
		time.Sleep(2 * time.Hour)
		b.expect("a part panics", b.scrape(), map[string]float64{
			`collector_success{collector="leads"}`: 0, `collector_success{collector="users"}`: 1, `open_leads{role="Role 0"}`: 2,
			`exporter_errors_total{code="PANIC"}`: 1,
		})
		if !strings.Contains(b.log.String(), "please report it") {
			t.Errorf("the log does not ask for a report:\n%s", b.log)
		}
		time.Sleep(4 * time.Hour)
		if m := b.scrape(); m.has("open_leads{") {
			t.Errorf("what it had lives for ever:\n%s", m)
		}
		b.org.client = nil // so that all of a refresh panics
		time.Sleep(time.Hour)
		if m := b.gather2(); m.success("users") != 0 {
			t.Errorf("a refresh that panics is a success:\n%s", m)
		}
	})
}

// gather2 is scrape of an org whose client is broken.
func (b *bench) gather2() exposed {
	b.org.Refresh(b.t.Context())
	b.org.client = b.fake
	return b.gather()
}

// defective panics when it plans.
type defective struct{ collector.Collector }

func (defective) Plan(*collector.Schema) collector.Plan { panic("a defect") }

// TestDefectivePlan takes no other collector along.
func TestDefectivePlan(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		b := measure(t, newFake(), nil, builtin.NewUsers, func(s collector.Settings) (collector.Collector, error) {
			c, err := builtin.NewLeads(s)
			return defective{c}, err
		})
		b.expect("at first", b.scrape(), map[string]float64{
			`collector_success{collector="users"}`: 1, `collector_skipped{collector="leads",reason="panic: a defect"}`: 1,
		})
	})
}

// TestSeriesLimit adds up what has too many series, and says so.
func TestSeriesLimit(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		f := newFake()
		f.answer("FROM Lead WHERE IsConverted = false GROUP BY", []string{me, "5"},
			[]string{strings.Replace(me, "1AAA", "2AAA", 1), "7"})
		b := measure(t, f, func(o *Options) { o.SeriesLimit = 2 }, builtin.NewLeads)
		m := b.scrape()
		b.expect("limited", m, map[string]float64{
			`open_leads{role=""}`: 12, `open_leads{role="Role 1"}`: -1, `collector_series{collector="leads"}`: 4,
			`collector_coarse{collector="leads",dimension="role",metric="salesforce_open_leads"}`: 1,
		})
		if !strings.Contains(b.log.String(), "shown without dimensions") {
			t.Errorf("no line of log says so:\n%s", b.log)
		}
		var text strings.Builder
		r := b.org.Report(time.Now())
		text.WriteString(r.Text())
		for _, part := range []string{"too many series of salesforce_open_leads", "it is shown without role",
			"3 combinations of role have people"} {
			if !strings.Contains(text.String(), part) {
				t.Errorf("check does not say %q:\n%s", part, text.String())
			}
		}
	})
}

// TestDimensionsOfACollector leaves a dimension out of the metrics of one collector, and
// not of another.
func TestDimensionsOfACollector(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		without := func(o *Options) { o.Detail.Dimensions = map[string][]string{"leads": {}} }
		b := measure(t, newFake(), without, builtin.NewLeads, builtin.NewUsers)
		b.expect("without roles", b.scrape(), map[string]float64{
			`open_leads{role=""}`: 6, `open_leads{role="Role 1"}`: -1, `users{role="Role 1"}`: 1,
		})
	})
}

// TestLane measures a business unit beside the rest.
func TestLane(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		answer, calls := http.StatusOK, budget.New(budget.Options{CallsADay: 1000})
		unit := newUnit(t, calls, &answer)
		b := measure(t, newFake(), func(o *Options) {
			o.Sources, o.Budget = []source.Source{unit}, budget.New(budget.Options{})
		},
			builtin.NewUsers)
		b.scrape()
		time.Sleep(time.Minute)
		b.expect("at first", b.scrape(), map[string]float64{
			`collector_success{collector="web"}`: 1, `collector_success{collector="users"}`: 1,
			`web_visits_7d{campaign="none"}`: 0, `collector_withheld{collector="web"}`: 0,
			"exporter_engagement_budget_calls": 1000,
		})
		answer = http.StatusInternalServerError
		time.Sleep(2 * time.Hour)
		b.scrape()
		b.expect("while it fails", b.scrape(),
			map[string]float64{`collector_success{collector="web"}`: 0, `web_visits_7d{campaign="none"}`: 0})
		time.Sleep(2 * time.Hour)
		m := b.scrape()
		if m.has("web_visits_7d{") || m.withheld("web") == 0 {
			t.Errorf("after four hours the old figures are shown:\n%s", m)
		}
		answer = http.StatusOK
		calls.Change(budget.Options{CallsADay: 1})
		time.Sleep(time.Hour)
		b.scrape()
		if m := b.scrape(); m.value(`exporter_budget_put_off_total{collector="web"}`) < 1 || m.success("web") != 0 {
			t.Errorf("nothing says that it is put off:\n%s", m)
		}
		calls.Change(budget.Options{CallsADay: 1000})
		time.Sleep(time.Hour)
		r, err := b.org.Try(t.Context())
		if err != nil || r.Unit == nil || r.Unit.Budget != 1000 || r.Unit.LongestDays != 30 {
			t.Errorf("the report is %+v, %v", r, err)
		}
	})
}

// newUnit is a business unit that has nothing.
func newUnit(t *testing.T, calls *budget.Budget, status *int) *engagement.Unit {
	t.Helper()
	client, err := engagement.NewClient(engagement.Config{
		URL: "https://pi.pardot.test/account-engagement", BusinessUnit: "0Uv5g0000000001CAA", Sessions: noSessions{},
		Gate:      calls,
		Transport: statusTrip{status},
	})
	if err != nil {
		t.Fatal(err)
	}
	return engagement.NewUnit(engagement.Options{
		Client: client, Web: collector.NewWeb(collector.Settings{}), Budget: calls,
		TimeZone: func(context.Context) (string, error) { return "UTC", nil },
	})
}

type statusTrip struct{ status *int }

func (s statusTrip) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := roundTrip(func(*http.Request) string { return `{"values":[],"nextPageToken":null}` }).RoundTrip(r)
	response.StatusCode = *s.status
	return response, err
}

type noSessions struct{}

func (noSessions) Token(context.Context) (string, error)         { return "token", nil }
func (noSessions) Renew(context.Context, string) (string, error) { return "token", nil }
