package org

import (
	"strings"
	"testing"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/builtin"
)

// newRecords is the collector of records, with its objects as they ship.
func newRecords(s collector.Settings) (collector.Collector, error) {
	return (&builtin.RecordSettings{Settings: s}).New()
}

// byDay counts the statements about created leads: of all days together, and apart.
func byDay(f *fake) (together, apart int) {
	for _, text := range f.asked {
		switch {
		case !strings.Contains(text, "FROM Lead WHERE CreatedDate = "):
		case strings.Contains(text, "DAY_ONLY(convertTimezone(CreatedDate)) day"):
			together++
		default:
			apart++
		}
	}
	return together, apart
}

// TestAnsweredTogether: one statement by day has the figures of all windows, also at first, when it waits for the time
// zone.
func TestAnsweredTogether(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		b := measure(t, newFake(), nil, builtin.NewUsers, newRecords)
		b.expect("at first", b.scrape(), map[string]float64{
			`collector_success{collector="records"}`:             1,
			`records_created_total{object="Lead",role="Role 1"}`: 2,
			`records_created_7d{object="Lead",role="Role 1"}`:    2,
			`records_created_30d{object="Lead",role="Role 1"}`:   2,
			`records_created_7d{object="Account",role="Role 2"}`: 2,
		})
		if together, apart := byDay(b.fake); together != 1 || apart != 0 {
			t.Errorf("%d statements about created leads are by day, and %d apart:\n%s", together, apart,
				strings.Join(b.fake.asked, "\n"))
		}
	})
}

// TestAskedApart: where the one statement is refused, or its answer has several pages, each window has its own for a
// day, and no figure is missing.
func TestAskedApart(t *testing.T) {
	for name, spoil := range map[string]func(*fake){
		"refused": func(f *fake) { f.refuse("DAY_ONLY(convertTimezone(CreatedDate)) day", refusedAlone()) },
		"no number": func(f *fake) {
			f.answer("DAY_ONLY(convertTimezone(CreatedDate)) day, COUNT(Id) v0 FROM Lead",
				[]string{me, "2000-01-01", "1e999"}, []string{me, "1999-12-31", "1"})
		},
		"pages": func(f *fake) { f.pages["DAY_ONLY(convertTimezone(CreatedDate)) day"] = 2 },
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T) {
				f := newFake()
				spoil(f)
				b := measure(t, f, nil, builtin.NewUsers, newRecords)
				for range 2 {
					m := b.scrape()
					b.expect(name, m, map[string]float64{`collector_success{collector="records"}`: 1, "up": 1})
					if !m.has(`records_created_7d{object="Lead"`) || !m.has(`records_created_30d{object="Lead"`) {
						t.Errorf("figures are missing:\n%s", m)
					}
					time.Sleep(2 * time.Hour)
				}
				if together, apart := byDay(f); together != 1 || apart < 2 {
					t.Errorf("%d statements about created leads are by day, and %d apart", together, apart)
				}
				time.Sleep(20 * time.Hour)
				b.scrape()
				if together, _ := byDay(f); together != 2 {
					t.Errorf("a day later, the one statement was asked %d times in all, want another try", together)
				}
			})
		})
	}
}
