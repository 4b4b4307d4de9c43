package engagement

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/source"
)

func refuseAll(status, code int) func(*http.Request) (int, int) {
	return func(*http.Request) (int, int) { return status, code }
}

func (f *fake) unit(settings collector.Settings) *Unit {
	return NewUnit(Options{Client: f.client(nil), Web: collector.NewWeb(settings)})
}

// read makes a reading, which has to be good.
func read(t *testing.T, u *Unit) source.Reading {
	t.Helper()
	r, err := u.Read(t.Context(), time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// values are the samples by metric and labels.
func values(r source.Reading) map[string]float64 {
	all := map[string]float64{}
	for _, s := range r.Samples {
		name := s.Metric.Name
		for _, v := range s.Values {
			name += " " + v
		}
		all[name] = s.Value
	}
	return all
}

// TestFigures has rows of every kind, which then grow, move, and go.
func TestFigures(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(12 * time.Hour)
		f := newFake(t)
		ago := func(days float64) time.Time { return time.Now().Add(-time.Duration(days * float64(24*time.Hour))) }
		f.add("campaigns", 1, ago(90), map[string]any{"name": "Spring"})
		f.add("campaigns", 2, ago(90), map[string]any{"name": "Fair"}).deleted = true
		visit := func(id uint64, days float64, data map[string]any) *fakeRow {
			data["firstVisitorPageViewAt"] = ago(days)
			return f.add("visits", id, ago(days), data)
		}
		grows := visit(11, 0.01, map[string]any{"visitorId": 5, "visitorPageViewCount": 1, "campaignParameter": "mail"})
		visit(12, 3, map[string]any{"visitorPageViewCount": 4, "durationInSeconds": 90, "prospect.campaignId": 2,
			"campaignParameter": "mail"})
		visit(13, 20, map[string]any{"visitorId": 6, "visitorPageViewCount": 2, "durationInSeconds": 30,
			"prospect.campaignId": 2})
		goes := visit(14, 6, map[string]any{"visitorPageViewCount": 2, "durationInSeconds": 10})
		visit(15, 29, map[string]any{"visitorId": 7, "visitorPageViewCount": 9, "durationInSeconds": 900})
		visit(16, 40, map[string]any{"visitorPageViewCount": 9, "durationInSeconds": 900})
		f.add("visitor-page-views", 100, ago(20), map[string]any{"visitId": 13, "campaignId": 1})
		f.add("visitor-page-views", 101, ago(20), map[string]any{"visitId": 13, "campaignId": 2})
		f.add("visitor-page-views", 102, ago(3), map[string]any{"visitId": 12, "campaignId": nil})
		f.add("visitors", 7, ago(29), map[string]any{"campaignId": 1})
		f.add("visitor-activities", 201, ago(1), map[string]any{"type": 4, "campaignId": 1, "formId": 1})
		f.add("visitor-activities", 202, ago(1), map[string]any{"type": 4, "campaignId": 1, "formId": 1, "landingPageId": 2})
		f.add("visitor-activities", 203, ago(1), map[string]any{"type": 3, "campaignId": 1, "formId": 1})
		f.add("visitor-activities", 204, ago(10), map[string]any{"type": 1, "campaignId": 1, "emailId": 3})
		gone := f.add("visitor-activities", 205, ago(10), map[string]any{"type": 1, "campaignId": 1, "fileId": 3})
		leaves := f.add("prospects", 300, ago(2), map[string]any{"campaignId": 2, "convertedAt": ago(2)})
		f.add("prospects", 301, ago(1), map[string]any{"campaignId": 2, "convertedAt": ago(100)})
		merged := f.add("prospects", 302, ago(1), map[string]any{"campaignId": 2})

		u := f.unit(collector.Settings{})
		r := read(t, u)
		if r.Waiting != nil || r.Skipped != nil {
			t.Errorf("a small unit is not filled at once: %v %v", r.Waiting, r.Skipped)
		}
		week := map[string]float64{
			"web_visits_7d Spring": 0, "web_visits_7d Fair": 1, "web_visits_7d mail": 1, "web_visits_7d none": 1,
			"web_visit_seconds_7d Fair": 90, "web_visit_seconds_7d none": 10,
			"web_visits_multi_page_7d Fair": 1, "web_visits_multi_page_7d none": 1, "web_visits_multi_page_7d mail": 0,
			"web_goals_completed_7d Spring form": 1, "web_goals_completed_7d Spring landing_page": 1,
			"web_goals_completed_7d Spring file": 0,
			"web_conversions_7d Fair":            1, "web_conversions_7d Spring": 0,
		}
		month := map[string]float64{
			"web_visits_30d Spring": 2, "web_visits_30d Fair": 1, "web_visits_30d mail": 1, "web_visits_30d none": 1,
			"web_visit_seconds_30d Spring": 930, "web_goals_completed_30d Spring file": 1, "web_conversions_30d Fair": 1,
		}
		compare(t, r, week)
		compare(t, r, month)
		if len(values(r)) != 2*4*(4+3) {
			t.Errorf("got %d samples, want %d: %v", len(values(r)), 2*4*(4+3), values(r))
		}

		time.Sleep(time.Hour)
		change := func(row *fakeRow, data map[string]any) {
			row.updated = time.Now().Add(-time.Minute)
			for name, value := range data {
				row.data[name] = value
			}
		}
		change(grows, map[string]any{"visitorPageViewCount": 3, "durationInSeconds": 240, "prospect.campaignId": 1})
		change(goes, nil)
		change(gone, nil)
		change(leaves, nil)
		change(merged, map[string]any{"convertedAt": time.Now().Add(-time.Minute)})
		goes.deleted, gone.deleted, leaves.deleted = true, true, true
		r = read(t, u)
		week["web_visits_7d Spring"], week["web_visit_seconds_7d Spring"], week["web_visits_multi_page_7d Spring"] = 1, 240, 1
		week["web_conversions_7d Fair"] = 1 // one more, and one that was deleted
		for _, name := range []string{"web_visits_7d mail", "web_visits_multi_page_7d mail"} {
			delete(week, name)
		}
		compare(t, r, week)
	})
}

func compare(t *testing.T, r source.Reading, want map[string]float64) {
	t.Helper()
	got, all := map[string]float64{}, values(r)
	for name := range want {
		if v, ok := all["salesforce_"+name]; ok {
			got[name] = v
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("figures (-want +got):\n%s", diff)
	}
}
