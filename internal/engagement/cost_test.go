package engagement

import (
	"testing"
	"testing/synctest"
	"time"

	"salesforce_exporter/collector"
)

// arrive lets visits of a time come in evenly. Each goes on for twelve minutes.
func (f *fake) arrive(perDay int, from time.Time, span time.Duration, id *uint64) {
	n := int(float64(perDay) * span.Hours() / 24)
	data := map[string]any{"visitorPageViewCount": 2, "durationInSeconds": 720, "campaignParameter": "mail"}
	for i := range n {
		at := from.Add(time.Duration(float64(span) * float64(i) / float64(n)))
		*id++
		r := f.add("visits", *id, at, data)
		r.updated, r.shared = at.Add(12*time.Minute), true
		if i%100 == 0 {
			f.add("visitor-activities", *id, at, map[string]any{"type": 4, "formId": 1})
			f.add("prospects", *id, at, map[string]any{"convertedAt": at})
		}
	}
}

// TestCostOfADay lets visits come in for days at frequent scrapes and counts
// the calls, after the first reading.
func TestCostOfADay(t *testing.T) {
	for _, c := range []struct{ perDay, most int }{{5000, 110}, {100_000, 110}} {
		synctest.Test(t, func(t *testing.T) {
			f := newFake(t)
			var id uint64
			f.arrive(c.perDay, time.Now().Add(-24*time.Hour), 24*time.Hour, &id)
			u := f.unit(collector.Settings{})
			r := read(t, u)
			for r.Waiting != nil {
				time.Sleep(r.Next)
				r = read(t, u)
			}
			first := len(f.calls)
			f.calls = nil
			start, readings := time.Now(), 0
			for due := start.Add(r.Next); due.Sub(start) < 73*time.Hour; {
				f.arrive(c.perDay, time.Now(), time.Until(due), &id)
				time.Sleep(time.Until(due))
				r = read(t, u)
				due = time.Now().Add(r.Next)
				readings++
			}
			days := time.Since(start).Hours() / 24
			aDay := float64(len(f.calls)) / days
			if aDay > float64(c.most) {
				t.Errorf("%d visits a day cost %.1f calls a day, want at most %d", c.perDay, aDay, c.most)
			}
			t.Logf("%d visits a day: %d calls at first, then %.1f calls a day in readings of %.1f h", c.perDay, first, aDay, 24*days/float64(readings))
		})
	}
}
