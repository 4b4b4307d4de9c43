package org

import (
	"math"
	"strings"
	"testing"
	"time"

	"salesforce_exporter/collector/builtin"
	"salesforce_exporter/collector/catalog"
	"salesforce_exporter/internal/setting"
)

// records are a collector of four statements every two hours.
func records(t *testing.T) maker {
	var all []catalog.Definition
	for _, object := range []string{"Account", "Contact"} {
		for _, field := range []string{"LastModifiedDate", "LastActivityDate"} {
			all = append(all, catalog.Definition{Name: strings.ToLower(object + "_" + field), Help: "Records.",
				Source: catalog.Source{Object: object, Where: field + " = LAST_N_DAYS:3"}, Every: setting.Duration(2 * time.Hour)})
		}
	}
	return customOf(t, all...)
}

// readings are at which refreshes each statement about leads was asked, in minutes.
func readings(b *bench, every, until time.Duration) map[string][]int {
	at := map[string][]int{}
	for minute := 0; minute <= int(until.Minutes()); minute += int(every.Minutes()) {
		before := len(b.fake.asked)
		b.scrape()
		if n := len(b.fake.asked) - before; before > 0 && n > 5 {
			b.t.Errorf("in minute %d: %d statements do not fit into a call", minute, n)
		}
		for _, text := range b.fake.asked[before:] {
			if strings.Contains(text, "FROM Lead") {
				at[text] = append(at[text], minute)
			}
		}
		time.Sleep(every)
	}
	return at
}

// TestEmptyPlaces: where the calls for users have room, the statements about leads are asked in them, each in a slot of
// its own, never before its interval is over, and at no cost.
func TestEmptyPlaces(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		b := measure(t, newFake(), nil, builtin.NewUsers, builtin.NewLeads, records(t))
		b.scrape()
		time.Sleep(15 * time.Minute)
		const day = 24 * time.Hour
		at := readings(b, 15*time.Minute, day-15*time.Minute)
		if len(at) < 4 {
			t.Fatalf("%d statements are about leads, want some to spread", len(at))
		}
		schema := int(math.Round(6 * b.org.schema.calls)) // it hides something, and is read every four hours
		if got := b.org.CallsADay() - schema; got != 96 {
			t.Errorf("a day is thought to cost %d calls besides the schema, want one each quarter of an hour", got)
		}
		slots := map[int]bool{}
		for text, minutes := range at {
			for i, minute := range minutes[1:] {
				if gap := minute - minutes[i]; gap != 120 && i > 0 || gap < 120 || gap > 225 {
					t.Errorf("asked again after %d minutes: %s", gap, text)
				}
			}
			if len(minutes) < 10 {
				t.Errorf("asked %d times: %s", len(minutes), text)
			}
			slots[minutes[len(minutes)-1]%120] = true
		}
		if len(slots) < 4 {
			t.Errorf("all are asked in %d slots", len(slots))
		}
	})
}

// TestFilledPlaceIsShown: what was asked between the turns of a collector is shown at once, and the collector is a
// success throughout.
func TestFilledPlaceIsShown(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		f := newFake()
		b := measure(t, f, nil, builtin.NewUsers, builtin.NewLeads, records(t))
		readings(b, 15*time.Minute, 8*time.Hour)
		f.answer("FROM Lead WHERE IsConverted = false GROUP BY", []string{me, "7"})
		for range 8 { // a turn and all slots before the next
			before := len(f.asked)
			m := b.scrape()
			asked := strings.Contains(strings.Join(f.asked[before:], "\n"), "FROM Lead WHERE IsConverted = false GROUP BY")
			shown := m.value(`open_leads{role="Role 0"}`)
			if m.value(`collector_success{collector="leads"}`) != 1 {
				t.Fatalf("no success:\n%s", b.log)
			}
			if asked {
				if shown != 7 {
					t.Errorf("asked just now, and shown is %v", shown)
				}
				return
			}
			time.Sleep(15 * time.Minute)
		}
		t.Error("not asked in two hours")
	})
}

// TestFailureInAnEmptyPlace: where a statement fails between turns, its collector has its turn at the next scrape, and
// tells.
func TestFailureInAnEmptyPlace(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		f := newFake()
		b := measure(t, f, nil, builtin.NewUsers, builtin.NewLeads, records(t))
		readings(b, 15*time.Minute, 8*time.Hour)
		const open = "FROM Lead WHERE IsConverted = false GROUP BY"
		f.refuse(open, refusedAlone())
		asked := len(f.asked)
		for strings.Count(strings.Join(f.asked[asked:], "\n"), open) == 0 {
			if b.scrape(); time.Since(b.org.lastSuccess("leads")) > 2*time.Hour {
				t.Fatal("not asked in two hours")
			}
			time.Sleep(time.Minute)
		}
		if success := b.scrape().value(`collector_success{collector="leads"}`); success != 0 {
			t.Errorf("at the scrape after the failure success is %v", success)
		}
	})
}

// TestNothingWaitsWithoutSlots: where leads alone are scraped, no call has room for them between their turns.
func TestNothingWaitsWithoutSlots(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		b := measure(t, newFake(), nil, builtin.NewLeads)
		for text, minutes := range readings(b, 30*time.Minute, 24*time.Hour) {
			if len(minutes) != 13 {
				t.Errorf("asked in minutes %v, want every two hours: %s", minutes, text)
			}
		}
	})
}
