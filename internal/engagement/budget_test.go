package engagement

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/budget"
	"salesforce_exporter/internal/refresh"
)

// TestSmallBudget fills windows with few calls a day: it takes days, and no day
// has more calls than that.
func TestSmallBudget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const aDay = 60
		f := newFake(t)
		f.add("visits", 1, time.Now().Add(-20*24*time.Hour), map[string]any{"visitorPageViewCount": 2})
		b := budget.New(budget.Options{CallsADay: aDay})
		u := NewUnit(Options{Client: f.client(b), Web: collector.NewWeb(collector.Settings{}), Budget: b})
		var sent []time.Time
		filled := time.Duration(0)
		for start := time.Now(); time.Since(start) < 6*24*time.Hour; {
			before := len(f.calls)
			r, err := u.Read(t.Context(), time.UTC)
			for range len(f.calls) - before {
				sent = append(sent, time.Now())
			}
			wait := r.Next
			var postponed *refresh.Postponed
			switch {
			case errors.As(err, &postponed):
				wait = time.Until(postponed.Until)
			case err != nil:
				t.Fatal(err)
			case r.Waiting == nil && filled == 0:
				filled = time.Since(start)
				compare(t, r, map[string]float64{"web_visits_30d none": 1})
			}
			time.Sleep(max(wait, time.Minute))
		}
		if filled < 24*time.Hour {
			t.Errorf("it was filled after %s", filled)
		}
		for i := aDay; i < len(sent); i++ {
			if sent[i].Sub(sent[i-aDay]) < 24*time.Hour {
				t.Fatalf("more than %d calls in 24 hours before %s", aDay, sent[i])
			}
		}
	})
}
