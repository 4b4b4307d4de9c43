package engagement

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/api"
	"salesforce_exporter/internal/refresh"
	"salesforce_exporter/internal/source"
)

// TestCodes has the API refuse everything by one code after a good reading: what
// is asked meanwhile, how soon, and what the error says.
func TestCodes(t *testing.T) {
	for _, c := range []struct {
		status, code int
		closed       time.Duration // for which nothing at all is asked; zero for asking again at once
		says         string
	}{
		{401, 184, 15 * time.Minute, "pardot_api"},
		{401, 49, 15 * time.Minute, "synced into the business unit"},
		{429, 66, 0, "code 66"},
		{200 + 300, 183, 0, "code 183"},
		{400, 202, 0, "code 202"},
		{504, 214, 0, "code 214"},
		{403, 122, 11 * time.Hour, "nothing is asked before midnight"},
		{400, 181, time.Hour, "0Uv"},
		{400, 201, time.Hour, "https://pi.demo.pardot.com"},
		{403, 76, time.Hour, "edition"},
		{403, 46, time.Hour, "Prospects > View"},
		{503, 0, 0, "HTTP 503"},
	} {
		synctest.Test(t, func(t *testing.T) {
			time.Sleep(11 * time.Hour)
			f := newFake(t)
			u := f.unit(collector.Settings{})
			read(t, u)
			time.Sleep(2 * time.Hour) // 13:00
			f.refuse = refuseAll(c.status, c.code)
			if c.code == 0 {
				f.refuse = func(*http.Request) (int, int) { return c.status, 1000 } // which is no code
			}
			f.calls = nil
			_, err := u.Read(t.Context(), time.UTC)
			var postponed *refresh.Postponed
			if err == nil || errors.As(err, &postponed) || !strings.Contains(err.Error(), c.says) ||
				strings.Contains(err.Error(), "\n") {
				t.Errorf("%d: got %v, want an error of one line with %q", c.code, err, c.says)
			}
			if n := len(f.calls); n > 3 {
				t.Errorf("%d: %d calls were refused before the reading ended", c.code, n)
			}
			f.calls = nil
			if c.closed > 0 {
				time.Sleep(c.closed - time.Minute)
				if _, err := u.Read(t.Context(), time.UTC); !errors.As(err, &postponed) || len(f.calls) > 0 {
					t.Errorf("%d: before it is time, %d calls and %v", c.code, len(f.calls), err)
				}
				time.Sleep(time.Minute)
			}
			f.refuse = nil
			if _, err := u.Read(t.Context(), time.UTC); err != nil || len(f.calls) == 0 {
				t.Errorf("%d: when it is over, %d calls and %v", c.code, len(f.calls), err)
			}
		})
	}
}

// TestHiddenCollections has a user who may not see activities and page views.
func TestHiddenCollections(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake(t)
		f.add("visits", 1, time.Now().Add(-time.Hour), map[string]any{"visitorPageViewCount": 2})
		f.refuse = func(r *http.Request) (int, int) {
			if strings.Contains(r.URL.Path, "visitor-") {
				return 403, 46
			}
			return 0, 0
		}
		u := f.unit(collector.Settings{})
		r := read(t, u)
		if v := values(r); v["salesforce_web_visits_7d none"] != 1 || len(r.Waiting) > 0 {
			t.Errorf("got %v, waiting %v", v, r.Waiting)
		}
		for _, s := range r.Samples {
			if strings.Contains(s.Metric.Name, "goals") {
				t.Errorf("goals are hidden and there is %v", s)
			}
		}
		if len(r.Skipped) != 2 || !strings.Contains(r.Skipped[0].Remedy, "Visitors > View") {
			t.Errorf("skipped are %+v", r.Skipped)
		}
		if f.called("visitor-activities") > 2 {
			t.Errorf("%d calls were wasted on activities", f.called("visitor-activities"))
		}
		f.refuse = nil
		time.Sleep(6 * time.Hour)
		if r := read(t, u); len(r.Skipped) > 0 || len(r.Waiting) > 0 {
			t.Errorf("after the ability is granted: %v, %v", r.Skipped, r.Waiting)
		}
	})
}

// TestFirstReading goes back in bounded steps, and shows a window once all of it
// is known.
func TestFirstReading(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake(t)
		f.perPage = 10 // so that little takes many calls
		var id uint64
		f.arrive(250, time.Now().Add(-31*24*time.Hour), 31*24*time.Hour, &id)
		for i := range f.rows["visits"] {
			r := f.rows["visits"][i]
			r.updated = r.created
		}
		u := f.unit(collector.Settings{})
		readings, weekAt, monthAt := 0, 0, 0
		for r := (source.Reading{Waiting: []collector.Skip{{}}}); r.Waiting != nil && readings < 50; readings++ {
			if readings > 0 {
				time.Sleep(r.Next)
			}
			r = read(t, u)
			if r.Calls > fillCalls+80 {
				t.Errorf("reading %d cost %d calls", readings, r.Calls)
			}
			v := values(r)
			if n, ok := v["salesforce_web_visits_7d mail"]; ok && weekAt == 0 {
				if weekAt = readings; n < 7*250 || n > 8*250 {
					t.Errorf("got %v visits in 7 days", n)
				}
			}
			if n, ok := v["salesforce_web_visits_30d mail"]; ok && monthAt == 0 {
				if monthAt = readings; n < 30*250 || n > 31*250 {
					t.Errorf("got %v visits in 30 days", n)
				}
			}
			if st := u.Status(time.Now()); (st.FilledDays < 30) != (r.Waiting != nil) {
				t.Errorf("reading %d: %d days are known, waiting are %v", readings, st.FilledDays, r.Waiting)
			}
		}
		if weekAt == 0 && monthAt == 0 || monthAt < 2 || monthAt <= weekAt {
			t.Errorf("the week was whole at reading %d, the month at %d of %d", weekAt, monthAt, readings)
		}
	})
}

// TestRedirectIsExplained has the business unit's host send elsewhere.
func TestRedirectIsExplained(t *testing.T) {
	if got := refusal(api.Answer{Status: 302, Body: []byte("<html>moved</html>")}).Error(); !strings.Contains(got,
		"check the host of the business unit (business_unit: url)") {
		t.Errorf("got %s", got)
	}
}
