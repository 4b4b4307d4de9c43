package engagement

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/api"
	"salesforce_exporter/internal/budget"
)

// The tests of this file are what users of other clients reported of real
// business units. Each keeps a unit for a while that behaves so.

// reported keeps a unit with a month of rows for a day and holds what it shows
// against the rows.
func reported(t *testing.T, of func(f *fake)) (d diary, f *fake, u *Unit) {
	t.Helper()
	time.Sleep(13 * time.Hour)
	f = newFake(t)
	f.month()
	of(f)
	u = f.unit(collector.Settings{})
	return keep(t, f, u, 24*time.Hour, whole), f, u
}

// only keeps what begins so.
func only(want map[string]float64, prefixes ...string) map[string]float64 {
	for name := range want {
		if !slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(name, p) }) {
			delete(want, name)
		}
	}
	return want
}

func asks(r *http.Request, object string) bool { return strings.HasSuffix(r.URL.Path, "/"+object) }

// TestDeadCollection has one collection time out for ever, or fail in other ways:
// what does not depend on it is shown, and what does is named
// (airbytehq/airbyte#74886).
func TestDeadCollection(t *testing.T) {
	for _, c := range []struct {
		object string
		shown  []string // of figures
		named  string   // as skipped
	}{
		{"visitor-activities", []string{"web_visit", "web_conv"}, "web_goals_completed"},
		{"visits", []string{"web_goals", "web_conv"}, "web_visits"},
		{"prospects", []string{"web_visit", "web_goals"}, "web_conversions"},
		{"visitor-page-views", []string{"web_"}, "campaigns of visits by their page views"},
		{"visitors", []string{"web_"}, "campaigns of visits by their visitors"},
	} {
		for _, code := range []int{-1, 214, 202, 183, 46, 1000} {
			t.Run(c.object+" "+strconv.Itoa(code), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					status := http.StatusGatewayTimeout
					if code == 1000 {
						status = http.StatusServiceUnavailable // without a code
					}
					d, f, _ := reported(t, func(f *fake) {
						f.refuse = func(r *http.Request) (int, int) {
							if asks(r, c.object) {
								return status, code
							}
							return 0, 0
						}
					})
					compare(t, d.last, only(f.expected("Spring"), c.shown...))
					if _, ok := skipped(d.last)[c.named]; !ok || d.errors > 3 {
						t.Errorf("%d errors; skipped: %v, waiting: %v", d.errors, d.last.Skipped, d.last.Waiting)
					}
					if n := f.called(c.object); n > 200 {
						t.Errorf("%d calls a day were wasted", n)
					}
				})
			})
		}
	}
}

// TestDeadFromNowOn has activities fail when everything is known: goals end when
// they are too old, and come back.
func TestDeadFromNowOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, f, u := reported(t, func(*fake) {})
		f.refuse = func(r *http.Request) (int, int) {
			if asks(r, "visitor-activities") {
				return http.StatusGatewayTimeout, -1
			}
			return 0, 0
		}
		f.add("visits", 5000, time.Now(),
			map[string]any{"visitorPageViewCount": 2, "durationInSeconds": 60, "prospect.campaignId": 1})
		f.add("visitor-activities", 5000, time.Now(), map[string]any{"type": 4, "formId": 1, "campaignId": 1})
		f.add("prospects", 5000, time.Now(), map[string]any{"convertedAt": time.Now(), "campaignId": 1})
		d := keep(t, f, u, 2*time.Hour, whole)
		if _, ok := values(d.last)["salesforce_web_goals_completed_7d Spring form"]; !ok || d.errors > 0 {
			t.Errorf("goals are hidden too soon, or %d errors", d.errors)
		}
		d = keep(t, f, u, 5*time.Hour, whole)
		compare(t, d.last, only(f.expected("Spring"), "web_visit", "web_conv"))
		if _, ok := values(d.last)["salesforce_web_goals_completed_7d Spring form"]; ok {
			t.Error("old goals are shown")
		}
		if _, ok := skipped(d.last)["web_goals_completed"]; !ok || d.errors > 0 {
			t.Errorf("%d errors; skipped: %v", d.errors, d.last.Skipped)
		}
		f.refuse = nil
		d = keep(t, f, u, 5*time.Hour, whole)
		compare(t, d.last, f.expected("Spring"))
	})
}

// TestOutage has everything time out for hours. Little is wasted, and reaches are
// what they were afterwards.
func TestOutage(t *testing.T) {
	for _, code := range []int{-1, 214, 1000} {
		synctest.Test(t, func(t *testing.T) {
			_, f, u := reported(t, func(*fake) {})
			f.refuse, f.calls = refuseAll(http.StatusGatewayTimeout, code), nil
			keep(t, f, u, 5*time.Hour, whole)
			if n := len(f.calls); n > 5*12 {
				t.Errorf("code %d: %d calls were wasted in 5 hours", code, n)
			}
			f.refuse = nil
			d := keep(t, f, u, time.Hour, whole)
			compare(t, d.last, f.expected("Spring"))
			keep(t, f, u, 24*time.Hour, whole)
			f.calls = nil
			keep(t, f, u, 24*time.Hour, whole)
			if n := len(f.calls); n > 110 {
				t.Errorf("code %d: %d calls on the day after", code, n)
			}
		})
	}
}

// TestOtherOrder has a unit that cannot order by ids
// (airbytehq/airbyte, pull request 48841).
func TestOtherOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, f, _ := reported(t, func(f *fake) {
			f.refuse = func(r *http.Request) (int, int) {
				if order := r.URL.Query().Get("orderBy"); asks(r, "visitor-activities") && order != "" && order != "updatedAt ASC" {
					return http.StatusGatewayTimeout, -1
				}
				return 0, 0
			}
		})
		compare(t, d.last, f.expected("Spring"))
		if n := f.called("visitor-activities"); n > 80 || d.all > time.Hour {
			t.Errorf("%d calls, all after %s", n, d.all)
		}
	})
}

// TestHangingCalls has one of a hundred calls hang
// (code-dot-org/code-dot-org#13918).
func TestHangingCalls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		d, f, u := reported(t, func(f *fake) {
			f.perPage = 1 // so that there are many calls
			f.takes = func(int) time.Duration {
				if n++; n%20 == 7 {
					return time.Hour
				}
				return time.Second
			}
		})
		compare(t, d.last, f.expected("Spring"))
		if d.errors > 0 || len(d.last.Skipped) > 0 || u.streams.visits.part.fill.ceiling > 0 {
			t.Errorf("%d errors, ceiling %s; skipped: %v", d.errors, u.streams.visits.part.fill.ceiling, d.last.Skipped)
		}
	})
}

// TestNoAPI has an edition without API, which code 122 says of, too
// (pardot/marketing-cloud-account-engagement-for-wordpress#48), and one whose
// allowance is used up.
func TestNoAPI(t *testing.T) {
	for _, limit := range []string{"0", `"0"`, "25000"} {
		synctest.Test(t, func(t *testing.T) {
			f := newFake(t)
			f.quota = fmt.Sprintf(`{"maximumDailyApiCalls":%s,"apiCallsUsed":0}`, limit)
			f.refuse = func(r *http.Request) (int, int) {
				if asks(r, "account") {
					return 0, 0
				}
				return http.StatusTooManyRequests, 122
			}
			_, err := f.unit(collector.Settings{}).Read(t.Context(), time.UTC)
			none := limit != "25000"
			if err == nil || strings.Contains(err.Error(), "its edition has no API") != none || api.Exhausted(err) == none ||
				len(f.calls) > 2 {
				t.Errorf("limit %s: %d calls, %v", limit, len(f.calls), err)
			}
		})
	}
}

// TestUnassignedProspects has a user who may not see prospects of others, of
// which no error tells.
func TestUnassignedProspects(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, f, u := reported(t, func(f *fake) { f.rows["prospects"] = nil })
		compare(t, d.last, only(f.expected("Spring"), "web_visit", "web_goals"))
		if _, ok := values(d.last)["salesforce_web_conversions_7d Spring"]; ok {
			t.Error("conversions are shown as none")
		}
		if len(d.last.Skipped) != 1 || d.last.Skipped[0].Metric != "web_conversions" ||
			!strings.Contains(d.last.Skipped[0].Remedy, "View prospects not assigned to self") {
			t.Errorf("skipped: %+v", d.last.Skipped)
		}
		at := time.Now().Add(-50 * time.Hour)
		f.add("prospects", 1, at, map[string]any{"convertedAt": at, "campaignId": 1})
		d = keep(t, f, u, 7*time.Hour, whole)
		compare(t, d.last, map[string]float64{"web_conversions_7d Spring": 1})
		if len(d.last.Skipped) > 0 {
			t.Errorf("skipped: %+v", d.last.Skipped)
		}
	})
}

// TestNobodyIsAProspect has no prospects, and visits of none: that is right.
func TestNobodyIsAProspect(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, _, _ := reported(t, func(f *fake) {
			f.rows["prospects"] = nil
			for _, r := range f.rows["visits"] {
				r.data["prospect.campaignId"] = nil
			}
		})
		compare(t, d.last, map[string]float64{"web_conversions_7d Spring": 0})
		if len(d.last.Skipped) > 0 {
			t.Errorf("skipped: %+v", d.last.Skipped)
		}
	})
}

// TestUnreadRows has a row that cannot be read, and a collection in which that is
// most of them.
func TestUnreadRows(t *testing.T) {
	for _, most := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			d, f, _ := reported(t, func(f *fake) {
				for i, r := range f.rows["visitor-activities"] {
					if most || i == 0 {
						r.data["formId"] = "a form"
					}
				}
			})
			if most {
				compare(t, d.last, only(f.expected("Spring"), "web_visit", "web_conv"))
				if skipped(d.last)["web_goals_completed"] != "visitor-activities: most rows cannot be read" {
					t.Errorf("skipped: %v", d.last.Skipped)
				}
				return
			}
			compare(t, d.last, only(f.expected("Spring"), "web_visit", "web_conv"))
			if skipped(d.last)["single rows"] == "" {
				t.Errorf("skipped: %v", d.last.Skipped)
			}
		})
	}
}

// TestBrokenPage has a part answer what is no JSON.
func TestBrokenPage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, f, _ := reported(t, func(f *fake) {
			f.change = func(body map[string]any) {
				for _, v := range body["values"].([]json.RawMessage) {
					if strings.Contains(string(v), "formId") {
						body["values"] = "what?"
					}
				}
			}
		})
		compare(t, d.last, only(f.expected("Spring"), "web_visit", "web_conv"))
		if skipped(d.last)["web_goals_completed"] == "" {
			t.Errorf("skipped: %v", d.last.Skipped)
		}
	})
}

// TestOffsetsAreNumeric has the API refuse times with Z (PostHog/posthog).
func TestOffsetsAreNumeric(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, f, _ := reported(t, func(*fake) {})
		for _, r := range f.calls {
			for name, values := range r.URL.Query() {
				if strings.Contains(name, "At") && !strings.HasSuffix(values[0], "+00:00") {
					t.Fatalf("%s=%s", name, values[0])
				}
			}
		}
	})
}

// TestMinuteLimit has the API ask for less by the minute: nothing more is asked
// in the same reading, and it goes on.
func TestMinuteLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		after := 0
		d, f, _ := reported(t, func(f *fake) {
			f.refuse = func(r *http.Request) (int, int) {
				if asks(r, "visits") && spanOf(r.URL.Query()) > 3*time.Hour && r.URL.Query().Get("nextPageToken") == "" {
					after = len(f.calls)
					return http.StatusBadRequest, 202
				}
				return 0, 0
			}
		})
		compare(t, d.last, f.expected("Spring"))
		if after == 0 || d.all > 6*time.Hour {
			t.Errorf("all is known after %s", d.all)
		}
	})
}

// TestBudgetIsNotAFailure has too few calls for a slow unit.
func TestBudgetIsNotAFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake(t)
		f.month()
		f.refuse = slow(-1, map[string]time.Duration{"visits": time.Hour})
		b := budget.New(budget.Options{CallsADay: 200})
		u := NewUnit(Options{Client: f.client(b), Web: collector.NewWeb(collector.Settings{}), Budget: b})
		d := keep(t, f, u, 48*time.Hour, whole)
		if d.most > 200 || d.errors > 0 {
			t.Errorf("%d calls a day, %d errors", d.most, d.errors)
		}
		var refusal *budget.Refusal
		if len(d.last.Waiting) == 0 || d.last.PutOff == nil && !errors.As(d.last.PutOff, &refusal) {
			t.Errorf("waiting: %v, put off: %v", d.last.Waiting, d.last.PutOff)
		}
	})
}
