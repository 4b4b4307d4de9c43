package org

import (
	"testing"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/builtin"
	"salesforce_exporter/collector/catalog"
	"salesforce_exporter/internal/budget"
	"salesforce_exporter/internal/salesforce"
	"salesforce_exporter/internal/setting"
	"salesforce_exporter/internal/soql"
)

// TestAnswerStates follows one answer through its life.
func TestAnswerStates(t *testing.T) {
	start := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	q := collector.Query{Statement: soql.Limits(), MaxAge: time.Hour, Stagger: 10 * time.Minute}
	c := answerCache{}
	type seen struct{ due, fresh, shows, ended bool }
	check := func(when string, after time.Duration, want seen) {
		t.Helper()
		now := start.Add(after)
		a := c[q.String()].age(q.MaxAge)
		got := seen{c.due(q, now), a.fresh(now), a.shows(now), a.ended(now)}
		if got != want {
			t.Errorf("%s: due, fresh, shows, ended are %v, want %v", when, got, want)
		}
	}
	check("never asked", 0, seen{due: true})
	c.fail(q, timeout())
	check("failed", 0, seen{due: true})
	c.giveUp(q, timeout(), timedOut, start)
	check("timed out", 70*time.Minute, seen{})
	check("timed out, twice the interval later", 2*time.Hour, seen{due: true})
	c = answerCache{}
	c.keep(q, salesforce.Result{}, start)
	check("answered", 0, seen{fresh: true, shows: true})
	check("before the second reading, which waits for its turn", 70*time.Minute-1, seen{fresh: true, shows: true})
	check("at the second reading", 70*time.Minute, seen{due: true, shows: true})
	c.keep(q, salesforce.Result{}, start)
	check("the second answer", time.Hour-1, seen{fresh: true, shows: true})
	check("its interval later", time.Hour, seen{due: true, shows: true})
	check("twice its interval and an hour later", 3*time.Hour, seen{due: true, shows: true})
	check("after that", 3*time.Hour+1, seen{due: true, ended: true})
	c.giveUp(q, hiddenType(), hidden, start.Add(time.Hour))
	check("hidden", 2*time.Hour, seen{shows: true})
	check("hidden, later", 30*time.Hour, seen{ended: true})
	if c.of(q).attempt != hidden || !c.anyHidden() {
		t.Error("what is hidden is asked again before the schema is read again")
	}
	c.forgive()
	check("the schema was read again", 2*time.Hour, seen{due: true, shows: true})
	c.giveUp(q, timeout(), timedOut, start.Add(time.Hour))
	if got, want := c[q.String()].again(q.MaxAge), start.Add(3*time.Hour); !got.Equal(want) {
		t.Errorf("after a time-out it is asked at %s, want %s", got, want)
	}
	for range 10 {
		c.giveUp(q, timeout(), timedOut, start)
	}
	check("timed out again and again", 24*time.Hour-1, seen{ended: true})
	check("the same, after a day", 24*time.Hour, seen{due: true, ended: true})
	c.evict(map[string]bool{})
	check("nobody wants it", 0, seen{due: true})
}

// TestEndIsAfterTwoIntervals is the rule of how long a number is shown.
func TestEndIsAfterTwoIntervals(t *testing.T) {
	for interval, want := range map[time.Duration]time.Duration{15 * time.Minute: 90 * time.Minute,
		time.Hour: 3 * time.Hour, 12 * time.Hour: 25 * time.Hour} {
		if got := shownFor(interval); got != want {
			t.Errorf("every %s: shown for %s, want %s", interval, got, want)
		}
	}
}

// passes lets time go by, with a scrape every five minutes, and looks when a
// metric is last shown.
func (b *bench) passes(d time.Duration, metric string) (last time.Duration) {
	b.t.Helper()
	start := time.Now()
	last = -1
	for time.Since(start) < d {
		if b.scrape().has(metric) {
			last = time.Since(start)
		}
		time.Sleep(5 * time.Minute)
	}
	return last
}

// TestOldestAge makes a figure of two statements, of which one is not renewed.
// The age of the figure is that of the older one.
func TestOldestAge(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		f := newFake()
		b := measure(t, f, nil, customOf(t, catalog.Definition{
			Name: "records", Help: "Records.", From: []catalog.Source{{Object: "Account"}, {Object: "Contact"}},
		}))
		if m := b.scrape(); m.value("records") != 12 {
			t.Fatalf("at first:\n%s", m)
		}
		f.refuse("FROM Contact", refusedAlone())
		if last := b.passes(8*time.Hour, "records "); last != 3*time.Hour {
			t.Errorf("the figure is shown for %s, want 3h0m0s: twice its interval and an hour after the older answer", last)
		}
		if m := b.gather(); m.withheld("custom") != 1 || m.success("custom") != 0 {
			t.Errorf("nothing says that it is withheld:\n%s", m)
		}
	})
}

// TestAgeOfPeople does not let the join table be renewed, in every way. Figures by
// owner end with it, each after its own time.
func TestAgeOfPeople(t *testing.T) {
	for name, spoil := range map[string]func(*fake){
		"error":    func(f *fake) { f.refuse("FROM User", refusedAlone()) },
		"time-out": func(f *fake) { f.refuse("FROM User", timeout()) },
		"nobody":   func(f *fake) { f.answer("FROM User") },
	} {
		for metric, want := range map[string]time.Duration{"users{": 90 * time.Minute,
			"users_logged_in_7d{": 90 * time.Minute, "open_leads{": 5 * time.Hour} {
			t.Run(name+" "+metric, func(t *testing.T) {
				inBubble(t, func(t *testing.T) {
					f := newFake()
					b := measure(t, f, nil, builtin.NewUsers, builtin.NewLeads)
					b.scrape()
					spoil(f)
					if last := b.passes(8*time.Hour, metric); last != want {
						t.Errorf("%s is shown for %s, want %s", metric, last, want)
					}
					m := b.gather()
					if m.withheld("users") < 1 || m.withheld("leads") != 4 || m.success("leads") != 0 {
						t.Errorf("what is withheld is not told:\n%s", m)
					}
					f.mend()
					time.Sleep(24 * time.Hour)
					b.scrape()
					time.Sleep(24 * time.Hour)
					b.expect("after it", b.scrape(), map[string]float64{
						`collector_success{collector="users"}`: 1, `collector_success{collector="leads"}`: 1, `users{role="Role 0"}`: 1,
						`open_leads{role="Role 1"}`: 2,
					})
				})
			})
		}
	}
}

// TestEndOfFigures has an outage, in which snapshots are made of old answers, and
// then a budget that is closed, in which none is made. Figures end as if nothing
// had happened in between.
func TestEndOfFigures(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		f := newFake()
		f.budget = budget.New(budget.Options{CallsADay: 10_000})
		b := measure(t, f, func(o *Options) { o.Budget = f.budget }, builtin.NewUsers, builtin.NewLeads)
		b.scrape()
		start := time.Now()
		f.down = unreachable()
		b.passes(4*time.Hour, "open_leads{")
		f.budget.Tell(99, 100, time.Now()) // the rest is for others
		last := time.Duration(-1)
		for time.Since(start) < 12*time.Hour {
			m := b.scrape()
			if m.has("open_leads{") {
				last = time.Since(start)
			}
			if m.success("leads") == 1 {
				t.Fatalf("leads are a success:\n%s", m)
			}
			time.Sleep(5 * time.Minute)
		}
		if last != 5*time.Hour {
			t.Errorf("leads are shown for %s, want 5h0m0s", last)
		}
		if m := b.gather(); m.withheld("leads") != 4 || m.withheld("users") != 15 {
			t.Errorf("what is withheld is not told:\n%s", m)
		}
	})
}

// TestNobodyScrapes lets figures end while nothing is asked at all.
func TestNobodyScrapes(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		f := newFake()
		b := measure(t, f, nil, builtin.NewLeads)
		b.scrape()
		time.Sleep(5 * time.Hour)
		if m := b.gather(); !m.has("open_leads{") || m.success("leads") != 1 {
			t.Errorf("five hours later:\n%s", m)
		}
		time.Sleep(time.Second)
		if m := b.gather(); m.has("open_leads{") || m.success("leads") != 0 || m.withheld("leads") != 4 {
			t.Errorf("after that:\n%s", m)
		}
	})
}

// TestEndsAlone lets one of several parts of a metric end. The others are shown.
func TestEndsAlone(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		f := newFake()
		b := measure(t, f, nil, func(s collector.Settings) (collector.Collector, error) {
			return (&builtin.RecordSettings{Settings: s, Objects: []setting.Name{"Lead", "Account"}}).New()
		})
		b.scrape()
		f.refuse("FROM Account", refusedAlone())
		b.passes(6*time.Hour, "records_created_7d{")
		f.down = unreachable() // so that the snapshot is of old answers
		m := b.scrape()
		if m.value(`records_created_7d{object="Lead",role="Role 0"}`) != 2 ||
			m.value(`records_created_7d{object="Account",role="Role 0"}`) != -1 {
			t.Errorf("leads have to be there, accounts not:\n%s", m)
		}
		if m.value(`records_created_total{object="Account",role="Role 0"}`) != 2 {
			t.Errorf("the total is asked every 12 hours, and not too old:\n%s", m)
		}
	})
}

// TestClockSetBack does not let a figure live for ever.
func TestClockSetBack(t *testing.T) {
	now := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	if a := (age{since: now, interval: time.Hour}); !a.shows(now.Add(-time.Hour)) || a.shows(now.Add(4*time.Hour)) {
		t.Error("an age is measured wrongly")
	}
	old, young := age{since: now, interval: time.Hour}, age{since: now.Add(time.Hour), interval: 15 * time.Minute}
	if sooner(old, young) != young || sooner(young, old) != young {
		t.Error("what ends first is not what is younger but due more often")
	}
}
