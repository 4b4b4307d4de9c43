package e2e

import (
	"bytes"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"salesforce_exporter/internal/demo"
)

// changing puts something before an org that changes what it answers.
func changing(org http.Handler, change func(req *http.Request, answer []byte) []byte) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		recorder := httptest.NewRecorder()
		org.ServeHTTP(recorder, req)
		body := change(req, recorder.Body.Bytes())
		maps.Copy(w.Header(), recorder.Header())
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		w.WriteHeader(recorder.Code)
		_, _ = w.Write(body)
	})
}

// TestOneBadUser has one user that cannot be read as it is. Figures of all others
// stay, and a metric and one line of log say what became of that one.
func TestOneBadUser(t *testing.T) {
	for name, c := range map[string]struct {
		old, new string
		users    float64 // that are missing in the sum over all
		reason   string
	}{
		"half of a character": {`"Country":"Germany"`, `"Country":"Ger\ud83dmany"`, 0,
			"User: Country has an invalid character, which is replaced"},
		"bytes of Latin 1": {`"Country":"Germany"`, "\"Country\":\"Ger\xe4many\"", 0,
			"User: Country has an invalid character, which is replaced"},
		"a bad value": {`"UserType":"Standard"`, `"UserType":7`, 1,
			"User: UserType is not text; the row is left out"},
		"a field less": {`"UserType":"Standard",`, ``, 1,
			"User: UserType is missing in a record; the row is left out"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, rigOptions{demo: demo.Options{Users: 30, Frozen: true}})
				want := r.scrape(0)
				replaced := 0
				r = newRigOn(t, r.demo, rigOptions{})
				r.host.handler = changing(r.host.handler, func(_ *http.Request, answer []byte) []byte {
					replaced += min(1, bytes.Count(answer, []byte(c.old)))
					return bytes.Replace(answer, []byte(c.old), []byte(c.new), 1)
				})
				got := r.scrape(0)
				if replaced == 0 {
					t.Fatal("nothing was replaced")
				}
				if diff := cmp.Diff(familiesOf(want), familiesOf(got)); diff != "" {
					t.Errorf("families (-want +got):\n%s", diff)
				}
				if users := got.sum("salesforce_users"); users != want.sum("salesforce_users")-c.users {
					t.Errorf("users: got %v, and %v without a bad one", users, want.sum("salesforce_users"))
				}
				for _, metric := range []string{"salesforce_records_created_total", "salesforce_open_opportunities",
					"salesforce_collector_success"} {
					if got.sum(metric) != want.sum(metric) {
						t.Errorf("%s: got %v, want %v", metric, got.sum(metric), want.sum(metric))
					}
				}
				collectors := []string{"users", "records", "activities", "opportunities"}
				for _, collector := range collectors {
					if bad := got.series[`salesforce_collector_bad_rows{collector="`+collector+`",reason="`+c.reason+`"}`]; bad != 1 {
						t.Errorf("bad rows of %s: got %v, want 1:\n%s", collector, bad, got.text)
					}
				}
				lines := r.log.lines("rows are bad")
				if len(lines) != len(collectors) || !strings.Contains(lines[0], c.reason) {
					t.Errorf("want one line of log for each collector, got:\n%s", r.log)
				}
			})
		})
	}
}

// familiesOf are the names of the metrics of a scrape, other than those about the
// exporter.
func familiesOf(m metrics) []string {
	var names []string
	for name := range m.families {
		if !strings.HasPrefix(name, "salesforce_exporter_") && name != "salesforce_collector_bad_rows" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
