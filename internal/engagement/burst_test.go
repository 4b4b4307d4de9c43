package engagement

import (
	"testing"
	"testing/synctest"
	"time"

	"salesforce_exporter/collector"
)

// TestMailToEverybody has an e-mail to everybody, whose clicks do not fit into
// the calls of one day: they are read on several, and where downloads are late,
// that is told.
func TestMailToEverybody(t *testing.T) {
	for _, c := range []struct {
		clicks, minutes int
	}{
		{100_000, 24 * 60},
		{100_000, 20}, // more than a day may have, in an hour
	} {
		if raceDetector {
			t.Skip("a million rows")
		}
		synctest.Test(t, func(t *testing.T) {
			f := newFake(t)
			var id uint64
			f.arrive(3000, time.Now().Add(-24*time.Hour), 24*time.Hour, &id)
			f.click(15_000, time.Now().Add(-24*time.Hour), 24*time.Hour, &id)
			u := f.unit(collector.Settings{})
			r := read(t, u)
			for r.Waiting != nil {
				time.Sleep(r.Next)
				r = read(t, u)
			}
			f.calls = nil
			var sent []time.Time
			start, mailed := time.Now(), false
			for due := start.Add(r.Next); due.Sub(start) < 5*24*time.Hour; {
				f.arrive(3000, time.Now(), time.Until(due), &id)
				f.click(2000, time.Now(), time.Until(due), &id)
				if !mailed && time.Since(start) > 24*time.Hour {
					mailed = true
					span := time.Duration(c.minutes) * time.Minute
					f.click(int(float64(c.clicks)*24*60/float64(c.minutes)), time.Now().Add(-span), span, &id)
				}
				time.Sleep(time.Until(due))
				before := len(f.calls)
				r = read(t, u)
				for range len(f.calls) - before {
					sent = append(sent, time.Now())
				}
				_, shown := values(r)["salesforce_web_goals_completed_7d 1 file"]
				_, told := skipped(r)["web_goals_completed{goal=file}"]
				if shown == told && r.Waiting == nil {
					t.Errorf("%s: downloads are shown: %v, told: %v, %v", time.Since(start), shown, told, r.Skipped)
				}
				due = time.Now().Add(r.Next)
			}
			most := 0
			for i := range sent {
				n := 0
				for j := i; j < len(sent) && sent[j].Sub(sent[i]) < 24*time.Hour; j++ {
					n++
				}
				most = max(most, n)
			}
			if mean := float64(len(sent)) / 5; most > 140 || mean > 110 {
				t.Errorf("%d calls on the worst day, %.1f on average", most, mean)
			}
			t.Logf("%d clicks in %d minutes: %d calls on the worst day, %.1f on average", c.clicks, c.minutes, most,
				float64(len(sent))/5)
		})
	}
}
