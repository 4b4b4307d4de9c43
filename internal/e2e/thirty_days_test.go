package e2e

import (
	"context"
	"errors"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"salesforce_exporter/internal/budget"
	"salesforce_exporter/internal/demo"
	"salesforce_exporter/internal/org"
)

// TestThirtyDays scrapes for a month, every 15 seconds, from three Prometheus servers,
// of which one is in a hurry, while faults of every kind and of both APIs,
// restarts and checks beside happen at random and the org goes on working. The
// bill of neither API exceeds its cap in any 24 hours, no sample is one that the
// rows did not have when they were last asked, nothing leaks, and after the last
// fault everything is fresh again.
func TestThirtyDays(t *testing.T) {
	leaks := goleak.IgnoreCurrent()
	synctest.Test(t, func(t *testing.T) {
		m := newMonth(t)
		begin := time.Now()
		for day := range monthDays {
			m.day(day < monthDays-1)
		}
		m.heal()
		time.Sleep(2 * 2 * time.Hour) // two of the longest interval
		for range 3 {
			m.scrape()
			time.Sleep(15 * time.Second)
		}
		m.compare()
		m.fresh()
		if m.right < 33*monthDays || m.rightWeb < 3*monthDays || m.checks < 6*monthDays {
			t.Errorf("%d scrapes compared, %d with web engagement, %d checks beside: too few to mean anything", m.right,
				m.rightWeb, m.checks)
		}
		for _, kind := range demo.FaultKinds() {
			// which no client can tell from there being few
			if m.met[kind] == 0 && monthDays == 30 && kind != demo.EngagementUnassigned {
				t.Errorf("no fault of kind %s happened", kind)
			}
		}
		t.Logf("%s, %d calls, %d of the business unit, %d restarts, %d checks beside, %d and %d scrapes compared, faults: %v",
			time.Since(begin), m.demo.Calls(), m.demo.EngagementCalls(), m.restarts, m.checks, m.right, m.rightWeb, m.met)
	})
	goleak.VerifyNone(t, leaks)
}

// monthsCap is what an exporter of people and leads can live with: a day without
// faults needs about 110 calls.
const monthsCap = 130

// monthsUnitCap is too few calls for a first reading after each restart.
const monthsUnitCap = 250

// A month is an exporter that is scraped and restarted before an org that has
// faults.
type month struct {
	t      *testing.T
	state  string // folder of the budgets
	random *rand.Rand
	demo   *demo.Org
	rig    *rig
	truths []dated

	bills    []bill       // until the end of each hour
	deck     []demo.Fault // that are still to come, before any comes again
	met      map[demo.FaultKind]int
	restarts int
	checks   int // beside
	right    int // scrapes that were compared
	rightWeb int // of these, those with web engagement
	web      map[string]float64
}

// bill is what the org and the business unit counted.
type bill struct{ calls, unit int }

// dated is what the rows say from a moment on.
type dated struct {
	from time.Time
	want map[string]float64
}

func newMonth(t *testing.T) *month {
	d, err := demo.New(t.Context(), demo.Options{Users: 10, Frozen: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	m := &month{t: t, state: t.TempDir(), random: rand.New(rand.NewPCG(7, 11)), demo: d, met: map[demo.FaultKind]int{}}
	m.web = webOracle(t, d.DB(), d.Now(), time.UTC, true)
	m.work()
	m.restart()
	return m
}

// restart ends the exporter, in the midst of whatever it does.
func (m *month) restart() {
	if m.rig != nil {
		m.rig.org.Close()
		m.restarts++
	}
	m.rig = m.newRig(true)
}

func (m *month) newRig(unit bool) *rig {
	b := m.budget("budget.json", monthsCap)
	return newRigOn(m.t, m.demo, rigOptions{
		gate: b, make: usersAndLeads(m.t), tune: func(o *org.Options) { o.Budget = b },
		unit: unit, calls: m.budget("unit.json", monthsUnitCap),
	})
}

func (m *month) budget(name string, calls int) *budget.Budget {
	b := budget.New(budget.Options{CallsADay: calls})
	if err := b.Keep(filepath.Join(m.state, name), time.Now()); err != nil {
		m.t.Fatal(err)
	}
	return b
}

// beside has another process try everything once, with the same state.
func (m *month) beside() {
	check := m.newRig(false)
	check.scrape(10)
	check.org.Close()
	m.checks++
}

// day scrapes through a day.
func (m *month) day(faulty bool) {
	for tick := range 24 * 60 * 4 {
		m.scrape()
		time.Sleep(time.Until(time.Now().Truncate(15 * time.Second).Add(15 * time.Second)))
		switch n := m.random.IntN(1000); {
		case n == 0:
			m.trouble(faulty)
		case n == 1:
			m.restart()
		case n < 5:
			m.beside()
		case n < 14:
			m.compare()
		}
		if tick%(8*60*4) == 0 {
			m.work()
		}
		if tick%(60*4) == 0 {
			m.checkBill()
		}
	}
}

// scrape is what three Prometheus servers do, at the same moment.
func (m *month) scrape() {
	var wg sync.WaitGroup
	for _, timeout := range []time.Duration{10 * time.Second, 10 * time.Second, time.Second} {
		wg.Go(func() {
			ctx, cancel := context.WithTimeout(m.t.Context(), timeout)
			defer cancel()
			start := time.Now()
			m.rig.org.Refresh(ctx)
			if took := time.Since(start); took > timeout {
				m.t.Errorf("a scrape took %s, longer than %s", took, timeout)
			}
		})
	}
	wg.Wait()
}

// checkBill holds the calls of the last 24 hours against the cap, by the bill of
// the org.
func (m *month) checkBill() {
	m.bills = append(m.bills, bill{m.demo.Calls(), m.demo.EngagementCalls()})
	last := len(m.bills) - 1
	before := m.bills[max(0, last-24)]
	if n := m.bills[last].calls - before.calls; n > monthsCap {
		m.t.Errorf("%s: %d calls were billed in 24 hours, want at most %d", time.Now(), n, monthsCap)
	}
	if n := m.bills[last].unit - before.unit; n > monthsUnitCap {
		m.t.Errorf("%s: %d calls of the business unit were billed in 24 hours, want at most %d", time.Now(), n, monthsUnitCap)
	}
}

// work is what people do in eight hours: somebody logs in, or has not for long,
// and somebody gets a lead. No figure is what it was.
func (m *month) work() {
	e := &editor{t: m.t, demo: m.demo}
	user := m.random.IntN(10)
	e.exec(`UPDATE User SET LastLoginDate = ? WHERE Id = (SELECT Id FROM User ORDER BY Id LIMIT 1 OFFSET ?)`,
		m.demo.Now().Unix()-int64(m.random.IntN(100))*86400, user)
	e.exec(`INSERT INTO Lead (Id, OwnerId, IsConverted, CreatedDate, LastModifiedDate)
		SELECT printf('00Qz%010d0AAA', ?), Id, 0, ?, ? FROM User ORDER BY Id LIMIT 1 OFFSET ?`, len(m.truths), m.demo.Now().Unix()-60*86400, m.demo.Now().Unix()-60*86400, user)
	m.truths = append(m.truths, dated{time.Now(), truthOfPeopleAndLeads(m.t, m.demo)})
}

// trouble starts one or two faults, or ends all of them.
func (m *month) trouble(faulty bool) {
	m.heal()
	if !faulty || m.random.IntN(4) == 0 {
		return
	}
	if m.random.IntN(10) == 0 {
		m.rig.host.setDown(errors.New("lookup demo.my.salesforce.test: no such host"))
		return
	}
	var faults []demo.Fault
	for range 1 + m.random.IntN(2) {
		f := m.anyFault()
		m.met[f.Kind]++
		faults = append(faults, f)
	}
	if err := m.demo.SetFaults(faults...); err != nil {
		m.t.Fatal(err)
	}
}

func (m *month) heal() {
	m.rig.host.setDown(nil)
	if err := m.demo.SetFaults(); err != nil {
		m.t.Fatal(err)
	}
}

// shuffle makes a deck of faults of all kinds.
func (m *month) shuffle() {
	for _, f := range faultTests() {
		m.deck = append(m.deck, f.fault)
	}
	for _, f := range webFaultTests() {
		m.deck = append(m.deck, f.fault)
	}
	for _, f := range webPartTests() {
		m.deck = append(m.deck, f.fault)
	}
	m.random.Shuffle(len(m.deck), func(i, j int) { m.deck[i], m.deck[j] = m.deck[j], m.deck[i] })
}

// anyFault is one of any kind, which meets all calls, or some. Each kind comes once
// before any comes again.
func (m *month) anyFault() demo.Fault {
	if len(m.deck) == 0 {
		m.shuffle()
	}
	f := m.deck[0]
	m.deck = m.deck[1:]
	for _, narrow := range []func(*demo.Fault){
		func(f *demo.Fault) { f.Path = "token" },
		func(f *demo.Fault) { f.Path = "all" },
		func(f *demo.Fault) { f.Share = 0.3 },
		func(f *demo.Fault) { f.Every = 3 },
		func(f *demo.Fault) { f.For = time.Hour },
		func(f *demo.Fault) { f.Object = "" },
	} {
		narrower := f
		narrow(&narrower)
		// not every kind takes every selector
		if _, err := demo.ParseFault(narrower.String()); err == nil && m.random.IntN(5) == 0 {
			return narrower
		}
	}
	return f
}

// longestShown is how long a figure may be shown after it was asked: figures of
// leads are asked every two hours, and may miss one time and an hour.
const longestShown = 2*2*time.Hour + time.Hour

// compare holds what is shown against the rows. What cannot be shown is absent;
// it is never a number that was not right when it was last asked.
func (m *month) compare() {
	m.right++
	now := time.Now()
	shown := m.rig.scrape(1)
	m.compareWeb(shown)
	for series, value := range samplesOf(shown) {
		if !m.wasTrue(series, value, now) {
			m.t.Errorf("%s: %s is %v, want %v", now, series, value, m.truths[len(m.truths)-1].want[series])
		}
	}
}

// compareWeb does so with web engagement, whose rows stay as they are. While the
// API does not give all of it, campaigns may be coarser, and a metric says so.
func (m *month) compareWeb(shown metrics) {
	figures := shown.web()
	if len(figures) == 0 {
		return
	}
	for series := range shown.series {
		if strings.HasPrefix(series, `salesforce_collector_skipped{collector="web"`) &&
			!strings.Contains(series, "the first reading has not gone back") {
			return
		}
	}
	m.rightWeb++
	for series, value := range figures {
		if want := m.web[series]; value != want {
			m.t.Errorf("%s: %s is %v, want %v", time.Now(), series, value, want)
		}
	}
}

func (m *month) wasTrue(series string, value float64, now time.Time) bool {
	for i := len(m.truths) - 1; i >= 0; i-- {
		if want, known := m.truths[i].want[series]; known && want == value {
			return true
		}
		if now.Sub(m.truths[i].from) > longestShown+10*time.Minute {
			return false // what was true before has ended longer ago
		}
	}
	return false
}

// fresh holds the age of everything against two intervals, and what is shown
// against the rows of now.
func (m *month) fresh() {
	last := m.rig.scrape(10)
	told{up: 1}.checkSamples(m.t, last, m.truths[len(m.truths)-1].want)
	for name, interval := range intervalsOfPeopleAndLeads() {
		at := last.series[`salesforce_collector_last_success_timestamp_seconds{collector="`+name+`"}`]
		if age := time.Since(time.UnixMilli(int64(at * 1000))); age > 2*interval {
			m.t.Errorf("%s was last refreshed %s ago:\n%s", name, age, strings.Join(m.rig.log.lines(""), ""))
		}
	}
}
