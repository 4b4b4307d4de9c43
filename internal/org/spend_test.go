package org

import (
	"slices"
	"strings"
	"testing"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/builtin"
	"salesforce_exporter/collector/catalog"
	"salesforce_exporter/internal/budget"
)

// accounts are a collector of one statement.
func accounts(t *testing.T, name, object string) maker {
	return called(name, customOf(t,
		catalog.Definition{Name: name, Help: "Records.", SOQL: "SELECT Name, CreatedDate FROM " + object + " LIMIT 100",
			Value: "Name"}))
}

// TestOrderOfSpending has less to spend than is due: the cheapest comes first,
// and the dear one is put off, is no success, and comes when there is enough.
func TestOrderOfSpending(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		f := newFake()
		f.pages["FROM Account"] = 9
		f.answer("FROM Account", []string{"1", "2"})
		f.answer("FROM Contact", []string{"1", "2"})
		f.budget = budget.New(budget.Options{CallsADay: 10_000})
		b := measure(t, f, func(o *Options) { o.Budget = f.budget }, accounts(t, "dear", "Account"),
			accounts(t, "cheap", "Contact"))
		b.expect("at first", b.scrape(),
			map[string]float64{`collector_success{collector="dear"}`: 1, `collector_success{collector="cheap"}`: 1})
		for _, a := range b.org.answers {
			a.slow = true // so that they share no call
		}
		// enough for either of them, not for both
		f.budget.Change(budget.Options{CallsADay: f.budget.Status(time.Now()).Spent + 10})
		time.Sleep(90 * time.Minute)
		asked := len(f.asked)
		m := b.scrape()
		if got := strings.Join(f.asked[asked:], "\n"); !strings.Contains(got, "FROM Contact") ||
			strings.Contains(got, "FROM Account") {
			t.Errorf("asked %q, want the cheap one first", got)
		}
		b.expect("with ten calls", m, map[string]float64{
			`collector_success{collector="dear"}`: 0, `collector_success{collector="cheap"}`: 1,
			`exporter_budget_put_off_total{collector="dear"}`: 1, "up": 1,
		})
		if !strings.Contains(b.log.String(), `msg="refresh is put off" collectors=dear reason=cap`) {
			t.Errorf("no line of log says so:\n%s", b.log)
		}
		f.budget.Change(budget.Options{CallsADay: 10_000})
		for range 24 {
			time.Sleep(time.Hour)
			m = b.scrape()
		}
		b.expect("with enough", m,
			map[string]float64{`collector_success{collector="dear"}`: 1, `collector_success{collector="cheap"}`: 1})
	})
}

// TestMostOverdueFirst has two of one price, of which only one fits: the one that
// waits longer comes first.
func TestMostOverdueFirst(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		f := newFake()
		f.answer("FROM Account", []string{"1", "2"})
		f.answer("FROM Contact", []string{"1", "2"})
		f.budget = budget.New(budget.Options{CallsADay: 10_000})
		b := measure(t, f, func(o *Options) { o.Budget = f.budget }, accounts(t, "first", "Account"),
			accounts(t, "second", "Contact"))
		b.scrape()
		f.refuse("FROM Contact", refusedAlone()) // so that its last success is older
		time.Sleep(time.Hour)
		b.scrape()
		f.mend()
		f.pages["FROM Account"], f.pages["FROM Contact"] = 3, 3
		for _, a := range b.org.answers {
			a.pages, a.slow = 3, true // so that they share no call
		}
		f.budget.Change(budget.Options{CallsADay: f.calls + 5})
		time.Sleep(time.Hour)
		asked := len(f.asked)
		b.scrape()
		got := strings.Join(f.asked[asked:], "\n")
		if strings.Contains(got, "FROM Account") || !strings.Contains(got, "FROM Contact") {
			t.Errorf("asked %q, want what was a success longest ago", got)
		}
	})
}

// TestPrice is what a refresh is thought to cost: five statements a call, limits
// and what is slow in calls of their own, and a call for each further page.
func TestPrice(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		f := newFake()
		b := measure(t, f, nil, builtin.NewUsers, builtin.NewLeads, builtin.NewOrg)
		b.scrape()
		now := time.Now().Add(48 * time.Hour)
		all := []string{"users", "leads", "org"}
		if got, want := b.org.price(all, now), 3; got != want { // the limits, and 6 statements
			t.Errorf("the price is %d, want %d", got, want)
		}
		for text, a := range b.org.answers {
			a.slow = strings.Contains(text, "ConvertedDate = ")
		}
		if got, want := b.org.price(all, now), 3; got != want { // the limits, one alone, and 5 statements
			t.Errorf("with one that is slow the price is %d, want %d", got, want)
		}
		b.org.joined.pages = 4
		if got, want := b.org.price(all, now), 6; got != want {
			t.Errorf("with users of four pages the price is %d, want %d", got, want)
		}
		if calls := b.org.CallsADay(); calls < 96 || calls > 500 {
			t.Errorf("a day is thought to cost %d calls", calls)
		}
	})
}

// TestBudgetEndsInTheMiddle cuts an answer short: whoever wants it is put off, and
// the next price is higher.
func TestBudgetEndsInTheMiddle(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		f := newFake()
		f.answer("FROM Account", []string{"1", "2"})
		f.budget = budget.New(budget.Options{CallsADay: 10_000})
		b := measure(t, f, func(o *Options) { o.Budget = f.budget }, accounts(t, "dear", "Account"), builtin.NewUsers)
		b.scrape()
		f.pages["FROM Account"] = 50
		f.budget.Change(budget.Options{CallsADay: f.calls + 6})
		time.Sleep(time.Hour)
		m := b.scrape()
		b.expect("cut short", m, map[string]float64{`collector_success{collector="dear"}`: 0, "up": 1})
		if m.value(`exporter_budget_put_off_total{collector="dear"}`) != 1 ||
			m.value(`exporter_errors_total{code="BUDGET"}`) != -1 {
			t.Errorf("what the budget does not allow is an error, or not counted:\n%s", m)
		}
		i := slices.IndexFunc(b.org.schema.plans["dear"].Queries,
			func(q collector.Query) bool { return q.Object == "Account" })
		if pages := b.org.answers[b.org.schema.plans["dear"].Queries[i].String()].pages; pages < 2 {
			t.Errorf("the answer is thought to have %d pages", pages)
		}
	})
}

// TestGateIsProbed spends a call once in a while to find out whether the org has
// enough again.
func TestGateIsProbed(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		f := newFake()
		f.budget = budget.New(budget.Options{})
		b := measure(t, f, func(o *Options) { o.Budget = f.budget }, builtin.NewUsers)
		f.budget.Tell(95, 100, time.Now())
		m := b.scrape()
		b.expect("closed", m, map[string]float64{`collector_success{collector="users"}`: 0,
			`exporter_budget_closed{reason="reserve"}`: 1})
		if f.calls != 0 || m.value("up") != -1 {
			t.Errorf("%d calls were sent, or the org is told to be down:\n%s", f.calls, m)
		}
		time.Sleep(time.Hour)
		b.expect("an hour later", b.scrape(), map[string]float64{`collector_success{collector="users"}`: 1, "up": 1})
	})
}
