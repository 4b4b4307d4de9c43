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

// click lets clicks in e-mails come in evenly, and a download now and then.
func (f *fake) click(perDay int, from time.Time, span time.Duration, id *uint64) {
	n := int(float64(perDay) * span.Hours() / 24)
	email, file := map[string]any{"type": 1, "emailId": 1, "campaignId": 1}, map[string]any{"type": 1, "fileId": 1,
		"campaignId": 1}
	for i := range n {
		*id++
		data := email
		if i%1000 == 0 {
			data = file
		}
		f.add("visitor-activities", *id, from.Add(time.Duration(float64(span)*float64(i)/float64(n))), data).shared = true
	}
}

// TestCostOfADay lets visits and clicks in e-mails come in for days at frequent
// scrapes and counts the calls, after the first reading. What is late for
// anybody's sake is told.
func TestCostOfADay(t *testing.T) {
	for _, c := range []struct {
		visits, clicks, most int
		files                bool    // downloads are known
		hours                float64 // between two readings
	}{
		{5000, 0, 110, true, 3},
		{5000, 60_000, 110, true, 6},
		{5000, 160_000, 110, false, 3},
		{100_000, 60_000, 110, false, 24},
	} {
		if raceDetector && c.visits+c.clicks > 10_000 {
			continue // a million rows
		}
		synctest.Test(t, func(t *testing.T) {
			f := newFake(t)
			var id uint64
			f.arrive(c.visits, time.Now().Add(-24*time.Hour), 24*time.Hour, &id)
			f.click(c.clicks, time.Now().Add(-24*time.Hour), 24*time.Hour, &id)
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
				f.arrive(c.visits, time.Now(), time.Until(due), &id)
				f.click(c.clicks, time.Now(), time.Until(due), &id)
				time.Sleep(time.Until(due))
				r = read(t, u)
				due = time.Now().Add(r.Next)
				readings++
			}
			days := time.Since(start).Hours() / 24
			aDay, every := float64(len(f.calls))/days, 24*days/float64(readings)
			if aDay > float64(c.most) || every > c.hours {
				t.Errorf("%d visits and %d clicks a day cost %.1f calls a day, want at most %d, in readings of %.1f h", c.visits,
					c.clicks, aDay, c.most, every)
			}
			reason, late := skipped(r)["web_goals_completed{goal=file}"]
			if _, shown := values(r)["salesforce_web_goals_completed_7d 1 file"]; late == c.files || c.clicks > 0 &&
				shown != c.files {
				t.Errorf("%d visits and %d clicks a day: downloads are shown: %v, skipped %q", c.visits, c.clicks, shown, reason)
			}
			t.Logf("%d visits and %d clicks a day: %d calls at first, then %.1f calls a day in readings of %.1f h; %s", c.visits,
				c.clicks, first, aDay, every, reason)
		})
	}
}
