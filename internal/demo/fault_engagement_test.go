package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// engagementFaults are what the kinds of this API alone do.
func engagementFaults() map[FaultKind]func(t *testing.T, c *testClient) {
	tests := map[FaultKind]func(t *testing.T, c *testClient){
		EngagementCached: testCachedAnswers, EngagementGateway: testSlowQueries, EngagementByID: testOrderOfIDs,
		EngagementNoCode: testNoCode,
		EngagementField:  testRefusedField, EngagementIgnored: testIgnoredFilter, EngagementUnassigned: testUnassigned,
		EngagementLoose: testLooseAnswers,
	}
	for kind, want := range map[FaultKind]struct {
		status, code int
		message      string
	}{
		EngagementNoPermission: {403, 46, "Your account does not have permission to perform this operation"},
		EngagementAtOnce:       {400, 66, "You have exceeded your concurrent request limit. Please wait before trying again"},
		EngagementDisabled:     {403, 76, "API access was disabled for this account"},
		EngagementDailyLimit:   {429, 122, "Daily API rate limit met"},
		EngagementNoUnit:       {400, 181, "The request header Pardot-Business-Unit-Id is missing"},
		EngagementInternal:     {500, 183, "An internal error occurred. Please try again"},
		EngagementToken:        {401, 184, "access_token is invalid, unknown, or malformed"},
		EngagementUnknownUnit:  {400, 201, "Business Unit ID not found or inactive"},
		EngagementMinuteLimit:  {400, 202, "Minute rate limit met"},
		EngagementTimeout:      {504, 214, "The request timed out"},
	} {
		tests[kind] = func(t *testing.T, c *testClient) {
			c.setFaults(string(kind) + ":object=visits,times=1")
			before := c.org.EngagementCalls()
			c.engage("campaigns?fields=id").wantStatus(200) // another object
			c.engage("visits?fields=id").want(want.status, engagementError(want.code, want.message))
			c.engage("visits?fields=id").wantStatus(200) // only once
			c.query("SELECT COUNT() FROM Account").wantStatus(200)
			counted := 3
			if kind == EngagementAtOnce || kind == EngagementDailyLimit {
				counted = 2
			}
			if got := c.org.EngagementCalls() - before; got != counted {
				t.Errorf("%d calls were counted, want %d", got, counted)
			}
		}
	}
	return tests
}

// testCachedAnswers wants an answer to stay as it was for as long as it is kept.
func testCachedAnswers(t *testing.T, c *testClient) {
	c.setFaults("engagement-cached=60s:object=visits")
	c.exec("UPDATE ae_visit SET durationInSeconds = 1 WHERE id = 11")
	path := "visits?fields=durationInSeconds&id=11"
	body := func(seconds int) string {
		return fmt.Sprintf(`{"values":[{"durationInSeconds":%d}],"nextPageToken":null,"nextPageUrl":null}`, seconds)
	}
	c.engage(path).want(200, body(1))
	c.exec("UPDATE ae_visit SET durationInSeconds = 2 WHERE id = 11")
	c.clock.Advance(59 * time.Second)
	c.engage(path).want(200, body(1))
	c.engage(path+"&deleted=false").want(200, body(2)) // another address
	c.clock.Advance(time.Second)
	c.engage(path).want(200, body(2))
}

func TestFaultsOfEngagement(t *testing.T) {
	c := newEngagementClient(t, Options{})
	for kind, test := range engagementFaults() {
		t.Run(string(kind), func(t *testing.T) { test(t, c) })
	}
}

// Faults of any API meet this one where they are told to, and only there.
func TestGeneralFaultsOfEngagement(t *testing.T) {
	c := newEngagementClient(t, Options{})
	c.setFaults("503")
	c.engage("campaigns?fields=id").wantStatus(200)
	for fault, want := range map[string]seen{
		"503:path=engagement":            {status: 503, body: engagementError(183, "Server too busy")},
		"429:path=all":                   {status: 429, body: engagementError(183, "Too many requests")},
		"503-html:path=engagement":       {status: 503, body: "<h1>Service Unavailable</h1>"},
		"truncated-json:path=engagement": {status: 200, body: `{"values":[{"id":1}],"nextPage`},
	} {
		c.setFaults(fault)
		c.engage("campaigns?fields=id").want(want.status, want.body)
		if strings.Contains(fault, "engagement") {
			c.query("SELECT COUNT() FROM Account").wantStatus(200)
		}
	}
	for _, fault := range []string{"reset:path=engagement", "endless-body=1ms:path=engagement,object=campaigns"} {
		c.setFaults(fault)
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.server.URL+engagementPath5+"campaigns?fields=id", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+c.token)
		req.Header.Set("Pardot-Business-Unit-Id", BusinessUnit)
		res, err := http.DefaultTransport.RoundTrip(req)
		if err == nil {
			var body any
			if err = json.NewDecoder(res.Body).Decode(&body); err == nil {
				t.Errorf("%s: an answer came to its end", fault)
			}
			res.Body.Close()
		}
		cancel()
	}
	c.setFaults("latency=30ms:path=engagement")
	start := time.Now()
	c.engage("campaigns?fields=id").wantStatus(200)
	if took := time.Since(start); took < 30*time.Millisecond {
		t.Errorf("answered after %v", took)
	}
	want := `fault "engagement-46:object=Account": no object Account in Account Engagement, there are: account, campaigns, custom-redirects, ` +
		`form-handlers, forms, landing-pages, prospects, visitor-activities, visitor-page-views, visitors, visits`
	if err := c.org.SetFaults(Fault{Kind: EngagementNoPermission, Object: "Account"}); err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

// testSlowQueries has queries about a long time answered with a page, or with
// code 214.
func testSlowQueries(t *testing.T, c *testClient) {
	const short, long = "&updatedAtAfterOrEqualTo=2026-03-04T00:00:00%2B00:00&updatedAtBefore=2026-03-04T02:00:00%2B00:00",
		"&updatedAtAfterOrEqualTo=2026-03-04T00:00:00%2B00:00&updatedAtBefore=2026-03-04T02:00:01%2B00:00"
	for fault, body := range map[string]string{
		"engagement-504=2h:object=visits": "<h1>Gateway Timeout</h1>",
		"engagement-214=2h:object=visits": engagementError(214, "The request timed out"),
	} {
		c.setFaults(fault)
		c.engage("visits?fields=id" + short).wantStatus(200)
		c.engage("visits?fields=id"+long).want(504, body)
		c.engage("visits?fields=id").want(504, body)
		c.engage("campaigns?fields=id").wantStatus(200)
	}
	c.setFaults("engagement-504:object=visits")
	c.engage("visits?fields=id"+short).want(504, "<h1>Gateway Timeout</h1>")
	c.query("SELECT COUNT() FROM Account").wantStatus(200)
}

func testOrderOfIDs(t *testing.T, c *testClient) {
	c.setFaults("engagement-504-by-id:object=visits")
	c.engage("visits?fields=id&orderBy=id+ASC").want(504, "<h1>Gateway Timeout</h1>")
	c.engage("visits?fields=id&orderBy=updatedAt+ASC").wantStatus(200)
	c.engage("campaigns?fields=id&orderBy=id+ASC").wantStatus(200)
}

func testNoCode(t *testing.T, c *testClient) {
	c.setFaults("engagement-401:times=1")
	c.engage("visits?fields=id").want(401, "<h1>Unauthorized</h1>")
	c.engage("visits?fields=id").wantStatus(200)
}

func testRefusedField(t *testing.T, c *testClient) {
	c.setFaults("engagement-51=visits.prospect.campaignId")
	c.engage("visits?fields=id,prospect.campaignId").want(400, refusedField("prospect.campaignId"))
	c.engage("visits?fields=id,prospectId").wantStatus(200)
	c.engage("visitors?fields=id,campaignId").wantStatus(200)
}

func testIgnoredFilter(t *testing.T, c *testClient) {
	c.setFaults("engagement-ignored=campaigns.deleted")
	c.engage("campaigns?fields=id&deleted=true").want(200, `{"values":[{"id":1}],"nextPageToken":null,"nextPageUrl":null}`)
	c.setFaults("engagement-ignored=visits.updatedAt")
	c.engage("visits?fields=id&updatedAtAfterOrEqualTo=2030-03-04T00:00:00%2B00:00&idLessThan=12").want(200,
		`{"values":[{"id":11}],"nextPageToken":null,"nextPageUrl":null}`)
}

func testUnassigned(t *testing.T, c *testClient) {
	c.setFaults("engagement-unassigned")
	c.engage("prospects?fields=id").want(200, `{"values":[],"nextPageToken":null,"nextPageUrl":null}`)
	c.engage("visits?fields=id,prospectId&id=11").want(200,
		`{"values":[{"id":11,"prospectId":7}],"nextPageToken":null,"nextPageUrl":null}`)
}

func testLooseAnswers(t *testing.T, c *testClient) {
	c.setFaults("engagement-loose")
	c.engage("visits?fields=id,prospectId,createdAt&id=11").want(200,
		`{"values":[{"id":"11","prospectId":"7","createdAt":"2026-03-04T01:10:00+0000"}],"nextPageToken":null}`)
	c.engage("visitor-page-views?fields=id").want(200, `{"values":null,"nextPageToken":null}`)
}
