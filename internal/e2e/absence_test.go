package e2e

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/board"
	"salesforce_exporter/collector/builtin"
	"salesforce_exporter/collector/catalog"
	"salesforce_exporter/collector/custom"
	"salesforce_exporter/internal/demo"
	"salesforce_exporter/internal/org"
)

// TestNoSilentAbsence spoils, for every collector, the answer to every statement
// in every way. Each series is right, or it is absent and something says why.
func TestNoSilentAbsence(t *testing.T) {
	t.Parallel()
	settings := hardSettings(t)
	for _, c := range every(t, settings) {
		t.Run(c.Name(), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { spoilAll(t, c, settings.People) })
		})
	}
}

// hardSettings have a condition for counted users, metrics of the configuration
// of each kind, and boards of each kind of period.
func hardSettings(t testing.TB) *setup {
	people := &collector.PeopleSource{
		Dimensions: collector.DefaultDimensions(), Counted: "IsActive = true AND UserType = 'Standard'",
		Naming: collector.Naming{Name: true, Username: true},
	}
	own := []catalog.Definition{
		{Name: "own_accounts", Help: "Accounts by type.",
			Source: catalog.Source{Object: "Account", By: "OwnerId", Labels: map[string]string{"type": "Type"}}},
		{Name: "own_deals", Help: "Mean amount.",
			Source: catalog.Source{Object: "Opportunity", Labels: map[string]string{"stage": "StageName"}},
			Value:  "AVG(Amount)"},
		{Name: "own_records", Help: "Records.", From: []catalog.Source{{Object: "Lead"}, {Object: "Contact"}}},
		{Name: "own_soql", Help: "Cases.", SOQL: "SELECT OwnerId, COUNT(Id) n FROM Case GROUP BY OwnerId", Value: "n",
			Source: catalog.Source{By: "OwnerId"}},
		{Name: "own_newest", Help: "The newest lead.", SOQL: "SELECT MAX(CreatedDate) newest FROM Lead", Value: "newest"},
		{Name: "own_age_seconds", Help: "Age of cases.",
			Source: catalog.Source{Object: "Case", By: "OwnerId", Where: "IsClosed = true"},
			Histogram: &catalog.Histogram{From: "CreatedDate", To: "ClosedDate",
				Buckets: []catalog.Bound{{Value: 86400, Time: true}, {Value: 864000, Time: true}}}},
	}
	for i := range own {
		if err := custom.CheckCustom(&own[i], []string{"role", "profile", "region"}, nil); err != nil {
			t.Fatal(err)
		}
	}
	s := newSetup(people)
	s.cases().Satisfaction = builtin.Score{Field: "CSAT__c", Scale: 5}
	s.custom().Metrics = own
	s.boards().Below = board.Below{
		Names: board.Names{Mode: board.NamesFull, HideHolders: "Adoption_Metrics", Usernames: true},
		Boards: []board.Board{
			{Name: "week", Period: board.Period{Name: "7d"}, Top: 5, Team: "role",
				Measures: []board.Measure{{Metric: "records_created", Points: 2}, {Metric: "logins"}}},
			{Name: "month", Period: board.Period{Name: "this_month"}, Top: 5, Target: 10,
				Measures: []board.Measure{{Metric: "cases_closed"}}},
			{Name: "quarter", Period: board.Period{Name: "this_fiscal_quarter"}, Top: 5, Elimination: true,
				Measures: []board.Measure{{Metric: "won_opportunities_amount"}}},
			{Name: "now", Period: board.Period{Name: "now"}, Top: 5,
				Measures: []board.Measure{{Metric: "data_quality_score_ratio"}}},
		}}
	return s
}

// A spoiler is one collector before an org whose answers are spoilt.
type spoiler struct {
	t         *testing.T
	name      string
	collector collector.Collector
	people    *collector.PeopleSource
	demo      *demo.Org
	org       *tamperer
	honest    map[string]map[string]float64          // figures at first, by an honest answer
	right     map[time.Duration][]map[string]float64 // figures in steady state, by interval
	skipped   map[string]bool                        // series of a good scrape, what is skipped then among them
	wholes    map[string]string                      // by a statement that is asked apart only: the one that answers it
	wrong     int
}

func spoilAll(t *testing.T, c collector.Collector, people *collector.PeopleSource) {
	name := c.Name()
	d, err := demo.New(t.Context(), demo.Options{Users: 20, Frozen: true})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	s := &spoiler{
		t: t, name: name, collector: c, people: people, demo: d, org: newTamperer(d.Handler()),
		honest: map[string]map[string]float64{},
		right:  map[time.Duration][]map[string]float64{},
	}
	r := s.rig()
	good := r.scrape(0)
	r.org.Close()
	if good.series[`salesforce_collector_success{collector="`+name+`"}`] != 1 || len(ownFigures(good)) == 0 {
		t.Fatalf("nothing is right to begin with:\n%s", r.log)
	}
	s.skipped = map[string]bool{}
	for series := range good.series {
		s.skipped[series] = true
	}
	statements := s.statements()
	if len(statements) < 2 {
		t.Fatalf("got %d statements, which cannot be all: %q", len(statements), statements)
	}
	s.learnParts(statements)
	whole := map[string]bool{}
	for _, about := range s.wholes {
		whole[about] = true
	}
	cases := 0
	for _, about := range append(statements, slices.Sorted(maps.Keys(s.wholes))...) {
		for _, f := range spoilersOf(s.org.answerTo(about)) {
			matters := s.atFirst(good, about, f)
			if f.steady && !whole[about] { // which is asked apart, as at first
				s.inSteadyState(about, f, matters)
			}
			cases++
		}
	}
	t.Logf("%d statements, spoilt in %d ways", len(statements), cases)
}

// rig is an exporter that knows nothing yet.
func (s *spoiler) rig() *rig {
	r := newRigOn(s.t, s.demo, rigOptions{
		make: func(*setup) []collector.Collector { return []collector.Collector{s.collector} },
		tune: func(o *org.Options) {
			o.People = s.people
			o.Detail.Zeros = collector.ZerosAll // no zero takes the place of one that is missing
		},
	})
	r.host.handler = s.org
	return r
}

// statements are those that a refresh asked, the limits among them.
func (s *spoiler) statements() []string {
	var all []string
	for _, about := range s.org.asked {
		if (strings.HasPrefix(about, "SELECT ") || strings.HasSuffix(about, "/limits")) && !slices.Contains(all, about) {
			all = append(all, about)
		}
	}
	return all
}

// learnParts refuses each statement, and learns one of those that are asked in place of it. It has to go first: no
// session outlives the tests.
func (s *spoiler) learnParts(statements []string) {
	defer s.org.set(nil)
	s.wholes = map[string]string{}
	refused := refusal("", http.StatusBadRequest, "UNKNOWN_EXCEPTION")
	for _, about := range statements {
		if !strings.Contains(about, " GROUP BY ") {
			continue
		}
		s.org.set(refused.to(about))
		before := len(s.org.asked)
		r := s.rig()
		r.scrape(0)
		r.org.Close()
		for _, other := range s.org.asked[before:] {
			if strings.HasPrefix(other, "SELECT ") && !slices.Contains(statements, other) {
				s.wholes[other] = about
				break
			}
		}
	}
}

// spoil has the org give an answer to a statement, and refuse the one that would answer it together with others.
func (s *spoiler) spoil(about string, f spoilt) {
	change := f.to(about)
	if whole := s.wholes[about]; whole != "" {
		refuse := refusal("", http.StatusBadRequest, "UNKNOWN_EXCEPTION").to(whole)
		s.org.set(func(e exchange) exchange { return change(refuse(e)) })
		return
	}
	s.org.set(change)
}

// atFirst starts an exporter that gets the spoilt answer. It returns whether that
// makes a difference to the collector: users do not for one that joins nobody.
func (s *spoiler) atFirst(good metrics, about string, f spoilt) (matters bool) {
	s.spoil(about, f)
	r := s.rig()
	defer r.org.Close()
	got := r.scrape(0)
	s.check("at first", about, f, got, r, []map[string]float64{ownFigures(good)}, s.alternatives(about, f))
	return len(differences(ownFigures(good), ownFigures(got))) > 0
}

// alternatives are the figures of orgs that have less.
func (s *spoiler) alternatives(about string, f spoilt) []map[string]float64 {
	defer s.org.set(nil)
	var all []map[string]float64
	for _, alternative := range f.honest {
		all = append(all, s.honestly(about, alternative))
	}
	return all
}

// honestly returns the figures of an org that has less.
func (s *spoiler) honestly(about string, f spoilt) map[string]float64 {
	key := about + string(f.body)
	if s.honest[key] == nil {
		s.spoil(about, f)
		r := s.rig()
		s.honest[key] = ownFigures(r.scrape(0))
		r.org.Close()
	}
	return s.honest[key]
}

// inSteadyState spoils the answer when it is due again: old figures are right, and
// end in time.
func (s *spoiler) inSteadyState(about string, f spoilt, matters bool) {
	every := s.intervalOf(about)
	right := s.rightFor(every)
	r := s.rig()
	defer r.org.Close()
	r.scrape(0)
	honest := s.alternatives(about, f)
	s.spoil(about, f)
	defer s.org.set(nil)
	for i, after := range waits(every) {
		time.Sleep(after.wait)
		got := r.scrape(0)
		s.check(after.when, about, f, got, r, right[:i+2], honest)
		if matters && s.success(got) == 1 && !s.skips(got, f) {
			s.fail("%s, %s, %s: it is a success", after.when, f.name, about)
		}
	}
}

// A wait is how long after the scrape before there is another.
type wait struct {
	when string
	wait time.Duration
}

func waits(every time.Duration) []wait {
	return []wait{{"while it may be shown", every + time.Minute}, {"when it is too old", every + time.Hour}}
}

// rightFor returns what a sound exporter shows at the scrapes of inSteadyState.
func (s *spoiler) rightFor(every time.Duration) []map[string]float64 {
	if s.right[every] == nil {
		r := s.rig()
		defer r.org.Close()
		s.right[every] = []map[string]float64{ownFigures(r.scrape(0))}
		for _, after := range waits(every) {
			time.Sleep(after.wait)
			s.right[every] = append(s.right[every], ownFigures(r.scrape(0)))
		}
	}
	return s.right[every]
}

// intervalOf is how often the statement is asked, on behalf of this collector. One
// that follows from what the org shows is asked as seldom as any.
func (s *spoiler) intervalOf(about string) time.Duration {
	var longest time.Duration
	for _, q := range s.collector.Plan(collector.OpenSchema()).Queries {
		interval := max(q.MaxAge+q.Stagger, s.collector.Interval())
		if q.String() == about || q.Resource != "" && strings.HasSuffix(about, "/limits") {
			return interval
		}
		longest = max(longest, interval)
	}
	if strings.Contains(about, " FROM User") {
		return s.collector.Interval()
	}
	return longest
}

func (s *spoiler) success(m metrics) float64 {
	return m.series[`salesforce_collector_success{collector="`+s.name+`"}`]
}

func (s *spoiler) fail(format string, args ...any) {
	s.t.Helper()
	if s.wrong++; s.wrong <= 20 {
		s.t.Errorf(format, args...)
	}
}

// check holds what is shown against what is right: now or, for an answer that was
// not renewed, before. Honest are figures of an org that has less, and says so.
func (s *spoiler) check(when, about string, f spoilt, got metrics, r *rig, right, honest []map[string]float64) {
	s.t.Helper()
	shown := ownFigures(got)
	wrong, missing, less := "", "", false
	for series, value := range shown {
		switch {
		case isOne(series, value, right):
		case isOne(series, value, honest):
			less = true
		default:
			wrong = series + " is " + strconv.FormatFloat(value, 'g', -1, 64)
		}
	}
	for series := range right[len(right)-1] {
		if _, there := shown[series]; there {
			continue
		}
		if lacks(series, honest) {
			less = true
			continue
		}
		missing = series
	}
	if wrong != "" {
		s.fail("%s, %s, %s:\n%s, which is wrong", when, f.name, about, wrong)
	}
	if missing != "" && !s.told(got, r, f) {
		s.fail("%s, %s, %s:\n%s is missing, and nothing says why; success is %v:\n%s", when, f.name, about, missing,
			s.success(got), r.log)
	}
	if less && f.less && !s.told(got, r, f) {
		s.fail("%s, %s, %s:\nfigures are of less, and nothing says so", when, f.name, about)
	}
	if less && f.flaw && got.sum("salesforce_collector_bad_rows") == 0 && !s.told(got, r, f) {
		s.fail("%s, %s, %s:\na row is missing or changed, and nothing says so", when, f.name, about)
	}
}

// isOne reports whether a value is among those of a series.
func isOne(series string, value float64, all []map[string]float64) bool {
	return slices.ContainsFunc(all, func(m map[string]float64) bool {
		want, there := m[series]
		return there && equal(series, want, value)
	})
}

// lacks reports whether an honest org would not have the series either.
func lacks(series string, honest []map[string]float64) bool {
	return slices.ContainsFunc(honest, func(m map[string]float64) bool {
		_, there := m[series]
		return !there
	})
}

// told reports whether an absence is told, with its reason: by success and the
// log, by what is skipped or by what is withheld.
func (s *spoiler) told(m metrics, r *rig, f spoilt) bool {
	if s.skips(m, f) {
		return true
	}
	if s.success(m) != 0 {
		return false
	}
	if m.series[`salesforce_collector_withheld{collector="`+s.name+`"}`] > 0 {
		return true
	}
	for _, line := range r.log.lines("level=error") {
		if strings.Contains(line, s.name) && strings.Contains(line, f.reason) {
			return true
		}
	}
	return false
}

// skips reports whether the reason is among those of what is skipped.
func (s *spoiler) skips(m metrics, f spoilt) bool {
	for series := range m.series {
		if strings.HasPrefix(series, `salesforce_collector_skipped{collector="`+s.name+`"`) &&
			(strings.Contains(series, f.reason) || f.less && !s.skipped[series]) {
			return true
		}
	}
	return false
}
