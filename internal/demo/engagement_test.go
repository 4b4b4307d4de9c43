package demo

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"

	"salesforce_exporter/internal/demo/engagement/model"
)

// minutesAgo is an instant before the start of the tests, as rows have it.
func minutesAgo(n int) int64 { return testStart.Add(-time.Duration(n) * time.Minute).Unix() }

// newEngagementClient signs in to a small org whose business unit has a few
// rows.
func newEngagementClient(t *testing.T, opts Options) *testClient {
	t.Helper()
	c := newTestClient(t, opts, 0)
	tables, err := model.Tables()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.org.rows.store.AddTables(t.Context(), tables); err != nil {
		t.Fatal(err)
	}
	c.org.rows.businessUnit = BusinessUnit
	if err := c.org.openEngagement(c.org.engagementCallsOf(opts)); err != nil {
		t.Fatal(err)
	}
	c.exec(`INSERT INTO ae_campaign (id, name, salesforceId, cost, isDeleted, createdAt, updatedAt) VALUES
		(1, 'Spring & <Summer>', '701000000000001AAA', 1200, 0, ?1, ?1), (2, 'Old', NULL, NULL, 1, ?1, ?1)`, minutesAgo(600))
	c.exec(`INSERT INTO ae_prospect (id, campaignId, salesforceCampaignId, salesforceLeadId, convertedAt, convertedFromObjectType, convertedFromObjectName, createdAt, updatedAt)
		VALUES (7, 1, '701000000000001AAA', '00Q000000000001AAA', ?1, 'Form', 'Contact us', ?1, ?1)`, minutesAgo(500))
	c.exec(`INSERT INTO ae_visitor (id, campaignId, prospectId, pageViewCount, isIdentified, createdAt, updatedAt) VALUES (5, 1, 7, 3, 1, ?1, ?1), (6, NULL, NULL, 1, 0, ?1, ?1)`, minutesAgo(500))
	c.exec(`INSERT INTO ae_visit (id, visitorId, prospectId, visitorPageViewCount, firstVisitorPageViewAt, lastVisitorPageViewAt, durationInSeconds, campaignParameter, createdAt, updatedAt, isDeleted) VALUES
		(11, 5, 7, 3, ?1, ?2, 3600, 'spring', ?1, ?2, 0), (12, 6, NULL, 1, ?1, ?1, NULL, NULL, ?1, ?1, 0)`, minutesAgo(500), minutesAgo(440))
	return c
}

// engagementCallsOf is how many calls a day the options allow.
func (o *Org) engagementCallsOf(opts Options) int { return opts.withDefaults().EngagementCalls }

func (c *testClient) exec(statement string, args ...any) {
	c.t.Helper()
	if _, err := c.org.DB().ExecContext(c.t.Context(), statement, args...); err != nil {
		c.t.Fatal(err)
	}
}

// engage asks the API of Account Engagement as a good client does.
func (c *testClient) engage(path string) answer {
	c.t.Helper()
	return c.get(engagementPath5+path, map[string]string{"Pardot-Business-Unit-Id": BusinessUnit})
}

const engagementPath5 = "/account-engagement/api/v5/objects/"

func engagementError(code int, message string) string {
	return fmt.Sprintf(`{"code":%d,"message":%q}`, code, message)
}

func refusedField(name string) string {
	return engagementError(51, "Invalid parameter: fields. It contains an invalid or unknown field: "+name+".")
}

func TestEngagementAnswers(t *testing.T) {
	c := newEngagementClient(t, Options{TimeZone: "Europe/Berlin"})
	for path, want := range map[string]string{
		"visits?fields=id,visitorId,prospectId": `{"values":[{"id":11,"visitorId":5,"prospectId":7},{"id":12,"visitorId":6,"prospectId":null}],"nextPageToken":null,"nextPageUrl":null}`,
		"visits?fields=id,durationInSeconds,campaignParameter,createdAt,updatedAt,prospect.salesforceCampaignId,visitor.campaign.name&id=11": `{"values":[{"id":11,"durationInSeconds":3600,"campaignParameter":"spring",` +
			`"createdAt":"2026-03-04T02:10:00+01:00","updatedAt":"2026-03-04T03:10:00+01:00","prospect":{"salesforceCampaignId":"701000000000001AAA"},"visitor":{"campaign":{"name":"Spring & <Summer>"}}}],"nextPageToken":null,"nextPageUrl":null}`,
		"visits?fields=visitor.campaign.name,prospect.id,durationInSeconds&id=12": `{"values":[{"durationInSeconds":null,"visitor":{"campaign":null},"prospect":null}],"nextPageToken":null,"nextPageUrl":null}`,
		"campaigns?fields=id,isDeleted,cost&deleted=all":                          `{"values":[{"id":1,"isDeleted":false,"cost":1200},{"id":2,"isDeleted":true,"cost":null}],"nextPageToken":null,"nextPageUrl":null}`,
		"campaigns?fields=id&deleted=true":                                        `{"values":[{"id":2}],"nextPageToken":null,"nextPageUrl":null}`,
		"visitors?fields=id,isIdentified,campaignId&orderBy=id+desc":              `{"values":[{"id":6,"isIdentified":false,"campaignId":null},{"id":5,"isIdentified":true,"campaignId":1}],"nextPageToken":null,"nextPageUrl":null}`,
		"prospects?fields=convertedAt,convertedFromObjectType,campaign.salesforceId": `{"values":[{"convertedAt":"2026-03-04T02:10:00+01:00","convertedFromObjectType":"Form","campaign":{"salesforceId":"701000000000001AAA"}}],` +
			`"nextPageToken":null,"nextPageUrl":null}`,
		"visitor-page-views?fields=id":                                         `{"values":[],"nextPageToken":null,"nextPageUrl":null}`,
		"campaigns/1?fields=name":                                              `{"name":"Spring & <Summer>"}`,
		"account?fields=level,maximumDailyApiCalls,apiCallsUsed,timezone":      "", // is about the calls so far
		"visits?fields=id,visitor.campaign.parentCampaign.name&id=12":          `{"values":[{"id":12,"visitor":{"campaign":null}}],"nextPageToken":null,"nextPageUrl":null}`,
		"visits?fields=visitor.prospect.campaign.salesforceId,id,id&idList=11": `{"values":[{"id":11,"visitor":{"prospect":{"campaign":{"salesforceId":"701000000000001AAA"}}}}],"nextPageToken":null,"nextPageUrl":null}`,
	} {
		got := c.engage(path)
		if want != "" {
			got.want(http.StatusOK, want)
		}
	}
	used, _ := c.org.engagement.Usage()
	c.engage("account?fields=level,maximumDailyApiCalls,apiCallsUsed,timezone").
		want(200, fmt.Sprintf(`{"level":"Plus","maximumDailyApiCalls":50000,"apiCallsUsed":%d,"timezone":"Europe/Berlin"}`,
			used+1))
}

func TestEngagementFilters(t *testing.T) {
	c := newEngagementClient(t, Options{})
	instant := func(minutes int) string {
		return url.QueryEscape(time.Unix(minutesAgo(minutes), 0).UTC().Format("2006-01-02T15:04:05-07:00"))
	}
	for query, want := range map[string]string{
		"":              "[11 12]",
		"&deleted=all":  "[11 12]", // visits have no such field
		"&deleted=true": "[11 12]",
		"&updatedAtAfterOrEqualTo=" + instant(440):                                               "[11]",
		"&updatedAtAfter=" + instant(440):                                                        "[]",
		"&createdAtBefore=" + instant(499):                                                       "[11 12]",
		"&createdAtBeforeOrEqualTo=" + instant(500) + "&createdAtAfterOrEqualTo=" + instant(500): "[11 12]",
		"&updatedAt=" + instant(500):                                                             "[12]",
		"&idGreaterThan=11":                                                                      "[12]",
		"&idGreaterThanOrEqualTo=12":                                                             "[12]", "&idLessThan=12": "[11]", "&idLessThanOrEqualTo=12": "[11 12]",
		"&idList=12,13&deleted=all": "[12]", "&visitorId=6": "[12]", "&prospectId=7": "[11]", "&visitorIdList=5,6": "[11 12]",
		"&orderBy=id+DESC": "[12 11]", "&orderBy=updatedAt": "[12 11]", "&orderBy=prospectId+DESC": "[11 12]",
		"&orderBy=createdAt%20ASC&limit=1000": "[11 12]",
	} {
		var got struct{ Values []struct{ ID int } }
		a := c.engage("visits?fields=id" + query)
		a.wantStatus(200)
		a.decode(&got)
		ids := []int{}
		for _, v := range got.Values {
			ids = append(ids, v.ID)
		}
		if fmt.Sprint(ids) != want {
			t.Errorf("%s: %v, want %s", query, ids, want)
		}
	}
}

func TestEngagementRefuses(t *testing.T) {
	c := newEngagementClient(t, Options{})
	const parameters = "Invalid parameter: "
	for path, want := range map[string]string{
		"visits":                      engagementError(13, "The required parameter fields is missing"),
		"visits?fields=":              engagementError(13, "The required parameter fields is missing"),
		"visits?fields=id,campaignId": refusedField("campaignId"),
		"visits?fields=id,,createdAt": refusedField(""),
		"visits?fields=ID":            refusedField("ID"),
		"visits?fields=prospect":      refusedField("prospect"),
		"visits?fields=visitor.nope":  refusedField("visitor.nope"),
		"visits?fields=isDeleted":     refusedField("isDeleted"),
		"visits?fields=visitor.prospect.campaign.parentCampaign.name": refusedField("visitor.prospect.campaign.parentCampaign.name"),
		"visits?fields=id&limit=1001": engagementError(51,
			parameters+`limit "1001" is not from 1 to 1000`),
		"visits?fields=id&limit=0": engagementError(51,
			parameters+`limit "0" is not from 1 to 1000`),
		"visits?fields=id&orderBy=visitorId": engagementError(51,
			parameters+`visits cannot be ordered by "visitorId"`),
		"visits?fields=id&orderBy=id,createdAt": engagementError(51,
			parameters+`visits cannot be ordered by "id,createdAt"`),
		"visits?fields=id&orderBy=id+up": engagementError(51,
			parameters+`orderBy "id up" is neither ASC nor DESC`),
		"campaigns?fields=id&deleted=yes": engagementError(51,
			parameters+`deleted "yes" is neither all, true nor false`),
		"visits?fields=id&campaignParameter=x": engagementError(51, parameters+"campaignParameter"),
		"visits?fields=id&offset=10":           engagementError(51, parameters+"offset"),
		"visits?fields=id&id=1&id=2":           engagementError(51, parameters+"id is given twice"),
		"visits?fields=id&id=x":                engagementError(51, parameters+`id cannot be "x"`),
		"visits?fields=id&updatedAtAfter=2026-03-04T00:00:00+01:00": engagementError(51,
			parameters+`updatedAtAfter cannot be "2026-03-04T00:00:00 01:00"`),
		"visits?fields=id&updatedAtAfter=2026-03-04T00:00:00Z": engagementError(51,
			parameters+`updatedAtAfter cannot be "2026-03-04T00:00:00Z"`),
		"visits?fields=id&updatedAtAfter=2026-03-04T00:00:00": engagementError(51,
			parameters+`updatedAtAfter cannot be "2026-03-04T00:00:00"`),
		"visitor-activities?fields=id&campaignId=1":      engagementError(51, parameters+"campaignId"),
		"visitor-activities?fields=id&typeGreaterThan=1": engagementError(51, parameters+"typeGreaterThan"),
		"visits?fields=id&idGreaterThan=1&visitorId=1&prospectId=1&createdAtAfter=2026-03-04T00:00:00%2B00:00&createdAtBefore=2026-03-04T00:00:00%2B00:00": engagementError(209, "A query can be filtered by no more than 3 fields"),
		"visits?fields=id&nextPageToken=x":         engagementError(211, "nextPageToken is invalid"),
		"visits?fields=id&nextPageToken=x&limit=1": engagementError(51, parameters+"limit"),
		"account?fields=id&limit=1":                engagementError(51, parameters+"limit"),
		"account":                                  engagementError(13, "The required parameter fields is missing"),
	} {
		c.engage(path).want(400, want)
	}
	c.engage("campaigns/2?fields=id").want(404, engagementError(109, "Record not found"))
	c.engage("leads?fields=id").want(404, engagementError(192, "There is no object leads"))
	c.engage("visits/x?fields=id").want(404, engagementError(198, "There is no such endpoint"))
	unit := map[string]string{"Pardot-Business-Unit-Id": BusinessUnit}
	c.get("/account-engagement/api/v4/objects/visits?fields=id", unit).want(400,
		engagementError(89, "API version v4 is not supported"))
	c.get("/account-engagement/api/v5", unit).want(404, engagementError(198, "There is no such endpoint"))
	c.do(http.MethodPost, engagementPath5+"campaigns?fields=id", "{}", unit).want(405,
		engagementError(198, "The demo org only reads"))
}

func TestEngagementGates(t *testing.T) {
	c := newEngagementClient(t, Options{})
	const path = engagementPath5 + "campaigns?fields=id&limit=1"
	unit := func(id string) map[string]string { return map[string]string{"Pardot-Business-Unit-Id": id} }
	c.get(path, nil).want(400, engagementError(181, "The request header Pardot-Business-Unit-Id is missing"))
	c.get(path, unit("0Uv5g0000000001")).want(400,
		engagementError(182, "The request header Pardot-Business-Unit-Id is invalid"))
	c.get(path, unit("0015g0000000001CAA")).want(400,
		engagementError(182, "The request header Pardot-Business-Unit-Id is invalid"))
	c.get(path, unit("0Uv5g0000000002CAA")).want(400, engagementError(201, "Business Unit ID not found or inactive"))
	c.get(path, unit(BusinessUnit)).wantStatus(200)
	if got := c.org.EngagementCalls(); got != 1 {
		t.Errorf("%d calls were counted, want 1: others did not come so far", got)
	}
	if billed := c.org.Calls(); billed != 0 {
		t.Errorf("%d calls were billed to the org, whose allowance is another", billed)
	}
	c.org.RevokeSessions()
	c.engage("campaigns?fields=id").want(401, engagementError(184, "access_token is invalid, unknown, or malformed"))
	c.token = ""
	c.engage("campaigns?fields=id").want(401, engagementError(49, "Access Denied"))

	without := newTestClient(t, Options{}, 0)
	without.engage("campaigns?fields=id").want(400, engagementError(201, "Business Unit ID not found or inactive"))
}

func TestEngagementNeedsItsScope(t *testing.T) {
	c := newEngagementClient(t, Options{SignIn: SignIn{PardotScopeOff: true}})
	c.engage("campaigns?fields=id").want(401, engagementError(184, "access_token is invalid, unknown, or malformed"))
	c.get("/services/data/v62.0/limits", nil).wantStatus(200)
	a := c.post("/services/oauth2/token", "application/x-www-form-urlencoded",
		"grant_type=password&client_id=demo&client_secret=demo&username=demo@example.com&password=demo", nil)
	var body struct {
		AccessToken string `json:"access_token"`
		Scope       string
	}
	a.decode(&body)
	if body.Scope != "api" {
		t.Errorf("scope %q, want api", body.Scope)
	}
	c.token = body.AccessToken
	c.engage("campaigns?fields=id").wantStatus(200) // which this flow does not need
}

// The calls of a day are counted by the account's midnight.
func TestEngagementDay(t *testing.T) {
	c := newEngagementClient(t,
		Options{TimeZone: "Asia/Tokyo", EngagementCalls: 2, SignIn: SignIn{SessionTimeout: 24 * time.Hour}})
	c.engage("campaigns?fields=id").wantStatus(200)
	c.engage("campaigns?fields=nope").wantStatus(400) // is a call, too
	limit := engagementError(122, "Daily API rate limit met")
	c.engage("campaigns?fields=id").want(429, limit)
	midnight := time.Date(2026, time.March, 4, 15, 0, 0, 0, time.UTC) // in Tokyo
	c.clock.Advance(midnight.Sub(c.clock.Now()) - time.Second)
	c.engage("campaigns?fields=id").want(429, limit)
	c.clock.Advance(time.Second)
	c.engage("account?fields=apiCallsUsed").want(200, `{"apiCallsUsed":1}`)
	c.org.SetEngagementCalls(100_000)
	c.engage("account?fields=level,apiCallsUsed").want(200, `{"level":"Advanced","apiCallsUsed":2}`)
	if got := c.org.EngagementCalls(); got != 4 {
		t.Errorf("%d calls, want 4", got)
	}
}

func TestEngagementAtOnce(t *testing.T) {
	c := newEngagementClient(t, Options{})
	var underway []func()
	for range 5 {
		leave, ok := c.org.engagement.Enter()
		if !ok {
			t.Fatal("five requests at once are too many")
		}
		underway = append(underway, leave)
	}
	tooMany := engagementError(66, "You have exceeded your concurrent request limit. Please wait before trying again")
	c.engage("campaigns?fields=id").want(400, tooMany)
	c.engage("campaigns?fields=id").want(400, tooMany) // the sixth is not under way
	c.query("SELECT COUNT() FROM Account").wantStatus(200)
	underway[0]()
	c.engage("campaigns?fields=id").wantStatus(200)
	c.engage("campaigns?fields=id").wantStatus(200)
}
