package engagement

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"salesforce_exporter/internal/api"
)

// TestSessionWithoutCode has the API refuse a token as other APIs of Salesforce
// do.
func TestSessionWithoutCode(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake(t)
		s := &tokens{}
		f.refuse = func(r *http.Request) (int, int) {
			if r.Header.Get("Authorization") != "Bearer "+goodToken {
				return http.StatusUnauthorized, -1
			}
			return 0, 0
		}
		c, err := NewClient(Config{URL: fakeURL, BusinessUnit: unitID, Sessions: s, Transport: f})
		if err != nil {
			t.Fatal(err)
		}
		all(query{object: "campaigns", fields: "id"}, c, t)
		if s.renewed != 1 || len(f.calls) != 2 {
			t.Errorf("%d renewals, %d calls", s.renewed, len(f.calls))
		}
	})
}

// TestSmallPages has a unit that refuses pages of more than 200 rows
// (PostHog/posthog).
func TestSmallPages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, f, _ := reported(t, func(f *fake) {
			f.message = "Invalid parameter: limit"
			f.refuse = func(r *http.Request) (int, int) {
				if n, _ := strconv.Atoi(r.URL.Query().Get("limit")); n > 200 {
					return http.StatusBadRequest, 51
				}
				return 0, 0
			}
		})
		compare(t, d.last, f.expected("Spring"))
		if len(d.last.Skipped) > 0 {
			t.Errorf("skipped: %+v", d.last.Skipped)
		}
	})
}

// TestPageTokens has tokens of plain base64, which stand in addresses as they
// are, in answers that lack one or the other, behind a gateway.
func TestPageTokens(t *testing.T) {
	for _, change := range []func(body map[string]any){
		func(map[string]any) {},
		func(body map[string]any) { delete(body, "nextPageUrl") },
		func(body map[string]any) { body["nextPageToken"] = nil },
		func(body map[string]any) {
			if body["nextPageToken"] != nil {
				body["nextPageUrl"] = "https://pi.pardot.com/?too=bad"
			}
		},
	} {
		synctest.Test(t, func(t *testing.T) {
			f := newFake(t)
			f.perPage, f.change = 10, change
			for i := range 95 {
				f.add("visits", uint64(1000+i), time.Now().Add(-time.Hour), nil)
			}
			if ids := all(query{object: "visits", fields: "id"}, f.client(nil), t); len(ids) != 95 || len(f.calls) != 10 {
				t.Errorf("%d rows in %d calls", len(ids), len(f.calls))
			}
		})
	}
}

// TestLostPageTokens has tokens that expire between two pages.
func TestLostPageTokens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake(t)
		f.perPage = 10
		for i := range 95 {
			f.add("visits", uint64(1000+i), time.Now().Add(-time.Hour), nil)
		}
		n := 0
		f.refuse = func(r *http.Request) (int, int) {
			if n++; r.URL.Query().Get("nextPageToken") != "" && n%3 == 0 {
				return http.StatusBadRequest, 210
			}
			return 0, 0
		}
		ids := all(query{object: "visits", fields: "id"}, f.client(nil), t)
		if len(ids) != 95 || !slices.IsSorted(ids) || len(slices.Compact(ids)) != 95 {
			t.Errorf("%d rows", len(ids))
		}
	})
}

// TestLenientReading reads values that others saw or expect, and leaves out what
// cannot be read, but not more.
func TestLenientReading(t *testing.T) {
	c := newFake(t).client(nil)
	for text, want := range map[string]string{
		`{"nextPageToken":null,"nextPageUrl":null,"values":[]}`: "0 rows, 0 unread",
		`{"values":null}`: "0 rows, 0 unread",
		`{}`:              "0 rows, 0 unread",
		`{"values":[{"id":1},{"id":2,"durationInSeconds":"x"},{"id":3,"createdAt":"soon"},{},7,null]}`:                                                                              "1 rows, 5 unread",
		`{"values":[{"id":"1","type":"4","durationInSeconds":"60","visitorPageViewCount":2.0,"createdAt":"2026-11-01T00:00:00+0100","isDeleted":"true","campaignParameter":2026}]}`: "1 rows, 0 unread",
	} {
		p, err := c.readPage(query{}, []byte(text), http.Header{})
		if got := fmt.Sprintf("%d rows, %d unread", len(p.rows), p.unread); err != nil || got != want {
			t.Errorf("%s: %s, %v, want %s", text, got, err, want)
		}
		if len(p.rows) == 1 && strings.Contains(text, "4") {
			r := p.rows[0]
			at := time.Date(2026, 10, 31, 23, 0, 0, 0, time.UTC)
			if r.ID != 1 || r.Type != 4 || r.Seconds != 60 || r.PageViews != 2 || r.CreatedAt != stampOf(at) ||
				!bool(r.IsDeleted) || r.UTMCampaign != "2026" {
				t.Errorf("read as %+v", r)
			}
		}
	}
	for _, text := range []string{"", "[]", `{"values":{}}`, "null and void"} {
		if _, err := c.readPage(query{}, []byte(text), http.Header{}); api.Code(err) != api.CodeBadAnswer {
			t.Errorf("%q: %v", text, err)
		}
	}
}
