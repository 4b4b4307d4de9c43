package backfill

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"salesforce_exporter/internal/api"
	"salesforce_exporter/internal/budget"
	"salesforce_exporter/internal/salesforce"
	"salesforce_exporter/internal/soql"
)

// A scripted asker answers statements one after the other, and notes which it did.
type scripted struct {
	before   func(n int) error // what becomes of the nth statement
	n        int
	asked    map[string]int
	forgiven int
}

func (*scripted) TimeZone(context.Context) (string, error) { return "UTC", nil }

func (s *scripted) Calls() int { return s.n }

func (s *scripted) Forgive() { s.forgiven++ }

func (s *scripted) Ask(ctx context.Context, statements []soql.Statement) []salesforce.Result {
	results := make([]salesforce.Result, len(statements))
	for i, of := range statements {
		s.n++
		s.asked[of.Object]++
		results[i].Err = s.before(s.n)
		if err := ctx.Err(); err != nil {
			results[i].Err = err
		}
		results[i].Answer.Rows = soql.RowsOf([][]string{{of.Object}})
	}
	return results
}

// twelve are statements of three calls.
func twelve() []soql.Statement {
	var all []soql.Statement
	for i := range 12 {
		s := soql.Statement{Object: fmt.Sprintf("Thing%02d__c", i)}
		s.Column("Name")
		all = append(all, s)
	}
	return all
}

func newArchive(t *testing.T, dir string, asks *scripted) *archive {
	t.Helper()
	now := time.Date(2026, time.May, 4, 12, 0, 0, 0, time.UTC)
	return &archive{dir: dir, owner: "org user", asker: asks, now: func() time.Time { return now },
		wait: func(_ context.Context, until time.Time) error {
			t.Errorf("it waits until %s", until)
			return nil
		}, told: func(int) {}}
}

// TestInterruption stops at every statement: nothing is lost, and nothing is asked twice.
func TestInterruption(t *testing.T) {
	t.Parallel()
	for at := 1; at <= 12; at++ {
		ctx, stop := context.WithCancel(t.Context())
		asks := &scripted{asked: map[string]int{}, before: func(n int) error {
			if n == at {
				stop()
			}
			return nil
		}}
		dir := t.TempDir()
		err := newArchive(t, dir, asks).fill(ctx, twelve())
		begun := (at + batch - 1) / batch * batch
		if last := begun >= 12; last != (err == nil) || !last && (!errors.Is(err, context.Canceled) || asks.n != begun) {
			t.Errorf("interrupted at statement %d: %d were asked, and got %v", at, asks.n, err)
		}
		if err := newArchive(t, dir, asks).fill(t.Context(), twelve()); err != nil || asks.n != 12 || len(asks.asked) != 12 {
			t.Errorf("interrupted at statement %d: %d were asked in all, and got %v", at, asks.n, err)
		}
	}
}

// TestFailureKeepsTheRest has one statement of five fail.
func TestFailureKeepsTheRest(t *testing.T) {
	t.Parallel()
	asks := &scripted{asked: map[string]int{}, before: func(n int) error {
		if n == 2 {
			return errors.New("no answer")
		}
		return nil
	}}
	dir := t.TempDir()
	if err := newArchive(t, dir, asks).fill(t.Context(), twelve()); err == nil || asks.n != 5 {
		t.Errorf("got %v after %d statements, want the failure of the second of five", err, asks.n)
	}
	if err := newArchive(t, dir, asks).fill(t.Context(), twelve()); err != nil || asks.n != 13 {
		t.Errorf("%d statements were asked in all, want 13 (%v)", asks.n, err)
	}
}

// TestNoCallsLeft runs out of its own budget and of the allowance of the org: it waits,
// and asks what is missing and nothing else.
func TestNoCallsLeft(t *testing.T) {
	t.Parallel()
	until := time.Date(2026, time.May, 4, 18, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		refusal error
		until   time.Time
	}{
		{&budget.Refusal{Reason: budget.Cap, Until: until}, until},
		{&api.Error{Code: "REQUEST_LIMIT_EXCEEDED", Exhausted: true}, until.Add(-5 * time.Hour)},
	} {
		asks := &scripted{asked: map[string]int{}, before: func(n int) error {
			if n > 7 && n <= 10 {
				return c.refusal
			}
			return nil
		}}
		a := newArchive(t, t.TempDir(), asks)
		var waited []time.Time
		a.wait = func(_ context.Context, until time.Time) error {
			waited = append(waited, until)
			return nil
		}
		err := a.fill(t.Context(), twelve())
		if diff := cmp.Diff([]time.Time{c.until}, waited); diff != "" || err != nil || asks.n != 15 || asks.forgiven != 1 {
			t.Errorf("%v: %d statements were asked, forgiven %d times, %v, waits (-want +got):\n%s", c.refusal, asks.n,
				asks.forgiven, err, diff)
		}
	}
}
