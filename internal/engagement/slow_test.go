package engagement

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/budget"
	"salesforce_exporter/internal/refresh"
	"salesforce_exporter/internal/source"
)

// slow answers what is about too long a time of a collection as slow units do,
// with code 214 or, for a code below 0, with a page. The empty collection stands
// for all, with those that are asked without any time.
func slow(code int, longest map[string]time.Duration) func(*http.Request) (int, int) {
	return func(r *http.Request) (int, int) {
		p := r.URL.Query()
		object := r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
		most, ok := longest[object]
		if !ok {
			if most, ok = longest[""]; !ok {
				return 0, 0
			}
		}
		if p.Get("nextPageToken") == "" && spanOf(p) > most {
			return http.StatusGatewayTimeout, code
		}
		return 0, 0
	}
}

// spanOf is how long a time a query is about.
func spanOf(p url.Values) time.Duration {
	for _, field := range []string{"createdAt", "updatedAt"} {
		from, noFrom := time.Parse(time.RFC3339, p.Get(field+"AfterOrEqualTo"))
		to, noTo := time.Parse(time.RFC3339, p.Get(field+"Before"))
		if noFrom == nil && noTo == nil {
			return to.Sub(from)
		}
	}
	return 1000 * time.Hour
}

// A diary is what became of a unit that was read for a while.
type diary struct {
	first, all time.Duration // until there were visits of a week, and all of it
	most       int           // calls in any 24 hours
	errors     int
	last       source.Reading
}

// keep reads a unit for as long as the scheduler of the exporter would, with its
// pauses after failures.
func keep(t *testing.T, f *fake, u *Unit, span time.Duration, full func(source.Reading) bool) diary {
	t.Helper()
	var d diary
	var sent []time.Time
	pause := 10 * time.Second
	for start := time.Now(); time.Since(start) < span; {
		before := len(f.calls)
		began := time.Now()
		r, err := u.Read(t.Context(), time.UTC)
		for range len(f.calls) - before {
			sent = append(sent, time.Now())
		}
		if took := time.Since(began); took > 10*time.Minute {
			t.Fatalf("a reading took %s", took)
		}
		var postponed *refresh.Postponed
		switch {
		case errors.As(err, &postponed):
			time.Sleep(min(max(time.Until(postponed.Until), time.Second), max(0, span-time.Since(start))))
			continue
		case err != nil:
			d.errors++
			time.Sleep(min(pause, max(0, span-time.Since(start))))
			pause = min(2*pause, 15*time.Minute)
			continue
		}
		pause = 10 * time.Second
		d.last = r
		v := values(r)
		if _, ok := v["salesforce_web_visits_7d none"]; ok && d.first == 0 {
			d.first = time.Since(start)
		}
		if d.all == 0 && full(r) {
			d.all = time.Since(start)
		}
		time.Sleep(min(max(r.Next-time.Since(began), 15*time.Second), max(0, span-time.Since(start))))
	}
	for i := range sent {
		n := 0
		for j := i; j < len(sent) && sent[j].Sub(sent[i]) < 24*time.Hour; j++ {
			n++
		}
		d.most = max(d.most, n)
	}
	return d
}

// month has some visits, goals and prospects each day.
func (f *fake) month() {
	for day := range 31 {
		at := time.Now().Add(-time.Duration(day)*24*time.Hour - time.Hour)
		id := uint64(1000 - day)
		f.add("visits", id, at, map[string]any{"visitorPageViewCount": 2, "durationInSeconds": 60, "visitorId": id,
			"prospect.campaignId": 1})
		f.add("visitor-page-views", id, at, map[string]any{"visitId": id, "campaignId": 1})
		f.add("visitor-activities", id, at, map[string]any{"type": 4, "formId": 1, "campaignId": 1})
		f.add("prospects", id, at, map[string]any{"convertedAt": at, "campaignId": 1})
	}
	f.add("campaigns", 1, time.Now(), map[string]any{"name": "Spring"})
}

// whole reports whether everything is shown.
func whole(r source.Reading) bool {
	names := map[string]bool{}
	for _, s := range r.Samples {
		names[s.Metric.Name] = true
	}
	return r.Waiting == nil && len(names) == 10
}

// TestSlowUnits has units answer only for short times.
func TestSlowUnits(t *testing.T) {
	const hour = time.Hour
	for name, longest := range map[string]map[string]time.Duration{
		"visits over 2 h":                      {"visits": 2 * hour},
		"activities over 6 h":                  {"visitor-activities": 6 * hour},
		"visits over 2 h, activities over 6 h": {"visits": 2 * hour, "visitor-activities": 6 * hour},
		"everything over 1 h":                  {"": hour, "campaigns": 2000 * hour},
		"everything over 1 h, campaigns":       {"": hour},
		"visits over 7 minutes":                {"visits": 7 * time.Minute},
	} {
		for _, code := range []int{-1, 214} {
			t.Run(fmt.Sprintf("%s, code %d", name, code), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					time.Sleep(13 * time.Hour)
					f := newFake(t)
					f.month()
					f.refuse = slow(code, longest)
					f.takes = func(status int) time.Duration {
						if status == http.StatusGatewayTimeout {
							return time.Minute
						}
						return time.Second
					}
					b := budget.New(budget.Options{CallsADay: 2500})
					u := NewUnit(Options{Client: f.client(b), Web: collector.NewWeb(collector.Settings{}), Budget: b})
					d := keep(t, f, u, 24*hour, whole)
					t.Logf("first figures after %s, all after %s, at most %d calls a day, %d errors; skipped %v", d.first, d.all,
						d.most, d.errors, d.last.Skipped)
					minutes := longest["visits"] == 7*time.Minute // which does not fit
					if d.most > 2500 || d.errors > 12 || !minutes &&
						(d.first == 0 || d.first > hour || d.all == 0 || d.all > 24*hour) {
						t.Errorf("first figures after %s, all after %s, at most %d calls a day, %d errors", d.first, d.all, d.most,
							d.errors)
					}
					if minutes {
						if len(d.last.Waiting) == 0 ||
							!strings.Contains(d.last.Waiting[0].Reason, "visits take too long for 10m0s at once") {
							t.Errorf("waiting: %v", d.last.Waiting)
						}
						return
					}
					campaign := "Spring"
					if _, ok := longest["campaigns"]; !ok && longest[""] > 0 {
						campaign = "1"
					}
					compare(t, d.last, f.expected(campaign))
				})
			})
		}
	}
}

// expected are the figures of month's rows at present.
func (f *fake) expected(campaign string) map[string]float64 {
	want := map[string]float64{}
	for _, days := range []int{7, 30} {
		n := 0.0
		for _, r := range f.rows["visits"] {
			if !r.created.Before(collector.WindowStart(time.Now(), days, time.UTC)) {
				n++
			}
		}
		for metric, value := range map[string]float64{"web_visits": n, "web_visit_seconds": 60 * n,
			"web_visits_multi_page": n, "web_conversions": n} {
			want[fmt.Sprintf("%s_%dd %s", metric, days, campaign)] = value
		}
		want[fmt.Sprintf("web_goals_completed_%dd %s form", days, campaign)] = n
	}
	return want
}

// TestCeilingIsTriedAgain has visits answer for one hour at a time for days, and
// then for all times. That longer ones are tried again delays nothing.
func TestCeilingIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, f, u := reported(t, func(f *fake) { f.refuse = slow(-1, map[string]time.Duration{"visits": time.Hour}) })
		refused := 0
		f.refuse = func(r *http.Request) (int, int) {
			status, code := slow(-1, map[string]time.Duration{"visits": time.Hour})(r)
			if code != 0 {
				refused++
			}
			return status, code
		}
		for start := time.Now(); time.Since(start) < 48*time.Hour; {
			r := read(t, u)
			if late := u.readAt.Sub(u.streams.visits.readTo); late > 0 {
				t.Errorf("%s: visits are %s late", time.Now(), late)
			}
			time.Sleep(r.Next)
		}
		if refused < 1 || refused > 8 {
			t.Errorf("in two days %d queries were too long", refused)
		}
		f.refuse = nil
		keep(t, f, u, 48*time.Hour, whole)
		if reach := u.streams.visits.part.follow; reach.ceiling != 0 {
			t.Errorf("the reach is %+v when the unit is quick again", reach)
		}
	})
}

// skipped are the metrics that are named as such, with the reasons.
func skipped(r source.Reading) map[string]string {
	all := map[string]string{}
	for _, s := range r.Skipped {
		all[s.Metric] = s.Reason
	}
	return all
}
