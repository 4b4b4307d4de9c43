package collector_test

import (
	"testing"

	"salesforce_exporter/collector"
)

const monday = collector.Day(20_000)

// diaryOf is one whose newest day is a day, in which Ann was active two days before.
func diaryOf(last collector.Day) *collector.Diary {
	d := collector.NewDiary()
	d.Turn(last)
	d.Put(last-6, last-1, map[string][]collector.Day{"ann": {last - 2}}, true)
	return d
}

// TestDiaryReadsEachDayOnce asks for what is missing, and for nothing twice.
func TestDiaryReadsEachDayOnce(t *testing.T) {
	d := diaryOf(monday)
	if oldest, newest, ok := d.Missing(monday-9, monday-1); !ok || oldest != monday-9 || newest != monday-7 {
		t.Errorf("%s to %s are missing (%v), want the three days before", oldest, newest, ok)
	}
	if _, _, ok := d.Missing(monday-6, monday-1); ok {
		t.Error("days that were read are missing")
	}
	d.Turn(monday + 3)
	if oldest, newest, ok := d.Missing(monday-6, monday+3); !ok || oldest != monday || newest != monday+3 {
		t.Errorf("three days later %s to %s are missing (%v), want those since", oldest, newest, ok)
	}
	if n := d.Active("ann", monday-6, monday+3); n != 1 {
		t.Errorf("Ann was active on %d days, want 1", n)
	}
	d.Turn(monday + 3 + collector.DiaryDays)
	if n := d.Active("ann", monday-6, d.Last); n != 0 || d.Knows(d.Last-3, d.Last) {
		t.Errorf("after %d days something is known yet", collector.DiaryDays)
	}
}

// TestDiaryWaitsForTheLastDay has a source that writes about a day after its end.
func TestDiaryWaitsForTheLastDay(t *testing.T) {
	for _, c := range []struct {
		name            string
		active          []collector.Day
		complete        bool
		end             collector.Day
		asksTheLastOnce bool
	}{
		{name: "nothing yet", end: monday - 1},
		{name: "something, and more may come", active: []collector.Day{monday}, end: monday},
		{name: "nothing, and no more will come", complete: true, end: monday, asksTheLastOnce: true},
	} {
		d := diaryOf(monday)
		d.Put(monday, monday, map[string][]collector.Day{"bob": c.active}, c.complete)
		if end, ok := d.End(); !ok || end != c.end {
			t.Errorf("%s: the last day is %s (%v), want %s", c.name, end, ok, c.end)
		}
		if _, _, missing := d.Missing(monday, monday); missing == c.asksTheLastOnce {
			t.Errorf("%s: the last day is missing: %v", c.name, missing)
		}
	}
}

// TestDiaryTakesBackWhatIsGone reads a day again, in which somebody was not active after
// all, and keeps when somebody came first.
func TestDiaryTakesBackWhatIsGone(t *testing.T) {
	d := diaryOf(monday)
	d.PutFirst(map[string]collector.Day{"ann": monday - 300, "cy": monday - 90})
	d.Put(monday-6, monday-1, map[string][]collector.Day{"bob": {monday - 3}}, true)
	if d.Active("ann", monday-6, monday) != 0 || d.Active("bob", monday-6, monday) != 1 {
		t.Error("the second answer is not what is known")
	}
	if first := d.People["ann"].First; first != monday-300 || d.Since != monday-300 {
		t.Errorf("Ann came first on %s, and the source begins on %s", first, d.Since)
	}
	d.Keep(func(id string) bool { return id == "ann" })
	if len(d.People) != 2 {
		t.Errorf("%d people are kept, want Ann, who is known, and Bob, who was active", len(d.People))
	}
	copied := collector.Diaries{"x": d}.Clone()
	d.Put(monday, monday, map[string][]collector.Day{"bob": {monday}}, true)
	if copied.Of("x").Active("bob", monday, monday) != 0 {
		t.Error("a copy changes with the diary")
	}
}
