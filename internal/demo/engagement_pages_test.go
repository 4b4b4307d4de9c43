package demo

import (
	"net/url"
	"strings"
	"testing"
	"time"
)

// fillVisits adds visits with ids up to n, all of one instant.
func (c *testClient) fillVisits(n int) {
	c.exec(`WITH RECURSIVE k(i) AS (SELECT 101 UNION ALL SELECT i + 1 FROM k WHERE i < ?)
		INSERT INTO ae_visit (id, visitorId, createdAt, updatedAt) SELECT i, 5, ?, ? FROM k`, n, minutesAgo(400), minutesAgo(400))
}

type engagementPage struct {
	Values        []struct{ ID int }
	NextPageToken *string
	NextPageURL   *string
}

// further gets a next page by its address.
func (c *testClient) further(address string) answer {
	c.t.Helper()
	path, ok := strings.CutPrefix(address, c.server.URL)
	if !ok {
		c.t.Fatalf("next page at %s, want it below %s", address, c.server.URL)
	}
	// Page tokens stand in addresses as they are.
	return c.get(strings.ReplaceAll(path, "+", "%2B"), map[string]string{"Pardot-Business-Unit-Id": BusinessUnit})
}

func TestEngagementPages(t *testing.T) {
	c := newEngagementClient(t, Options{})
	c.fillVisits(1200)
	for query, want := range map[string]struct{ pages, rows int }{
		"visits?fields=id":            {6, 1102},
		"visits?fields=id&limit=1000": {2, 1102},
		"visits?fields=id&limit=551":  {2, 1102},
		"visits?fields=id&limit=300&orderBy=updatedAt+DESC&visitorId=5":         {4, 1101},
		"visits?fields=id&limit=300&orderBy=prospectId&idGreaterThan=100":       {4, 1100},
		"visits?fields=id&limit=1000&orderBy=id+DESC&deleted=all&idLessThan=20": {1, 2},
	} {
		seen := map[int]bool{}
		pages := 0
		for a := c.engage(query); ; pages++ {
			var p engagementPage
			a.wantStatus(200)
			a.decode(&p)
			for _, v := range p.Values {
				seen[v.ID] = true
			}
			if (p.NextPageURL == nil) != (p.NextPageToken == nil) {
				t.Fatalf("%s: token or address alone", query)
			}
			if p.NextPageURL == nil {
				pages++
				break
			}
			a = c.further(*p.NextPageURL)
		}
		if pages != want.pages || len(seen) != want.rows {
			t.Errorf("%s: %d rows in %d pages, want %d in %d", query, len(seen), pages, want.rows, want.pages)
		}
	}
}

func TestEngagementPageTokens(t *testing.T) {
	c := newEngagementClient(t, Options{SignIn: SignIn{SessionTimeout: 24 * time.Hour}})
	c.fillVisits(300)
	var p engagementPage
	c.engage("visits?fields=id&limit=100&updatedAtAfter=2026-01-01T00:00:00%2B00:00").decode(&p)
	token := "nextPageToken=" + url.QueryEscape(*p.NextPageToken)
	c.engage("visits?fields=id,createdAt&" + token).wantStatus(200) // other fields are fine
	c.engage("visits?"+token).want(400, engagementError(13, "The required parameter fields is missing"))
	c.engage("visits?fields=id&limit=100&"+token).want(400, engagementError(51, "Invalid parameter: limit"))
	c.engage("visits?fields=id&deleted=all&"+token).want(400, engagementError(51, "Invalid parameter: deleted"))
	c.engage("visitors?fields=id&"+token).want(400, engagementError(211, "nextPageToken is invalid"))
	c.engage("visits?fields=id&"+token+"x").want(400, engagementError(211, "nextPageToken is invalid"))
	c.clock.Advance(4*time.Hour - time.Second)
	c.engage("visits?fields=id&" + token).wantStatus(200)
	c.clock.Advance(time.Second)
	c.engage("visits?fields=id&"+token).want(400, engagementError(210, "nextPageToken has expired"))
}

// A chain of pages stops after 100,000 records and says so.
func TestEngagementPageChainsStop(t *testing.T) {
	c := newEngagementClient(t, Options{})
	for _, chain := range []struct {
		rows   int
		warned string
	}{{100_100, "203;Record count for nextPageToken sequence has been exceeded."}, {100_000, ""}} {
		rows, warned := chain.rows, chain.warned
		c.exec("DELETE FROM ae_visit")
		c.fillVisits(100 + rows)
		last, pages := 0, 0
		a := c.engage("visits?fields=id&limit=1000")
		for {
			var p engagementPage
			a.decode(&p)
			pages++
			last = p.Values[len(p.Values)-1].ID
			if p.NextPageURL == nil {
				break
			}
			if a.header.Get("Pardot-Warning") != "" {
				t.Fatal("warned before the end")
			}
			a = c.further(*p.NextPageURL)
		}
		if pages != 100 || last != 100_100 || a.header.Get("Pardot-Warning") != warned {
			t.Errorf("%d rows: %d pages up to %d, warning %q", rows, pages, last, a.header.Get("Pardot-Warning"))
		}
	}
	var p engagementPage
	c.fillRest(100_201)
	c.engage("visits?fields=id&limit=1000&idGreaterThan=100100").decode(&p)
	if len(p.Values) != 100 {
		t.Errorf("%d rows behind the end of the chain, want 100", len(p.Values))
	}
}

// fillRest adds visits behind those of fillVisits.
func (c *testClient) fillRest(below int) {
	for id := 100_101; id < below; id++ {
		c.exec("INSERT INTO ae_visit (id, visitorId, createdAt, updatedAt) VALUES (?, 5, 0, 0)", id)
	}
}
