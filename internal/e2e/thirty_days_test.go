package e2e

import (
	"errors"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/budget"
	"salesforce_exporter/internal/demo"
	"salesforce_exporter/internal/org"
)

// TestThirtyDays scrapes for a month, every 15 seconds, three times over,
// while faults of every kind and restarts happen at random. The bill of the
// org never exceeds the cap on any day, what is shown is right, nothing jumps
// to zero, and after the last fault everything is fresh again.
func TestThirtyDays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const cap = 130 // a day without faults needs about 110
		m := &month{t: t, cap: cap, state: filepath.Join(t.TempDir(), "budget.json"), random: rand.New(rand.NewPCG(7, 11))}
		d, err := demo.New(t.Context(), demo.Options{Users: 10, Frozen: true})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { d.Close() })
		m.demo = d
		m.restart()
		m.truth = peopleTruth(t, d)

		begin := time.Now()
		for day := range 30 {
			m.day(day < 28)
			if n := d.Calls() - m.billed; n > cap {
				t.Errorf("day %d: %d calls were billed, want at most %d", day+1, n, cap)
			}
			m.billed = d.Calls()
		}
		if err := d.SetFaults(); err != nil {
			t.Fatal(err)
		}
		m.rig.host.setDown(nil)
		time.Sleep(2 * time.Hour)
		last := m.rig.scrape(0)
		for _, c := range m.rig.collectors {
			at := last.series[`salesforce_collector_last_success_timestamp_seconds{collector="`+c.Name()+`"}`]
			if age := time.Since(time.UnixMilli(int64(at * 1000))); age > 2*c.Interval() {
				t.Errorf("%s was last refreshed %s ago", c.Name(), age)
			}
		}
		if m.met < 20 || m.right < 1000 {
			t.Errorf("%d faults were met and %d scrapes compared: too few to mean anything", m.met, m.right)
		}
		t.Logf("%s, %d calls, %d faults, %d scrapes compared", time.Since(begin), d.Calls(), m.met, m.right)
	})
}

// A month is an exporter that is scraped and restarted before an org that has
// faults.
type month struct {
	t      *testing.T
	cap    int
	state  string
	random *rand.Rand
	demo   *demo.Org
	rig    *boundRig
	truth  map[string]float64
	billed int // until this day began
	met    int // faults
	right  int // scrapes that were compared
}

// A boundRig is a rig with a budget.
type boundRig struct {
	*rig
	collectors []collector.Collector
}

func (m *month) restart() {
	if m.rig != nil {
		m.rig.org.Close()
	}
	b := budget.New(budget.Options{CallsADay: m.cap})
	if err := b.Keep(m.state, time.Now()); err != nil {
		m.t.Fatal(err)
	}
	bound := &boundRig{}
	bound.rig = newRigOn(m.t, m.demo, rigOptions{gate: b,
		make: func(s collector.Settings) []collector.Collector {
			leads, err := collector.NewLeads(s)
			if err != nil {
				m.t.Fatal(err)
			}
			bound.collectors = append(usersOnly(m.t)(s), leads)
			return bound.collectors
		},
		tune: func(o *org.Options) { o.Budget = b },
	})
	m.rig = bound
}

// day scrapes through a day.
func (m *month) day(faulty bool) {
	for range 24 * 60 * 4 {
		time.Sleep(15 * time.Second)
		for range 3 {
			m.rig.org.Refresh(m.t.Context())
		}
		switch m.random.IntN(1000) {
		case 0:
			m.trouble(faulty)
		case 1:
			m.restart()
		case 2, 3, 4, 5, 6, 7, 8, 9:
			m.compare()
		}
	}
}

// trouble starts a fault, or ends all of them.
func (m *month) trouble(faulty bool) {
	m.rig.host.setDown(nil)
	kinds := monthsFaults()
	if !faulty || m.random.IntN(3) == 0 {
		if err := m.demo.SetFaults(); err != nil {
			m.t.Fatal(err)
		}
		return
	}
	m.met++
	if m.random.IntN(8) == 0 {
		m.rig.host.setDown(errors.New("no route to host"))
		return
	}
	if err := m.demo.SetFaults(kinds[m.random.IntN(len(kinds))]); err != nil {
		m.t.Fatal(err)
	}
}

// monthsFaults are all kinds but the body without an end, which a network of
// memory cannot cut.
func monthsFaults() []demo.Fault {
	return []demo.Fault{
		{Kind: demo.Latency, Delay: 40 * time.Second}, {Kind: demo.SlowConnect, Delay: 20 * time.Second}, {Kind: demo.ClockSkew, Delay: time.Minute},
		{Kind: demo.CallsLeft, Count: 3}, {Kind: demo.SessionEnds}, {Kind: demo.SessionEnds, Times: 1}, {Kind: demo.DailyLimit}, {Kind: demo.ConcurrentLimit},
		{Kind: demo.APIDisabledForOrg}, {Kind: demo.APIDisabledForUser}, {Kind: demo.InsufficientAccess, Object: "Lead"}, {Kind: demo.FunctionNotEnabled, Times: 2},
		{Kind: demo.NotFound, Times: 2}, {Kind: demo.Gone}, {Kind: demo.URITooLong}, {Kind: demo.HeadersTooLarge}, {Kind: demo.TooManyRequests}, {Kind: demo.UnknownException},
		{Kind: demo.Unavailable}, {Kind: demo.UnavailableHTML}, {Kind: demo.TruncatedJSON}, {Kind: demo.InvalidUTF8, Every: 3}, {Kind: demo.Reset},
		{Kind: demo.FailingSubrequests, Count: 2}, {Kind: demo.QueryTimeout}, {Kind: demo.InvalidQueryLocator}, {Kind: demo.HiddenField, Field: "Lead.LastActivityDate"},
	}
}

// compare holds what is shown against the rows. What cannot be shown is
// absent; it is never another number.
func (m *month) compare() {
	m.right++
	shown := peopleMetrics(m.rig.scrape(1))
	for series, value := range shown {
		if want, known := m.truth[series]; !known || value != want {
			m.t.Errorf("%s: %s is %v, want %v", time.Now(), series, value, want)
		}
	}
}
