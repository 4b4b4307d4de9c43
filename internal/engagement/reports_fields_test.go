package engagement

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestRefusedFields has the API refuse a field: by name (PostHog/posthog), or
// without saying which (code 13).
func TestRefusedFields(t *testing.T) {
	for _, c := range []struct {
		object, field string
		missing       []string // figures
		named         string
	}{
		{"visits", "durationInSeconds", []string{"web_visit_seconds"}, "web_visit_seconds"},
		{"visits", "visitorPageViewCount", []string{"web_visits_multi_page"}, "web_visits_multi_page"},
		{"visits", "updatedAt", nil, ""},
		{"visits", "prospect.campaignId", nil, "campaigns of visits by their prospects"},
		{"visitor-activities", "fileId", nil, "web_goals_completed{goal=file}"},
		{"visitor-activities", "formId", []string{"web_goals"}, "web_goals_completed{goal=form}"},
		{"visits", "createdAt", []string{"web_visit"}, "web_visits"},
		{"prospects", "isDeleted", nil, "deletions of prospects"},
	} {
		for _, message := range []string{"Invalid parameter: fields. It contains an invalid or unknown field: " + c.field +
			".", "Required parameters are missing."} {
			t.Run(c.object+"."+c.field+" "+message[:8], func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					d, f, _ := reported(t, func(f *fake) {
						f.message = message
						f.refuse = func(r *http.Request) (int, int) {
							if asks(r, c.object) && slices.Contains(strings.Split(r.URL.Query().Get("fields"), ","), c.field) {
								return http.StatusBadRequest, map[bool]int{true: 51, false: 13}[strings.HasPrefix(message, "Inv")]
							}
							return 0, 0
						}
					})
					want := f.expected("Spring")
					for name := range want {
						if slices.ContainsFunc(c.missing, func(p string) bool { return strings.HasPrefix(name, p) }) {
							delete(want, name)
							if _, ok := values(d.last)["salesforce_"+name]; ok {
								t.Errorf("%s is shown without %s", name, c.field)
							}
						}
					}
					compare(t, d.last, want)
					named := skipped(d.last)
					if c.named != "" && named[c.named] == "" || len(named) > 1 && len(c.missing) < 1 || d.errors > 0 {
						t.Errorf("%d errors; skipped: %v", d.errors, d.last.Skipped)
					}
				})
			})
		}
	}
}

// TestIgnoredFilters has the API apply no filter that it does not know: nothing
// is deleted for it, and no figure is of rows that were not asked for.
func TestIgnoredFilters(t *testing.T) {
	for _, c := range []struct{ object, filter, named string }{
		{"prospects", "deleted", "deletions of prospects"},
		{"visitors", "updatedAt", "campaigns of visits by their visitors"},
		{"prospects", "updatedAt", "web_conversions"},
	} {
		for _, refuses := range []bool{false, true} {
			t.Run(fmt.Sprint(c.object, " ", c.filter, " refused ", refuses), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					d, f, _ := reported(t, func(f *fake) {
						for i := range 3000 { // old ones
							f.add(c.object, uint64(10_000+i), time.Now().Add(-1000*24*time.Hour), map[string]any{"campaignId": 2})
						}
						for _, r := range f.rows["prospects"][:10] {
							r.updated = time.Now().Add(10 * time.Hour)
						}
						f.ignored = func(object, param string) bool {
							return object == c.object && strings.HasPrefix(param, c.filter) && !refuses
						}
						f.message = "Invalid parameter: " + c.filter + "AfterOrEqualTo"
						f.refuse = func(r *http.Request) (int, int) {
							for param := range r.URL.Query() {
								if refuses && asks(r, c.object) && strings.HasPrefix(param, c.filter) {
									return http.StatusBadRequest, 51
								}
							}
							return 0, 0
						}
					})
					shown := []string{"web_"}
					if c.named == "web_conversions" {
						shown = []string{"web_visit", "web_goals"}
					}
					compare(t, d.last, only(f.expected("Spring"), shown...))
					if skipped(d.last)[c.named] == "" || d.errors > 0 {
						t.Errorf("%d errors; skipped: %v", d.errors, d.last.Skipped)
					}
					if n := f.called(c.object); n > 80 {
						t.Errorf("%d calls were wasted", n)
					}
				})
			})
		}
	}
}
