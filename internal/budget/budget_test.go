package budget

import (
	"math/rand/v2"
	"testing"
	"time"
)

func start() time.Time { return time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC) }

// spendAll begins refreshes of one call until the budget refuses, and returns
// how many those were.
func spendAll(t *testing.T, b *Budget, now time.Time) (n int, r *Refusal) {
	t.Helper()
	for ; n < 1_000_000; n++ {
		if r = b.Afford(now, 1); r != nil {
			return n, r
		}
		if err := b.Spend(now); err != nil {
			t.Fatalf("refused by %v", err)
		}
	}
	t.Fatal("the budget never refuses")
	return 0, nil
}

func TestCapHoldsInAny24Hours(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	b := New(Options{CallsADay: 300})
	var calls []time.Time
	for now := start(); now.Before(start().AddDate(0, 0,
		10)); now = now.Add(time.Duration(random.IntN(40)) * time.Minute) {
		n, _ := spendAll(t, b, now)
		for range n {
			calls = append(calls, now)
		}
		inDay := 0
		for _, at := range calls {
			if now.Sub(at) < Day {
				inDay++
			}
		}
		if inDay > 300 {
			t.Fatalf("%s: %d calls in 24 hours, want at most 300", now, inDay)
		}
	}
	if len(calls) < 9*300 {
		t.Errorf("%d calls in ten days: much of the budget is never spent", len(calls))
	}
}

// TestCapHoldsWhatever has refreshes that take more calls than they were thought
// to.
func TestCapHoldsWhatever(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	b := New(Options{CallsADay: 300})
	var calls []time.Time
	for now := start(); now.Before(start().AddDate(0, 0,
		10)); now = now.Add(time.Duration(random.IntN(40)) * time.Minute) {
		if b.Afford(now, 1+random.IntN(20)) != nil {
			continue
		}
		for range random.IntN(400) {
			if b.Spend(now) == nil {
				calls = append(calls, now)
			}
		}
		inDay := 0
		for _, at := range calls {
			if now.Sub(at) < Day {
				inDay++
			}
		}
		if inDay > 300 {
			t.Fatalf("%s: %d calls in 24 hours, want at most 300", now, inDay)
		}
	}
	if len(calls) < 5*300 {
		t.Errorf("%d calls in ten days: much of the budget is never spent", len(calls))
	}
}

// TestWhatHasBegunGoesOn has a refresh that takes more than may be spent at
// once, and what comes after it wait.
func TestWhatHasBegunGoesOn(t *testing.T) {
	b := New(Options{CallsADay: 240})
	if r := b.Afford(start(), 200); r != nil {
		t.Errorf("nothing is spent, and 200 of 240 calls do not fit: %v", r)
	}
	for i := range 200 {
		if err := b.Spend(start()); err != nil {
			t.Fatalf("call %d: %v", i, err)
		}
	}
	if r := b.Afford(start().Add(12*time.Hour), 1); r == nil || !r.Until.Equal(start().Add(12*time.Hour+6*time.Minute)) {
		t.Errorf("12 hours later got %v, want the first call after 12 hours and 6 minutes", r)
	}
	if r := b.Afford(start().Add(25*time.Hour), 200); r != nil {
		t.Errorf("a day later: %v", r)
	}
	if r := b.Afford(start().Add(48*time.Hour), 241); r == nil ||
		r.Error() != "241 calls are needed at once, more than the 240 that may be made in 24 hours: raise calls_a_day" {
		t.Errorf("more than the cap: got %v", r)
	}
}

// TestClockSetBack spends by a clock that is a year ahead, and is then mended.
func TestClockSetBack(t *testing.T) {
	b := New(Options{CallsADay: 300})
	_, _ = spendAll(t, b, start().AddDate(1, 0, 0))
	if s := b.Status(start()); s.Spent != 100 {
		t.Errorf("with the clock mended %d calls are spent, want 100", s.Spent)
	}
	if s := b.Status(start().Add(25 * time.Hour)); s.Spent != 0 {
		t.Errorf("a day later %d calls are spent, want none", s.Spent)
	}
}

func TestPace(t *testing.T) {
	b := New(Options{CallsADay: 240})
	if n, r := spendAll(t, b, start()); n != 80 || r.Reason != Cap || !r.Until.Equal(start().Add(6*time.Minute)) {
		t.Errorf("at once %d calls, then %s until %s; want a third, and the next after 6 minutes", n, r.Reason, r.Until)
	}
	if n, _ := spendAll(t, b, start().Add(time.Hour)); n != 10 {
		t.Errorf("after an hour %d calls, want 10", n)
	}
	if n, _ := spendAll(t, b, start().Add(-5*time.Hour)); n != 0 {
		t.Errorf("the clock was set back, and %d calls were there", n)
	}
}

// TestGreedyClient spends whatever there is, for days. It does not run into the
// cap and stand still for the rest of the day, and has most of the budget.
func TestGreedyClient(t *testing.T) {
	b := New(Options{CallsADay: 150})
	last, spent := start(), 0
	for now := start(); now.Before(start().AddDate(0, 0, 5)); now = now.Add(time.Minute) {
		n, _ := spendAll(t, b, now)
		spent += n
		if n > 0 {
			last = now
		}
		if now.Sub(last) > 3*time.Hour {
			t.Fatalf("%s: nothing for three hours", now)
		}
	}
	if spent < 5*150*85/100 {
		t.Errorf("%d calls in five days, of %d", spent, 5*150)
	}
}

func TestAllowanceThatGrows(t *testing.T) {
	b := New(Options{})
	for range 33 {
		if err := b.Spend(start()); err != nil {
			t.Fatal(err)
		}
	}
	b.Tell(33, 1_000_000, start())
	if s := b.Status(start()); s.Limit != 20_000 || s.Available < 5000 {
		t.Errorf("the org allows much more than was thought, and there is %+v", s)
	}
	_, _ = spendAll(t, b, start())
	b.Change(Options{CallsADay: 100_000})
	if s := b.Status(start()); s.Available > 5 {
		t.Errorf("next to nothing was left of a budget, and after a change there is %+v", s)
	}
}

func TestDefaultCap(t *testing.T) {
	b := New(Options{})
	for _, c := range []struct{ allowance, want int }{{0, 500}, {15_000, 500}, {100_000, 2000}} {
		b.Tell(0, c.allowance, start())
		if got := b.Status(start()).Limit; got != c.want {
			t.Errorf("of %d requests the exporter takes %d, want %d", c.allowance, got, c.want)
		}
	}
}

func TestReserve(t *testing.T) {
	b := New(Options{})
	b.Tell(80_000, 100_000, start())
	if r := b.Afford(start(), 1); r != nil {
		t.Errorf("80 %% are used, and the gate is closed: %v", r)
	}
	b.Tell(80_001, 100_000, start())
	r := b.Afford(start(), 1)
	if r == nil || r.Reason != Reserve ||
		r.Error() != "the org used 80001 of 100000 API requests, and the last 20 % are left to others" {
		t.Fatalf("more than 80 %% are used: got %v", r)
	}
	if b.Spend(start()) == nil {
		t.Error("a call was sent nevertheless")
	}
	probes := 0
	for now := start(); now.Before(start().Add(5 * time.Hour)); now = now.Add(time.Minute) {
		if b.Probe(now) {
			probes++
			if err := b.Spend(now); err != nil {
				t.Errorf("the probe is refused: %v", err)
			}
			b.Tell(90_000, 100_000, now)
		}
	}
	if probes != 4 {
		t.Errorf("%d probes in five hours, want one an hour", probes)
	}
	b.Tell(70_000, 100_000, start().Add(5*time.Hour))
	if r := b.Afford(start().Add(5*time.Hour), 1); r != nil {
		t.Errorf("others use less again, and the gate is closed: %v", r)
	}
}

func TestExhausted(t *testing.T) {
	b := New(Options{})
	b.Exhaust(start())
	if r := b.Afford(start(), 1); r == nil || r.Reason != Exhausted || !r.Until.Equal(start().Add(time.Hour)) {
		t.Errorf("the org refused: got %v", r)
	}
	if b.Probe(start().Add(59 * time.Minute)) {
		t.Error("probed within the hour")
	}
	if !b.Probe(start().Add(time.Hour)) {
		t.Error("not probed after an hour")
	}
	if r := b.Afford(start().Add(time.Hour), 1); r != nil {
		t.Errorf("the probe was not refused, and the gate is closed: %v", r)
	}
}

func TestNoBudget(t *testing.T) {
	var b *Budget
	if b.Afford(start(), 1<<20) != nil || b.Spend(start()) != nil || b.Probe(start()) || b.Unsaved() != nil {
		t.Error("without a budget something is refused")
	}
}
