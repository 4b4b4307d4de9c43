package demo

import (
	"net/http"
	"strings"
	"testing"
)

func TestWithoutPermissions(t *testing.T) {
	org, err := New(t.Context(),
		Options{Users: 20, Frozen: true, WhoWhats: 3,
			Without: []string{"view all data", "Monitor Login History", "Manage Users",
				"Manage All Private Reports and Dashboards", "View Setup and Configuration", "View All Forecasts"}})
	if err != nil {
		t.Fatal(err)
	}
	defer org.Close()
	c := newTestClientOn(t, org, &testClock{now: testStart})
	for statement, want := range map[string]string{
		"SELECT COUNT() FROM Task":                                "OPERATION_TOO_LARGE",
		"SELECT OwnerId, COUNT(Id) n FROM Event GROUP BY OwnerId": "exceeded 100000 distinct who/what's",
		"SELECT COUNT() FROM EmailMessage":                        "OPERATION_TOO_LARGE",
		"SELECT COUNT() FROM Report USING SCOPE allPrivate":       "MALFORMED_QUERY",
		"SELECT COUNT() FROM UserLogin":                           "INVALID_TYPE",
		"SELECT COUNT() FROM PermissionSetLicenseAssign":          "INVALID_TYPE",
		"SELECT COUNT() FROM SetupAuditTrail":                     "INVALID_TYPE",
		"SELECT COUNT() FROM ForecastingQuota":                    "INVALID_TYPE",
	} {
		if a := c.query(statement); a.status != 400 || !strings.Contains(a.body, want) {
			t.Errorf("%s: %d %s, want %s", statement, a.status, a.body, want)
		}
	}
	c.get("/services/data/v62.0/limits", nil).wantStatus(http.StatusForbidden)
	c.query("SELECT COUNT() FROM PermissionSetAssignment WHERE AssigneeId = '"+org.user.ID+"' AND PermissionSet.PermissionsViewAllData = true").
		want(200, `{"totalSize":0,"done":true,"records":[]}`)
	own := c.query("SELECT COUNT() FROM LoginHistory WHERE UserId = '" + org.user.ID + "'").body
	if all := c.query("SELECT COUNT() FROM LoginHistory").body; all != own || strings.Contains(all, `"totalSize":0`) {
		t.Errorf("login history %s, want the user's own %s", all, own)
	}
}

func TestWithoutAccessActivities(t *testing.T) {
	c := newTestClient(t, Options{Without: []string{"Access Activities"}}, 0)
	for _, object := range []string{"Task", "Event", "EmailMessage"} {
		if a := c.query("SELECT COUNT() FROM " + object); !strings.Contains(a.body, "INVALID_TYPE") {
			t.Errorf("%s: %s", object, a.body)
		}
	}
	c.query("SELECT COUNT() FROM Account").wantStatus(200)
	if err := c.org.Revoke(t.Context(), "View Everything"); err == nil ||
		!strings.Contains(err.Error(), `permission "View Everything": the demo org knows these: Access Activities, `) {
		t.Errorf("an unknown permission: %v", err)
	}
}

func TestActivitiesOfALargeOrgAreRefused(t *testing.T) {
	c := newTestClient(t, Options{}, 0)
	c.setFaults("operation-too-large:object=Task")
	const want = `[{"message":"exceeded 100000 distinct who/what's","errorCode":"OPERATION_TOO_LARGE"}]`
	c.query("SELECT COUNT() FROM Task").want(400, want)
	c.query("SELECT COUNT() FROM Event").wantStatus(200)
}

func TestParametersOfATokenRequestInTheAddress(t *testing.T) {
	c := newTestClient(t, Options{}, 0)
	const address = tokenPath + "?grant_type=client_credentials&client_id=demo&client_secret="
	if got := c.post(address+"demo", formType, "",
		map[string]string{"Authorization": ""}).tokens(); !c.alive(got.AccessToken) {
		t.Errorf("the token opens nothing: %+v", got)
	}
	c.post(address+"wrong", formType, "", nil).wantStatus(400)
	// the form goes first
	c.post(address+"wrong", formType, "client_secret=demo", map[string]string{"Authorization": ""}).wantStatus(200)
	c.do(http.MethodGet, address+"demo", "", nil).wantStatus(405)
}
