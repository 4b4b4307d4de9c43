package engagement

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func all(q query, c *Client, t *testing.T) (ids []uint64) {
	t.Helper()
	if err := c.each(t.Context(), q, maxPages, func(r *row) { ids = append(ids, uint64(r.ID)) }); err != nil {
		t.Fatal(err)
	}
	return ids
}

// TestPages follows page tokens to the end of a chain, and goes on behind it.
func TestPages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake(t)
		f.perPage, f.chain = 10, 40
		for i := range 95 {
			f.add("visits", uint64(1000+i), time.Now().Add(-time.Hour), nil)
		}
		q := query{object: "visits", fields: "id"}
		ids := all(q.between("updatedAt", time.Now().Add(-2*time.Hour), time.Time{}), f.client(nil), t)
		if len(ids) != 95 || !slices.IsSorted(ids) || len(slices.Compact(slices.Clone(ids))) != 95 {
			t.Errorf("got %d ids, want 95 different ones in order: %v", len(ids), ids)
		}
		if got := len(f.calls); got != 10 {
			t.Errorf("95 rows at 10 a page cost %d calls, want 10", got)
		}
		for _, r := range f.calls {
			if p := r.URL.Query(); p.Get("nextPageToken") != "" && len(p) != 2 {
				t.Errorf("beside a page token only fields may be sent: %s", r.URL.RawQuery)
			}
		}
		first := f.calls[0].URL
		if want := "updatedAtAfterOrEqualTo=1999-12-31T22%3A00%3A00%2B00%3A00"; !strings.Contains(first.RawQuery, want) {
			t.Errorf("got %s, want %s", first.RawQuery, want)
		}
	})
}

// TestSessionIsRenewedOnce has the API refuse a token, and then every token.
func TestSessionIsRenewedOnce(t *testing.T) {
	f := newFake(t)
	s := &tokens{}
	c, err := NewClient(Config{URL: fakeURL, BusinessUnit: unitID, Sessions: s, Transport: f})
	if err != nil {
		t.Fatal(err)
	}
	all(query{object: "campaigns", fields: "id"}, c, t)
	if s.renewed != 1 || len(f.calls) != 2 {
		t.Errorf("a refused token led to %d renewals and %d calls, want 1 and 2", s.renewed, len(f.calls))
	}
	for _, code := range []int{184, 49} {
		f.calls = nil
		f.refuse = refuseAll(401, code)
		err = c.each(t.Context(), query{object: "campaigns", fields: "id"}, 1, func(*row) {})
		if classOf(err) != classSession || !strings.Contains(err.Error(), "pardot_api") ||
			strings.Contains(err.Error(), goodToken) {
			t.Errorf("code %d: got %v", code, err)
		}
		if len(f.calls) > 2 {
			t.Errorf("code %d cost %d calls", code, len(f.calls))
		}
	}
}

// TestTokenIsNotRepeated has the API repeat the token in what it says.
func TestTokenIsNotRepeated(t *testing.T) {
	c, err := NewClient(Config{URL: fakeURL, BusinessUnit: unitID, Sessions: &tokens{renewed: 1}, Transport: repeats{}})
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = c.Quota(t.Context())
	if err == nil || strings.Contains(err.Error(), goodToken) || !strings.Contains(err.Error(), "<secret> is wrong") {
		t.Errorf("got %v", err)
	}
}

// repeats is a server that says what it was sent.
type repeats struct{}

func (repeats) RoundTrip(r *http.Request) (*http.Response, error) {
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	body := io.NopCloser(strings.NewReader(`{"code":76,"message":"` + token + ` is wrong"}`))
	return &http.Response{StatusCode: http.StatusForbidden, Header: http.Header{}, Body: body, Request: r}, nil
}

// TestTokenStaysAtHome has the API send a next page elsewhere: what is asked is
// the same page, of the host that is configured.
func TestTokenStaysAtHome(t *testing.T) {
	f := newFake(t)
	c := f.client(nil)
	q := query{object: "visits", fields: "id"}
	for address, want := range map[string]string{
		"https://evil.example.com/api/v5/objects/visits?fields=id&nextPageToken=x":                      "fields=id&nextPageToken=x",
		"http://pi.pardot.test/api/v5/objects/visits?nextPageToken=x%2By":                               "nextPageToken=x%2By",
		"https://pi.pardot.test/elsewhere?nextPageToken=x+y/z==&fields=id":                              "fields=id&nextPageToken=x%2By%2Fz%3D%3D",
		"https://user:pw@pi.pardot.test/account-engagement/api/v5/objects/visits?nextPageToken=x#there": "nextPageToken=x",
		"?nextPageToken=x": "nextPageToken=x",
	} {
		if u := c.next(q, "", address); u == nil || u.String() != fakeURL+"/api/v5/objects/visits?"+want {
			t.Errorf("%s is followed to %v", address, u)
		}
	}
	if u := c.next(q, "a+b/c==", "https://evil.example.com/"); u == nil ||
		u.String() != fakeURL+"/api/v5/objects/visits?fields=id&nextPageToken=a%2Bb%2Fc%3D%3D" {
		t.Errorf("a token is followed to %v", u)
	}
	for _, nowhere := range []string{"", "https://pi.pardot.test/api/v5/objects/visits", "no address"} {
		if u := c.next(q, "", nowhere); u != nil {
			t.Errorf("%q is followed to %v", nowhere, u)
		}
	}
}
