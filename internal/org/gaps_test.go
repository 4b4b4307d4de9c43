package org

import (
	"strings"
	"testing"
	"time"

	"salesforce_exporter/collector/builtin"
)

// TestLogOfGaps: what is newly missing is told for each collector, once, and so is
// that it is back.
func TestLogOfGaps(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		f := newFake()
		b := measure(t, f, nil, builtin.NewLeads, builtin.NewUsers)
		expect := func(when string, want map[string]int) {
			t.Helper()
			for part, n := range want {
				if got := strings.Count(b.log.String(), part); got != n {
					t.Errorf("%s: %d lines say %q, want %d:\n%s", when, got, part, n, b.log)
				}
			}
			b.log.Reset()
		}
		b.scrape()
		expect("at first", map[string]int{`level=info msg="signed in" user=` + stranger: 1, "is complete": 1})

		f.hides = []string{"Lead"}
		for range 3 { // of which one reads the schema again
			time.Sleep(9 * time.Hour)
			b.scrape()
		}
		skipped := `msg="metrics are skipped" metrics=`
		expect("hidden", map[string]int{"reason=\"object Lead is hidden or does not exist\" collector=leads": 2,
			"level=info msg=\"signed in": 0}) // once, and once more when a day is over
		f.hides = nil
		time.Sleep(5 * time.Hour)
		b.scrape()
		expect("granted", map[string]int{
			`level=info msg="no longer missing" collector=leads reason="object Lead is hidden or does not exist"`: 1, skipped: 0})

		for _, when := range []string{"down", "down once more on the same day"} {
			f.signIn = unreachable()
			time.Sleep(4 * time.Hour)
			b.scrape()
			expect(when, map[string]int{"level=error": 1})
			f.signIn = nil
			time.Sleep(time.Hour)
			b.scrape()
			expect("back after "+when, map[string]int{
				`level=info msg="collectors work again" collectors=leads,users after=1h0m0s`: 1, `level=info msg="signed in"`: 1})
		}

		for _, when := range []string{"one fails", "it fails once more on the same day"} {
			f.refuse("FROM Lead", timeout())
			time.Sleep(4 * time.Hour)
			b.scrape()
			expect(when, map[string]int{"collectors=leads": 1})
			f.mend()
			time.Sleep(8 * time.Hour)
			b.scrape()
			expect("back after "+when, map[string]int{`msg="collectors work again" collectors=leads`: 1})
		}
	})
}

// TestGapsOfEachCollector: the same reason is told of each collector that it is
// about.
func TestGapsOfEachCollector(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		f := newFake()
		f.hides = []string{"User"}
		b := measure(t, f, nil, builtin.NewLeads, builtin.NewUsers)
		b.scrape()
		for _, name := range []string{"leads", "users"} {
			if !strings.Contains(b.log.String(), `reason="object User is hidden or does not exist" collector=`+name) {
				t.Errorf("nothing is said of %s:\n%s", name, b.log)
			}
		}
	})
}
